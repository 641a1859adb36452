//! Danh mục công việc: a person's assigned work of one year (article 3.2).

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use kernel::{Changed, Counted, Refusal, Version, date, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{self, Problems};
use crate::{Approval, ItemId, Person, PersonId, Signature, Step, WorkListId};

/// Nothing is planned or logged before.
pub(crate) const FIRST_YEAR: i32 = 2015;
/// How many years after that of the list its work may be due.
const LONGEST_WORK: i32 = 10;
const MOST_WEEKS: i32 = 52;
const MOST_ITEMS: usize = 200;
const LONGEST_CONTENT: usize = 2000;
const LONGEST_TEXT: usize = 500;
const LARGEST_QUANTITY: i32 = 1_000_000;

/// One assigned piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkItem {
    /// The item; the same through all editions of the list.
    pub id: ItemId,
    /// What is to be done.
    pub content: String,
    /// Expected product.
    pub product: String,
    /// How many; 0 when not counted.
    pub quantity: i32,
    /// When it must be done.
    pub due_on: Option<NaiveDate>,
    /// Priority, in the person's words.
    pub priority: String,
    /// Anything else.
    pub note: String,
    /// When it recurs; none for work that does not.
    #[serde(default)]
    pub recurs: Option<Recurrence>,
}

impl WorkItem {
    /// Whether it recurs in the week of that day.
    pub fn recurs_in(&self, day: NaiveDate) -> bool {
        let Some(recurs) = self.recurs else { return false };
        let weeks = (monday(day) - monday(recurs.from)).num_weeks();
        let over = self.due_on.is_some_and(|due| monday(due) < monday(day));
        weeks >= 0 && !over && weeks % i64::from(recurs.every_weeks.max(1)) == 0
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// How work recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// A day of the first week.
    pub from: NaiveDate,
    /// Every how many weeks.
    pub every_weeks: u32,
}

/// An item as it was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemDraft {
    /// Which item of the edition before it is; none for a new one.
    pub id: Option<ItemId>,
    /// What is to be done.
    pub content: String,
    /// Expected product.
    pub product: String,
    /// How many; 0 when not counted.
    pub quantity: i32,
    /// When it must be done.
    pub due_on: Option<NaiveDate>,
    /// Priority, in the person's words.
    pub priority: String,
    /// Anything else.
    pub note: String,
    /// Every how many weeks it recurs; 0 when it does not.
    pub every_weeks: i32,
    /// A day of the first week that it recurs in.
    pub recurs_from: Option<NaiveDate>,
}

impl ItemDraft {
    fn same_as(&self, item: &WorkItem) -> bool {
        self.id.is_none_or(|id| id == item.id) && self.clone().keep(item.id) == *item
    }

    fn keep(self, id: ItemId) -> WorkItem {
        let [content, note] = [self.content, self.note].map(|long| text::clean_lines(&long));
        let [product, priority] = [self.product, self.priority].map(|short| text::clean(&short));
        let every_weeks = u32::try_from(self.every_weeks).unwrap_or_default();
        let recurs = self.recurs_from.filter(|_| every_weeks > 0).map(|from| Recurrence { from, every_weeks });
        WorkItem { id, content, product, quantity: self.quantity, due_on: self.due_on, priority, note, recurs }
    }
}

/// A person's assigned work of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkList {
    /// The list.
    pub id: WorkListId,
    /// Number of changes.
    pub version: Version,
    /// Whose.
    pub person: PersonId,
    /// Of which year.
    pub year: i32,
    /// Where it stands.
    pub approval: Approval,
    /// The newest edition.
    pub items: Vec<WorkItem>,
    /// The edition approved last, in force until the next one is approved (WL-3).
    pub in_force: Vec<WorkItem>,
}

impl Counted for WorkList {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl WorkList {
    /// A list that nothing was handed in of yet.
    ///
    /// # Errors
    /// `YEAR_INVALID` when the year is too far away.
    pub fn open(id: WorkListId, person: PersonId, year: i32, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let last = date::office_year(now) + 1;
        if !(FIRST_YEAR..=last).contains(&year) {
            return Err(error::year_invalid(FIRST_YEAR, last));
        }
        Ok(Self { id, version: 0, person, year, approval: Approval::Draft, items: Vec::new(), in_force: Vec::new() })
    }

    /// Hands an edition in: the first one, one mended after it was returned, or a new one after approval.
    ///
    /// # Errors
    /// `WORK_LIST_INVALID` naming every wrong field; `WAITS_FOR_APPROVAL` when another edition waits.
    pub fn submit(self, drafts: Vec<ItemDraft>, author: &Person, now: DateTime<Utc>, new_id: impl FnMut() -> Uuid) -> Step<Self> {
        self.check(&drafts)?;
        let same = drafts.len() == self.items.len() && drafts.iter().zip(&self.items).all(|(draft, item)| draft.same_as(item));
        if same && self.approval.is_handed_in() {
            return Ok(None);
        }
        if matches!(self.approval, Approval::Submitted { .. }) {
            return Err(error::waits_for_approval());
        }
        let items = self.identify(drafts, new_id);
        let approval = Approval::on_submission(author, now);
        Ok(Some(Self { items, ..self }.moved(approval)))
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

    /// Kept when nobody is left above its author to approve it.
    pub fn left_alone(self, author: &Person, now: DateTime<Utc>) -> Option<Changed<Self>> {
        let approval = self.approval.left_alone(author, now)?;
        Some(self.moved(approval))
    }

    /// The items of the newest edition, and those in force that it left out.
    pub fn all_items(&self) -> Vec<WorkItem> {
        let gone = self.in_force.iter().filter(|old| !self.items.iter().any(|item| item.id == old.id));
        self.items.iter().chain(gone).cloned().collect()
    }

    /// The items that a log may refer to.
    pub fn known_items(&self) -> impl Iterator<Item = ItemId> {
        self.items.iter().chain(&self.in_force).map(|item| item.id)
    }

    fn moved(self, approval: Approval) -> Changed<Self> {
        let in_force = if approval.is_approved() { self.items.clone() } else { self.in_force };
        Changed::next(Self { approval, in_force, ..self })
    }

    /// Gives each draft its id: the one it names, that of the same item before, or a new one.
    fn identify(&self, drafts: Vec<ItemDraft>, mut new_id: impl FnMut() -> Uuid) -> Vec<WorkItem> {
        let mut free: Vec<&WorkItem> = self.items.iter().filter(|item| !drafts.iter().any(|draft| draft.id == Some(item.id))).collect();
        let mut items = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let before = free.iter().position(|item| draft.id.is_none() && draft.same_as(item)).map(|index| free.remove(index).id);
            let id = draft.id.or(before).unwrap_or_else(|| ItemId(new_id()));
            items.push(draft.keep(id));
        }
        items
    }

    fn check(&self, drafts: &[ItemDraft]) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        if drafts.is_empty() || drafts.len() > MOST_ITEMS {
            problems.add("items", format!("Danh mục cần từ 1 đến {MOST_ITEMS} công việc."));
        }
        for (index, draft) in drafts.iter().enumerate() {
            let at = |field: &str| format!("items[{index}].{field}");
            if draft.content.trim().is_empty() {
                problems.add(at("content"), "Hãy nhập nội dung công việc.");
            }
            problems.text(&at("content"), &draft.content, LONGEST_CONTENT);
            problems.text(&at("product"), &draft.product, LONGEST_TEXT);
            problems.text(&at("priority"), &draft.priority, LONGEST_TEXT);
            problems.text(&at("note"), &draft.note, LONGEST_TEXT);
            if !(0..=LARGEST_QUANTITY).contains(&draft.quantity) {
                problems.add(at("quantity"), format!("Số lượng phải từ 0 đến {LARGEST_QUANTITY}."));
            }
            let last = self.year + LONGEST_WORK;
            if draft.due_on.is_some_and(|due| !(self.year..=last).contains(&due.year())) {
                problems.add(at("due_on"), format!("Thời hạn phải từ năm {} đến năm {last}.", self.year));
            }
            if !(0..=MOST_WEEKS).contains(&draft.every_weeks) {
                problems.add(at("every_weeks"), format!("Chu kỳ lặp lại phải từ 1 đến {MOST_WEEKS} tuần; 0 khi không lặp lại."));
            }
            if draft.every_weeks > 0 && draft.recurs_from.is_none_or(|from| from.year() != self.year) {
                problems.add(at("recurs_from"), format!("Hãy chọn tuần đầu tiên lặp lại, trong năm {}.", self.year));
            }
            let unknown = draft.id.is_some_and(|id| !self.known_items().any(|known| known == id));
            let twice = draft.id.is_some() && drafts[..index].iter().any(|earlier| earlier.id == draft.id);
            if unknown || twice {
                problems.add(at("item_id"), "Mã công việc không thuộc danh mục này hoặc bị lặp; để trống cho công việc mới.");
            }
        }
        problems.refuse("WORK_LIST_INVALID")
    }
}

#[cfg(test)]
mod tests;
