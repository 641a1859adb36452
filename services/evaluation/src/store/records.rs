//! Records.

use std::collections::{BTreeMap, BTreeSet};

use evaluation_domain::policy::Actor;
use evaluation_domain::{Period, PeriodId, PersonId, Record, RecordId, UnitId};
use events::{Error, Tx};
use kernel::Changed;
use regulation::EmployeeGroup;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ActiveValue::Set, Condition, NotSet, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Page, Versioned};

use super::audit::{self, Kind, Noted};
use super::{read, sheets};
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub period_id: Uuid,
    pub agency_id: Uuid,
    pub unit_id: Uuid,
    pub person_id: Uuid,
    pub direct_head_id: Option<Uuid>,
    pub decider_id: Option<Uuid>,
    pub position: i32,
    pub phase: String,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::Id
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Stores and announces new records in their order in lists.
pub(crate) async fn insert_all(tx: &mut Tx, changed: Vec<Changed<Record>>) -> Result<Vec<Record>, Error> {
    write(tx, changed, Set).await
}

/// Stores and announces.
pub(crate) async fn save(tx: &mut Tx, changed: Changed<Record>) -> Result<Record, Error> {
    let id = changed.state.id;
    save_all(tx, vec![changed]).await?.pop().ok_or_else(|| DbErr::RecordNotFound(id.to_string()).into())
}

/// Stores and announces many.
pub(crate) async fn save_all(tx: &mut Tx, changed: Vec<Changed<Record>>) -> Result<Vec<Record>, Error> {
    write(tx, changed, |_| NotSet).await
}

/// Records that are written at once, between two words on how far it is.
const AT_ONCE: usize = 250;

async fn write(tx: &mut Tx, changed: Vec<Changed<Record>>, position: impl Fn(i32) -> ActiveValue<i32>) -> Result<Vec<Record>, Error> {
    tx.progress().expect(changed.len());
    let mut written = Vec::with_capacity(changed.len());
    let mut changed = (1..).zip(changed).peekable();
    while changed.peek().is_some() {
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        for (at, Changed { state, expected }) in changed.by_ref().take(AT_ONCE) {
            rows.push((ActiveModel { position: position(at), ..row(&state)? }, expected));
            records.push(state);
        }
        store::put_all(tx.conn(), rows).await?;
        announce(tx, &records).await?;
        tx.progress().step(records.len());
        written.extend(records);
    }
    Ok(written)
}

async fn announce(tx: &mut Tx, records: &[Record]) -> Result<(), Error> {
    let noted = |record: &Record| Noted { aggregate: record.id.into(), version: record.version, state: record.phase() };
    audit::note_all(tx, Kind::Record, &records.iter().map(noted).collect::<Vec<_>>()).await?;
    let mut bases = sheets::bases(tx.conn(), &records.iter().collect::<Vec<_>>()).await?;
    for record in records {
        let basis = bases.remove(&record.id).unwrap_or_default();
        tx.announce(record.id.into(), record.version, &wire::record_changed(record, basis))?;
    }
    Ok(())
}

fn row(record: &Record) -> Result<ActiveModel, Error> {
    Ok(ActiveModel {
        id: Set(record.id.into()),
        version: Set(record.version),
        period_id: Set(record.period.into()),
        agency_id: Set(record.subject.agency.into()),
        unit_id: Set(record.subject.unit.into()),
        person_id: Set(record.subject.person.into()),
        direct_head_id: Set(record.direct_head.map(Uuid::from)),
        decider_id: Set(record.decider.map(Uuid::from)),
        position: NotSet,
        phase: Set(record.phase().to_owned()),
        document: Set(serde_json::to_value(record)?),
    })
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: RecordId) -> Result<Option<Record>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The record, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(tx: &Tx, id: RecordId) -> Result<Option<Record>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(tx.conn()).await?.map(|row| read(row.document)).transpose()
}

/// The record, which nobody can change until the end of the transaction; others may hold it so too.
pub(crate) async fn lock_shared(tx: &Tx, id: RecordId) -> Result<Option<Record>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_shared().one(tx.conn()).await?.map(|row| read(row.document)).transpose()
}

/// All records of a period, locked; always in one order.
pub(crate) async fn lock_all(tx: &Tx, period: PeriodId) -> Result<Vec<Record>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).order_by_asc(Column::Position);
    query.lock_exclusive().all(tx.conn()).await?.into_iter().map(|row| read(row.document)).collect()
}

/// Records with corrections of their route that nobody has signed.
pub(crate) async fn corrected(conn: &impl ConnectionTrait, period: PeriodId) -> Result<Vec<Record>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Expr::cust(UNSIGNED));
    query.order_by_asc(Column::Position).all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// The periods in which such a correction is about the head of the agency, who cannot sign it.
pub(crate) async fn heads_corrected(conn: &impl ConnectionTrait) -> Result<Vec<PeriodId>, Error> {
    let of_head = Expr::cust("person_id = (SELECT head_id FROM periods WHERE periods.id = period_id)");
    let query = Entity::find().filter(Expr::cust(UNSIGNED)).filter(of_head).select_only().column(Column::PeriodId);
    let ids: Vec<Uuid> = query.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(PeriodId::from).collect())
}

const UNSIGNED: &str = "jsonb_array_length(coalesce(document -> 'proposed_changes', '[]')) > 0";

/// Records whose 360° is open or whose minutes wait.
pub(crate) async fn in_360(conn: &impl ConnectionTrait, period: PeriodId) -> Result<Vec<Record>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::Phase.is_in(["IN_360", "IN_360_CLOSED"]));
    query.order_by_asc(Column::Position).all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// Units of a period with records whose minutes wait.
pub(crate) async fn units_awaiting(conn: &impl ConnectionTrait, period: PeriodId) -> Result<Vec<UnitId>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::Phase.eq("IN_360_CLOSED"));
    let units: Vec<Uuid> = query.select_only().column(Column::UnitId).distinct().into_tuple().all(conn).await?;
    Ok(units.into_iter().map(UnitId::from).collect())
}

/// The groups of those whose minutes wait, one each.
pub(crate) async fn groups_awaiting(conn: &impl ConnectionTrait, period: PeriodId) -> Result<Vec<EmployeeGroup>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::Phase.eq("IN_360_CLOSED"));
    query.all(conn).await?.into_iter().map(|row| Ok(read::<Record>(row.document)?.subject.group)).collect()
}

/// The records of one unit, locked; always in one order.
pub(crate) async fn lock_unit(tx: &Tx, period: PeriodId, unit: UnitId) -> Result<Vec<Record>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::UnitId.eq(Uuid::from(unit)));
    let rows = query.order_by_asc(Column::Position).lock_exclusive().all(tx.conn()).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

/// Which of these records are open for answers, and in which round.
pub(crate) async fn open_among(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RecordId>,
) -> Result<BTreeSet<(RecordId, u32)>, Error> {
    let query = Entity::find().filter(Column::Id.is_in(ids.into_iter().map(Uuid::from))).filter(Column::Phase.eq("IN_360"));
    let open = |row: Model| read::<Record>(row.document).map(|record| (record.id, record.round));
    query.all(conn).await?.into_iter().map(open).collect()
}

/// The units in which somebody is evaluated in a period.
pub(crate) async fn units_of(conn: &impl ConnectionTrait, period: PeriodId, person: PersonId) -> Result<Vec<UnitId>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::PersonId.eq(Uuid::from(person)));
    let units: Vec<Uuid> = query.select_only().column(Column::UnitId).into_tuple().all(conn).await?;
    Ok(units.into_iter().map(UnitId::from).collect())
}

/// True when the person has a record in the period.
pub(crate) async fn is_of_period(conn: &impl ConnectionTrait, period: PeriodId, person: PersonId) -> Result<bool, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).filter(Column::PersonId.eq(Uuid::from(person)));
    Ok(query.count(conn).await? > 0)
}

/// Those in the period whom somebody is the direct head of, and acts for still.
pub(crate) async fn headed_by(conn: &impl ConnectionTrait, period: &Period, head: &Actor) -> Result<BTreeSet<Uuid>, Error> {
    if !head.acts_for(period.agency) {
        return Ok(BTreeSet::new());
    }
    let theirs = Column::DirectHeadId.eq(Uuid::from(head.person));
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period.id))).filter(theirs);
    let people: Vec<Uuid> = query.select_only().column(Column::PersonId).into_tuple().all(conn).await?;
    Ok(people.into_iter().collect())
}

/// Everybody who verifies or decides in a period.
pub(crate) async fn heads_of(conn: &impl ConnectionTrait, period: PeriodId) -> Result<BTreeSet<PersonId>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).select_only();
    let pairs: Vec<(Option<Uuid>, Option<Uuid>)> =
        query.column(Column::DirectHeadId).column(Column::DeciderId).distinct().into_tuple().all(conn).await?;
    Ok(pairs.into_iter().flat_map(|(direct, decider)| [direct, decider]).flatten().map(PersonId::from).collect())
}

/// The agencies of the records, of years that are not over, that somebody verifies or decides on.
pub(crate) async fn agencies_of_head(conn: &impl ConnectionTrait, head: PersonId) -> Result<BTreeSet<UnitId>, Error> {
    let head = Uuid::from(head);
    let theirs = Condition::any().add(Column::DirectHeadId.eq(head)).add(Column::DeciderId.eq(head));
    let query = Entity::find().filter(theirs).filter(Column::Phase.ne("ARCHIVED")).select_only().column(Column::AgencyId).distinct();
    let agencies: Vec<Uuid> = query.into_tuple().all(conn).await?;
    Ok(agencies.into_iter().map(UnitId::from).collect())
}

/// How many records are in each phase.
pub(crate) async fn phases(conn: &impl ConnectionTrait, period: PeriodId) -> Result<BTreeMap<String, i64>, Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).select_only();
    let counts: Vec<(String, i64)> =
        query.column(Column::Phase).column_as(Column::Id.count(), "records").group_by(Column::Phase).into_tuple().all(conn).await?;
    Ok(counts.into_iter().collect())
}

/// Records that somebody may see, one condition for each reason why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visible {
    /// Everything.
    pub everything: bool,
    /// One's own.
    pub person: Option<PersonId>,
    /// Those that one verifies or decides on, in these agencies; nothing for everywhere.
    pub judged_in: Option<Vec<UnitId>>,
    /// Those of one's agencies as HR officer.
    pub agencies: Vec<UnitId>,
    /// Those of the periods that one heads.
    pub periods: Vec<PeriodId>,
    /// Those that nobody inside decides on, in these agencies; nothing for everywhere.
    pub undecided_inside: Option<Option<Vec<UnitId>>>,
    /// Only one's own.
    pub only_own: bool,
    /// Only these; empty for all.
    pub among: Vec<RecordId>,
}

impl Visible {
    /// The same without what only auditors and Sở Nội vụ see: nothing of it waits for them.
    pub fn for_tasks(self) -> Self {
        Self { everything: false, ..self }
    }

    fn condition(&self) -> Condition {
        if self.among.is_empty() {
            return self.reasons();
        }
        Condition::all().add(self.reasons()).add(Column::Id.is_in(self.among.iter().copied().map(Uuid::from)))
    }

    fn reasons(&self) -> Condition {
        let mut any = Condition::any();
        if let Some(person) = self.person.map(Uuid::from) {
            any = any.add(Column::PersonId.eq(person));
            if !self.only_own {
                let judged = Condition::any().add(Column::DirectHeadId.eq(person)).add(Column::DeciderId.eq(person));
                any = any.add(within(judged, self.judged_in.as_deref()));
            }
        }
        if self.only_own {
            return any;
        }
        if self.everything {
            return Condition::all();
        }
        any = any.add(Column::AgencyId.is_in(self.agencies.iter().copied().map(Uuid::from)));
        any = any.add(Column::PeriodId.is_in(self.periods.iter().copied().map(Uuid::from)));
        match &self.undecided_inside {
            None => any,
            Some(agencies) => any.add(within(Condition::all().add(Column::DeciderId.is_null()), agencies.as_deref())),
        }
    }
}

/// What is in these agencies, or anywhere.
fn within(condition: Condition, agencies: Option<&[UnitId]>) -> Condition {
    let Some(agencies) = agencies else { return condition };
    Condition::all().add(condition).add(Column::AgencyId.is_in(agencies.iter().copied().map(Uuid::from)))
}

/// Place in the list of records: period by period, in the order of the snapshot.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Key(Uuid, i32);

/// A record with its place.
pub(crate) struct Placed {
    pub record: Record,
    pub key: Key,
}

/// Visible records, narrowed to a period, a unit and some phases where given.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    visible: &Visible,
    period: Option<PeriodId>,
    unit: Option<UnitId>,
    page: &Page<Key>,
) -> Result<Vec<Placed>, Error> {
    let mut query =
        Entity::find().filter(visible.condition()).order_by_desc(Column::PeriodId).order_by_asc(Column::Position).limit(page.fetch());
    if let Some(period) = period {
        query = query.filter(Column::PeriodId.eq(Uuid::from(period)));
    }
    if let Some(unit) = unit {
        query = query.filter(Column::UnitId.eq(Uuid::from(unit)));
    }
    if let Some(Key(period, position)) = page.after {
        let same_period = Condition::all().add(Column::PeriodId.eq(period)).add(Column::Position.gt(position));
        query = query.filter(Condition::any().add(Column::PeriodId.lt(period)).add(same_period));
    }
    let placed = |row: Model| Ok(Placed { key: Key(row.period_id, row.position), record: read(row.document)? });
    query.all(conn).await?.into_iter().map(placed).collect()
}

/// Visible records in some phases: what may be waiting for somebody.
pub(crate) async fn in_phases(conn: &impl ConnectionTrait, visible: &Visible, phases: &[&str]) -> Result<Vec<Record>, Error> {
    let query = Entity::find().filter(visible.condition()).filter(Column::Phase.is_in(phases.iter().copied()));
    let rows = query.order_by_desc(Column::PeriodId).order_by_asc(Column::Position).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}
