//! Rows of worklog: load → domain, save → rows and announcements in one transaction. The only place that knows SQL.

pub(crate) mod delegations;
pub(crate) mod handovers;
pub(crate) mod logs;
pub(crate) mod people;
pub(crate) mod reminders;
pub(crate) mod reviewers;
pub(crate) mod summaries;
pub(crate) mod work_lists;

use events::{Error, Tx};
use kernel::Version;
use proto::worklog::v1::{HandoverChanged, LogChanged, WorkListChanged, WorkSummaryChanged};
use sea_orm::DatabaseTransaction;
use worklog_domain::{Approval, Changed, Event, Person};

use crate::wire;

/// A domain state that has a table.
pub(crate) trait Stored: Sized {
    /// Writes the state over the row that still has the expected version.
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error>;
}

/// Saves a change and announces it.
pub(crate) async fn save<T: Stored>(tx: &mut Tx, changed: Changed<T>, owner: &Person) -> Result<T, Error> {
    let Changed { state, expected, events } = changed;
    state.put(tx.conn(), expected).await?;
    for event in &events {
        announce(tx, event, owner).await?;
    }
    Ok(state)
}

/// Announces what happened to the work of `owner`.
async fn announce(tx: &mut Tx, event: &Event, owner: &Person) -> Result<(), Error> {
    match event {
        Event::WorkListChanged(list) => {
            let message = WorkListChanged { work_list: Some(wire::work_list(list, Some(owner))) };
            tx.announce(list.id.into(), list.version, &message)
        }
        Event::LogChanged(log) => {
            let message = LogChanged { log: Some(wire::log(log, Some(owner))) };
            tx.announce(log.id.into(), log.version, &message)
        }
        Event::HandoverChanged(handover) => {
            let known = people::find_many(tx.conn(), wire::sides(handover)).await?;
            let message = HandoverChanged { handover: Some(wire::handover(handover, &known)) };
            tx.announce(handover.id.into(), handover.version, &message)
        }
        Event::WorkSummaryChanged(summary) => {
            let message = WorkSummaryChanged { summary: Some(wire::summary(summary)) };
            tx.announce(summary.id.into(), summary.version, &message)
        }
    }
}

/// The state as the tables write it.
fn state(approval: &Approval) -> &'static str {
    match approval {
        Approval::Draft => DRAFT,
        Approval::Submitted { .. } => SUBMITTED,
        Approval::Approved { .. } => APPROVED,
        Approval::Returned { .. } => RETURNED,
    }
}

pub(crate) const DRAFT: &str = "draft";
pub(crate) const SUBMITTED: &str = "submitted";
pub(crate) const APPROVED: &str = "approved";
pub(crate) const RETURNED: &str = "returned";
