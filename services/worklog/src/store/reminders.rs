//! Reminders that were raised.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, Statement};
use worklog_domain::{Cadence, PersonId};

use super::{DRAFT, logs};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub occasion: String,
    pub raised_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Those of the people who handed in nothing for that week, by week or by day.
pub(crate) async fn late(conn: &impl ConnectionTrait, people: &[PersonId], monday: NaiveDate) -> Result<BTreeSet<PersonId>, Error> {
    let (from, to) = Cadence::Week.days(monday);
    let done = logs::handed_in(conn, people, from, to).await?;
    Ok(people.iter().copied().filter(|person| !done.contains(person)).collect())
}

/// Some of those with a work list of the year who handed in nothing for that week and were not yet reminded on that occasion.
pub(crate) async fn late_unreminded(
    conn: &impl ConnectionTrait,
    monday: NaiveDate,
    occasion: &str,
    most: u64,
) -> Result<Vec<PersonId>, Error> {
    const LATE: &str = "SELECT person_id FROM work_lists WHERE year = $1 \
                        AND NOT EXISTS (SELECT FROM logs WHERE logs.person_id = work_lists.person_id \
                                        AND starts_on BETWEEN $2 AND $3 AND logs.state <> $4) \
                        AND NOT EXISTS (SELECT FROM reminders WHERE reminders.person_id = work_lists.person_id AND occasion = $5) \
                        ORDER BY person_id LIMIT $6";
    let (from, to) = Cadence::Week.days(monday);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = [monday.year().into(), from.into(), to.into(), DRAFT.into(), occasion.into(), most.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), LATE, values)).await?;
    rows.iter().map(|row| Ok(PersonId(row.try_get("", "person_id")?))).collect()
}

/// Notes the reminders; those of the people whose occasion was not noted before.
pub(crate) async fn note(tx: &Tx, people: &[PersonId], occasion: &str) -> Result<BTreeSet<PersonId>, Error> {
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let row =
        |person: &PersonId| ActiveModel { person_id: Set((*person).into()), occasion: Set(occasion.to_owned()), raised_at: Set(tx.now()) };
    let known = OnConflict::columns([Column::PersonId, Column::Occasion]).do_nothing().to_owned();
    let noted = Entity::insert_many(people.iter().map(row)).on_conflict(known).exec_with_returning(tx.conn()).await?;
    Ok(noted.into_iter().map(|row| row.person_id.into()).collect())
}
