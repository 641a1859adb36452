//! Who decides above agencies, and for what.

use evaluation_domain::PersonId;
use evaluation_domain::authority::Mandate;
use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use super::read;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub version: i64,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl store::Versioned for Entity {
    fn id_column() -> Column {
        Column::PersonId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Takes what somebody decides on, unless a newer announcement is here already.
pub(crate) async fn project(conn: &impl ConnectionTrait, person: PersonId, version: Version, mandates: &[Mandate]) -> Result<(), Error> {
    let row = ActiveModel { person_id: Set(person.into()), version: Set(version), document: Set(serde_json::to_value(mandates)?) };
    store::project(conn, row).await?;
    Ok(())
}

/// Everybody who decides above agencies.
pub(crate) async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Mandate>, Error> {
    let rows = Entity::find().order_by_asc(Column::PersonId).all(conn).await?;
    let held: Vec<Vec<Mandate>> = rows.into_iter().map(|row| read(row.document)).collect::<Result<_, _>>()?;
    Ok(held.concat())
}
