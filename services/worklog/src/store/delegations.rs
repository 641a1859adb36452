//! The projection of delegations: who approves for a head who is away.

use chrono::NaiveDate;
use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use store::Versioned;
use worklog_domain::PersonId;

use crate::access::Hand;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub delegation_id: Uuid,
    pub version: i64,
    pub head_id: Uuid,
    pub delegate_id: Uuid,
    pub from_on: Date,
    pub until_on: Date,
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

/// A delegation as identity announced it.
pub(crate) struct Delegation {
    pub id: Uuid,
    pub head: PersonId,
    pub delegate: PersonId,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// Takes what identity announced, unless a newer announcement is here already.
pub(crate) async fn project(conn: &impl ConnectionTrait, delegation: Delegation, version: Version) -> Result<(), Error> {
    let row = ActiveModel {
        delegation_id: Set(delegation.id),
        version: Set(version),
        head_id: Set(delegation.head.into()),
        delegate_id: Set(delegation.delegate.into()),
        from_on: Set(delegation.from),
        until_on: Set(delegation.until),
    };
    store::project(conn, row).await?;
    Ok(())
}

/// Somebody with the heads for whom they approve today.
pub(crate) async fn hand(conn: &impl ConnectionTrait, person: PersonId, today: NaiveDate) -> Result<Hand, Error> {
    let heads = Entity::find()
        .select_only()
        .column(Column::HeadId)
        .filter(Column::DelegateId.eq(Uuid::from(person)))
        .filter(Column::FromOn.lte(today))
        .filter(Column::UntilOn.gte(today));
    let heads = heads.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect();
    Ok(Hand { person, heads })
}
