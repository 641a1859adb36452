//! Self-assessments that are still being written; kept, never announced.

use evaluation_domain::RecordId;
use events::{Error, Tx};
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use store::Versioned;

use super::read;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub version: i64,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::RecordId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// What is stored: the bytes of the message, as it came.
#[derive(Serialize, Deserialize)]
struct Document {
    content: String,
}

/// Keeps a draft over the version that it was made on.
pub(crate) async fn save(tx: &Tx, record: RecordId, content: &[u8], expected: Version) -> Result<Version, Error> {
    let document = serde_json::to_value(Document { content: hex::encode(content) })?;
    let row = ActiveModel { record_id: Set(record.into()), version: Set(expected + 1), document: Set(document) };
    store::put(tx.conn(), row, expected).await?;
    Ok(expected + 1)
}

pub(crate) async fn find(conn: &impl ConnectionTrait, record: RecordId) -> Result<Option<(Vec<u8>, Version)>, Error> {
    let Some(row) = Entity::find_by_id(Uuid::from(record)).one(conn).await? else { return Ok(None) };
    let document: Document = read(row.document)?;
    let content = hex::decode(document.content).map_err(|error| Error::decode("a draft", error))?;
    Ok(Some((content, row.version)))
}

pub(crate) async fn delete(tx: &Tx, record: RecordId) -> Result<(), Error> {
    Entity::delete_by_id(Uuid::from(record)).exec(tx.conn()).await?;
    Ok(())
}
