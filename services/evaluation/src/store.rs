//! Rows: load to the domain, save with the event. sea-orm appears only here.

pub(crate) mod audit;
pub(crate) mod authorities;
pub(crate) mod directory;
pub(crate) mod drafts;
pub(crate) mod law;
pub(crate) mod minutes;
pub(crate) mod periods;
pub(crate) mod progress;
pub(crate) mod reads;
pub(crate) mod records;
pub(crate) mod reminders;
pub(crate) mod results;
pub(crate) mod sheets;

use events::Error;
pub(crate) use sea_orm::ConnectionTrait;
use sea_orm::prelude::Json;
use serde::de::DeserializeOwned;

/// A stored document as what it is.
fn read<T: DeserializeOwned>(document: Json) -> Result<T, Error> {
    Ok(serde_json::from_value(document)?)
}
