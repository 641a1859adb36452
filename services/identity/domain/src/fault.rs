//! Reports of faults: from a user to the IT officer of the agency, and from there to Sở Nội vụ (article 10).

use chrono::{DateTime, Utc};
use kernel::{Refusal, Version, text};
use regulation::SystemRole;
use serde::{Deserialize, Serialize};

use crate::policy::Who;
use crate::{FaultId, PersonId, UnitId, error};

/// Characters of one entry.
const LONGEST_TEXT: usize = 2_000;
const LONGEST_PAGE: usize = 300;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FaultState {
    /// Waits for the IT officer of the agency.
    Open,
    /// Waits for Sở Nội vụ.
    Forwarded,
    /// Waits for the reporter.
    Answered,
    /// Ended.
    Closed,
}

/// Who wrote an entry, as they then were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Title of their post.
    pub title: String,
    /// When they wrote.
    pub at: DateTime<Utc>,
}

/// What somebody wrote or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// By whom.
    pub by: Writer,
    /// The state that it led to.
    pub state: FaultState,
    /// Their words.
    pub text: String,
}

/// A report with its whole story; the first entry is the report itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultReport {
    /// Its id.
    pub id: FaultId,
    /// How often it changed.
    pub version: Version,
    /// Agency of the reporter; none for people without a post.
    pub agency: Option<UnitId>,
    /// Path of the page on which it happened.
    pub page: String,
    /// What was written, the oldest first; never empty.
    pub entries: Vec<Entry>,
}

impl FaultReport {
    /// A new report. Where the agency has no IT officer it goes to Sở Nội vụ at once.
    ///
    /// # Errors
    /// Without words, or with too many.
    pub fn new(id: FaultId, by: Writer, agency: Option<UnitId>, page: &str, words: &str, has_it_officer: bool) -> Result<Self, Refusal> {
        let page = text::clean(page);
        if page.chars().count() > LONGEST_PAGE {
            return Err(error::fault_text("page", LONGEST_PAGE));
        }
        let state = if has_it_officer { FaultState::Open } else { FaultState::Forwarded };
        let entries = vec![Entry { by, state, text: needed(words)? }];
        Ok(Self { id, version: 1, agency, page, entries })
    }

    /// Where it stands.
    pub fn state(&self) -> FaultState {
        self.entries.last().map_or(FaultState::Closed, |entry| entry.state)
    }

    /// Who reported it.
    pub fn reporter(&self) -> PersonId {
        self.entries[0].by.person
    }

    /// Who reported it and how it begins, in a line.
    pub fn in_brief(&self) -> String {
        const LETTERS: usize = 80;
        let first = &self.entries[0];
        let words = text::clean(&first.text);
        let more = if words.chars().count() > LETTERS { "…" } else { "" };
        format!("{}: {}{more}", first.by.full_name, words.chars().take(LETTERS).collect::<String>())
    }

    /// Answered, by the IT officer or Sở Nội vụ.
    ///
    /// # Errors
    /// When somebody else writes, or it is closed.
    pub fn answered(self, who: &Who, by: Writer, words: &str) -> Result<Self, Refusal> {
        self.helper(who)?;
        self.from(&[FaultState::Open, FaultState::Forwarded, FaultState::Answered], FaultState::Answered)?;
        self.with(by, FaultState::Answered, needed(words)?)
    }

    /// Passed on to Sở Nội vụ as a fault of the software.
    ///
    /// # Errors
    /// When somebody else writes, or it has been passed on or closed.
    pub fn forwarded(self, who: &Who, by: Writer, words: &str) -> Result<Self, Refusal> {
        self.helper(who)?;
        self.from(&[FaultState::Open, FaultState::Answered], FaultState::Forwarded)?;
        self.with(by, FaultState::Forwarded, needed(words)?)
    }

    /// The answer did not help, or the fault is back: it goes to whoever had it before.
    ///
    /// # Errors
    /// When somebody else than the reporter writes, or it waits for somebody already.
    pub fn reopened(self, who: &Who, by: Writer, words: &str) -> Result<Self, Refusal> {
        if who.person != self.reporter() {
            return Err(error::fault_not_yours());
        }
        let done = [FaultState::Answered, FaultState::Closed];
        let back = self.entries.iter().rev().map(|entry| entry.state).find(|state| !done.contains(state));
        let back = back.unwrap_or(FaultState::Forwarded);
        self.from(&done, back)?;
        self.with(by, back, needed(words)?)
    }

    /// Ended; ending it again changes nothing.
    ///
    /// # Errors
    /// When somebody ends it whom it does not concern.
    pub fn closed(self, who: &Who, by: Writer, words: &str) -> Result<Option<Self>, Refusal> {
        if who.person != self.reporter() {
            self.helper(who)?;
        }
        if self.state() == FaultState::Closed {
            return Ok(None);
        }
        self.with(by, FaultState::Closed, fitting(words)?).map(Some)
    }

    /// The reporter, the IT officer of the agency and Sở Nội vụ may read it.
    pub fn may_read(&self, who: &Who) -> bool {
        who.person == self.reporter() || self.helper(who).is_ok()
    }

    fn helper(&self, who: &Who) -> Result<(), Refusal> {
        let officer = self.agency.is_some_and(|agency| who.holds_in(SystemRole::UnitIt, agency));
        if officer || who.holds(SystemRole::SnvAdmin) { Ok(()) } else { Err(error::fault_not_yours()) }
    }

    fn from(&self, states: &[FaultState], to: FaultState) -> Result<(), Refusal> {
        let state = self.state();
        if states.contains(&state) { Ok(()) } else { Err(error::fault_moved_on(state.label(), to.label())) }
    }

    fn with(mut self, by: Writer, state: FaultState, text: String) -> Result<Self, Refusal> {
        self.entries.push(Entry { by, state, text });
        self.version += 1;
        Ok(self)
    }
}

impl FaultState {
    /// Vietnamese name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "chờ cán bộ CNTT",
            Self::Forwarded => "chờ Sở Nội vụ",
            Self::Answered => "đã trả lời",
            Self::Closed => "đã kết thúc",
        }
    }
}

fn needed(words: &str) -> Result<String, Refusal> {
    let words = fitting(words)?;
    if words.is_empty() { Err(error::fault_text("text", LONGEST_TEXT)) } else { Ok(words) }
}

fn fitting(words: &str) -> Result<String, Refusal> {
    let words = text::clean_lines(words);
    if words.chars().count() > LONGEST_TEXT { Err(error::fault_text("text", LONGEST_TEXT)) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Grant;

    const AGENCY: UnitId = UnitId(Uuid::from_u128(7));

    fn who(person: u128, grant: Option<Grant>) -> Who {
        Who { person: PersonId(Uuid::from_u128(person)), grants: grant.into_iter().collect() }
    }

    fn user() -> Who {
        who(1, None)
    }

    fn officer() -> Who {
        who(2, Some(Grant { role: SystemRole::UnitIt, agency: Some(AGENCY) }))
    }

    fn home_affairs() -> Who {
        who(3, Some(Grant { role: SystemRole::SnvAdmin, agency: None }))
    }

    fn writer(who: &Who) -> Writer {
        Writer { person: who.person, full_name: String::new(), title: String::new(), at: DateTime::UNIX_EPOCH }
    }

    fn report() -> FaultReport {
        let id = FaultId(Uuid::from_u128(9));
        FaultReport::new(id, writer(&user()), Some(AGENCY), "/ket-qua", "Trang báo lỗi 500", true).unwrap()
    }

    #[test]
    fn what_the_officer_cannot_mend_goes_to_home_affairs_and_comes_back() {
        let report = report().forwarded(&officer(), writer(&officer()), "lỗi phần mềm").unwrap();
        assert_eq!(report.state(), FaultState::Forwarded);
        let report = report.answered(&home_affairs(), writer(&home_affairs()), "đã sửa").unwrap();
        let report = report.reopened(&user(), writer(&user()), "vẫn lỗi").unwrap();
        assert_eq!(report.state(), FaultState::Forwarded, "back to whoever answered");
        let report = report.closed(&user(), writer(&user()), "").unwrap().unwrap();
        assert_eq!((report.state(), report.version, report.entries.len()), (FaultState::Closed, 5, 5));
        assert!(report.clone().closed(&user(), writer(&user()), "").unwrap().is_none(), "closing twice changes nothing");
        assert_eq!(report.clone().answered(&officer(), writer(&officer()), "?").unwrap_err().reason, "FAULT_MOVED_ON");
        let report = report.reopened(&user(), writer(&user()), "lại lỗi").unwrap();
        assert_eq!(report.state(), FaultState::Forwarded, "a closed one comes back too");
        assert_eq!(report.reopened(&user(), writer(&user()), "?").unwrap_err().reason, "FAULT_MOVED_ON");
    }

    #[test]
    fn only_the_reporter_and_those_who_help_have_a_say() {
        let stranger = who(4, Some(Grant { role: SystemRole::UnitIt, agency: Some(UnitId(Uuid::from_u128(8))) }));
        assert!(!report().may_read(&stranger));
        assert_eq!(report().answered(&stranger, writer(&stranger), "x").unwrap_err().reason, "FAULT_NOT_YOURS");
        assert_eq!(report().answered(&user(), writer(&user()), "x").unwrap_err().reason, "FAULT_NOT_YOURS");
        assert_eq!(report().reopened(&officer(), writer(&officer()), "x").unwrap_err().reason, "FAULT_NOT_YOURS");
        for who in [user(), officer(), home_affairs()] {
            assert!(report().may_read(&who));
        }
    }

    #[test]
    fn without_an_officer_it_goes_to_home_affairs_at_once() {
        let id = FaultId(Uuid::from_u128(9));
        let report = FaultReport::new(id, writer(&user()), None, "", "Không đăng nhập được", false).unwrap();
        assert_eq!(report.state(), FaultState::Forwarded);
    }

    #[test]
    fn a_report_needs_words_and_not_a_book() {
        let long = "a".repeat(LONGEST_TEXT + 1);
        for words in ["  \n ", &long] {
            let id = FaultId(Uuid::from_u128(9));
            let refusal = FaultReport::new(id, writer(&user()), None, "", words, false).unwrap_err();
            assert_eq!((refusal.reason, refusal.fields[0].field.as_str()), ("FAULT_TEXT", "text"));
        }
    }
}
