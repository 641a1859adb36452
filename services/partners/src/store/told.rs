//! What was told of each aggregate.

use events::Error;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "told")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) async fn find(conn: &DatabaseTransaction, id: Uuid) -> Result<Option<Json>, Error> {
    Ok(Entity::find_by_id(id).one(conn).await?.map(|row| row.document))
}

pub(crate) async fn keep(conn: &DatabaseTransaction, id: Uuid, document: Json) -> Result<(), Error> {
    let replace = OnConflict::column(Column::Id).update_column(Column::Document).to_owned();
    let row = ActiveModel { id: Set(id), document: Set(document) };
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}
