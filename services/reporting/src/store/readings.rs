//! Who had which document made.

use chrono::{DateTime, Utc};
use events::Error;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "readings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub reading_id: Uuid,
    pub person_id: Uuid,
    pub kind: String,
    pub format: String,
    pub subject_id: Uuid,
    pub year: i32,
    pub read_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One document that somebody had made.
pub(crate) struct Reading {
    pub person: Uuid,
    pub kind: String,
    pub format: String,
    pub subject: Uuid,
    pub year: i32,
    pub at: DateTime<Utc>,
}

/// Keeps it.
pub(crate) async fn note(conn: &impl ConnectionTrait, id: Uuid, reading: Reading) -> Result<(), Error> {
    let row = ActiveModel {
        reading_id: Set(id),
        person_id: Set(reading.person),
        kind: Set(reading.kind),
        format: Set(reading.format),
        subject_id: Set(reading.subject),
        year: Set(reading.year),
        read_at: Set(reading.at),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
