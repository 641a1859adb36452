//! Published criteria sets.

use ::store::{Page, Versioned};
use chrono::{DateTime, Utc};
use events::Error;
use scoring_domain::CriteriaSet;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "criteria_sets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub criteria_set_id: String,
    pub aggregate_id: Uuid,
    pub version: i64,
    pub document: Json,
    pub digest: String,
    pub published_at: DateTimeUtc,
    pub published_by: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::CriteriaSetId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Keeps a set for good; somebody else may have been faster.
pub(crate) async fn publish(
    conn: &impl ConnectionTrait,
    set: &CriteriaSet,
    aggregate: Uuid,
    at: DateTime<Utc>,
    by: Uuid,
) -> Result<(), Error> {
    let row = ActiveModel {
        criteria_set_id: Set(set.id.clone()),
        aggregate_id: Set(aggregate),
        version: Set(1),
        document: Set(serde_json::to_value(set)?),
        digest: Set(set.digest.to_string()),
        published_at: Set(at),
        published_by: Set(by),
    };
    Ok(::store::put(conn, row, 0).await?)
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: &str) -> Result<Option<CriteriaSet>, Error> {
    Entity::find_by_id(id).one(conn).await?.map(domain).transpose()
}

/// One page by id.
pub(crate) async fn list(conn: &impl ConnectionTrait, page: &Page<String>) -> Result<Vec<CriteriaSet>, Error> {
    let mut query = Entity::find().order_by_asc(Column::CriteriaSetId).limit(page.fetch());
    if let Some(after) = &page.after {
        query = query.filter(Column::CriteriaSetId.gt(after));
    }
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<CriteriaSet, Error> {
    Ok(serde_json::from_value(row.document)?)
}
