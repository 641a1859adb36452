//! Every state that a unit or a person was recorded in.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub recorded_at: DateTimeUtc,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a state that was just stored.
pub(crate) async fn keep(tx: &Tx, id: Uuid, version: i64, document: Json) -> Result<(), Error> {
    let row = ActiveModel { id: Set(id), version: Set(version), recorded_at: Set(tx.now()), document: Set(document) };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The states of these units or people as they were recorded at a moment; those that were not known yet are missing.
pub(crate) async fn at<T: DeserializeOwned>(conn: &impl ConnectionTrait, ids: Vec<Uuid>, moment: DateTime<Utc>) -> Result<Vec<T>, Error> {
    const AT: &str = "SELECT DISTINCT ON (id) id, version, recorded_at, document FROM history \
        WHERE id = ANY($1) AND recorded_at <= $2 ORDER BY id, version DESC";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), AT, [ids.into(), moment.into()]);
    let rows = Model::find_by_statement(statement).all(conn).await?;
    rows.into_iter().map(|row| Ok(serde_json::from_value(row.document)?)).collect()
}
