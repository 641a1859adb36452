//! The projection of people.

use std::collections::BTreeMap;

use events::Error;
use kernel::Version;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{ActiveValue::Set, Condition, QuerySelect, QueryTrait};
use store::Versioned;
use worklog_domain::{Person, PersonId, PostId, UnitId};

use crate::access::Hand;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub version: i64,
    pub full_name: String,
    pub title: String,
    pub direct_head_id: Option<Uuid>,
    pub agency_head_id: Option<Uuid>,
    pub leads_agency: bool,
    pub approver_id: Option<Uuid>,
    pub unit_id: Option<Uuid>,
    pub agency_id: Option<Uuid>,
    pub post_id: Option<Uuid>,
    pub last_on: Option<Date>,
    pub head_outside: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::PersonId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Takes what identity announced; false when a newer announcement is here already.
pub(crate) async fn project(conn: &impl ConnectionTrait, person: &Person, version: Version) -> Result<bool, Error> {
    let row = ActiveModel {
        person_id: Set(person.id.into()),
        version: Set(version),
        full_name: Set(person.full_name.clone()),
        title: Set(person.title.clone()),
        direct_head_id: Set(person.direct_head.map(Uuid::from)),
        agency_head_id: Set(person.agency_head.map(Uuid::from)),
        leads_agency: Set(person.leads_agency),
        approver_id: Set(person.approver().map(Uuid::from)),
        unit_id: Set(person.unit.map(Uuid::from)),
        agency_id: Set(person.agency.map(Uuid::from)),
        post_id: Set(person.post.map(Uuid::from)),
        last_on: Set(person.last_on),
        head_outside: Set(person.head_outside),
    };
    Ok(store::project(conn, row).await?)
}

pub(crate) async fn find(conn: &impl ConnectionTrait, person: PersonId) -> Result<Option<Person>, Error> {
    Ok(Entity::find_by_id(Uuid::from(person)).one(conn).await?.map(domain))
}

pub(crate) async fn find_many(
    conn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Person>, Error> {
    let ids = people.into_iter().map(Uuid::from);
    let rows = Entity::find().filter(Column::PersonId.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(domain).map(|person| (person.id, person)).collect())
}

/// The people of a unit or a whole agency.
pub(crate) async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Person>, Error> {
    let unit = Uuid::from(unit);
    let place = Condition::any().add(Column::UnitId.eq(unit)).add(Column::AgencyId.eq(unit));
    Ok(Entity::find().filter(place).all(conn).await?.into_iter().map(domain).collect())
}

/// The people whose approver or agency head that is.
pub(crate) async fn led_by(conn: &impl ConnectionTrait, head: PersonId) -> Result<Vec<Person>, Error> {
    let head = Uuid::from(head);
    let led = Condition::any().add(Column::ApproverId.eq(head)).add(Column::AgencyHeadId.eq(head));
    Ok(Entity::find().filter(led).all(conn).await?.into_iter().map(domain).collect())
}

/// Ids of the people whom somebody approves, for themself or a head who is away.
pub(super) fn approved_by(hand: &Hand) -> SelectStatement {
    let approvers = hand.approvers().into_iter().map(Uuid::from);
    let others = Column::ApproverId.is_in(approvers).and(Column::PersonId.ne(Uuid::from(hand.person)));
    Entity::find().select_only().column(Column::PersonId).filter(others).into_query()
}

fn domain(row: Model) -> Person {
    Person {
        id: row.person_id.into(),
        full_name: row.full_name,
        title: row.title,
        direct_head: row.direct_head_id.map(PersonId),
        agency_head: row.agency_head_id.map(PersonId),
        leads_agency: row.leads_agency,
        unit: row.unit_id.map(UnitId),
        agency: row.agency_id.map(UnitId),
        post: row.post_id.map(PostId),
        last_on: row.last_on,
        head_outside: row.head_outside,
    }
}
