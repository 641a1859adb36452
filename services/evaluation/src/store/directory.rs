//! Units and people as identity announced them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use evaluation_domain::directory::{Person, Unit};
use evaluation_domain::{PersonId, Signature, UnitId};
use events::Error;
use kernel::{Version, date};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::sea_query::{Expr, extension::postgres::PgBinOper};
use sea_orm::{QuerySelect, QueryTrait};

use super::read;

mod unit {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "units")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i64,
        pub agency_id: Option<Uuid>,
        pub document: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl store::Versioned for Entity {
        fn id_column() -> Column {
            Column::Id
        }
        fn version_column() -> Column {
            Column::Version
        }
    }
}

mod person {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i64,
        pub document: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl store::Versioned for Entity {
        fn id_column() -> Column {
            Column::Id
        }
        fn version_column() -> Column {
            Column::Version
        }
    }
}

/// Takes a unit, unless a newer announcement is here already.
pub(crate) async fn project_unit(conn: &impl ConnectionTrait, unit: &Unit, version: Version) -> Result<(), Error> {
    let row = unit::ActiveModel {
        id: Set(unit.id.into()),
        version: Set(version),
        agency_id: Set(unit.agency.map(Uuid::from)),
        document: Set(serde_json::to_value(unit)?),
    };
    store::project(conn, row).await?;
    Ok(())
}

/// Takes a person, unless a newer announcement is here already.
pub(crate) async fn project_person(conn: &impl ConnectionTrait, person: &Person, version: Version) -> Result<(), Error> {
    let row = person::ActiveModel { id: Set(person.id.into()), version: Set(version), document: Set(serde_json::to_value(person)?) };
    store::project(conn, row).await?;
    Ok(())
}

pub(crate) async fn unit(conn: &impl ConnectionTrait, id: UnitId) -> Result<Option<Unit>, Error> {
    unit::Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The units of an agency, and those above them that decide which district a commune is in.
pub(crate) async fn units_around(conn: &impl ConnectionTrait, agency: UnitId) -> Result<BTreeMap<UnitId, Unit>, Error> {
    let mut units: BTreeMap<UnitId, Unit> = BTreeMap::new();
    let rows = unit::Entity::find().filter(unit::Column::AgencyId.eq(Uuid::from(agency))).all(conn).await?;
    for row in rows {
        let unit: Unit = read(row.document)?;
        units.insert(unit.id, unit);
    }
    let above: Vec<UnitId> = units.values().filter_map(|unit| unit.parent).filter(|parent| !units.contains_key(parent)).collect();
    for parent in above {
        if let Some(unit) = self::unit(conn, parent).await? {
            units.insert(unit.id, unit);
        }
    }
    Ok(units)
}

/// These agencies and those right below them.
pub(crate) async fn with_agencies_below(conn: &impl ConnectionTrait, agencies: BTreeSet<UnitId>) -> Result<BTreeSet<UnitId>, Error> {
    let inside = unit::Entity::find().filter(unit::Column::AgencyId.is_in(agencies.iter().copied().map(Uuid::from)));
    let inside = inside.select_only().column(unit::Column::Id).into_query();
    let below = unit::Entity::find()
        .filter(Expr::col(unit::Column::AgencyId).eq(Expr::col(unit::Column::Id)))
        .filter(Expr::cust("(document ->> 'parent')::uuid").in_subquery(inside))
        .select_only()
        .column(unit::Column::Id);
    let below: Vec<Uuid> = below.into_tuple().all(conn).await?;
    Ok(agencies.into_iter().chain(below.into_iter().map(UnitId::from)).collect())
}

/// An agency, and the one right above it: whose people can lead in it.
pub(crate) async fn bodies_over(conn: &impl ConnectionTrait, agency: UnitId) -> Result<Vec<UnitId>, Error> {
    let units = units_around(conn, agency).await?;
    let above = units.get(&agency).and_then(|unit| unit.parent).and_then(|parent| units.get(&parent)?.agency);
    Ok(std::iter::once(agency).chain(above).collect())
}

/// Everybody who holds or held a post in the agency.
pub(crate) async fn people_of(conn: &impl ConnectionTrait, agency: UnitId) -> Result<Vec<Person>, Error> {
    let post = serde_json::json!({"posts": [{"agency": agency}]});
    let holds = Expr::col(person::Column::Document).binary(PgBinOper::Contains, Expr::value(post));
    let rows = person::Entity::find().filter(holds).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

pub(crate) async fn people(conn: &impl ConnectionTrait, ids: &BTreeSet<PersonId>) -> Result<Vec<Person>, Error> {
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids.iter().copied().map(Uuid::from))).all(conn).await?;
    rows.into_iter().map(|row| read(row.document)).collect()
}

pub(crate) async fn person(conn: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>, Error> {
    person::Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(|row| read(row.document)).transpose()
}

/// The signature of a person at a moment, with the post they then hold.
pub(crate) async fn sign(conn: &impl ConnectionTrait, id: PersonId, at: DateTime<Utc>) -> Result<Signature, Error> {
    let person = person(conn, id).await?;
    let title = person.as_ref().and_then(|person| person.post_on(date::office_day(at))).map(|post| post.title.clone());
    let full_name = person.map(|person| person.full_name);
    Ok(Signature { person: id, full_name: full_name.unwrap_or_default(), title: title.unwrap_or_default(), at })
}
