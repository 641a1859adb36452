//! How far ceilings are filled, and where they are to be counted again.

use std::collections::BTreeMap;

use ::store::Page;
use chrono::{DateTime, Utc};
use events::Error;
use regulation::{Class, EmployeeGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, IntoActiveModel, Statement};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quota_exceptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub exception_id: Uuid,
    pub agency_id: Uuid,
    pub year: i32,
    pub reason: String,
    pub document_ref: String,
    pub granted_by: Uuid,
    pub granted_at: DateTimeUtc,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many decided results of which class.
pub(crate) type Counts = BTreeMap<Class, u32>;

/// Decided results under one pack in an agency's year, by group.
pub(crate) type ByGroup = BTreeMap<EmployeeGroup, Counts>;

/// Everybody, whatever the group.
pub(crate) fn all(groups: &ByGroup) -> Counts {
    let mut sum = Counts::new();
    for (class, count) in groups.values().flatten() {
        *sum.entry(*class).or_default() += count;
    }
    sum
}

#[derive(FromQueryResult)]
struct Cell {
    pack_digest: String,
    group_code: String,
    class: String,
    people: i64,
}

/// Decided results of an agency's year by pack, group and class; `but` is left out.
pub(crate) async fn decided(
    conn: &impl ConnectionTrait,
    agency: Uuid,
    year: i32,
    but: Option<Uuid>,
) -> Result<BTreeMap<String, ByGroup>, Error> {
    const COUNT: &str = "SELECT pack_digest, group_code, class, count(*) AS people FROM results WHERE agency_id = $1 AND year = $2 \
                         AND stage = 'decided' AND class IS NOT NULL AND record_id IS DISTINCT FROM $3 \
                         GROUP BY pack_digest, group_code, class";
    let values = [agency.into(), year.into(), but.into()];
    let cells = Cell::find_by_statement(Statement::from_sql_and_values(conn.get_database_backend(), COUNT, values)).all(conn).await?;
    let mut found: BTreeMap<String, ByGroup> = BTreeMap::new();
    for cell in cells {
        let (group, class) = (serde_json::from_value(cell.group_code.into())?, serde_json::from_value(cell.class.into())?);
        let people = u32::try_from(cell.people).map_err(|error| Error::decode("a number of people", error))?;
        found.entry(cell.pack_digest).or_default().entry(group).or_default().insert(class, people);
    }
    Ok(found)
}

/// Somebody with a decided result.
#[derive(FromQueryResult)]
pub(crate) struct Holder {
    pub person_id: Uuid,
    pub group_code: String,
    pub over_quota: bool,
}

/// Who has a class under a pack by decision.
pub(crate) async fn holders(
    conn: &impl ConnectionTrait,
    agency: Uuid,
    year: i32,
    pack_digest: &str,
    class: Class,
) -> Result<Vec<Holder>, Error> {
    const HOLDERS: &str = "SELECT person_id, group_code, over_quota FROM results WHERE agency_id = $1 AND year = $2 AND pack_digest = $3 \
                           AND stage = 'decided' AND class = $4 ORDER BY person_id";
    let values = [agency.into(), year.into(), pack_digest.into(), class.code().into()];
    Ok(Holder::find_by_statement(Statement::from_sql_and_values(conn.get_database_backend(), HOLDERS, values)).all(conn).await?)
}

/// One page of agencies with decided results in a year.
pub(crate) async fn agencies(conn: &impl ConnectionTrait, year: i32, page: &Page<Uuid>) -> Result<Vec<Uuid>, Error> {
    const AGENCIES: &str = "SELECT DISTINCT agency_id FROM results WHERE year = $1 AND stage = 'decided' AND agency_id > $2 \
                            ORDER BY agency_id LIMIT $3";
    let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
    let values = [year.into(), page.after.unwrap_or_default().into(), limit.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), AGENCIES, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "agency_id")?)).collect()
}

/// Marks an agency's year to be counted again.
pub(crate) async fn mark(conn: &impl ConnectionTrait, agency: Uuid, year: i32) -> Result<(), Error> {
    const MARK: &str = "INSERT INTO quota_due (agency_id, year) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), MARK, [agency.into(), year.into()]);
    conn.execute_raw(statement).await?;
    Ok(())
}

/// Takes one mark off.
pub(crate) async fn take(conn: &impl ConnectionTrait) -> Result<Option<(Uuid, i32)>, Error> {
    const TAKE: &str = "DELETE FROM quota_due WHERE (agency_id, year) IN (SELECT agency_id, year FROM quota_due LIMIT 1 FOR UPDATE) \
                        RETURNING agency_id, year";
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), TAKE)).await?;
    row.map(|row| Ok((row.try_get("", "agency_id")?, row.try_get("", "year")?))).transpose()
}

/// What lets the higher share apply to an agency's year.
pub(crate) async fn exception(conn: &impl ConnectionTrait, agency: Uuid, year: i32) -> Result<Option<Model>, Error> {
    let query = Entity::find().filter(Column::AgencyId.eq(agency)).filter(Column::Year.eq(year)).filter(Column::EndedAt.is_null());
    Ok(query.one(conn).await?)
}

pub(crate) async fn grant(conn: &impl ConnectionTrait, exception: Model) -> Result<(), Error> {
    super::insert(conn, exception.into_active_model().reset_all()).await
}

pub(crate) async fn end(conn: &impl ConnectionTrait, exception: Uuid, by: Uuid, at: DateTime<Utc>) -> Result<(), Error> {
    let update = Entity::update_many().col_expr(Column::EndedBy, Expr::value(by)).col_expr(Column::EndedAt, Expr::value(at));
    update.filter(Column::ExceptionId.eq(exception)).exec(conn).await?;
    Ok(())
}
