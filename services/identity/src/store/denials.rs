//! Who was turned away at the door: what limits count, and what is looked up when somebody asks who tried.

use chrono::{DateTime, TimeDelta, Utc};
use events::{Error, Tx};
use identity_domain::{PersonId, lock};
use kernel::Refusal;
use runtime::Ctx;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, Statement};
use store::Page;

use crate::network::Origin;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "denials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub denial_id: Uuid,
    pub at: DateTimeUtc,
    pub reason: String,
    pub client_address: String,
    pub network: String,
    pub login_mark: String,
    pub person_id: Option<Uuid>,
    pub told_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The reason of a wrong password: the only one that limits count.
pub(crate) const PASSWORD: &str = "PASSWORD";
/// How long a denial is kept.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Keeps that somebody was turned away.
pub(crate) async fn add(ctx: &Ctx, reason: &str, origin: &Origin, login_mark: &str) -> Result<(), Error> {
    Entity::insert(row(ctx, reason, origin, login_mark)).exec_without_returning(&ctx.db).await?;
    Ok(())
}

fn row(ctx: &Ctx, reason: &str, origin: &Origin, login_mark: &str) -> ActiveModel {
    ActiveModel {
        denial_id: Set(ctx.deps.ids.next()),
        at: Set(ctx.now()),
        reason: Set(reason.to_owned()),
        client_address: Set(origin.address.clone()),
        network: Set(origin.network.clone()),
        login_mark: Set(login_mark.to_owned()),
        person_id: Set(None),
        told_at: Set(None),
    }
}

/// Counts a try as a wrong one before it is made, when `may` lets it be made: of those that come together none slips past what is counted.
pub(crate) async fn begin(
    ctx: &Ctx,
    origin: &Origin,
    login_mark: &str,
    email: &str,
    may: impl FnOnce(&Before) -> Result<(), Refusal>,
) -> Result<Uuid, Error> {
    const TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 14))";
    let tx = ctx.begin().await?;
    // The login first and the network last: nobody waits for each other.
    for what in [format!("login {login_mark}"), format!("network {}", origin.network)] {
        tx.conn().execute_raw(Statement::from_sql_and_values(tx.conn().get_database_backend(), TURN, [what.into()])).await?;
    }
    may(&before(tx.conn(), &origin.network, login_mark, email, ctx.now()).await?)?;
    let id = tx.next_id();
    Entity::insert(ActiveModel { denial_id: Set(id), ..row(ctx, PASSWORD, origin, login_mark) }).exec_without_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Forgets a try that was none: the password was right, or was not looked at.
pub(crate) async fn forget(ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    Entity::delete_by_id(id).exec(&ctx.db).await?;
    Ok(())
}

/// Keeps whose password was wrong, for the chain of the account.
pub(crate) async fn of_person(ctx: &Ctx, id: Uuid, person: Option<PersonId>) -> Result<(), Error> {
    let wrong = Entity::update_many().col_expr(Column::PersonId, Expr::value(person.map(Uuid::from)));
    wrong.filter(Column::DenialId.eq(id)).exec(&ctx.db).await?;
    Ok(())
}

/// What is known of a network and a login before a password is looked at.
pub(crate) struct Before {
    /// Wrong passwords of the network lately.
    pub of_network: u64,
    /// Wrong passwords for the login lately, from wherever.
    pub of_login: u64,
    /// The last of these.
    pub last: Option<DateTime<Utc>>,
    /// Whether the login has been used from the network.
    pub known: bool,
}

/// One question, the same for a login that there is and one that there is not.
async fn before(conn: &impl ConnectionTrait, network: &str, login_mark: &str, email: &str, now: DateTime<Utc>) -> Result<Before, Error> {
    const ASK: &str = "SELECT \
        (SELECT count(*) FROM denials WHERE network = $1 AND at > $4 AND reason = $7) AS of_network, \
        (SELECT count(*) FROM denials WHERE login_mark = $2 AND at > $5 AND reason = $7) AS of_login, \
        (SELECT max(at) FROM denials WHERE login_mark = $2 AND at > $5 AND reason = $7) AS last, \
        EXISTS (SELECT FROM accounts JOIN sessions USING (person_id) \
            WHERE accounts.email = $3 AND client_network = $1 AND client_network <> '' AND opened_at > $6 AND step = 'OPEN') AS known";
    let values: [sea_orm::Value; 7] = [
        network.into(),
        login_mark.into(),
        email.into(),
        (now - lock::COUNTED_OF_NETWORK).into(),
        (now - lock::COUNTED_OF_LOGIN).into(),
        (now - lock::KNOWN_FOR).into(),
        PASSWORD.into(),
    ];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), ASK, values);
    let row = conn.query_one_raw(statement).await?.ok_or_else(|| Error::failed("counting denials", "no row"))?;
    let count = |column: &str| Ok::<_, Error>(u64::try_from(row.try_get::<i64>("", column)?).unwrap_or_default());
    Ok(Before {
        of_network: count("of_network")?,
        of_login: count("of_login")?,
        last: row.try_get("", "last")?,
        known: row.try_get("", "known")?,
    })
}

/// Place in the list of denials.
pub(crate) type Key = (DateTime<Utc>, Uuid);

/// One page of denials, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, page: &Page<Key>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().order_by_desc(Column::At).order_by_desc(Column::DenialId).limit(page.fetch());
    if let Some((at, id)) = page.after {
        let same = Condition::all().add(Column::At.eq(at)).add(Column::DenialId.lt(id));
        query = query.filter(Condition::any().add(Column::At.lt(at)).add(same));
    }
    Ok(query.all(conn).await?)
}

/// Wrong passwords of somebody that the chain of the account was not told yet, the oldest first; they are told now.
pub(crate) async fn take_untold(tx: &Tx, person: PersonId) -> Result<Vec<Model>, Error> {
    let untold = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::ToldAt.is_null())
        .order_by_asc(Column::DenialId)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    if !untold.is_empty() {
        Entity::update_many()
            .col_expr(Column::ToldAt, Expr::value(tx.now()))
            .filter(Column::DenialId.is_in(untold.iter().map(|row| row.denial_id)))
            .exec(tx.conn())
            .await?;
    }
    Ok(untold)
}

/// Somebody whose chain is still to be told of wrong passwords.
pub(crate) async fn next_untold(conn: &impl ConnectionTrait) -> Result<Option<PersonId>, Error> {
    let untold =
        Entity::find().select_only().column(Column::PersonId).filter(Column::PersonId.is_not_null()).filter(Column::ToldAt.is_null());
    Ok(untold.into_tuple::<Uuid>().one(conn).await?.map(PersonId))
}

/// Forgets denials of long ago.
pub(crate) async fn sweep(tx: &Tx) -> Result<(), Error> {
    Entity::delete_many().filter(Column::At.lt(tx.now() - KEPT)).exec(tx.conn()).await?;
    Ok(())
}
