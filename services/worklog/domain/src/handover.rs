//! Bàn giao công việc: what somebody leaves open with a post, confirmed by who hands it over and by who takes it on (article 10).

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Changed, Counted, Version, date, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::approval::{LONGEST_REASON, SHORTEST_REASON, is_reason};
use crate::error::{self, Problems};
use crate::{Approval, HandoverId, Log, Outcome, Person, PersonId, PostId, Signature, Step, UnitId, WorkList, counting};

/// Where a piece of open work comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The work list.
    Planned,
    /// A log that is not approved.
    Log,
}

/// One piece of work that is not done, or not approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWork {
    /// The item or the log.
    pub key: Uuid,
    /// Where it comes from.
    pub source: Source,
    /// What it is.
    pub content: String,
    /// Expected product; may be empty.
    pub product: String,
    /// When it must be done.
    pub due_on: Option<NaiveDate>,
    /// How far it is, where its papers are: by who hands it over.
    pub note: String,
}

/// Where a handover stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Who hands over has not confirmed.
    Open,
    /// Who takes over has not confirmed.
    Given,
    /// Both have.
    Done,
    /// The post goes on after all.
    Withdrawn,
}

/// Somebody's last day in a post; none when it is over already and nobody said which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The last day.
    pub last_on: Option<NaiveDate>,
}

impl Leaving {
    /// What the news about a person says of the post that they held before: it ends on a day, or they hold another one.
    pub fn seen(before: &Person, now: &Person) -> Option<Self> {
        let post = before.post?;
        if now.post == Some(post) {
            return (before.last_on.is_none() && now.last_on.is_some()).then_some(Self { last_on: now.last_on });
        }
        // A post entered anew for the same work is no other work.
        let same_place = now.post.is_some() && (now.unit, &now.title) == (before.unit, &before.title);
        (!same_place).then_some(Self { last_on: before.last_on })
    }
}

/// What was taken over, or sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Who did, and when.
    pub by: Signature,
    /// What they say of it; may be empty.
    pub remark: String,
}

/// What one person leaves open with one post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The handover.
    pub id: HandoverId,
    /// Number of changes.
    pub version: Version,
    /// Who hands over.
    pub giver: PersonId,
    /// The post that they leave.
    pub post: PostId,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: Option<UnitId>,
    /// Its agency.
    pub agency: Option<UnitId>,
    /// Their direct head at that time.
    pub direct_head: Option<PersonId>,
    /// The head of the agency at that time.
    pub agency_head: Option<PersonId>,
    /// The last day in the post.
    pub last_on: Option<NaiveDate>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// The open work: as it was when it was opened, and for good as it is confirmed.
    pub works: Vec<OpenWork>,
    /// Anything else that is handed over; may be empty.
    pub remark: String,
    /// Who takes over.
    pub receiver: Option<PersonId>,
    /// Who named them, and when.
    pub named_by: Option<Signature>,
    /// The signature of who hands over.
    pub given: Option<Signature>,
    /// The signature of who takes over.
    pub received: Option<Receipt>,
    /// Who sent it back last, and why.
    #[serde(default)]
    pub returned: Option<Receipt>,
    /// The post goes on after all.
    pub withdrawn: bool,
}

impl Counted for Handover {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl Handover {
    /// A handover of the open work; nothing when there is none.
    pub fn open(id: HandoverId, giver: &Person, leaving: Leaving, works: Vec<OpenWork>, now: DateTime<Utc>) -> Option<Changed<Self>> {
        let post = giver.post.filter(|_| !works.is_empty())?;
        let other = |head: &PersonId| *head != giver.id;
        let handover = Self {
            id,
            version: 0,
            giver: giver.id,
            post,
            title: giver.title.clone(),
            unit: giver.unit,
            agency: giver.agency,
            direct_head: giver.direct_head.filter(other),
            agency_head: giver.agency_head.filter(other),
            last_on: leaving.last_on,
            opened_at: now,
            works,
            remark: String::new(),
            receiver: None,
            named_by: None,
            given: None,
            received: None,
            returned: None,
            withdrawn: false,
        };
        Some(handover.changed())
    }

    /// Whether somebody was a head of who hands over.
    pub fn is_head(&self, person: PersonId) -> bool {
        [self.direct_head, self.agency_head].contains(&Some(person))
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (self.withdrawn, &self.given, &self.received) {
            (true, ..) => Standing::Withdrawn,
            (false, _, Some(_)) => Standing::Done,
            (false, Some(_), None) => Standing::Given,
            (false, None, None) => Standing::Open,
        }
    }

    /// Names who takes over, or another one while nobody has; nothing when it is the same.
    ///
    /// # Errors
    /// `RECEIVER_IS_GIVER`, or `TRANSITION_REFUSED` when it is over.
    pub fn name(self, receiver: PersonId, by: Signature) -> Step<Self> {
        if receiver == self.giver {
            return Err(error::receiver_is_giver());
        }
        if self.receiver == Some(receiver) {
            return Ok(None);
        }
        match self.standing() {
            Standing::Open | Standing::Given => Ok(Some(Self { receiver: Some(receiver), named_by: Some(by), ..self }.changed())),
            Standing::Done | Standing::Withdrawn => Err(error::transition(self.label(), "Cử người nhận bàn giao")),
        }
    }

    /// Confirmed by who hands over: the open work of now, with a note to each piece that needs one.
    ///
    /// # Errors
    /// `HANDOVER_INVALID` naming every wrong field, or `TRANSITION_REFUSED` when it is over.
    pub fn give(self, mut works: Vec<OpenWork>, notes: &[(Uuid, String)], remark: &str, by: Signature) -> Step<Self> {
        let mut problems = Problems::default();
        for (index, (key, note)) in notes.iter().enumerate() {
            problems.text(&format!("notes[{index}].note"), note, LONGEST_REASON);
            // What was done or approved meanwhile is open no more; its note says nothing then.
            if let Some(work) = works.iter_mut().find(|work| work.key == *key) {
                work.note = text::clean_lines(note);
            }
        }
        problems.text("remark", remark, LONGEST_REASON);
        problems.refuse("HANDOVER_INVALID")?;
        let remark = text::clean_lines(remark);
        match self.standing() {
            Standing::Open => Ok(Some(Self { works, remark, given: Some(by), ..self }.changed())),
            Standing::Given | Standing::Done if works == self.works && remark == self.remark => Ok(None),
            Standing::Given | Standing::Done | Standing::Withdrawn => Err(error::transition(self.label(), "Đã bàn giao")),
        }
    }

    /// Confirmed by who takes over.
    ///
    /// # Errors
    /// `HANDOVER_NOT_GIVEN` before the other side confirmed, `HANDOVER_INVALID`, or `TRANSITION_REFUSED` when it is over.
    pub fn receive(self, remark: &str, by: Signature) -> Step<Self> {
        let mut problems = Problems::default();
        problems.text("remark", remark, LONGEST_REASON);
        problems.refuse("HANDOVER_INVALID")?;
        let remark = text::clean_lines(remark);
        match (self.standing(), &self.received) {
            (Standing::Given, _) => Ok(Some(Self { received: Some(Receipt { by, remark }), ..self }.changed())),
            (Standing::Done, Some(receipt)) if receipt.remark == remark => Ok(None),
            (Standing::Open, _) => Err(error::handover_not_given()),
            (Standing::Done | Standing::Withdrawn, _) => Err(error::transition(self.label(), "Đã nhận bàn giao")),
        }
    }

    /// Sent back by who takes over: something is missing. Nothing when it was already, for the same reason.
    ///
    /// # Errors
    /// `REASON_INVALID`, `HANDOVER_NOT_GIVEN` before the other side confirmed, or `TRANSITION_REFUSED` when it is over.
    pub fn send_back(self, reason: &str, by: Signature) -> Step<Self> {
        if !is_reason(reason.trim()) {
            return Err(error::reason_invalid(SHORTEST_REASON, LONGEST_REASON));
        }
        let remark = text::clean_lines(reason.trim());
        match (self.standing(), &self.returned) {
            (Standing::Given, _) => Ok(Some(Self { given: None, returned: Some(Receipt { by, remark }), ..self }.changed())),
            (Standing::Open, Some(returned)) if returned.remark == remark => Ok(None),
            (Standing::Open, _) => Err(error::handover_not_given()),
            (Standing::Done | Standing::Withdrawn, _) => Err(error::transition(self.label(), "Trả lại bàn giao")),
        }
    }

    /// The post goes on after all: what nobody confirmed is called off.
    pub fn withdraw(self) -> Option<Changed<Self>> {
        (self.standing() == Standing::Open).then(|| Self { withdrawn: true, ..self }.changed())
    }

    fn label(&self) -> &'static str {
        match self.standing() {
            Standing::Open => "Chờ người bàn giao xác nhận",
            Standing::Given => "Chờ người nhận xác nhận",
            Standing::Done => "Đã bàn giao xong",
            Standing::Withdrawn => "Không còn phải bàn giao",
        }
    }

    fn changed(self) -> Changed<Self> {
        Changed::next(self)
    }
}

/// What is open on a day: items of that year or due later that are not done as often as planned, or recur; logs that were handed in
/// and are not approved. Drafts are their person's alone (WL-8).
pub fn open_work(lists: &[WorkList], logs: &[Log], day: NaiveDate) -> Vec<OpenWork> {
    let year = chrono::Datelike::year(&day);
    let approved: Vec<&Log> = counting(logs).filter(|log| log.approval.is_approved()).collect();
    let done = |item| {
        let entries = approved.iter().flat_map(|log| &log.entries).filter(|entry| entry.item == Some(item));
        entries.filter(|entry| entry.outcome.is_some_and(|outcome| outcome != Outcome::Unfinished)).count()
    };
    let lists = lists.iter().flat_map(|list| list.all_items().into_iter().map(move |item| (list.year, item)));
    let planned = lists.filter(|(of, item)| *of >= year || item.due_on.is_some_and(|due| due >= day)).filter(|(_, item)| {
        let wanted = usize::try_from(item.quantity).unwrap_or_default().max(1);
        item.recurs.is_some() || done(item.id) < wanted
    });
    let planned = planned.map(|(_, item)| OpenWork {
        key: item.id.into(),
        source: Source::Planned,
        content: item.content,
        product: item.product,
        due_on: item.due_on,
        note: String::new(),
    });
    let waits = logs.iter().filter(|log| matches!(log.approval, Approval::Submitted { .. } | Approval::Returned { .. }));
    let waits = waits.map(|log| {
        let (first, last) = log.cadence.days(log.starts_on);
        let days = if first == last {
            format!("ngày {}", date::vi(first))
        } else {
            format!("từ {} đến {}", date::vi(first), date::vi(last))
        };
        OpenWork {
            key: log.id.into(),
            source: Source::Log,
            content: format!("Bảng kê công việc {days} («{}»)", log.approval.label()),
            product: String::new(),
            due_on: None,
            note: String::new(),
        }
    });
    planned.chain(waits).collect()
}

#[cfg(test)]
mod tests;
