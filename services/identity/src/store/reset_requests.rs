//! Links to choose another password that were asked for, whether there is such a login or not.

use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reset_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    pub email: String,
    pub asked_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps what was asked for.
pub(crate) async fn add(tx: &Tx, email: String) -> Result<(), Error> {
    let row = ActiveModel { request_id: Set(tx.next_id()), email: Set(email), asked_at: Set(tx.now()) };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes the oldest that no other replica is answering.
pub(crate) async fn take(tx: &Tx) -> Result<Option<String>, Error> {
    let oldest = Entity::find()
        .order_by_asc(Column::RequestId)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.conn())
        .await?;
    let Some(asked) = oldest else { return Ok(None) };
    Entity::delete_by_id(asked.request_id).exec(tx.conn()).await?;
    Ok(Some(asked.email))
}
