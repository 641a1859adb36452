//! Published policy packs, every version of them.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use proto::scoring::v1::{PolicyPack, PolicyPackPublished};
use scoring_domain::Pack;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_packs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub pack_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub aggregate_id: Uuid,
    pub document: String,
    pub digest: String,
    pub published_at: DateTimeUtc,
    pub published_by: Uuid,
    pub in_force: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A pack as it is stored.
#[derive(Clone)]
pub(crate) struct Stored {
    pub pack: Pack,
    pub version: i64,
    /// What its announcements are about.
    pub aggregate: Uuid,
    pub published_at: DateTime<Utc>,
    pub published_by: Uuid,
}

/// Keeps a version for good, puts it in force and announces it; somebody else may have been faster.
pub(crate) async fn publish(tx: &mut Tx, stored: &Stored) -> Result<PolicyPack, Error> {
    let replaced = Entity::update_many().col_expr(Column::InForce, Expr::value(false)).filter(Column::PackId.eq(&stored.pack.id));
    replaced.exec(tx.conn()).await?;
    let row = ActiveModel {
        pack_id: Set(stored.pack.id.clone()),
        version: Set(stored.version),
        aggregate_id: Set(stored.aggregate),
        document: Set(stored.pack.document.clone()),
        digest: Set(stored.pack.digest.to_string()),
        published_at: Set(stored.published_at),
        published_by: Set(stored.published_by),
        in_force: Set(true),
    };
    super::insert(tx.conn(), row).await?;
    let published = wire::policy_pack(stored);
    tx.announce(stored.aggregate, stored.version, &PolicyPackPublished { pack: Some(published.clone()) })?;
    Ok(published)
}

/// The version in force.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: &str) -> Result<Option<Stored>, Error> {
    Entity::find().filter(Column::PackId.eq(id)).filter(Column::InForce.eq(true)).one(conn).await?.map(domain).transpose()
}

/// The version with this content.
pub(crate) async fn with_digest(conn: &impl ConnectionTrait, digest: &str) -> Result<Option<Stored>, Error> {
    Entity::find().filter(Column::Digest.eq(digest)).order_by_asc(Column::Version).one(conn).await?.map(domain).transpose()
}

/// All packs in force after `after`, by id: some dozens.
pub(crate) async fn list(conn: &impl ConnectionTrait, after: Option<&str>) -> Result<Vec<Stored>, Error> {
    let mut query = Entity::find().filter(Column::InForce.eq(true)).order_by_asc(Column::PackId);
    if let Some(after) = after {
        query = query.filter(Column::PackId.gt(after));
    }
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Stored, Error> {
    let pack = Pack::from_json(&row.document).map_err(|refusal| Error::decode("a stored pack", refusal))?;
    Ok(Stored { pack, version: row.version, aggregate: row.aggregate_id, published_at: row.published_at, published_by: row.published_by })
}
