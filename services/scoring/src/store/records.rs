//! The projection of evaluation records.

use std::collections::HashSet;

use ::store::Versioned;
use events::Error;
use kernel::Version;
use scoring_domain::{Progress, Record};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, PaginatorTrait, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub year: i32,
    pub pack_id: String,
    pub criteria_set_id: String,
    pub agency_id: Uuid,
    pub decider_id: Option<Uuid>,
    pub progress: String,
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

/// Takes what evaluation announced, unless a newer announcement is here already. True when it was taken.
pub(crate) async fn project(conn: &impl ConnectionTrait, record: &Record, version: Version) -> Result<bool, Error> {
    let row = ActiveModel {
        record_id: Set(record.id),
        version: Set(version),
        person_id: Set(record.person),
        year: Set(record.year),
        pack_id: Set(record.pack.clone()),
        criteria_set_id: Set(record.criteria_set.clone()),
        agency_id: Set(record.agency),
        decider_id: Set(record.decider),
        progress: Set(record.progress.code().to_owned()),
        document: Set(serde_json::to_value(record)?),
    };
    Ok(::store::project(conn, row).await?)
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Record>, Error> {
    Entity::find_by_id(id).one(conn).await?.map(domain).transpose()
}

/// All records of a person, oldest year first.
pub(crate) async fn of_person(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Record>, Error> {
    let rows =
        Entity::find().filter(Column::PersonId.eq(person)).order_by_asc(Column::Year).order_by_asc(Column::RecordId).all(conn).await?;
    rows.into_iter().map(domain).collect()
}

/// Who has a record under a pack, and since which year, in one order for all who lock them.
pub(crate) async fn people_under_pack(conn: &impl ConnectionTrait, pack: &str) -> Result<Vec<(Uuid, i32)>, Error> {
    people(conn, Column::PackId.eq(pack)).await
}

/// Who is scored by a criteria set, and since which year, in one order for all who lock them.
pub(crate) async fn people_scored_by(conn: &impl ConnectionTrait, set: &str) -> Result<Vec<(Uuid, i32)>, Error> {
    people(conn, Column::CriteriaSetId.eq(set)).await
}

async fn people(conn: &impl ConnectionTrait, which: impl sea_orm::sea_query::IntoCondition) -> Result<Vec<(Uuid, i32)>, Error> {
    let query = Entity::find().select_only().column(Column::PersonId).column_as(Column::Year.min(), "year").filter(which);
    Ok(query.group_by(Column::PersonId).order_by_asc(Column::PersonId).into_tuple().all(conn).await?)
}

/// The records of several people in any year: whose, which year.
pub(crate) async fn years_of(conn: &impl ConnectionTrait, people: impl IntoIterator<Item = Uuid>) -> Result<HashSet<(Uuid, i32)>, Error> {
    let query = Entity::find().select_only().column(Column::PersonId).column(Column::Year).filter(Column::PersonId.is_in(people));
    let rows: Vec<(Uuid, i32)> = query.into_tuple().all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// Whether somebody is evaluated by a criteria set.
pub(crate) async fn use_set(conn: &impl ConnectionTrait, set: &str) -> Result<bool, Error> {
    Ok(Entity::find().filter(Column::CriteriaSetId.eq(set)).limit(1).count(conn).await? > 0)
}

/// Whether an evaluation under a pack is not over yet.
pub(crate) async fn are_open_under(conn: &impl ConnectionTrait, pack: &str) -> Result<bool, Error> {
    let open = [Progress::Scoring, Progress::Open].map(Progress::code);
    Ok(Entity::find().filter(Column::PackId.eq(pack)).filter(Column::Progress.is_in(open)).limit(1).count(conn).await? > 0)
}

/// Whether a person decides on somebody of an agency.
pub(crate) async fn decides_in(conn: &impl ConnectionTrait, person: Uuid, agency: Uuid) -> Result<bool, Error> {
    let query = Entity::find().filter(Column::DeciderId.eq(person)).filter(Column::AgencyId.eq(agency));
    Ok(query.limit(1).count(conn).await? > 0)
}

fn domain(row: Model) -> Result<Record, Error> {
    Ok(serde_json::from_value(row.document)?)
}
