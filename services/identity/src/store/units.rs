//! Units.

use std::collections::BTreeSet;

use events::{Error, Tx};
use identity_domain::{Unit, UnitId};
use proto::identity::v1::UnitChanged;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, QueryTrait};
use store::{Page, Versioned};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "units")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    pub version: i64,
    pub code: String,
    pub agency_id: Uuid,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::UnitId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Saves and announces a unit whose version is one above the stored one.
pub(crate) async fn save(tx: &mut Tx, unit: &Unit) -> Result<(), Error> {
    let document = serde_json::to_value(unit)?;
    let row = ActiveModel {
        unit_id: Set(unit.id.into()),
        version: Set(unit.version),
        code: Set(unit.code.clone()),
        agency_id: Set(unit.agency.into()),
        document: Set(document.clone()),
    };
    store::put(tx.conn(), row, unit.version - 1).await?;
    super::history::keep(tx, unit.id.into(), unit.version, document).await?;
    tx.announce(unit.id.into(), unit.version, &UnitChanged { unit: Some(wire::unit(unit)) })
}

/// All units that have one of these codes.
pub(crate) async fn by_codes(conn: &impl ConnectionTrait, codes: Vec<String>) -> Result<Vec<Unit>, Error> {
    Entity::find().filter(Column::Code.is_in(codes)).all(conn).await?.into_iter().map(domain).collect()
}

/// All units; a province has some hundreds.
pub(crate) async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Unit>, Error> {
    Entity::find().all(conn).await?.into_iter().map(domain).collect()
}

/// These agencies, and those right below them: the communes of a district, the hospitals of a department.
pub(crate) async fn with_agencies_below(conn: &impl ConnectionTrait, agencies: BTreeSet<Uuid>) -> Result<Vec<Uuid>, Error> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let inside = Entity::find()
        .filter(Column::AgencyId.is_in(agencies.iter().copied()))
        .filter(Expr::cust("document ->> 'kind' <> 'PROVINCE'"))
        .select_only()
        .column(Column::UnitId);
    let below = Entity::find()
        .filter(Expr::col(Column::AgencyId).eq(Expr::col(Column::UnitId)))
        .filter(Expr::cust("(document ->> 'parent')::uuid").in_subquery(inside.into_query()))
        .select_only()
        .column(Column::UnitId);
    let below: Vec<Uuid> = below.into_tuple().all(conn).await?;
    Ok(agencies.into_iter().chain(below).collect::<BTreeSet<_>>().into_iter().collect())
}

/// These units.
pub(crate) async fn by_ids(conn: &impl ConnectionTrait, ids: Vec<UnitId>) -> Result<Vec<Unit>, Error> {
    let ids = ids.into_iter().map(Uuid::from);
    Entity::find().filter(Column::UnitId.is_in(ids)).order_by_asc(Column::Code).all(conn).await?.into_iter().map(domain).collect()
}

/// Which units.
pub(crate) struct Filter {
    /// Of this agency only.
    pub agency: Option<UnitId>,
    /// Agencies only, without what they are made of.
    pub agencies_only: bool,
}

/// Units by code.
pub(crate) async fn list(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<String>) -> Result<Vec<Unit>, Error> {
    let mut query = Entity::find();
    if filter.agencies_only {
        query = query.filter(Expr::col(Column::AgencyId).eq(Expr::col(Column::UnitId)));
        query = query.filter(Expr::cust("document ->> 'kind' <> 'PROVINCE'"));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(Column::AgencyId.eq(Uuid::from(agency)));
    }
    if let Some(code) = &page.after {
        query = query.filter(Column::Code.gt(code));
    }
    query.order_by_asc(Column::Code).limit(page.fetch()).all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Unit, Error> {
    Ok(serde_json::from_value(row.document)?)
}
