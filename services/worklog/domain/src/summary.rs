//! What a person's approved logs of a year add up to; shown beside the criteria, sets no score (article 2.3).

use kernel::Version;
use serde::{Deserialize, Serialize};

use crate::{Changed, Event, Log, Outcome, PersonId, SummaryId};

/// The numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Logs that were handed in, whatever became of them; drafts are their person's alone (WL-8).
    pub logs: u32,
    /// Approved ones of them.
    pub approved_logs: u32,
    /// Entries of approved logs.
    pub entries: u32,
    /// Of the entries: vượt tiến độ.
    pub ahead: u32,
    /// Of the entries: đúng tiến độ.
    pub on_time: u32,
    /// Of the entries: chậm tiến độ.
    pub late: u32,
    /// Of the entries: chưa hoàn thành.
    pub unfinished: u32,
    /// Of the entries: outside the work list (phát sinh).
    pub arising: u32,
}

impl Tally {
    /// Counts the logs of one person and year.
    pub fn of<'a>(logs: impl IntoIterator<Item = &'a Log>) -> Self {
        let mut tally = Self::default();
        for log in logs {
            tally.logs += u32::from(!log.approval.is_draft());
            if log.approval.is_approved() {
                tally.add_approved(log);
            }
        }
        tally
    }

    fn add_approved(&mut self, log: &Log) {
        self.approved_logs += 1;
        for entry in &log.entries {
            self.entries += 1;
            self.arising += u32::from(entry.item.is_none());
            match entry.outcome {
                Some(Outcome::Ahead) => self.ahead += 1,
                Some(Outcome::OnTime) => self.on_time += 1,
                Some(Outcome::Late) => self.late += 1,
                Some(Outcome::Unfinished) => self.unfinished += 1,
                // Nothing is approved without an outcome.
                None => {}
            }
        }
    }
}

/// What a person's logs of a year add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The summary.
    pub id: SummaryId,
    /// Number of changes; 0 while nothing was handed in.
    pub version: Version,
    /// Whose.
    pub person: PersonId,
    /// Of which year.
    pub year: i32,
    /// The numbers.
    pub tally: Tally,
}

impl Summary {
    /// The summary of a year without logs.
    pub fn open(id: SummaryId, person: PersonId, year: i32) -> Self {
        Self { id, version: 0, person, year, tally: Tally::default() }
    }

    /// Takes new numbers; nothing when they are the same.
    pub fn update(self, tally: Tally) -> Option<Changed<Self>> {
        if tally == self.tally {
            return None;
        }
        let state = Self { version: self.version + 1, tally, ..self };
        Some(Changed { expected: self.version, events: vec![Event::WorkSummaryChanged(state.clone())], state })
    }
}

#[cfg(test)]
mod tests;
