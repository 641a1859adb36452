//! One piece of work in a log, and the delay of it that had an objective cause.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{Refusal, date, text};
use serde::{Deserialize, Serialize};

use crate::approval::{LONGEST_REASON, SHORTEST_REASON, is_reason};
use crate::error::{self, Problems};
use crate::work_list::FIRST_YEAR;
use crate::{Attachment, ItemId, Signature, WorkItem};

const LONGEST_CONTENT: usize = 2000;
const LONGEST_TEXT: usize = 500;
const LONGEST_URL: usize = 2000;
/// How many years after that of the log its work may be due.
const FARTHEST_DUE: i32 = 10;

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

impl Outcome {
    /// True for what was not done in time.
    pub fn is_delayed(self) -> bool {
        matches!(self, Self::Late | Self::Unfinished)
    }
}

/// What the direct head says of a claimed objective cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the cause was objective.
    pub confirmed: bool,
    /// Who says so.
    pub by: Signature,
    /// Why; may be empty when confirmed.
    pub answer: String,
}

/// A delay that the person claims had an objective cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// The cause, in the person's words.
    pub reason: String,
    /// The direct head's word; none while it is awaited.
    pub verdict: Option<Verdict>,
}

/// One piece of work in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was done; may be empty in a draft only.
    pub content: String,
    /// The planned item it belongs to; none for work that arose.
    pub item: Option<ItemId>,
    /// What the list called that item when the log was handed in; empty before, and for work that arose.
    #[serde(default)]
    pub item_content: String,
    /// In a draft only: nobody has said yet whether it belongs to the list or arose.
    #[serde(default)]
    pub item_open: bool,
    /// Product or document number.
    pub product: String,
    /// When it was due.
    pub due_on: Option<NaiveDate>,
    /// When it was done: a day of the log.
    pub done_on: Option<NaiveDate>,
    /// How it went; may be open in a draft only.
    pub outcome: Option<Outcome>,
    /// Where the product can be seen; empty when nowhere.
    pub evidence_url: String,
    /// The objective cause of its delay, if one is claimed.
    #[serde(default)]
    pub delay: Option<Delay>,
    /// Files that prove it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

impl Entry {
    /// The entry as it is kept: texts cleaned, the name of its item, and the verdict of the same claim on the same work before.
    pub(crate) fn keep(self, before: &[Self]) -> Self {
        let content = text::clean_lines(&self.content);
        let [product, evidence_url] = [self.product, self.evidence_url].map(|short| text::clean(&short));
        let reason = self.delay.map(|delay| text::clean_lines(&delay.reason)).filter(|reason| !reason.is_empty());
        let named = before.iter().find(|old| old.item.is_some() && old.item == self.item);
        let item_content = named.map(|old| old.item_content.clone()).unwrap_or_default();
        let mut entry = Self { content, item_content, product, evidence_url, delay: None, attachments: Vec::new(), ..self };
        let bare = |other: &Self| Self { delay: None, attachments: Vec::new(), ..other.clone() };
        entry.delay = reason.map(|reason| {
            let twin = before.iter().find(|old| bare(old) == entry && old.delay.as_ref().is_some_and(|delay| delay.reason == reason));
            Delay { reason, verdict: twin.and_then(|old| old.delay.clone()).and_then(|delay| delay.verdict) }
        });
        entry
    }

    /// The same work in a later log: what it is, without what belongs to that day or week. Work that left the list arose.
    #[must_use]
    pub fn again(&self, known: &[ItemId]) -> Self {
        Self::blank(self.content.clone(), self.item.filter(|item| known.contains(item)))
    }

    /// Work of which nothing is said yet.
    pub fn blank(content: String, item: Option<ItemId>) -> Self {
        Self {
            content,
            item,
            item_content: String::new(),
            item_open: false,
            product: String::new(),
            due_on: None,
            done_on: None,
            outcome: None,
            evidence_url: String::new(),
            delay: None,
            attachments: Vec::new(),
        }
    }

    /// True while the direct head has not answered a claim.
    pub fn awaits_verdict(&self) -> bool {
        self.delay.as_ref().is_some_and(|delay| delay.verdict.is_none())
    }

    /// True when it was delayed by an objective cause that the direct head confirmed.
    pub fn is_excused(&self) -> bool {
        self.delay.as_ref().and_then(|delay| delay.verdict.as_ref()).is_some_and(|verdict| verdict.confirmed)
    }

    /// Answers the claim; nothing when the answer is the same as before.
    pub(crate) fn decide(&self, confirmed: bool, by: Signature, answer: &str) -> Result<Option<Self>, Refusal> {
        let Some(delay) = &self.delay else { return Err(error::no_delay_claimed()) };
        let wordless = confirmed && answer.trim().is_empty();
        if !wordless && !is_reason(answer) {
            return Err(error::answer_invalid(SHORTEST_REASON, LONGEST_REASON));
        }
        let answer = text::clean_lines(answer);
        if delay.verdict.as_ref().is_some_and(|verdict| verdict.confirmed == confirmed && verdict.answer == answer) {
            return Ok(None);
        }
        let delay = Delay { reason: delay.reason.clone(), verdict: Some(Verdict { confirmed, by, answer }) };
        Ok(Some(Self { delay: Some(delay), ..self.clone() }))
    }

    pub(crate) fn check(
        &self,
        index: usize,
        days: (NaiveDate, NaiveDate),
        known: &[WorkItem],
        now: DateTime<Utc>,
        problems: &mut Problems,
    ) {
        let at = |field: &str| format!("entries[{index}].{field}");
        problems.text(&at("content"), &self.content, LONGEST_CONTENT);
        problems.text(&at("product"), &self.product, LONGEST_TEXT);
        let (first, last) = days;
        if self.done_on.is_some_and(|done| done > date::office_day(now)) {
            problems.add(at("done_on"), "Ngày hoàn thành không được ở tương lai.");
        } else if self.done_on.is_some_and(|done| !(first..=last).contains(&done)) {
            let message = format!("Ngày hoàn thành phải trong kỳ của bảng kê: từ {} đến {}.", date::vi(first), date::vi(last));
            problems.add(at("done_on"), message);
        }
        let latest = first.year() + FARTHEST_DUE;
        if self.due_on.is_some_and(|due| !(FIRST_YEAR..=latest).contains(&due.year())) {
            problems.add(at("due_on"), format!("Thời hạn phải từ năm {FIRST_YEAR} đến năm {latest}."));
        }
        if !self.evidence_url.trim().is_empty() && !is_web_address(self.evidence_url.trim()) {
            problems.add(at("evidence_url"), "Hãy nhập địa chỉ bắt đầu bằng https://, hoặc để trống.");
        }
        if self.item.is_some_and(|item| !known.iter().any(|known| known.id == item)) {
            problems.add(at("work_item_id"), "Công việc này không có trong danh mục của bạn; hãy chọn lại hoặc để là việc phát sinh.");
        }
        let Some(delay) = &self.delay else { return };
        problems.text(&at("delay_reason"), &delay.reason, LONGEST_REASON);
        if !delay.reason.trim().is_empty() && !self.outcome.is_some_and(Outcome::is_delayed) {
            problems.add(at("delay_reason"), "Chỉ nêu nguyên nhân khách quan cho việc «Chậm tiến độ» hoặc «Chưa hoàn thành».");
        }
    }

    /// What a log that is handed in must have beside.
    pub(crate) fn check_complete(&self, index: usize, problems: &mut Problems) {
        if self.content.trim().is_empty() {
            problems.add(format!("entries[{index}].content"), "Hãy nhập công việc đã hoàn thành.");
        }
        if self.item_open {
            problems.add(format!("entries[{index}].work_item_id"), "Hãy chọn công việc trong danh mục, hoặc «Nhiệm vụ phát sinh».");
        }
        if self.outcome.is_none() {
            problems.add(format!("entries[{index}].outcome"), "Hãy chọn kết quả tự đánh giá.");
        }
    }
}

pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| !c.is_whitespace() && !"<>\"'\\".contains(c);
    !host.is_empty() && url.len() <= LONGEST_URL && url.chars().all(plain) && text::forbidden(url).is_none()
}
