//! Sealed minutes; never updated.

use evaluation_domain::minutes::{Minutes, Replaced};
use evaluation_domain::{MinutesId, PeriodId, UnitId};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Page, Versioned};

use super::read;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub period_id: Uuid,
    pub agency_id: Uuid,
    pub unit_id: Uuid,
    pub edition: i32,
    pub number: i32,
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

/// Stores and announces new minutes. `number` counts the minutes of the period.
pub(crate) async fn save(tx: &mut Tx, minutes: &Minutes, number: u32) -> Result<(), Error> {
    let row = ActiveModel {
        id: Set(minutes.id.into()),
        version: Set(1),
        period_id: Set(minutes.period.into()),
        agency_id: Set(minutes.agency.into()),
        unit_id: Set(minutes.unit.into()),
        edition: Set(i32::try_from(minutes.edition).unwrap_or(i32::MAX)),
        number: Set(i32::try_from(number).unwrap_or(i32::MAX)),
        document: Set(serde_json::to_value(minutes)?),
    };
    store::put(tx.conn(), row, 0).await?;
    tx.announce(minutes.id.into(), 1, &wire::minutes_sealed(minutes))
}

/// The next number in the period, and the edition of the unit that the next one takes the place of.
pub(crate) async fn next(conn: &impl ConnectionTrait, period: PeriodId, unit: UnitId) -> Result<(u32, Option<Replaced>), Error> {
    let of_period = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period)));
    let number = of_period.clone().count(conn).await?;
    let last = of_period.filter(Column::UnitId.eq(Uuid::from(unit))).order_by_desc(Column::Edition).one(conn).await?;
    let last: Option<Minutes> = last.map(|row| read(row.document)).transpose()?;
    let replaced = last.map(|last| Replaced { number: last.number, edition: last.edition, sealed_at: last.sealed_at });
    Ok((u32::try_from(number + 1).unwrap_or(u32::MAX), replaced))
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: MinutesId) -> Result<Option<Minutes>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// Minutes whose content is not what was sealed.
pub(crate) async fn damaged(conn: &impl ConnectionTrait) -> Result<Vec<MinutesId>, Error> {
    let rows = Entity::find().order_by_asc(Column::Id).all(conn).await?;
    let minutes: Vec<Minutes> = rows.into_iter().map(|row| read(row.document)).collect::<Result<_, _>>()?;
    Ok(minutes.into_iter().filter(|minutes| !minutes.is_intact()).map(|minutes| minutes.id).collect())
}

/// Place in the list of minutes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Key(i32);

/// Minutes with their place.
pub(crate) struct Placed {
    pub minutes: Minutes,
    pub key: Key,
}

/// The minutes of a period in the order of their numbers: of some units, or of all.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    period: PeriodId,
    units: Option<&[UnitId]>,
    page: &Page<Key>,
) -> Result<Vec<Placed>, Error> {
    let mut query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).order_by_asc(Column::Number).limit(page.fetch());
    if let Some(units) = units {
        query = query.filter(Column::UnitId.is_in(units.iter().copied().map(Uuid::from)));
    }
    if let Some(Key(number)) = page.after {
        query = query.filter(Column::Number.gt(number));
    }
    let placed = |row: Model| Ok(Placed { key: Key(row.number), minutes: read(row.document)? });
    query.all(conn).await?.into_iter().map(placed).collect()
}
