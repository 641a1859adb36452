//! Results as scoring announced them.

use std::collections::BTreeMap;

use evaluation_domain::RecordId;
use evaluation_domain::minutes::RelationMean;
use evaluation_domain::record::Outcome;
use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use store::Versioned;

use super::read;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub version: i64,
    pub basis: String,
    pub is_decided: bool,
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

/// What evaluation keeps of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scored {
    /// The result.
    pub outcome: Outcome,
    /// Means per relation.
    pub means: Vec<RelationMean>,
    /// With the decision of the head.
    pub is_decided: bool,
}

pub(crate) async fn project(conn: &impl ConnectionTrait, record: RecordId, version: Version, scored: &Scored) -> Result<(), Error> {
    let row = ActiveModel {
        record_id: Set(record.into()),
        version: Set(version),
        basis: Set(scored.outcome.basis.clone()),
        is_decided: Set(scored.is_decided),
        document: Set(serde_json::to_value(scored)?),
    };
    store::project(conn, row).await?;
    Ok(())
}

pub(crate) async fn of(
    conn: &impl ConnectionTrait,
    records: impl IntoIterator<Item = RecordId>,
) -> Result<BTreeMap<RecordId, Scored>, Error> {
    let rows = Entity::find().filter(Column::RecordId.is_in(records.into_iter().map(Uuid::from))).all(conn).await?;
    rows.into_iter().map(|row| Ok((row.record_id.into(), read(row.document)?))).collect()
}
