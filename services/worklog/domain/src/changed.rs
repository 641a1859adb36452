//! What a rule answers: the new state together with what is to be announced.

use kernel::{Refusal, Version};

use crate::{Handover, Log, Summary, WorkList};

/// What happened, with the state after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A work list was submitted, approved or returned.
    WorkListChanged(WorkList),
    /// A log was submitted, approved or returned, or mended after that.
    LogChanged(Log),
    /// A summary has other numbers.
    WorkSummaryChanged(Summary),
    /// A handover was opened, confirmed by a side, or called off.
    HandoverChanged(Box<Handover>),
}

/// A new state that is not stored yet: the only thing that the store saves.
#[must_use = "a change that is not saved did not happen"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<T> {
    /// The state to store; its version is one more than `expected`.
    pub state: T,
    /// The version that the stored state must still have; 0 when there is none yet.
    pub expected: Version,
    /// What to announce: at least one, but nothing for a draft (WL-8).
    pub events: Vec<Event>,
}

/// A change, or nothing when the state is already as wanted.
pub type Step<T> = Result<Option<Changed<T>>, Refusal>;
