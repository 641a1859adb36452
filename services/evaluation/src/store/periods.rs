//! Periods.

use std::collections::{BTreeMap, BTreeSet};

use evaluation_domain::policy::Actor;
use evaluation_domain::{Period, PeriodId, PersonId, Stage, UnitId};
use events::{Error, Tx};
use kernel::Changed;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Page, Versioned};

use super::audit::{self, Kind, Noted};
use super::read;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "periods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub agency_id: Uuid,
    pub year: i32,
    pub stage: String,
    pub head_id: Option<Uuid>,
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

/// Stores and announces.
pub(crate) async fn save(tx: &mut Tx, changed: Changed<Period>) -> Result<Period, Error> {
    let Changed { state: period, expected } = changed;
    let row = ActiveModel {
        id: Set(period.id.into()),
        version: Set(period.version),
        agency_id: Set(period.agency.into()),
        year: Set(period.year),
        stage: Set(stage_name(period.stage)?),
        head_id: Set(period.head.map(Uuid::from)),
        document: Set(serde_json::to_value(&period)?),
    };
    store::put(tx.conn(), row, expected).await?;
    let noted = Noted { aggregate: period.id.into(), version: period.version, state: &stage_name(period.stage)? };
    audit::note_all(tx, Kind::Period, &[noted]).await?;
    tx.announce(period.id.into(), period.version, &wire::period_changed(&period))?;
    Ok(period)
}

fn stage_name(stage: Stage) -> Result<String, Error> {
    Ok(serde_json::to_value(stage)?.as_str().unwrap_or_default().to_owned())
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: PeriodId) -> Result<Option<Period>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The period, which nobody else can move until the end of the transaction.
pub(crate) async fn lock(tx: &Tx, id: PeriodId) -> Result<Option<Period>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(tx.conn()).await?.map(|row| read(row.document)).transpose()
}

pub(crate) async fn of_agency(conn: &impl ConnectionTrait, agency: UnitId, year: i32) -> Result<Option<Period>, Error> {
    let query = Entity::find().filter(Column::AgencyId.eq(Uuid::from(agency))).filter(Column::Year.eq(year));
    query.one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The periods of which somebody is the head of the agency.
pub(crate) async fn headed_by(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<PeriodId>, Error> {
    let query = Entity::find().filter(Column::HeadId.eq(Uuid::from(actor.person))).select_only().column(Column::Id);
    let ids: Vec<(Uuid, Uuid)> = query.column(Column::AgencyId).into_tuple().all(conn).await?;
    Ok(ids.into_iter().filter(|(_, agency)| actor.acts_for(UnitId(*agency))).map(|(id, _)| PeriodId::from(id)).collect())
}

/// The periods under way of which somebody is the head of the agency, or that are of these agencies.
pub(crate) async fn open_of(conn: &impl ConnectionTrait, head: PersonId, agencies: &[UnitId]) -> Result<Vec<Period>, Error> {
    let over = [Stage::Published, Stage::Appeal, Stage::Archived].into_iter().map(stage_name).collect::<Result<Vec<_>, _>>()?;
    let theirs =
        Condition::any().add(Column::HeadId.eq(Uuid::from(head))).add(Column::AgencyId.is_in(agencies.iter().copied().map(Uuid::from)));
    let query = Entity::find().filter(theirs).filter(Column::Stage.is_not_in(over)).order_by_desc(Column::Year);
    query.all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// The periods in the stage of decisions of agencies that had no head when they were opened: those above publish them.
pub(crate) async fn decided_without_head(conn: &impl ConnectionTrait) -> Result<Vec<Period>, Error> {
    let query = Entity::find().filter(Column::HeadId.is_null()).filter(Column::Stage.eq(stage_name(Stage::Decision)?));
    query.order_by_asc(Column::Id).all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}

/// The periods of these agencies whose organisation is frozen and that are not over yet.
pub(crate) async fn frozen_of(conn: &impl ConnectionTrait, agencies: &BTreeSet<UnitId>) -> Result<Vec<PeriodId>, Error> {
    let apart = [Stage::Planned, Stage::Logging, Stage::Archived].into_iter().map(stage_name).collect::<Result<Vec<_>, _>>()?;
    let query = Entity::find().filter(Column::AgencyId.is_in(agencies.iter().copied().map(Uuid::from)));
    let query = query.filter(Column::Stage.is_not_in(apart)).order_by_asc(Column::Id).select_only().column(Column::Id);
    let ids: Vec<Uuid> = query.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(PeriodId::from).collect())
}

/// All periods with these ids.
pub(crate) async fn many(conn: &impl ConnectionTrait, ids: impl IntoIterator<Item = PeriodId>) -> Result<Vec<Period>, Error> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.into_iter().map(Uuid::from))).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

/// Periods that a deadline or a result can move.
pub(crate) async fn under_way(conn: &impl ConnectionTrait) -> Result<Vec<Period>, Error> {
    let stages = [Stage::SelfOpen, Stage::Review360Open, Stage::Minutes, Stage::DirectReview, Stage::Decision];
    let names = stages.into_iter().map(stage_name).collect::<Result<Vec<_>, _>>()?;
    let rows = Entity::find().filter(Column::Stage.is_in(names)).order_by_asc(Column::Id).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

/// Periods whose results are public and not archived yet.
pub(crate) async fn published(conn: &impl ConnectionTrait) -> Result<Vec<Period>, Error> {
    let names = [Stage::Published, Stage::Appeal].into_iter().map(stage_name).collect::<Result<Vec<_>, _>>()?;
    let rows = Entity::find().filter(Column::Stage.is_in(names)).order_by_asc(Column::Id).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

/// The years of the periods of some agencies, or of all, the newest first, with how far the farthest of each has come.
pub(crate) async fn years(conn: &impl ConnectionTrait, agencies: Option<Vec<UnitId>>) -> Result<Vec<(i32, Stage)>, Error> {
    let mut query = Entity::find().select_only().column(Column::Year).column(Column::Stage).distinct();
    if let Some(agencies) = agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.into_iter().map(Uuid::from)));
    }
    let mut years = BTreeMap::<i32, Stage>::new();
    for (year, stage) in query.into_tuple::<(i32, String)>().all(conn).await? {
        let stage: Stage = serde_json::from_value(stage.into())?;
        let farthest = years.entry(year).or_insert(stage);
        *farthest = stage.max(*farthest);
    }
    Ok(years.into_iter().rev().collect())
}

/// Place in the list of periods: newest year first.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Key(i32, Uuid);

pub(crate) fn key(period: &Period) -> Key {
    Key(period.year, period.id.into())
}

/// Periods of some agencies, or of all; of one year, or of all.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    agencies: Option<Vec<UnitId>>,
    year: i32,
    page: &Page<Key>,
) -> Result<Vec<Period>, Error> {
    let mut query = Entity::find().order_by_desc(Column::Year).order_by_asc(Column::Id).limit(page.fetch());
    if let Some(agencies) = agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.into_iter().map(Uuid::from)));
    }
    if year != 0 {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(Key(year, id)) = page.after {
        let same_year = Condition::all().add(Column::Year.eq(year)).add(Column::Id.gt(id));
        query = query.filter(Condition::any().add(Column::Year.lt(year)).add(same_year));
    }
    query.all(conn).await?.into_iter().map(|row| read(row.document)).collect()
}
