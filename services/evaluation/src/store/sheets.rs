//! Sheets.

use std::collections::BTreeMap;

use evaluation_domain::{PeriodId, PersonId, Record, RecordId, Sheet, SheetId};
use events::{Error, Tx};
use kernel::{Changed, Version};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Page, Versioned};

use super::read;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sheets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub period_id: Uuid,
    pub record_id: Uuid,
    pub rater_id: Uuid,
    pub round: i32,
    pub state: String,
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

const SUBMITTED: &str = "SUBMITTED";
const ASSIGNED: &str = "ASSIGNED";

/// Stores and announces.
pub(crate) async fn save(tx: &mut Tx, changed: Changed<Sheet>) -> Result<Sheet, Error> {
    let id = changed.state.id;
    save_all(tx, vec![changed]).await?.pop().ok_or_else(|| DbErr::RecordNotFound(id.to_string()).into())
}

/// Stores and announces many.
pub(crate) async fn save_all(tx: &mut Tx, changed: Vec<Changed<Sheet>>) -> Result<Vec<Sheet>, Error> {
    tx.progress().expect(changed.len());
    let mut rows = Vec::with_capacity(changed.len());
    for changed in &changed {
        rows.push((row(&changed.state)?, changed.expected));
    }
    store::put_all(tx.conn(), rows).await?;
    tx.progress().step(changed.len());
    let sheets: Vec<Sheet> = changed.into_iter().map(|changed| changed.state).collect();
    for sheet in &sheets {
        tx.announce(sheet.id.into(), sheet.version, &wire::sheet_changed(sheet))?;
    }
    Ok(sheets)
}

fn row(sheet: &Sheet) -> Result<ActiveModel, Error> {
    Ok(ActiveModel {
        id: Set(sheet.id.into()),
        version: Set(sheet.version),
        period_id: Set(sheet.period.into()),
        record_id: Set(sheet.record.into()),
        rater_id: Set(sheet.rater.into()),
        round: Set(i32::try_from(sheet.round).unwrap_or(i32::MAX)),
        state: Set(sheet.state_name().to_owned()),
        document: Set(serde_json::to_value(sheet)?),
    })
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: SheetId) -> Result<Option<Sheet>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The sheet, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(tx: &Tx, id: SheetId) -> Result<Option<Sheet>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(tx.conn()).await?.map(|row| read(row.document)).transpose()
}

/// All sheets of some records, of all rounds.
pub(crate) async fn of_records(conn: &impl ConnectionTrait, records: &[RecordId]) -> Result<BTreeMap<RecordId, Vec<Sheet>>, Error> {
    let query = Entity::find().filter(Column::RecordId.is_in(records.iter().copied().map(Uuid::from))).order_by_asc(Column::Id);
    let mut sheets: BTreeMap<RecordId, Vec<Sheet>> = BTreeMap::new();
    for row in query.all(conn).await? {
        sheets.entry(row.record_id.into()).or_default().push(read(row.document)?);
    }
    Ok(sheets)
}

pub(crate) async fn of_record(conn: &impl ConnectionTrait, record: RecordId) -> Result<Vec<Sheet>, Error> {
    Ok(of_records(conn, &[record]).await?.remove(&record).unwrap_or_default())
}

/// What each of these records' results must be computed from; empty before the first submission.
pub(crate) async fn bases(conn: &impl ConnectionTrait, records: &[&Record]) -> Result<BTreeMap<RecordId, String>, Error> {
    let submitted = Entity::find()
        .filter(Column::State.eq(SUBMITTED))
        .filter(Column::RecordId.is_in(records.iter().map(|record| Uuid::from(record.id))));
    let columns = submitted.select_only().column(Column::RecordId).column(Column::RaterId).column(Column::Id).column(Column::Version);
    // Later rounds overwrite earlier ones of the same reviewer.
    let rows: Vec<(Uuid, Uuid, Uuid, i64)> = columns.order_by_asc(Column::Round).into_tuple().all(conn).await?;
    let mut in_effect: BTreeMap<Uuid, BTreeMap<Uuid, (SheetId, Version)>> = BTreeMap::new();
    for (record, rater, sheet, version) in rows {
        in_effect.entry(record).or_default().insert(rater, (sheet.into(), version));
    }
    let basis = |record: &&Record| {
        let sheets: Vec<_> = in_effect.get(&Uuid::from(record.id)).into_iter().flat_map(BTreeMap::values).copied().collect();
        (record.id, record.basis(&sheets).map(|digest| digest.to_string()).unwrap_or_default())
    };
    Ok(records.iter().map(basis).collect())
}

pub(crate) async fn basis(conn: &impl ConnectionTrait, record: &Record) -> Result<String, Error> {
    Ok(bases(conn, &[record]).await?.remove(&record.id).unwrap_or_default())
}

/// How many sheets of a period are asked for in all, and how many are given.
pub(crate) async fn counts(conn: &impl ConnectionTrait, period: PeriodId) -> Result<(i64, i64), Error> {
    let query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).select_only();
    let rows: Vec<(String, i64)> =
        query.column(Column::State).column_as(Column::Id.count(), "sheets").group_by(Column::State).into_tuple().all(conn).await?;
    let of = |state: &str| rows.iter().filter(|(name, _)| name == state).map(|(_, count)| count).sum::<i64>();
    Ok((of(ASSIGNED) + of(SUBMITTED), of(SUBMITTED)))
}

/// Sheets that somebody was asked for, newest first.
pub(crate) async fn of_rater(conn: &impl ConnectionTrait, rater: PersonId, page: &Page<Key>) -> Result<Vec<Sheet>, Error> {
    let mut query = Entity::find().filter(Column::RaterId.eq(Uuid::from(rater))).order_by_desc(Column::Id).limit(page.fetch());
    if let Some(Key(id)) = page.after {
        query = query.filter(Column::Id.lt(id));
    }
    query.all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// Sheets that wait for somebody's answer.
pub(crate) async fn waiting_for(conn: &impl ConnectionTrait, rater: PersonId) -> Result<Vec<Sheet>, Error> {
    let query = Entity::find().filter(Column::RaterId.eq(Uuid::from(rater))).filter(Column::State.eq(ASSIGNED)).order_by_asc(Column::Id);
    query.all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// Place in the list of one's sheets.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Key(Uuid);

pub(crate) fn key(sheet: &Sheet) -> Key {
    Key(sheet.id.into())
}
