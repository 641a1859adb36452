//! Results.

use ::store::Versioned as Row;
use events::{Error, Tx};
use scoring_domain::{Stage, Versioned};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub agency_id: Uuid,
    pub year: i32,
    pub pack_digest: String,
    pub basis: String,
    pub stage: String,
    pub class: Option<String>,
    pub total: Option<i32>,
    pub document: Json,
    pub computed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Row for Entity {
    fn id_column() -> Column {
        Column::RecordId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Writes a new version and announces it.
pub(crate) async fn save(tx: &mut Tx, result: &Versioned) -> Result<(), Error> {
    let computed = &result.computed;
    let outcome = &computed.outcome;
    let row = ActiveModel {
        record_id: Set(computed.record),
        version: Set(result.version),
        person_id: Set(computed.person),
        agency_id: Set(computed.agency),
        year: Set(computed.year),
        pack_digest: Set(computed.pack_digest.to_string()),
        basis: Set(computed.basis.to_string()),
        stage: Set(stage(outcome.stage).to_owned()),
        class: Set(outcome.classed.as_ref().map(|classed| classed.class.code().to_owned())),
        total: Set(outcome.classed.as_ref().map(|classed| classed.total.hundredths())),
        document: Set(serde_json::to_value(computed)?),
        computed_at: Set(tx.now()),
    };
    ::store::put(tx.conn(), row, result.version - 1).await?;
    tx.announce(computed.record, result.version, &wire::result_computed(result)).await
}

pub(crate) async fn find(conn: &impl ConnectionTrait, record: Uuid) -> Result<Option<Versioned>, Error> {
    Entity::find_by_id(record).one(conn).await?.map(domain).transpose()
}

/// All results of a person.
pub(crate) async fn of_person(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Versioned>, Error> {
    Entity::find().filter(Column::PersonId.eq(person)).all(conn).await?.into_iter().map(domain).collect()
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Computed => "computed",
        Stage::Decided => "decided",
    }
}

fn domain(row: Model) -> Result<Versioned, Error> {
    Ok(Versioned { version: row.version, computed: serde_json::from_value(row.document)? })
}
