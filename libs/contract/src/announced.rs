//! Fields of events, whose sender vouches for their form.

use chrono::NaiveDate;
use events::Error;
use proto::common::v1 as common;
use uuid::Uuid;

use crate::Word;

/// An id; `what` says whose in the error.
///
/// # Errors
/// The event cannot be read.
pub fn id<T: From<Uuid>>(what: &'static str, text: &str) -> Result<T, Error> {
    text.parse::<Uuid>().map(T::from).map_err(|error| Error::decode(what, error))
}

/// An id that may be missing.
///
/// # Errors
/// The event cannot be read.
pub fn id_or_none<T: From<Uuid>>(what: &'static str, text: &str) -> Result<Option<T>, Error> {
    if text.is_empty() { Ok(None) } else { id(what, text).map(Some) }
}

/// A day that must be there.
///
/// # Errors
/// The event cannot be read.
pub fn day(what: &'static str, day: Option<&common::Day>) -> Result<NaiveDate, Error> {
    crate::day(day).ok_or_else(|| unknown(what))
}

/// A word that must be there.
///
/// # Errors
/// The event cannot be read.
pub fn word<W: Word>(what: &'static str, value: impl Into<i32>) -> Result<W, Error> {
    W::of(value).ok_or_else(|| unknown(what))
}

/// A value that this version does not know, or none where there must be one.
pub fn unknown(what: &'static str) -> Error {
    Error::decode(what, "a value that this version does not know")
}
