//! What reporting knows for itself: how to count, what to call things in Vietnamese, and who may have which document.
//!
//! - RP-1: only published results are counted; who is not evaluated is counted apart and has no share.
//! - RP-2: shares are exact, rounded once, half up, to two places, of those evaluated.
//! - RP-3: nobody sees of a record more than its stage allows: the subject nothing of the result before it is published,
//!   the heads nothing of the 360° before the minutes.
//! - RP-4: who said what in minutes is for the heads of the subject and for audit; everybody else, the subject included,
//!   reads no names and no group so small that it gives a reviewer away (A20 of the handbook).

pub mod counts;
pub mod diary;
pub mod document;
pub mod error;
pub mod policy;
pub mod signing;
pub mod words;

pub use counts::{Outcome, Person, Tally};
pub use document::{Format, Kind};
