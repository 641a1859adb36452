//! What is public of what the owners announced.

use chrono::{DateTime, Utc};
use events::Error;
use kernel::Version;
use partners_domain::{PROVINCE, State, Unit, Units};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect, Statement};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "states")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub is_province: bool,
    pub announced_at: DateTimeUtc,
    pub document: Json,
    pub awaits: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A state, when it was announced, and the unit that it waits for.
pub(crate) struct Kept {
    pub state: State,
    pub announced_at: DateTime<Utc>,
    pub awaits: Option<Uuid>,
}

/// Units are taken alone, all else together with others: otherwise a unit and what awaits it, arriving at the same moment, would not see each
/// other.
pub(crate) async fn take_turn(conn: &DatabaseTransaction, unit: bool) -> Result<(), Error> {
    /// "units" in a number.
    const UNITS: i64 = 0x75_6e69_7473;
    let lock = if unit { "SELECT pg_advisory_xact_lock($1)" } else { "SELECT pg_advisory_xact_lock_shared($1)" };
    conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), lock, [UNITS.into()])).await?;
    Ok(())
}

/// Takes what an owner announced; false when a newer announcement is here already.
pub(crate) async fn keep(
    conn: &DatabaseTransaction,
    id: Uuid,
    version: Version,
    announced_at: DateTime<Utc>,
    state: &State,
) -> Result<bool, Error> {
    let row = ActiveModel {
        id: Set(id),
        version: Set(version),
        is_province: Set(state.is_province()),
        announced_at: Set(announced_at),
        document: Set(serde_json::to_value(state)?),
        awaits: Set(None),
    };
    let all = [Column::Version, Column::IsProvince, Column::AnnouncedAt, Column::Document];
    let newer = Expr::cust("states.version < excluded.version");
    let replace = OnConflict::column(Column::Id).update_columns(all).action_and_where(newer).to_owned();
    Ok(Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await? > 0)
}

/// The state, which nobody else can tell until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, id: Uuid) -> Result<Option<Kept>, Error> {
    let row = Entity::find_by_id(id).lock_exclusive().one(conn).await?;
    row.map(|row| Ok(Kept { state: serde_json::from_value(row.document)?, announced_at: row.announced_at, awaits: row.awaits })).transpose()
}

/// Those of these units that are known.
pub(crate) async fn units(conn: &DatabaseTransaction, ids: &[Uuid]) -> Result<Units, Error> {
    let mut wanted = Condition::any().add(Column::Id.is_in(ids.iter().copied()));
    if ids.contains(&PROVINCE) {
        wanted = wanted.add(Column::IsProvince.eq(true));
    }
    let rows = Entity::find().filter(wanted).all(conn).await?;
    let states = rows.into_iter().map(|row| serde_json::from_value(row.document)).collect::<Result<Vec<State>, _>>()?;
    let unit = |state| -> Option<Unit> { if let State::Unit(unit) = state { Some(unit) } else { None } };
    Ok(states.into_iter().filter_map(unit).collect())
}

/// Notes for which unit a state waits, or that it waits no more.
pub(crate) async fn awaits(conn: &DatabaseTransaction, id: Uuid, unit: Option<Uuid>) -> Result<(), Error> {
    Entity::update_many().col_expr(Column::Awaits, Expr::value(unit)).filter(Column::Id.eq(id)).exec(conn).await?;
    Ok(())
}

/// The states that wait for a unit, in the order in which they were announced.
pub(crate) async fn awaiting(conn: &DatabaseTransaction, unit: Uuid) -> Result<Vec<Uuid>, Error> {
    let waiting = Entity::find().select_only().column(Column::Id).filter(Column::Awaits.eq(unit));
    Ok(waiting.order_by_asc(Column::AnnouncedAt).order_by_asc(Column::Id).into_tuple().all(conn).await?)
}
