//! Values that every part of Công Tâm shares: ids, clock, exact points, refusals, Vietnamese text and dates.
//!
//! Nothing here does I/O, and nothing here knows what the values are used for.

pub mod changed;
pub mod clock;
pub mod date;
pub mod disclosure;
pub mod grid;
pub mod id;
pub mod legacy;
pub mod points;
pub mod reach;
pub mod reading;
pub mod refusal;
pub mod seal;
pub mod text;

pub use changed::{Changed, Counted};
pub use clock::{Clock, Ids};
pub use disclosure::SmallestGroup;
pub use points::{Exact, Points};
pub use reach::Reach;
pub use reading::Reading;
pub use refusal::{FieldProblem, Refusal, RefusalKind};
pub use seal::{Digest, fingerprint};

/// Counts the changes of one aggregate: 0 is "not stored yet", the first stored state is 1.
pub type Version = i64;
