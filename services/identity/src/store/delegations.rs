//! Rights handed on for a time.

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::{Delegation, DelegationId, PersonId};
use proto::identity::v1::DelegationChanged;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect};
use store::{Page, Versioned};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub delegation_id: Uuid,
    pub version: i64,
    pub head_id: Uuid,
    pub delegate_id: Uuid,
    pub until_on: Date,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::DelegationId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Saves and announces a delegation whose version is one above the stored one.
pub(crate) async fn save(tx: &mut Tx, delegation: &Delegation) -> Result<(), Error> {
    let row = ActiveModel {
        delegation_id: Set(delegation.id.into()),
        version: Set(delegation.version),
        head_id: Set(delegation.head.into()),
        delegate_id: Set(delegation.delegate.into()),
        until_on: Set(delegation.until),
        document: Set(serde_json::to_value(delegation)?),
    };
    store::put(tx.conn(), row, delegation.version - 1).await?;
    let announced = DelegationChanged { delegation: Some(wire::delegation(delegation)) };
    tx.announce(delegation.id.into(), delegation.version, &announced)
}

/// The delegation, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, id: DelegationId) -> Result<Option<Delegation>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Those that somebody gave or received and that are not over on `today`, locked.
pub(crate) async fn lock_of_person(conn: &DatabaseTransaction, person: PersonId, today: NaiveDate) -> Result<Vec<Delegation>, Error> {
    let rows = lasting(person, today).order_by_asc(Column::DelegationId).lock_exclusive().all(conn).await?;
    rows.into_iter().map(domain).collect()
}

fn lasting(person: PersonId, today: NaiveDate) -> Select<Entity> {
    let id = Uuid::from(person);
    let mine = Condition::any().add(Column::HeadId.eq(id)).add(Column::DelegateId.eq(id));
    Entity::find().filter(mine).filter(Column::UntilOn.gte(today))
}

/// Those that somebody gave or received and that are not over on `today`.
pub(crate) async fn of_person(
    conn: &impl ConnectionTrait,
    person: PersonId,
    today: NaiveDate,
    page: &Page<Uuid>,
) -> Result<Vec<Delegation>, Error> {
    let mut query = lasting(person, today);
    if let Some(after) = page.after {
        query = query.filter(Column::DelegationId.gt(after));
    }
    query.order_by_asc(Column::DelegationId).limit(page.fetch()).all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Delegation, Error> {
    Ok(serde_json::from_value(row.document)?)
}
