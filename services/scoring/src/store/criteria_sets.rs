//! Published criteria sets, every version of them.

use ::store::Page;
use chrono::{DateTime, Utc};
use events::{Error, Tx};
use proto::scoring::v1 as api;
use scoring_domain::CriteriaSet;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "criteria_sets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub criteria_set_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub aggregate_id: Uuid,
    pub document: Json,
    pub digest: String,
    pub published_at: DateTimeUtc,
    pub published_by: Uuid,
    pub in_force: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A criteria set as it is stored.
#[derive(Clone)]
pub(crate) struct Stored {
    pub set: CriteriaSet,
    pub version: i64,
    /// What its announcements are about.
    pub aggregate: Uuid,
    pub published_at: DateTime<Utc>,
    pub published_by: Uuid,
}

/// Keeps a version for good, puts it in force and announces it; somebody else may have been faster.
pub(crate) async fn publish(tx: &mut Tx, stored: &Stored, locked: bool) -> Result<api::CriteriaSet, Error> {
    let replaced = Entity::update_many().col_expr(Column::InForce, Expr::value(false)).filter(Column::CriteriaSetId.eq(&stored.set.id));
    replaced.exec(tx.conn()).await?;
    let row = ActiveModel {
        criteria_set_id: Set(stored.set.id.clone()),
        version: Set(stored.version),
        aggregate_id: Set(stored.aggregate),
        document: Set(serde_json::to_value(&stored.set)?),
        digest: Set(stored.set.digest.to_string()),
        published_at: Set(stored.published_at),
        published_by: Set(stored.published_by),
        in_force: Set(true),
    };
    super::insert(tx.conn(), row).await?;
    let published = wire::criteria_set(stored, locked);
    tx.announce(stored.aggregate, stored.version, &api::CriteriaSetPublished { criteria_set: Some(published.clone()) })?;
    Ok(published)
}

/// The version in force.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: &str) -> Result<Option<Stored>, Error> {
    Entity::find().filter(Column::CriteriaSetId.eq(id)).filter(Column::InForce.eq(true)).one(conn).await?.map(domain).transpose()
}

/// Digest of the version in force.
pub(crate) async fn digest(conn: &impl ConnectionTrait, id: &str) -> Result<Option<String>, Error> {
    let query = Entity::find().select_only().column(Column::Digest).filter(Column::CriteriaSetId.eq(id)).filter(Column::InForce.eq(true));
    Ok(query.into_tuple().one(conn).await?)
}

/// One version; 0 is the one in force.
pub(crate) async fn find_version(conn: &impl ConnectionTrait, id: &str, version: i64) -> Result<Option<Stored>, Error> {
    if version == 0 {
        return find(conn, id).await;
    }
    Entity::find_by_id((id.to_owned(), version)).one(conn).await?.map(domain).transpose()
}

/// The version with this content.
pub(crate) async fn with_digest(conn: &impl ConnectionTrait, digest: &str) -> Result<Option<Stored>, Error> {
    Entity::find().filter(Column::Digest.eq(digest)).order_by_asc(Column::Version).one(conn).await?.map(domain).transpose()
}

/// One page of those in force, by id.
pub(crate) async fn list(conn: &impl ConnectionTrait, page: &Page<String>) -> Result<Vec<Stored>, Error> {
    let mut query = Entity::find().filter(Column::InForce.eq(true)).order_by_asc(Column::CriteriaSetId).limit(page.fetch());
    if let Some(after) = &page.after {
        query = query.filter(Column::CriteriaSetId.gt(after));
    }
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Stored, Error> {
    Ok(Stored {
        set: serde_json::from_value(row.document)?,
        version: row.version,
        aggregate: row.aggregate_id,
        published_at: row.published_at,
        published_by: row.published_by,
    })
}
