//! Logs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use events::{Error, Tx};
use kernel::Version;
use proto::worklog::v1::LogChanged;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect};
use store::{Page, Versioned};
use worklog_domain::{Cadence, Log, LogId, Person, PersonId, Tally};

use super::{DRAFT, SUBMITTED, Stored, people, state};
use crate::access::Hand;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "logs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub year: i32,
    pub cadence: String,
    pub starts_on: Date,
    pub state: String,
    pub edition: i32,
    pub corrects_id: Option<Uuid>,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::LogId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

impl Stored for Log {
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error> {
        let row = ActiveModel {
            log_id: Set(self.id.into()),
            version: Set(self.version),
            person_id: Set(self.person.into()),
            year: Set(self.year()),
            cadence: Set(cadence(self.cadence).to_owned()),
            starts_on: Set(self.starts_on),
            state: Set(state(&self.approval).to_owned()),
            edition: Set(self.edition),
            corrects_id: Set(self.corrects.as_ref().map(|correction| correction.of.into())),
            document: Set(serde_json::to_value(self)?),
        };
        Ok(store::put(conn, row, expected).await?)
    }

    async fn announce(&self, tx: &mut Tx, owner: &Person) -> Result<(), Error> {
        if !self.is_announced() {
            return Ok(());
        }
        tx.announce(self.id.into(), self.version, &LogChanged { log: Some(wire::log(self, Some(owner))) })
    }
}

/// Those of the logs that exist, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, ids: &[LogId]) -> Result<Vec<Log>, Error> {
    let ids = ids.iter().map(|id| Uuid::from(*id));
    // Always in one order, so that two approvers of overlapping sets do not wait for each other.
    let rows = Entity::find().filter(Column::LogId.is_in(ids)).order_by_asc(Column::LogId).lock_exclusive().all(conn).await?;
    rows.into_iter().map(domain).collect()
}

/// As [`lock`], what of a person waits for approval.
pub(crate) async fn lock_waiting(conn: &DatabaseTransaction, person: PersonId) -> Result<Vec<Log>, Error> {
    let query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::State.eq(SUBMITTED));
    query.order_by_asc(Column::LogId).lock_exclusive().all(conn).await?.into_iter().map(domain).collect()
}

/// As [`lock`], the newest edition of the day or week of a person.
pub(crate) async fn lock_of(
    conn: &DatabaseTransaction,
    person: PersonId,
    cadence: Cadence,
    starts_on: NaiveDate,
) -> Result<Option<Log>, Error> {
    let query = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::Cadence.eq(self::cadence(cadence)))
        .filter(Column::StartsOn.eq(starts_on))
        .order_by_desc(Column::Edition)
        .limit(1);
    query.lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Which logs correct these, by what they correct.
pub(crate) async fn corrections(conn: &impl ConnectionTrait, logs: &[Log]) -> Result<BTreeMap<LogId, LogId>, Error> {
    let ids = logs.iter().map(|log| Uuid::from(log.id));
    let rows = Entity::find().filter(Column::CorrectsId.is_in(ids)).filter(Column::State.ne(DRAFT)).all(conn).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.corrects_id?.into(), row.log_id.into()))).collect())
}

/// What the logs of one person and year add up to.
pub(crate) async fn tally(conn: &impl ConnectionTrait, person: PersonId, year: i32) -> Result<Tally, Error> {
    let query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::Year.eq(year));
    let logs: Vec<Log> = query.all(conn).await?.into_iter().map(domain).collect::<Result<_, _>>()?;
    Ok(Tally::of(&logs))
}

/// All logs of one person, drafts too.
pub(crate) async fn of_person(conn: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Log>, Error> {
    let query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).order_by_asc(Column::StartsOn).order_by_asc(Column::LogId);
    query.all(conn).await?.into_iter().map(domain).collect()
}

/// What these people handed in for days or weeks that begin in the period.
pub(crate) async fn between(conn: &impl ConnectionTrait, people: &[PersonId], from: NaiveDate, to: NaiveDate) -> Result<Vec<Log>, Error> {
    let ids = people.iter().map(|id| Uuid::from(*id));
    let query =
        Entity::find().filter(Column::PersonId.is_in(ids)).filter(Column::StartsOn.between(from, to)).filter(Column::State.ne(DRAFT));
    query.order_by_asc(Column::StartsOn).order_by_asc(Column::LogId).all(conn).await?.into_iter().map(domain).collect()
}

/// Who of these people handed in something for days or weeks that begin in the period.
pub(crate) async fn handed_in(
    conn: &impl ConnectionTrait,
    people: &[PersonId],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<BTreeSet<PersonId>, Error> {
    let people = people.iter().map(|id| Uuid::from(*id));
    let query = Entity::find().select_only().column(Column::PersonId).distinct().filter(Column::PersonId.is_in(people));
    let query = query.filter(Column::StartsOn.between(from, to)).filter(Column::State.ne(DRAFT));
    Ok(query.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// The newest log of that cadence that the person began before that day.
pub(crate) async fn before(
    conn: &impl ConnectionTrait,
    person: PersonId,
    cadence: Cadence,
    starts_on: NaiveDate,
) -> Result<Option<Log>, Error> {
    let query = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::Cadence.eq(self::cadence(cadence)))
        .filter(Column::StartsOn.lt(starts_on))
        .order_by_desc(Column::StartsOn)
        .order_by_desc(Column::Edition);
    query.limit(1).one(conn).await?.map(domain).transpose()
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: LogId) -> Result<Option<Log>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(domain).transpose()
}

/// The logs of one person and year, oldest first, of each day or week the newest edition.
pub(crate) async fn newest_of_year(conn: &impl ConnectionTrait, person: PersonId, year: i32, drafts_too: bool) -> Result<Vec<Log>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::Year.eq(year));
    if !drafts_too {
        query = query.filter(Column::State.ne(DRAFT));
    }
    let query = query.order_by_asc(Column::StartsOn).order_by_asc(Column::Cadence).order_by_desc(Column::Edition);
    let mut logs: Vec<Log> = query.all(conn).await?.into_iter().map(domain).collect::<Result<_, _>>()?;
    logs.dedup_by(|next, kept| (next.starts_on, next.cadence) == (kept.starts_on, kept.cadence));
    Ok(logs)
}

/// The logs of one person and year, newest first; only those in `state`, if one is named.
pub(crate) async fn of_year(
    conn: &impl ConnectionTrait,
    person: PersonId,
    year: i32,
    state: Option<&str>,
    drafts_too: bool,
    page: &Page<(NaiveDate, Uuid)>,
) -> Result<Vec<Log>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::Year.eq(year));
    if !drafts_too {
        query = query.filter(Column::State.ne(DRAFT));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some((day, id)) = page.after {
        let same_day = Condition::all().add(Column::StartsOn.eq(day)).add(Column::LogId.lt(id));
        query = query.filter(Condition::any().add(Column::StartsOn.lt(day)).add(same_day));
    }
    let query = query.order_by_desc(Column::StartsOn).order_by_desc(Column::LogId).limit(page.fetch());
    query.all(conn).await?.into_iter().map(domain).collect()
}

/// What waits for somebody, oldest first.
pub(crate) async fn pending(conn: &impl ConnectionTrait, hand: &Hand, page: &Page<(NaiveDate, Uuid)>) -> Result<Vec<Log>, Error> {
    let mut query = Entity::find().filter(Column::State.eq(SUBMITTED)).filter(Column::PersonId.in_subquery(people::approved_by(hand)));
    if let Some((day, id)) = page.after {
        let same_day = Condition::all().add(Column::StartsOn.eq(day)).add(Column::LogId.gt(id));
        query = query.filter(Condition::any().add(Column::StartsOn.gt(day)).add(same_day));
    }
    let query = query.order_by_asc(Column::StartsOn).order_by_asc(Column::LogId).limit(page.fetch());
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Day => "day",
        Cadence::Week => "week",
    }
}

fn domain(row: Model) -> Result<Log, Error> {
    Ok(serde_json::from_value(row.document)?)
}
