//! Reminders that were raised.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QuerySelect, TryInsertResult};
use worklog_domain::{Cadence, PersonId, counting};

use super::logs;

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
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (from, to) = Cadence::Week.days(monday);
    let logs = logs::between(conn, people, from, to).await?;
    let done: BTreeSet<_> = counting(&logs).map(|log| log.person).collect();
    Ok(people.iter().copied().filter(|person| !done.contains(person)).collect())
}

/// Notes the reminder; false when that occasion was noted before.
pub(crate) async fn note(tx: &Tx, person: PersonId, occasion: &str) -> Result<bool, Error> {
    let row = ActiveModel { person_id: Set(person.into()), occasion: Set(occasion.to_owned()), raised_at: Set(tx.now()) };
    let occasion = [Column::PersonId, Column::Occasion];
    let noted = Entity::insert(row).on_conflict_do_nothing_on(occasion).exec_without_returning(tx.conn()).await?;
    Ok(matches!(noted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Everybody who was reminded on that occasion.
pub(crate) async fn noted(conn: &impl ConnectionTrait, occasion: &str) -> Result<BTreeSet<PersonId>, Error> {
    let query = Entity::find().select_only().column(Column::PersonId).filter(Column::Occasion.eq(occasion));
    Ok(query.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}
