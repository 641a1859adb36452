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
use kernel::{Changed, Version};
use sea_orm::DatabaseTransaction;
use worklog_domain::{Approval, Person};

/// A domain state that has a table.
pub(crate) trait Stored: Sized {
    /// Writes the state over the row that still has the expected version.
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error>;

    /// Announces the state; it is about the work of `owner`.
    async fn announce(&self, tx: &mut Tx, owner: &Person) -> Result<(), Error>;
}

/// Saves a change and announces it.
pub(crate) async fn save<T: Stored>(tx: &mut Tx, changed: Changed<T>, owner: &Person) -> Result<T, Error> {
    let Changed { state, expected } = changed;
    state.put(tx.conn(), expected).await?;
    state.announce(tx, owner).await?;
    Ok(state)
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
