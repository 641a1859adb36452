//! Passwords, wrong tries and invitations.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credentials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub password_hash: String,
    pub failures: i32,
    pub failed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod invitation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_digest: String,
        pub person_id: Uuid,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps a new password and forgets wrong tries.
pub(crate) async fn set_password(tx: &Tx, person: PersonId, password_hash: String) -> Result<(), Error> {
    let row = ActiveModel { person_id: Set(person.into()), password_hash: Set(password_hash), failures: Set(0), failed_at: Set(None) };
    let replace =
        OnConflict::column(Column::PersonId).update_columns([Column::PasswordHash, Column::Failures, Column::FailedAt]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The password and wrong tries of a person.
pub(crate) async fn find(conn: &impl ConnectionTrait, person: PersonId) -> Result<Option<Model>, Error> {
    Ok(Entity::find_by_id(Uuid::from(person)).one(conn).await?)
}

/// Counts a try as wrong before it is checked, so that tries at the same time cannot all slip past the lock. False when
/// another try came between `known` and now.
pub(crate) async fn begin_try(conn: &impl ConnectionTrait, known: &Model, now: DateTime<Utc>) -> Result<bool, Error> {
    let counted = Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .col_expr(Column::FailedAt, Expr::value(now))
        .filter(Column::PersonId.eq(known.person_id))
        .filter(Column::Failures.eq(known.failures))
        .exec(conn)
        .await?;
    Ok(counted.rows_affected > 0)
}

/// Forgets wrong tries.
pub(crate) async fn forget_failures(tx: &Tx, person: PersonId) -> Result<(), Error> {
    let none: Option<DateTimeUtc> = None;
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::FailedAt, Expr::value(none))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::Failures.gt(0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps an invitation.
pub(crate) async fn invite(tx: &Tx, person: PersonId, token_digest: String, expires_at: DateTime<Utc>) -> Result<(), Error> {
    let row = invitation::ActiveModel {
        token_digest: Set(token_digest),
        person_id: Set(person.into()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    invitation::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Uses an invitation up; whose it was, unless it is used, too old or unknown.
pub(crate) async fn use_invitation(tx: &Tx, token_digest: String) -> Result<Option<PersonId>, Error> {
    let row = invitation::Entity::find_by_id(token_digest.clone()).lock_exclusive().one(tx.conn()).await?;
    let Some(row) = row.filter(|row| row.used_at.is_none() && row.expires_at > tx.now()) else { return Ok(None) };
    invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(tx.now()))
        .filter(invitation::Column::TokenDigest.eq(token_digest))
        .exec(tx.conn())
        .await?;
    Ok(Some(row.person_id.into()))
}
