//! Bảng kê công việc: what a person finished in one day or one week (articles 2.3, 5.2a and 10).

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use kernel::{Refusal, Version, date, text};
use serde::{Deserialize, Serialize};

use crate::error::{self, Problems};
use crate::{Approval, Changed, Event, ItemId, LogId, Person, PersonId, Signature, Step};

const MOST_ENTRIES: usize = 50;
const LONGEST_CONTENT: usize = 2000;
const LONGEST_TEXT: usize = 500;
const LONGEST_URL: usize = 2000;

/// Whether a log covers a day or a week; the person chooses (article 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cadence {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
}

/// How a piece of work went, by the person's own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Vượt tiến độ.
    Ahead,
    /// Đúng tiến độ.
    OnTime,
    /// Chậm tiến độ.
    Late,
    /// Chưa hoàn thành.
    Unfinished,
}

/// One piece of work in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was done; may be empty in a draft only.
    pub content: String,
    /// The planned item it belongs to; none for work that arose.
    pub item: Option<ItemId>,
    /// Product or document number.
    pub product: String,
    /// When it was due.
    pub due_on: Option<NaiveDate>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// How it went; may be open in a draft only.
    pub outcome: Option<Outcome>,
    /// Where the product can be seen; empty when nowhere.
    pub evidence_url: String,
}

impl Entry {
    fn clean(self) -> Self {
        let content = text::clean_lines(&self.content);
        let [product, evidence_url] = [self.product, self.evidence_url].map(|short| text::clean(&short));
        Self { content, product, evidence_url, ..self }
    }
}

/// What a change of the text of a log depends on.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The version that the person saw; 0 when there was none.
    pub expected: Version,
    /// Items of the person's list that entries may belong to.
    pub known_items: &'a [ItemId],
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What a person finished in one day or one week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// The log.
    pub id: LogId,
    /// Number of changes.
    pub version: Version,
    /// Whose.
    pub person: PersonId,
    /// Day or week.
    pub cadence: Cadence,
    /// The day, or the Monday of the week.
    pub starts_on: NaiveDate,
    /// Where it stands.
    pub approval: Approval,
    /// The pieces of work.
    pub entries: Vec<Entry>,
}

impl Log {
    /// An empty log.
    ///
    /// # Errors
    /// `NOT_A_MONDAY` for a week that begins on another day, `STARTS_IN_FUTURE` for what has not begun.
    pub fn open(id: LogId, person: PersonId, cadence: Cadence, starts_on: NaiveDate, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if cadence == Cadence::Week && starts_on.weekday() != Weekday::Mon {
            return Err(error::not_a_monday());
        }
        if starts_on > date::office_day(now) {
            return Err(error::starts_in_future());
        }
        Ok(Self { id, version: 0, person, cadence, starts_on, approval: Approval::Draft, entries: Vec::new() })
    }

    /// The year that it counts in: that of its first day.
    pub fn year(&self) -> i32 {
        self.starts_on.year()
    }

    /// Keeps the text; entries may still be incomplete. A returned log stays returned, with its reason.
    ///
    /// # Errors
    /// `LOG_INVALID` naming every wrong field, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn save(self, entries: Vec<Entry>, writing: Writing<'_>) -> Step<Self> {
        check(&entries, writing, false)?;
        let entries: Vec<_> = entries.into_iter().map(Entry::clean).collect();
        if self.version > 0 && entries == self.entries && !self.approval.is_handed_in() {
            return Ok(None);
        }
        self.writable(writing.expected)?;
        let approval = self.approval.clone();
        Ok(Some(Self { entries, ..self }.moved(approval)))
    }

    /// Hands the log in.
    ///
    /// # Errors
    /// `LOG_INVALID` naming every wrong field, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn submit(self, entries: Vec<Entry>, author: &Person, writing: Writing<'_>) -> Step<Self> {
        check(&entries, writing, true)?;
        let entries: Vec<_> = entries.into_iter().map(Entry::clean).collect();
        if entries == self.entries && self.approval.is_handed_in() {
            return Ok(None);
        }
        self.writable(writing.expected)?;
        let approval = Approval::on_submission(author, writing.now);
        Ok(Some(Self { entries, ..self }.moved(approval)))
    }

    /// Approved by the direct head.
    ///
    /// # Errors
    /// `TRANSITION_REFUSED` when it does not wait for approval.
    pub fn approve(self, by: Signature) -> Step<Self> {
        Ok(self.approval.approve(by)?.map(|approval| self.moved(approval)))
    }

    /// Returned by the direct head.
    ///
    /// # Errors
    /// `REASON_INVALID`, or `TRANSITION_REFUSED` when it does not wait for approval.
    pub fn send_back(self, by: Signature, reason: &str) -> Step<Self> {
        Ok(self.approval.send_back(by, reason)?.map(|approval| self.moved(approval)))
    }

    fn writable(&self, expected: Version) -> Result<(), Refusal> {
        match self.approval {
            Approval::Submitted { .. } => Err(error::waits_for_approval()),
            Approval::Approved { .. } => Err(error::log_is_approved()),
            Approval::Draft | Approval::Returned { .. } if expected != self.version => Err(error::version_conflict(expected, self.version)),
            Approval::Draft | Approval::Returned { .. } => Ok(()),
        }
    }

    fn moved(self, approval: Approval) -> Changed<Self> {
        let state = Self { version: self.version + 1, approval, ..self };
        let events = if state.approval.is_draft() { Vec::new() } else { vec![Event::LogChanged(state.clone())] };
        Changed { expected: self.version, events, state }
    }
}

fn check(entries: &[Entry], writing: Writing<'_>, complete: bool) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    if entries.len() > MOST_ENTRIES || (complete && entries.is_empty()) {
        problems.add("entries", format!("Bảng kê cần từ 1 đến {MOST_ENTRIES} công việc."));
    }
    for (index, entry) in entries.iter().enumerate() {
        let at = |field: &str| format!("entries[{index}].{field}");
        if complete && entry.content.trim().is_empty() {
            problems.add(at("content"), "Hãy nhập công việc đã hoàn thành.");
        }
        if complete && entry.outcome.is_none() {
            problems.add(at("outcome"), "Hãy chọn kết quả tự đánh giá.");
        }
        problems.longer(&at("content"), &entry.content, LONGEST_CONTENT);
        problems.longer(&at("product"), &entry.product, LONGEST_TEXT);
        if entry.done_on.is_some_and(|done| done > date::office_day(writing.now)) {
            problems.add(at("done_on"), "Ngày hoàn thành không được ở tương lai.");
        }
        if !entry.evidence_url.trim().is_empty() && !is_web_address(entry.evidence_url.trim()) {
            problems.add(at("evidence_url"), "Hãy nhập địa chỉ bắt đầu bằng http:// hoặc https://, hoặc để trống.");
        }
        if entry.item.is_some_and(|item| !writing.known_items.contains(&item)) {
            problems.add(at("work_item_id"), "Công việc này không có trong danh mục của bạn; hãy chọn lại hoặc để là việc phát sinh.");
        }
    }
    problems.refuse("LOG_INVALID")
}

fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && url.len() <= LONGEST_URL && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'\\".contains(c))
}

#[cfg(test)]
mod tests;
