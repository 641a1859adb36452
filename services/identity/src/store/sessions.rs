//! Sessions.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    pub token_digest: String,
    pub person_id: Uuid,
    pub opened_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Opens a session.
pub(crate) async fn open(tx: &Tx, person: PersonId, token_digest: String) -> Result<(), Error> {
    let row = ActiveModel {
        session_id: Set(tx.next_id()),
        token_digest: Set(token_digest),
        person_id: Set(person.into()),
        opened_at: Set(tx.now()),
        seen_at: Set(tx.now()),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The session of a token, ended or not.
pub(crate) async fn find(conn: &impl ConnectionTrait, token_digest: &str) -> Result<Option<Model>, Error> {
    Ok(Entity::find().filter(Column::TokenDigest.eq(token_digest)).one(conn).await?)
}

/// Notes that a session was used.
pub(crate) async fn touch(conn: &impl ConnectionTrait, session: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    Entity::update_many().col_expr(Column::SeenAt, Expr::value(now)).filter(Column::SessionId.eq(session)).exec(conn).await?;
    Ok(())
}

/// Ends the session of a token.
pub(crate) async fn end(tx: &Tx, token_digest: &str) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(tx.now()))
        .filter(Column::TokenDigest.eq(token_digest))
        .filter(Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}
