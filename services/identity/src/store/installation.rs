//! The one-time secret of the first run, and the domains of official addresses.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub only_one: bool,
    pub secret_digest: Option<String>,
    pub secret_expires_at: DateTimeUtc,
    pub mail_domains: String,
    pub email_list_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps the secret that opens the first run; an earlier one is over.
pub(crate) async fn keep_secret(conn: &impl ConnectionTrait, digest: String, expires_at: DateTime<Utc>) -> Result<(), Error> {
    let row = ActiveModel {
        only_one: Set(true),
        secret_digest: Set(Some(digest)),
        secret_expires_at: Set(expires_at),
        mail_domains: Set(String::new()),
        email_list_at: Set(None),
    };
    let replace = OnConflict::column(Column::OnlyOne).update_columns([Column::SecretDigest, Column::SecretExpiresAt]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Whether this is the secret and its time is not over. Whoever asks holds the row: two at once come one after the other.
pub(crate) async fn opens(tx: &Tx, digest: &str) -> Result<bool, Error> {
    let row = Entity::find_by_id(true).lock_exclusive().one(tx.conn()).await?;
    Ok(row.is_some_and(|row| row.secret_digest.as_deref() == Some(digest) && row.secret_expires_at > tx.now()))
}

/// The domains of official addresses; none before the first run.
pub(crate) async fn mail_domains(conn: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let row = Entity::find_by_id(true).one(conn).await?;
    Ok(row.map(|row| row.mail_domains.split(' ').filter(|domain| !domain.is_empty()).map(str::to_owned).collect()).unwrap_or_default())
}

/// Whether the official e-mail list was ever taken.
pub(crate) async fn has_email_list(conn: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(Entity::find_by_id(true).one(conn).await?.is_some_and(|row| row.email_list_at.is_some()))
}

/// Notes that the official e-mail list was taken; the first time stays.
pub(crate) async fn took_email_list(tx: &Tx) -> Result<(), Error> {
    let first = Entity::update_many().col_expr(Column::EmailListAt, Expr::value(tx.now())).filter(Column::EmailListAt.is_null());
    first.exec(tx.conn()).await?;
    Ok(())
}

/// Uses the secret up, and keeps what the first administrator said.
pub(crate) async fn begin(tx: &Tx, mail_domains: &[String]) -> Result<(), Error> {
    let none: Option<String> = None;
    Entity::update_many()
        .col_expr(Column::SecretDigest, Expr::value(none))
        .col_expr(Column::MailDomains, Expr::value(mail_domains.join(" ")))
        .exec(tx.conn())
        .await?;
    Ok(())
}
