//! What a person's approved logs of a year add up to; shown beside the criteria, sets no score (article 2.3).

use std::collections::BTreeSet;

use kernel::{Changed, Counted, Version};
use serde::{Deserialize, Serialize};

use crate::{Log, Outcome, PersonId, SummaryId, Timeliness};

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
    /// Of the entries: delayed by an objective cause that the head confirmed; also counted as late or unfinished.
    #[serde(default)]
    pub excused: u32,
    /// Logs handed in after their last day, without excuse.
    #[serde(default)]
    pub late_logs: u32,
    /// Logs handed in after their last day by somebody who worked in the field.
    #[serde(default)]
    pub excused_logs: u32,
}

impl Tally {
    /// Counts logs: of a correction and what it corrects, the newest that is approved.
    pub fn of(logs: &[Log]) -> Self {
        let mut tally = Self::default();
        for log in counting(logs) {
            tally.logs += 1;
            tally.late_logs += u32::from(log.timeliness() == Some(Timeliness::Late));
            tally.excused_logs += u32::from(log.timeliness() == Some(Timeliness::Excused));
            if log.approval.is_approved() {
                tally.add_approved(log);
            }
        }
        tally
    }

    /// The share of the logs handed in that was approved, in hundredths of a percent, rounded down; none without logs.
    pub fn approved_share(&self) -> Option<u32> {
        (self.approved_logs * 10_000).checked_div(self.logs)
    }

    /// Both together, for the numbers of a unit.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            logs: self.logs + other.logs,
            approved_logs: self.approved_logs + other.approved_logs,
            entries: self.entries + other.entries,
            ahead: self.ahead + other.ahead,
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
            unfinished: self.unfinished + other.unfinished,
            arising: self.arising + other.arising,
            excused: self.excused + other.excused,
            late_logs: self.late_logs + other.late_logs,
            excused_logs: self.excused_logs + other.excused_logs,
        }
    }

    fn add_approved(&mut self, log: &Log) {
        self.approved_logs += 1;
        for entry in &log.entries {
            self.entries += 1;
            self.excused += u32::from(entry.is_excused());
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

/// The logs that count, of one or many people: those handed in, and of a correction and what it corrects the newest approved.
pub fn counting(logs: &[Log]) -> impl Iterator<Item = &Log> {
    let approved = logs.iter().filter(|log| log.approval.is_approved());
    let corrected: BTreeSet<_> = approved.filter_map(|log| log.corrects.as_ref()).map(|correction| correction.of).collect();
    let counts = move |log: &&Log| !corrected.contains(&log.id) && (log.corrects.is_none() || log.approval.is_approved());
    logs.iter().filter(counts).filter(|log| !log.approval.is_draft())
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

impl Counted for Summary {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl Summary {
    /// The summary of a year without logs.
    pub fn open(id: SummaryId, person: PersonId, year: i32) -> Self {
        Self { id, version: 0, person, year, tally: Tally::default() }
    }

    /// Takes new numbers; nothing when they are the same.
    pub fn update(self, tally: Tally) -> Option<Changed<Self>> {
        (tally != self.tally).then(|| Changed::next(Self { tally, ..self }))
    }
}

#[cfg(test)]
mod tests;
