//! Bảng kê công việc: what a person finished in one day or one week (articles 2.3, 5.2a and 10).

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use kernel::{Changed, Counted, Refusal, Version, date};
use serde::{Deserialize, Serialize};

use crate::approval::{LONGEST_REASON, SHORTEST_REASON, is_reason};
use crate::attachment;
use crate::error::{self, Problems};
use crate::work_list::FIRST_YEAR;
use crate::{Approval, Attachment, Entry, LogId, Person, PersonId, Signature, Step, WorkItem};

const MOST_ENTRIES: usize = 50;

/// Whether a log covers a day or a week; the person chooses (article 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cadence {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
}

impl Cadence {
    /// First and last day of the log that begins on that day.
    pub fn days(self, starts_on: NaiveDate) -> (NaiveDate, NaiveDate) {
        let more = match self {
            Self::Day => 0,
            Self::Week => 6,
        };
        (starts_on, starts_on.checked_add_days(Days::new(more)).unwrap_or(NaiveDate::MAX))
    }

    /// The last office day on which the log is handed in on time.
    pub fn last_day(self, starts_on: NaiveDate, grace_days: u32) -> NaiveDate {
        self.days(starts_on).1.checked_add_days(Days::new(grace_days.into())).unwrap_or(NaiveDate::MAX)
    }
}

/// When a log was handed in first; a return by the head makes nobody late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// The moment.
    pub at: DateTime<Utc>,
    /// Whether that was after the last day.
    pub late: bool,
}

/// Whether a log was handed in on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// By the end of the last office day.
    OnTime,
    /// Later.
    Late,
    /// Later, by somebody who worked in the field; recorded, and nothing follows from it.
    Excused,
}

/// What a change of the text of a log depends on.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The version that the person saw; 0 when there was none.
    pub expected: Version,
    /// Items of the person's list that entries may belong to.
    pub known_items: &'a [WorkItem],
    /// Whether the person worked in the field, away from the software; the head approves it with the log.
    pub field_work: bool,
    /// Days after the last one of the log until which it is on time.
    pub grace_days: u32,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A version that corrects an approved one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The approved log, which stays as it is.
    pub of: LogId,
    /// Why.
    pub reason: String,
}

/// A return of a log by who approves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    /// Who returned it, and when.
    pub by: Signature,
    /// What to do better.
    pub reason: String,
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
    /// When it was handed in first; none before.
    #[serde(default)]
    pub handed_in: Option<HandedIn>,
    /// Whether the person worked in the field.
    #[serde(default)]
    pub field_work: bool,
    /// 1, and one more for each correction.
    #[serde(default = "first_edition")]
    pub edition: i32,
    /// What it corrects; none for the first edition.
    #[serde(default)]
    pub corrects: Option<Correction>,
    /// Every return of this edition, oldest first: mending the log takes none away.
    #[serde(default)]
    pub returns: Vec<SentBack>,
}

fn first_edition() -> i32 {
    1
}

impl Counted for Log {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl Log {
    /// An empty log.
    ///
    /// # Errors
    /// `NOT_A_MONDAY` for a week that begins on another day, `STARTS_IN_FUTURE` for what has not begun, `STARTS_TOO_EARLY`
    /// for what was before the software.
    pub fn open(id: LogId, person: PersonId, cadence: Cadence, starts_on: NaiveDate, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if starts_on.year() < FIRST_YEAR {
            return Err(error::starts_too_early(FIRST_YEAR));
        }
        if starts_on > date::office_day(now) {
            return Err(error::starts_in_future());
        }
        if cadence == Cadence::Week && starts_on.weekday() != Weekday::Mon {
            return Err(error::not_a_monday());
        }
        Ok(Self {
            id,
            version: 0,
            person,
            cadence,
            starts_on,
            approval: Approval::Draft,
            entries: Vec::new(),
            handed_in: None,
            field_work: false,
            edition: 1,
            corrects: None,
            returns: Vec::new(),
        })
    }

    /// The year that it counts in: that of its first day.
    pub fn year(&self) -> i32 {
        self.starts_on.year()
    }

    /// Whether it was handed in on time; none before it was.
    pub fn timeliness(&self) -> Option<Timeliness> {
        self.handed_in.map(|handed_in| match (handed_in.late, self.field_work) {
            (false, _) => Timeliness::OnTime,
            (true, false) => Timeliness::Late,
            (true, true) => Timeliness::Excused,
        })
    }

    /// Whether it says just that already, however far it has come.
    pub fn says(&self, entries: &[Entry], writing: Writing<'_>) -> bool {
        self.version > 0 && self.written(entries.to_vec(), writing) == *self
    }

    /// Keeps the text; entries may still be incomplete. A returned log stays returned, with its reason.
    ///
    /// # Errors
    /// `LOG_INVALID` naming every wrong field, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn save(self, entries: Vec<Entry>, writing: Writing<'_>) -> Step<Self> {
        self.check(&entries, writing, false)?;
        let written = self.written(entries, writing);
        if self.version > 0 && written == self && !self.approval.is_handed_in() {
            return Ok(None);
        }
        self.writable(writing.expected)?;
        Ok(Some(written.moved(self.approval)))
    }

    /// Hands the log in.
    ///
    /// # Errors
    /// `LOG_INVALID` naming every wrong field, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn submit(self, entries: Vec<Entry>, author: &Person, writing: Writing<'_>) -> Step<Self> {
        self.check(&entries, writing, true)?;
        let written = self.written(entries, writing);
        if written == self && self.approval.is_handed_in() {
            return Ok(None);
        }
        self.writable(writing.expected)?;
        Ok(Some(written.handed_in(author, writing)))
    }

    /// A new version of an approved log, handed in at once; the approved one stays as it is, and counts until this one is approved.
    ///
    /// # Errors
    /// `NOT_APPROVED_YET`, `CORRECTION_REASON_INVALID`, or `LOG_INVALID` naming every wrong field.
    pub fn correct(&self, id: LogId, entries: Vec<Entry>, reason: &str, author: &Person, writing: Writing<'_>) -> Step<Self> {
        if !self.approval.is_approved() {
            return Err(error::not_approved_yet());
        }
        if !is_reason(reason) {
            return Err(error::correction_reason_invalid(SHORTEST_REASON, LONGEST_REASON));
        }
        self.check(&entries, writing, true)?;
        let corrects = Some(Correction { of: self.id, reason: kernel::text::clean_lines(reason) });
        let (edition, returns) = (self.edition + 1, Vec::new());
        let next = Self { id, version: 0, approval: Approval::Draft, edition, corrects, returns, ..self.written(entries, writing) };
        Ok(Some(next.handed_in(author, writing)))
    }

    /// The direct head's word on the objective cause claimed for one entry.
    ///
    /// # Errors
    /// `TRANSITION_REFUSED` when the log does not wait for approval; `NO_DELAY_CLAIMED` or `ANSWER_INVALID`.
    pub fn decide_delay(self, index: usize, confirmed: bool, by: Signature, answer: &str) -> Step<Self> {
        let entry = self.entries.get(index).ok_or_else(error::no_delay_claimed)?;
        let Some(entry) = entry.decide(confirmed, by, answer)? else { return Ok(None) };
        if !matches!(self.approval, Approval::Submitted { .. }) {
            return Err(error::transition(self.approval.label(), "Xác nhận nguyên nhân khách quan"));
        }
        Ok(Some(self.with(index, entry)))
    }

    /// Puts a file to an entry; nothing when it is there.
    ///
    /// # Errors
    /// `ENTRY_UNKNOWN`, `ATTACHMENTS_FULL`, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn attach(self, index: usize, file: Attachment, expected: Version) -> Step<Self> {
        let entry = self.entries.get(index).ok_or_else(error::entry_unknown)?;
        let Some(entry) = entry.attach(file)? else { return Ok(None) };
        self.writable(expected)?;
        Ok(Some(self.with(index, entry)))
    }

    /// Takes a file from an entry; nothing when it is not there.
    ///
    /// # Errors
    /// `ENTRY_UNKNOWN`, `VERSION_CONFLICT`, `WAITS_FOR_APPROVAL` or `LOG_IS_APPROVED`.
    pub fn detach(self, index: usize, digest: &str, expected: Version) -> Step<Self> {
        let entry = self.entries.get(index).ok_or_else(error::entry_unknown)?;
        let Some(entry) = entry.detach(digest) else { return Ok(None) };
        self.writable(expected)?;
        Ok(Some(self.with(index, entry)))
    }

    /// Whether others hear of it: of a draft nobody does (WL-8).
    pub fn is_announced(&self) -> bool {
        !self.approval.is_draft()
    }

    /// The file of that digest.
    pub fn attachment(&self, digest: &str) -> Option<&Attachment> {
        self.entries.iter().flat_map(|entry| &entry.attachments).find(|file| file.digest == digest)
    }

    fn with(mut self, index: usize, entry: Entry) -> Changed<Self> {
        if let Some(place) = self.entries.get_mut(index) {
            *place = entry;
        }
        let approval = self.approval.clone();
        self.moved(approval)
    }

    /// Approved by the direct head.
    ///
    /// # Errors
    /// `TRANSITION_REFUSED` when it does not wait for approval; `DELAY_UNDECIDED` while a claim waits for an answer.
    pub fn approve(self, by: Signature) -> Step<Self> {
        let Some(approval) = self.approval.approve(by)? else { return Ok(None) };
        if self.entries.iter().any(Entry::awaits_verdict) {
            return Err(error::delay_undecided());
        }
        Ok(Some(self.moved(approval)))
    }

    /// Returned by the direct head.
    ///
    /// # Errors
    /// `REASON_INVALID`, or `TRANSITION_REFUSED` when it does not wait for approval.
    pub fn send_back(self, by: Signature, reason: &str) -> Step<Self> {
        let Some(approval) = self.approval.send_back(by.clone(), reason)? else { return Ok(None) };
        let mut returns = self.returns.clone();
        returns.push(SentBack { by, reason: kernel::text::clean_lines(reason) });
        Ok(Some(Self { returns, ..self }.moved(approval)))
    }

    /// Kept when nobody is left above its author to approve it.
    pub fn left_alone(self, author: &Person, now: DateTime<Utc>) -> Option<Changed<Self>> {
        let approval = self.approval.left_alone(author, now)?;
        Some(self.moved(approval))
    }

    fn writable(&self, expected: Version) -> Result<(), Refusal> {
        match self.approval {
            Approval::Submitted { .. } => Err(error::waits_for_approval()),
            Approval::Approved { .. } => Err(error::log_is_approved()),
            Approval::Draft | Approval::Returned { .. } if expected != self.version => Err(error::version_conflict(expected, self.version)),
            Approval::Draft | Approval::Returned { .. } => Ok(()),
        }
    }

    fn written(&self, entries: Vec<Entry>, writing: Writing<'_>) -> Self {
        let mut entries: Vec<_> = entries.into_iter().map(|entry| entry.keep(&self.entries)).collect();
        attachment::carry(&mut entries, &self.entries);
        Self { entries, field_work: writing.field_work, ..self.clone() }
    }

    fn handed_in(self, author: &Person, writing: Writing<'_>) -> Changed<Self> {
        let late = date::office_day(writing.now) > self.cadence.last_day(self.starts_on, writing.grace_days);
        let handed_in = self.handed_in.or(Some(HandedIn { at: writing.now, late }));
        let name = |item| writing.known_items.iter().find(|known| Some(known.id) == item).map(|known| known.content.clone());
        let named = |entry: Entry| Entry { item_content: name(entry.item).unwrap_or_default(), ..entry };
        let entries = self.entries.into_iter().map(named).collect();
        Self { handed_in, entries, ..self }.moved(Approval::on_submission(author, writing.now))
    }

    fn moved(self, approval: Approval) -> Changed<Self> {
        Changed::next(Self { approval, ..self })
    }

    fn check(&self, entries: &[Entry], writing: Writing<'_>, complete: bool) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        if entries.len() > MOST_ENTRIES || (complete && entries.is_empty()) {
            problems.add("entries", format!("Bảng kê cần từ 1 đến {MOST_ENTRIES} công việc."));
        }
        for (index, entry) in entries.iter().enumerate() {
            if complete {
                entry.check_complete(index, &mut problems);
            }
            entry.check(index, self.cadence.days(self.starts_on), writing.known_items, writing.now, &mut problems);
        }
        problems.refuse("LOG_INVALID")
    }
}

#[cfg(test)]
mod tests;
