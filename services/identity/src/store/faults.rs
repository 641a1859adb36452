//! Fault reports.

use events::{Error, Tx};
use identity_domain::fault::{FaultReport, FaultState};
use identity_domain::{FaultId, PersonId, UnitId};
use proto::identity::v1::FaultReportChanged;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect};
use store::{Page, Versioned};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fault_reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    pub version: i64,
    pub reporter_id: Uuid,
    pub agency_id: Option<Uuid>,
    pub state: String,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::ReportId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Which reports somebody sees.
pub(crate) enum Seen {
    /// All of them.
    All,
    /// Own ones, and those of the agencies.
    Own(PersonId, Vec<UnitId>),
}

/// Saves and announces a report whose version is one above the stored one.
pub(crate) async fn save(tx: &mut Tx, report: &FaultReport) -> Result<(), Error> {
    let row = ActiveModel {
        report_id: Set(report.id.into()),
        version: Set(report.version),
        reporter_id: Set(report.reporter().into()),
        agency_id: Set(report.agency.map(Uuid::from)),
        state: Set(name(report.state()).to_owned()),
        document: Set(serde_json::to_value(report)?),
    };
    store::put(tx.conn(), row, report.version - 1).await?;
    tx.announce(report.id.into(), report.version, &FaultReportChanged { report: Some(wire::fault::report(report)) })
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: FaultId) -> Result<Option<FaultReport>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(domain).transpose()
}

pub(crate) async fn lock(conn: &DatabaseTransaction, id: FaultId) -> Result<Option<FaultReport>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Reports, the newest first.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    seen: Seen,
    state: Option<FaultState>,
    page: &Page<Uuid>,
) -> Result<Vec<FaultReport>, Error> {
    let mut query = Entity::find();
    if let Seen::Own(person, agencies) = seen {
        let agencies = Column::AgencyId.is_in(agencies.into_iter().map(Uuid::from));
        query = query.filter(Condition::any().add(Column::ReporterId.eq(Uuid::from(person))).add(agencies));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(name(state)));
    }
    if let Some(after) = page.after {
        query = query.filter(Column::ReportId.lt(after));
    }
    query.order_by_desc(Column::ReportId).limit(page.fetch()).all(conn).await?.into_iter().map(domain).collect()
}

fn name(state: FaultState) -> &'static str {
    match state {
        FaultState::Open => "open",
        FaultState::Forwarded => "forwarded",
        FaultState::Answered => "answered",
        FaultState::Closed => "closed",
    }
}

fn domain(row: Model) -> Result<FaultReport, Error> {
    Ok(serde_json::from_value(row.document)?)
}
