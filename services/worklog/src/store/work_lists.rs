//! Work lists.

use events::{Error, Tx};
use kernel::Version;
use proto::worklog::v1::WorkListChanged;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect, Select};
use store::Versioned;
use worklog_domain::{Person, PersonId, WorkItem, WorkList, WorkListId};

use super::{SUBMITTED, Stored, people, state};
use crate::access::Hand;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_lists")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub work_list_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub year: i32,
    pub state: String,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::WorkListId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

impl Stored for WorkList {
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error> {
        let row = ActiveModel {
            work_list_id: Set(self.id.into()),
            version: Set(self.version),
            person_id: Set(self.person.into()),
            year: Set(self.year),
            state: Set(state(&self.approval).to_owned()),
            document: Set(serde_json::to_value(self)?),
        };
        Ok(store::put(conn, row, expected).await?)
    }

    async fn announce(&self, tx: &mut Tx, owner: &Person) -> Result<(), Error> {
        let message = WorkListChanged { work_list: Some(wire::work_list(self, Some(owner))) };
        tx.announce(self.id.into(), self.version, &message)
    }
}

/// The list, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, id: WorkListId) -> Result<Option<WorkList>, Error> {
    one(conn, Entity::find_by_id(Uuid::from(id)).lock_exclusive()).await
}

/// As [`lock`], by person and year.
pub(crate) async fn lock_of(conn: &DatabaseTransaction, person: PersonId, year: i32) -> Result<Option<WorkList>, Error> {
    one(conn, of(person, year).lock_exclusive()).await
}

/// As [`lock`], what of a person waits for approval.
pub(crate) async fn lock_waiting(conn: &DatabaseTransaction, person: PersonId) -> Result<Vec<WorkList>, Error> {
    let query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::State.eq(SUBMITTED));
    query.order_by_asc(Column::WorkListId).lock_exclusive().all(conn).await?.into_iter().map(domain).collect()
}

pub(crate) async fn find_of(conn: &impl ConnectionTrait, person: PersonId, year: i32) -> Result<Option<WorkList>, Error> {
    one(conn, of(person, year)).await
}

/// The items that the person's logs of that year may belong to.
pub(crate) async fn known_items(conn: &impl ConnectionTrait, person: PersonId, year: i32) -> Result<Vec<WorkItem>, Error> {
    Ok(find_of(conn, person, year).await?.map(|list| list.all_items()).unwrap_or_default())
}

/// All lists of one person.
pub(crate) async fn of_person(conn: &impl ConnectionTrait, person: PersonId) -> Result<Vec<WorkList>, Error> {
    let query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).order_by_desc(Column::Year);
    query.all(conn).await?.into_iter().map(domain).collect()
}

/// Everything that waits for somebody.
pub(crate) async fn pending(conn: &impl ConnectionTrait, hand: &Hand) -> Result<Vec<WorkList>, Error> {
    let waiting = Entity::find()
        .filter(Column::State.eq(SUBMITTED))
        .filter(Column::PersonId.in_subquery(people::approved_by(hand)))
        .order_by_asc(Column::WorkListId);
    waiting.all(conn).await?.into_iter().map(domain).collect()
}

fn of(person: PersonId, year: i32) -> Select<Entity> {
    Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::Year.eq(year))
}

async fn one(conn: &impl ConnectionTrait, query: Select<Entity>) -> Result<Option<WorkList>, Error> {
    query.one(conn).await?.map(domain).transpose()
}

fn domain(row: Model) -> Result<WorkList, Error> {
    Ok(serde_json::from_value(row.document)?)
}
