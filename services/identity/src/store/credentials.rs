//! Passwords, and links that set them.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, PaginatorTrait, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credentials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub password_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_digest: String,
        pub person_id: Uuid,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
        pub purpose: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The first password.
    Activate,
    /// Another password.
    Reset,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Activate => "ACTIVATE",
            Self::Reset => "RESET",
        }
    }
}

/// Keeps a new password.
pub(crate) async fn set_password(tx: &Tx, person: PersonId, password_hash: String) -> Result<(), Error> {
    let row = ActiveModel { person_id: Set(person.into()), password_hash: Set(password_hash) };
    let replace = OnConflict::column(Column::PersonId).update_column(Column::PasswordHash).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The hash of a person's password.
pub(crate) async fn password_hash(conn: &impl ConnectionTrait, person: PersonId) -> Result<Option<String>, Error> {
    Ok(Entity::find_by_id(Uuid::from(person)).one(conn).await?.map(|row| row.password_hash))
}

/// Keeps a link; those of the same purpose that went out before are over.
pub(crate) async fn link(
    tx: &Tx,
    person: PersonId,
    purpose: Purpose,
    token_digest: String,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(tx.now()))
        .filter(link::Column::PersonId.eq(Uuid::from(person)))
        .filter(link::Column::Purpose.eq(purpose.code()))
        .filter(link::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    let row = link::ActiveModel {
        token_digest: Set(token_digest),
        person_id: Set(person.into()),
        expires_at: Set(expires_at),
        used_at: Set(None),
        purpose: Set(purpose.code().to_owned()),
    };
    link::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// True when a link that ends after `moment` waits to be used.
pub(crate) async fn has_link(tx: &Tx, person: PersonId, purpose: Purpose, moment: DateTime<Utc>) -> Result<bool, Error> {
    let waiting = link::Entity::find()
        .filter(link::Column::PersonId.eq(Uuid::from(person)))
        .filter(link::Column::Purpose.eq(purpose.code()))
        .filter(link::Column::UsedAt.is_null())
        .filter(link::Column::ExpiresAt.gt(moment));
    Ok(waiting.count(tx.conn()).await? > 0)
}

/// How many links there are, used or not, that end after `moment`.
pub(crate) async fn links_since(tx: &Tx, person: PersonId, purpose: Purpose, moment: DateTime<Utc>) -> Result<u64, Error> {
    let sent = link::Entity::find()
        .filter(link::Column::PersonId.eq(Uuid::from(person)))
        .filter(link::Column::Purpose.eq(purpose.code()))
        .filter(link::Column::ExpiresAt.gt(moment));
    Ok(sent.count(tx.conn()).await?)
}

/// Uses a link up; whose it was, unless it is used, too old, for something else or unknown.
pub(crate) async fn use_link(tx: &Tx, purpose: Purpose, token_digest: String) -> Result<Option<PersonId>, Error> {
    let row = link::Entity::find_by_id(token_digest.clone()).lock_exclusive().one(tx.conn()).await?;
    let usable = |row: &link::Model| row.used_at.is_none() && row.expires_at > tx.now() && row.purpose == purpose.code();
    let Some(row) = row.filter(usable) else { return Ok(None) };
    link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(tx.now()))
        .filter(link::Column::TokenDigest.eq(token_digest))
        .exec(tx.conn())
        .await?;
    Ok(Some(row.person_id.into()))
}
