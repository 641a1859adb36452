//! Time and identity as arguments: the domain never reads a clock nor throws dice.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where the present moment comes from.
pub trait Clock: Send + Sync {
    /// The present moment in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The moment that clocks outside show, such as those of telephones: the present one, also while a rehearsal moves it.
    fn outside(&self) -> DateTime<Utc> {
        self.now()
    }
}

/// Where new identifiers come from.
pub trait Ids: Send + Sync {
    /// A new time-ordered identifier (UUIDv7).
    fn next(&self) -> Uuid;
}
