//! Secrets of authenticator applications, and recovery codes.

use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, PaginatorTrait, TransactionTrait};
use store::Db;

use super::account_events::{Action, note_of_operator};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub secret: Option<String>,
    pub pending: Option<String>,
    pub last_step: i64,
    /// Until when the waiting one may be confirmed where somebody must have been present.
    pub allowed_until: Option<DateTimeUtc>,
    /// Until when the person may set up their first one with nobody beside them.
    pub alone_until: Option<DateTimeUtc>,
}

impl Model {
    /// Whether the waiting one may be confirmed by somebody who must have one.
    pub fn may_confirm(&self, now: DateTimeUtc) -> bool {
        [self.allowed_until, self.alone_until].into_iter().flatten().any(|until| now < until)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod recovery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_digest: String,
        pub used_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is kept of a person's second factor.
pub(crate) async fn find(conn: &impl ConnectionTrait, person: PersonId) -> Result<Option<Model>, Error> {
    Ok(Entity::find_by_id(Uuid::from(person)).one(conn).await?)
}

/// Which of these people sign in with a second factor.
pub(crate) async fn enrolled(conn: &impl ConnectionTrait, people: Vec<Uuid>) -> Result<Vec<Uuid>, Error> {
    let rows = Entity::find().filter(Column::PersonId.is_in(people)).filter(Column::Secret.is_not_null()).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// Recovery codes that are left.
pub(crate) async fn codes_left(conn: &impl ConnectionTrait, person: PersonId) -> Result<u64, Error> {
    let left =
        recovery::Entity::find().filter(recovery::Column::PersonId.eq(Uuid::from(person))).filter(recovery::Column::UsedAt.is_null());
    Ok(left.count(conn).await?)
}

/// Keeps a sealed secret that waits for its first code.
pub(crate) async fn begin(tx: &Tx, person: PersonId, sealed: String) -> Result<(), Error> {
    let row = ActiveModel { pending: Set(Some(sealed)), ..nothing(person) };
    // Nobody has seen this one being set up.
    put(tx.conn(), row, [Column::Pending, Column::AllowedUntil]).await
}

/// Lets somebody confirm the one that waits, as long as it is this one; false when it is not.
pub(crate) async fn allow(tx: &Tx, person: PersonId, pending: &str, until: DateTimeUtc) -> Result<bool, Error> {
    let allowed = Entity::update_many()
        .col_expr(Column::AllowedUntil, Expr::value(until))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::Pending.eq(pending));
    Ok(allowed.exec(tx.conn()).await?.rows_affected > 0)
}

/// Lets somebody set up their first one with nobody beside them.
pub(crate) async fn allow_alone(conn: &impl ConnectionTrait, person: PersonId, until: DateTimeUtc) -> Result<(), Error> {
    let row = ActiveModel { alone_until: Set(Some(until)), ..nothing(person) };
    put(conn, row, [Column::AloneUntil]).await
}

/// Writes the row, or these columns of the one that is there.
async fn put<const N: usize>(conn: &impl ConnectionTrait, row: ActiveModel, columns: [Column; N]) -> Result<(), Error> {
    let replace = OnConflict::column(Column::PersonId).update_columns(columns).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// The same of several, as an operator does it; noted with their accounts.
pub(crate) async fn allow_all_alone(db: &Db, people: Vec<PersonId>, now: DateTimeUtc, until: DateTimeUtc) -> Result<(), Error> {
    let tx = db.begin().await?;
    for person in people {
        allow_alone(&tx, person, until).await?;
        note_of_operator(&tx, person, now, Action::EnrolmentAllowed).await?;
    }
    Ok(tx.commit().await?)
}

fn nothing(person: PersonId) -> ActiveModel {
    ActiveModel {
        person_id: Set(person.into()),
        secret: Set(None),
        pending: Set(None),
        last_step: Set(0),
        allowed_until: Set(None),
        alone_until: Set(None),
    }
}

/// The waiting secret is the secret from now on, and these are the recovery codes.
pub(crate) async fn confirm(tx: &Tx, person: PersonId, sealed: String, step: i64, code_digests: Vec<String>) -> Result<(), Error> {
    let (none, never): (Option<String>, Option<DateTimeUtc>) = (None, None);
    Entity::update_many()
        .col_expr(Column::Secret, Expr::value(sealed))
        .col_expr(Column::Pending, Expr::value(none))
        .col_expr(Column::AllowedUntil, Expr::value(never))
        .col_expr(Column::AloneUntil, Expr::value(never))
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .exec(tx.conn())
        .await?;
    recovery::Entity::delete_many().filter(recovery::Column::PersonId.eq(Uuid::from(person))).exec(tx.conn()).await?;
    let rows = code_digests.into_iter().map(|code_digest| recovery::ActiveModel {
        person_id: Set(person.into()),
        code_digest: Set(code_digest),
        used_at: Set(None),
    });
    recovery::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Notes the step of an accepted code; false when a code of that step or a later one was accepted before.
pub(crate) async fn use_step(conn: &impl ConnectionTrait, person: PersonId, step: i64) -> Result<bool, Error> {
    let used = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::LastStep.lt(step))
        .exec(conn)
        .await?;
    Ok(used.rows_affected > 0)
}

/// Uses a recovery code up; false when it is used or unknown.
pub(crate) async fn use_recovery(conn: &impl ConnectionTrait, person: PersonId, digest: &str, now: DateTimeUtc) -> Result<bool, Error> {
    let used = recovery::Entity::update_many()
        .col_expr(recovery::Column::UsedAt, Expr::value(now))
        .filter(recovery::Column::PersonId.eq(Uuid::from(person)))
        .filter(recovery::Column::CodeDigest.eq(digest))
        .filter(recovery::Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(used.rows_affected > 0)
}

/// Forgets a second factor.
pub(crate) async fn remove(tx: &Tx, person: PersonId) -> Result<(), Error> {
    recovery::Entity::delete_many().filter(recovery::Column::PersonId.eq(Uuid::from(person))).exec(tx.conn()).await?;
    Entity::delete_by_id(Uuid::from(person)).exec(tx.conn()).await?;
    Ok(())
}
