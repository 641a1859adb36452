//! Periods, records, reviewers, forms, opinions, minutes and decisions: who may do what, when.
//!
//! The invariants, in words:
//! - EV-1: a period goes one stage at a time, in the order of the year; only a head publishes.
//! - EV-2: a record changes only as the workflow says; a refused change names both ends.
//! - EV-3: there is one sheet per reviewer, subject and round; an answer is given once.
//! - EV-4: "agree" copies the self-scores as they were at that moment.
//! - EV-5: nobody reviews, verifies or decides on themself; a paper result takes two people.
//! - EV-6: the organisation is frozen when self-assessment opens; later moves change no route.
//! - EV-7: minutes are sealed from a confirmed result and never changed; a re-score makes the next edition.
//! - EV-8: a record is scored again at most as often as the pack allows; then it must be decided.
//! - EV-9: results become public together, when every record of the period is settled and every result confirmed.

pub mod authority;
pub mod calendar;
pub mod criteria;
pub mod directory;
pub mod eligibility;
pub mod error;
pub mod form;
pub mod law;
mod matrix;
pub mod minutes;
pub mod pack;
pub mod period;
pub mod policy;
pub mod progress;
pub mod record;
pub mod reminder;
pub mod routing;
pub mod sheet;
pub mod tree;
mod values;

pub use criteria::{CriteriaSet, Criterion};
pub use law::Laws;
pub use pack::Policy;
pub use period::{Period, Stage};
pub use record::{Record, State};
pub use sheet::{Sheet, SheetState};
pub use values::*;

#[cfg(test)]
mod tests;
