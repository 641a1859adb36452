//! Public events: numbered by subject, kept, and on their way to partners, together or not at all.

use catalogue::Publisher;
use chrono::{DateTime, Utc};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Statement};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub subject: String,
    pub number: i64,
    pub r#type: String,
    pub topic: String,
    pub agency_code: String,
    pub happened_at: DateTimeUtc,
    pub document: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Publishes what is said about an aggregate, as the next event of its subject.
pub(crate) async fn publish(
    tx: &mut Tx,
    publisher: &Publisher,
    aggregate: Uuid,
    happened_at: DateTime<Utc>,
    statement: catalogue::Statement,
) -> Result<(), Error> {
    let number = next_number(tx, &statement.subject).await?;
    let (topic, agency_code, at_bus) = (statement.kind.topic.code(), statement.agency.code.clone(), statement.bus_subject());
    let event = publisher.event(tx.next_id(), number.unsigned_abs(), happened_at, statement);
    let document = serde_json::to_string(&event)?;
    // Order is kept by subject: a person has many posts.
    let ordered_by = event.subject.rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or(aggregate);
    tx.publish(event.id, ordered_by, number, at_bus, document.clone().into_bytes())?;
    let row = ActiveModel {
        event_id: Set(event.id),
        subject: Set(event.subject),
        number: Set(number),
        r#type: Set(event.r#type),
        topic: Set(topic.to_owned()),
        agency_code: Set(agency_code),
        happened_at: Set(happened_at),
        document: Set(document),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The number of the next event of a subject; whoever else wants one waits for the end of this transaction.
async fn next_number(tx: &Tx, subject: &str) -> Result<i64, Error> {
    const NEXT: &str = "INSERT INTO subjects (subject, number) VALUES ($1, 1) \
        ON CONFLICT (subject) DO UPDATE SET number = subjects.number + 1 RETURNING number";
    let conn = tx.conn();
    let next = Statement::from_sql_and_values(conn.get_database_backend(), NEXT, [subject.into()]);
    let row = conn.query_one_raw(next).await?.ok_or(Error::Conflict)?;
    Ok(row.try_get("", "number")?)
}
