//! Work lists, daily and weekly logs, their approval and statistics: the pure rules.
//!
//! Articles 2.3, 3.2, 5.2a and 10 of the regulation. Map: [`work_list`] what is assigned, [`log`] what was done and [`entry`] each piece of it,
//! [`approval`] the way both take, [`handover`] what somebody leaves open with a post, [`summary`] what approved logs add up to, [`policy`] who may, [`person`] who approves.
//!
//! Invariants:
//! - WL-1 Only the person writes their own list and logs; only their direct head approves or returns them.
//! - WL-2 What waits for approval does not change until it is approved or returned.
//! - WL-3 An approved log never changes. An approved list stays in force until its next edition is approved.
//! - WL-4 A returned list or log carries the reason, until it is submitted again.
//! - WL-5 Nobody approves their own work, but the head of an agency has nobody above in the software: what they submit is
//!   approved at once, and says so.
//! - WL-6 Only entries of approved logs count in a summary, and a summary sets no score.
//! - WL-7 A repeated command changes nothing and announces nothing.
//! - WL-8 A draft is its person's alone: nobody else reads it, nothing announces it.
//! - WL-9 A correction is a log of its own that names the approved one; both can be read, the newest approved one counts.
//! - WL-10 Being late is recorded when a log is handed in first; field work and confirmed objective causes excuse it.
//! - WL-11 Open work of a post that somebody leaves is handed over: who leaves and who takes over confirm, each once and for
//!   themself; what they confirmed never changes.

mod approval;
mod attachment;
mod entry;
pub mod error;
mod handover;
mod log;
mod person;
pub mod policy;
mod reminder;
mod rows;
mod summary;
mod work_list;

pub use approval::{Approval, Signature};
pub use attachment::Attachment;
pub use entry::{Delay, Entry, Outcome, Verdict};
pub use handover::{Handover, Leaving, OpenWork, Receipt, Source, Standing, open_work};
pub use log::{Cadence, Correction, HandedIn, Log, SentBack, Timeliness, Writing};
pub use person::Person;
pub use reminder::{overdue_week, reminder_step};
pub use rows::{COLUMNS, Grid, RowProblem, SHEET, row_of};
pub use summary::{Summary, Tally, counting};
pub use work_list::{ItemDraft, Recurrence, WorkItem, WorkList};

kernel::ids! {
    /// A unit of the organisation.
    UnitId;
    /// A person.
    PersonId;
    /// The work list of one person and year.
    WorkListId;
    /// One piece of work of a list.
    ItemId;
    /// A log of one person and day or week.
    LogId;
    /// The summary of one person and year.
    SummaryId;
    /// A post of a person.
    PostId;
    /// The handover of one person's post.
    HandoverId;
}

/// A change, or nothing when the state is already as wanted.
pub type Step<T> = Result<Option<kernel::Changed<T>>, kernel::Refusal>;
