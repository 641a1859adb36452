//! The projection of people: who belongs to which agency, and under whom.

use std::collections::HashMap;

use ::store::Versioned;
use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::Statement;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub version: i64,
    pub agencies: Json,
    pub heads: Json,
}

/// Where somebody stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Their agencies.
    pub agencies: Vec<Uuid>,
    /// Direct head and head of the agency.
    pub heads: Vec<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::PersonId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Takes what identity announced, unless a newer announcement is here already.
pub(crate) async fn project(conn: &impl ConnectionTrait, person: Uuid, place: &Place, version: Version) -> Result<(), Error> {
    let row = ActiveModel {
        person_id: Set(person),
        version: Set(version),
        agencies: Set(serde_json::to_value(&place.agencies)?),
        heads: Set(serde_json::to_value(&place.heads)?),
    };
    ::store::project(conn, row).await?;
    Ok(())
}

/// Whether anybody was ever announced or evaluated in an agency.
pub(crate) async fn knows_agency(conn: &impl ConnectionTrait, agency: Uuid) -> Result<bool, Error> {
    const KNOWN: &str = "SELECT EXISTS (SELECT FROM people WHERE agencies @> to_jsonb(ARRAY[$1::text])) \
                         OR EXISTS (SELECT FROM records WHERE agency_id = $2) AS known";
    let values = [agency.to_string().into(), agency.into()];
    let row = conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), KNOWN, values)).await?;
    row.map_or(Ok(false), |row| Ok(row.try_get("", "known")?))
}

/// The agencies of a person; none when nobody was announced by that id.
pub(crate) async fn agencies(conn: &impl ConnectionTrait, person: Uuid) -> Result<Option<Vec<Uuid>>, Error> {
    Ok(agencies_of(conn, [person]).await?.remove(&person))
}

/// The agencies of several people; those who were not announced are left out.
pub(crate) async fn agencies_of(
    conn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, Error> {
    Ok(places_of(conn, people).await?.into_iter().map(|(person, place)| (person, place.agencies)).collect())
}

/// Where several people stand; those who were not announced are left out.
pub(crate) async fn places_of(conn: &impl ConnectionTrait, people: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, Place>, Error> {
    let rows = Entity::find().filter(Column::PersonId.is_in(people)).all(conn).await?;
    let place = |row: Model| {
        let (agencies, heads) = (serde_json::from_value(row.agencies)?, serde_json::from_value(row.heads)?);
        Ok((row.person_id, Place { agencies, heads }))
    };
    rows.into_iter().map(place).collect()
}
