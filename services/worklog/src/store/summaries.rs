//! Summaries.

use events::{Error, Tx};
use kernel::Version;
use proto::worklog::v1::WorkSummaryChanged;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QuerySelect, Select};
use store::Versioned;
use worklog_domain::{Person, PersonId, Summary};

use super::Stored;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "summaries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub summary_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub year: i32,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::SummaryId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

impl Stored for Summary {
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error> {
        let row = ActiveModel {
            summary_id: Set(self.id.into()),
            version: Set(self.version),
            person_id: Set(self.person.into()),
            year: Set(self.year),
            document: Set(serde_json::to_value(self)?),
        };
        Ok(store::put(conn, row, expected).await?)
    }

    async fn announce(&self, tx: &mut Tx, _: &Person) -> Result<(), Error> {
        tx.announce(self.id.into(), self.version, &WorkSummaryChanged { summary: Some(wire::summary(self)) })
    }
}

/// The summary, which nobody else can change until the end of the transaction. To be locked before the logs are counted:
/// then the count includes whatever the transaction waited for.
pub(crate) async fn lock_or_open(tx: &Tx, person: PersonId, year: i32) -> Result<Summary, Error> {
    let found = of(person, year).lock_exclusive().one(tx.conn()).await?.map(domain).transpose()?;
    Ok(found.unwrap_or_else(|| Summary::open(tx.next_id().into(), person, year)))
}

pub(crate) async fn find_of(conn: &impl ConnectionTrait, person: PersonId, year: i32) -> Result<Option<Summary>, Error> {
    of(person, year).one(conn).await?.map(domain).transpose()
}

fn of(person: PersonId, year: i32) -> Select<Entity> {
    Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::Year.eq(year))
}

fn domain(row: Model) -> Result<Summary, Error> {
    Ok(serde_json::from_value(row.document)?)
}
