//! How many events of each type were applied.

use std::collections::BTreeMap;

use events::Error;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events_heard")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub r#type: String,
    pub heard: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Counts one event more.
pub(crate) async fn count(conn: &DatabaseTransaction, kind: &str) -> Result<(), Error> {
    let one_more = Expr::col((Entity, Column::Heard)).add(1);
    let or_first = OnConflict::column(Column::Type).value(Column::Heard, one_more).to_owned();
    let row = ActiveModel { r#type: Set(kind.to_owned()), heard: Set(1) };
    Entity::insert(row).on_conflict(or_first).exec_without_returning(conn).await?;
    Ok(())
}

/// What was heard so far.
pub(crate) async fn counts(conn: &impl ConnectionTrait) -> Result<BTreeMap<String, i64>, Error> {
    Ok(Entity::find().all(conn).await?.into_iter().map(|row| (row.r#type, row.heard)).collect())
}
