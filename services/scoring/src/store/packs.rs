//! Published policy packs.

use ::store::{Page, Versioned};
use chrono::{DateTime, Utc};
use events::Error;
use scoring_domain::Pack;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_packs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub pack_id: String,
    pub aggregate_id: Uuid,
    pub version: i64,
    pub document: String,
    pub digest: String,
    pub published_at: DateTimeUtc,
    pub published_by: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::PackId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// A pack as it is stored.
pub(crate) struct Stored {
    pub pack: Pack,
    pub version: i64,
}

/// Keeps a pack for good; somebody else may have been faster.
pub(crate) async fn publish(conn: &impl ConnectionTrait, pack: &Pack, aggregate: Uuid, at: DateTime<Utc>, by: Uuid) -> Result<(), Error> {
    let row = ActiveModel {
        pack_id: Set(pack.id.clone()),
        aggregate_id: Set(aggregate),
        version: Set(1),
        document: Set(pack.document.clone()),
        digest: Set(pack.digest.to_string()),
        published_at: Set(at),
        published_by: Set(by),
    };
    Ok(::store::put(conn, row, 0).await?)
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: &str) -> Result<Option<Stored>, Error> {
    Entity::find_by_id(id).one(conn).await?.map(domain).transpose()
}

/// One page by id.
pub(crate) async fn list(conn: &impl ConnectionTrait, page: &Page<String>) -> Result<Vec<Stored>, Error> {
    let mut query = Entity::find().order_by_asc(Column::PackId).limit(page.fetch());
    if let Some(after) = &page.after {
        query = query.filter(Column::PackId.gt(after));
    }
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Stored, Error> {
    let pack = Pack::from_json(&row.document).map_err(|refusal| Error::decode("a stored pack", refusal))?;
    Ok(Stored { pack, version: row.version })
}
