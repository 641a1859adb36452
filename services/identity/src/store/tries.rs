//! Wrong tries by login and network, whether there is such a login or not, and one try at a time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use events::{Error, Tx};
use identity_domain::{busy, lock, locked};
use runtime::Ctx;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, Condition};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub login_digest: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub network: String,
    pub failures: i32,
    pub failed_at: Option<DateTimeUtc>,
    pub busy_until: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How long a try may take, waiting for its turn included; afterwards it counts as a wrong one.
const BUSY: TimeDelta = TimeDelta::seconds(5);
/// How long a try waits for others of the same login and network.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What is tried, and from where: what one network tries is nothing to others.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    login: String,
    network: String,
}

impl Key {
    /// Tries at a login from a network.
    pub fn of(login: String, network: &str) -> Self {
        Self { login, network: network.to_owned() }
    }

    /// Tries of whoever holds an open session or a device: they come from no network in particular.
    pub fn anywhere(login: String) -> Self {
        Self { login, network: String::new() }
    }

    fn row(&self) -> Condition {
        Condition::all().add(Column::LoginDigest.eq(&self.login)).add(Column::Network.eq(&self.network))
    }
}

/// Begins a try, which [`failed`], [`forget`] or [`release`] ends. Tries of one login from one network come one after the other: those that
/// come together wait for each other, and none slips past the lock.
///
/// # Errors
/// `ACCOUNT_LOCKED` while the lock lasts, `BUSY` when too many come together.
pub(crate) async fn begin(ctx: &Ctx, key: &Key) -> Result<(), Error> {
    let turn = async {
        let mut look = tokio::time::interval(LOOK_AGAIN);
        loop {
            look.tick().await;
            if begun(&ctx.db, key, ctx.now()).await? {
                return Ok(());
            }
        }
    };
    tokio::time::timeout(PATIENCE, turn).await.unwrap_or_else(|_| Err(busy().into()))
}

async fn begun(conn: &impl ConnectionTrait, key: &Key, now: DateTime<Utc>) -> Result<bool, Error> {
    let Some(known) = Entity::find().filter(key.row()).one(conn).await? else {
        let first = ActiveModel {
            login_digest: Set(key.login.clone()),
            network: Set(key.network.clone()),
            failures: Set(0),
            failed_at: Set(None),
            busy_until: Set(Some(now + BUSY)),
        };
        let nobody_else = OnConflict::columns([Column::LoginDigest, Column::Network]).do_nothing().to_owned();
        return Ok(Entity::insert(first).on_conflict(nobody_else).exec_without_returning(conn).await? > 0);
    };
    if let Some(failed_at) = known.failed_at {
        let seconds = lock::seconds_left(known.failures, failed_at, now);
        if seconds > 0 {
            return Err(locked(seconds).into());
        }
    }
    // A try that never ended counts as a wrong one: nobody guesses for nothing by hanging up.
    let abandoned = known.busy_until.is_some();
    let taken = Entity::update_many()
        .col_expr(Column::BusyUntil, Expr::value(now + BUSY))
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(i32::from(abandoned)))
        .filter(key.row())
        .filter(Column::Failures.eq(known.failures))
        .filter(Condition::any().add(Column::BusyUntil.is_null()).add(Column::BusyUntil.lte(now)))
        .exec(conn)
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Ends a try as a wrong one.
pub(crate) async fn failed(conn: &impl ConnectionTrait, key: &Key, now: DateTime<Utc>) -> Result<(), Error> {
    let free: Option<DateTimeUtc> = None;
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .col_expr(Column::FailedAt, Expr::value(now))
        .col_expr(Column::BusyUntil, Expr::value(free))
        .filter(key.row())
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends a try that proved nothing, right or wrong: the password was not looked at.
pub(crate) async fn release(conn: &impl ConnectionTrait, key: &Key) -> Result<(), Error> {
    let free: Option<DateTimeUtc> = None;
    Entity::update_many().col_expr(Column::BusyUntil, Expr::value(free)).filter(key.row()).exec(conn).await?;
    Ok(())
}

/// Forgets wrong tries from one network, after a proved password and after nothing else.
pub(crate) async fn forget(conn: &impl ConnectionTrait, key: &Key) -> Result<(), Error> {
    Entity::delete_many().filter(key.row()).exec(conn).await?;
    Ok(())
}

/// Forgets wrong tries at a login from wherever, once there is another password.
pub(crate) async fn forget_all(conn: &impl ConnectionTrait, login: &str) -> Result<(), Error> {
    Entity::delete_many().filter(Column::LoginDigest.eq(login)).exec(conn).await?;
    Ok(())
}

/// Forgets tries that no lock remembers any more.
pub(crate) async fn sweep(tx: &Tx) -> Result<(), Error> {
    let old = tx.now() - TimeDelta::days(2);
    let never = Condition::all().add(Column::FailedAt.is_null()).add(Column::BusyUntil.lt(old));
    Entity::delete_many().filter(Condition::any().add(Column::FailedAt.lt(old)).add(never)).exec(tx.conn()).await?;
    Ok(())
}
