//! Policy packs and criteria sets as scoring published them.

use std::collections::BTreeSet;

use evaluation_domain::{CriteriaSet, Policy};
use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use super::read;

mod pack {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_packs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub version: i64,
        pub digest: String,
        pub document: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl store::Versioned for Entity {
        fn id_column() -> Column {
            Column::Id
        }
        fn version_column() -> Column {
            Column::Version
        }
    }
}

mod criteria {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "criteria_sets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub version: i64,
        pub document: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl store::Versioned for Entity {
        fn id_column() -> Column {
            Column::Id
        }
        fn version_column() -> Column {
            Column::Version
        }
    }
}

/// A pack as it was published.
pub(crate) struct Pack {
    pub digest: String,
    pub policy: Policy,
}

pub(crate) async fn project_pack(
    conn: &impl ConnectionTrait,
    id: &str,
    version: Version,
    digest: &str,
    document: &str,
) -> Result<(), Error> {
    let row = pack::ActiveModel {
        id: Set(id.to_owned()),
        version: Set(version),
        digest: Set(digest.to_owned()),
        document: Set(document.to_owned()),
    };
    store::project(conn, row).await?;
    Ok(())
}

pub(crate) async fn project_criteria(conn: &impl ConnectionTrait, set: &CriteriaSet, version: Version) -> Result<(), Error> {
    let row = criteria::ActiveModel { id: Set(set.id.clone()), version: Set(version), document: Set(serde_json::to_value(set)?) };
    store::project(conn, row).await?;
    Ok(())
}

pub(crate) async fn pack(conn: &impl ConnectionTrait, id: &str) -> Result<Option<Pack>, Error> {
    let Some(row) = pack::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let policy = Policy::parse(&row.document).map_err(|error| Error::decode("a policy pack", error))?;
    Ok(Some(Pack { digest: row.digest, policy }))
}

pub(crate) async fn criteria(conn: &impl ConnectionTrait, id: &str) -> Result<Option<CriteriaSet>, Error> {
    criteria::Entity::find_by_id(id).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// Which of these criteria sets are there.
pub(crate) async fn criteria_among(conn: &impl ConnectionTrait, ids: BTreeSet<&str>) -> Result<BTreeSet<String>, Error> {
    let query = criteria::Entity::find().filter(criteria::Column::Id.is_in(ids)).select_only().column(criteria::Column::Id);
    let known: Vec<String> = query.into_tuple().all(conn).await?;
    Ok(known.into_iter().collect())
}
