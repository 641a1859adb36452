//! Between the contract and the domain: requests in, views and events out.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::{Word, announced, field, out};
use events::Error;
use kernel::Refusal;
use proto::common::v1 as common;
use proto::evaluation::v1 as evaluation;
use proto::identity::v1 as identity;
use proto::worklog::v1 as api;
use regulation::PostRole;
use uuid::Uuid;
use worklog_domain::{
    Approval, Attachment, Cadence, Delay, Entry, Handover, ItemDraft, Log, OpenWork, Outcome, Person, PersonId, PostId, SentBack,
    Signature, Source, Standing, Summary, Tally, Timeliness, UnitId, WorkItem, WorkList,
};

use crate::store;
use crate::store::delegations::Delegation;
use crate::store::reviewers::Review;

pub(crate) fn cadence(value: i32) -> Result<Cadence, Refusal> {
    match api::Cadence::try_from(value) {
        Ok(api::Cadence::Day) => Ok(Cadence::Day),
        Ok(api::Cadence::Week) => Ok(Cadence::Week),
        Ok(api::Cadence::Unspecified) | Err(_) => {
            Err(Refusal::invalid("CADENCE_INVALID", "cadence", "Hãy chọn kê khai theo ngày hoặc theo tuần."))
        }
    }
}

pub(crate) fn items(items: Vec<api::WorkItem>) -> Result<Vec<ItemDraft>, Refusal> {
    items.into_iter().enumerate().map(|(index, item)| item_draft(index, item)).collect()
}

fn item_draft(index: usize, item: api::WorkItem) -> Result<ItemDraft, Refusal> {
    Ok(ItemDraft {
        id: field::id_or_none(&format!("items[{index}].item_id"), &item.item_id)?,
        due_on: field::day_or_none(&format!("items[{index}].due_on"), item.due_on.as_ref())?,
        content: item.content,
        product: item.product,
        quantity: item.quantity,
        priority: item.priority,
        note: item.note,
        every_weeks: item.every_weeks,
        recurs_from: field::day_or_none(&format!("items[{index}].recurs_from"), item.recurs_from.as_ref())?,
    })
}

pub(crate) fn entries(entries: Vec<api::LogEntry>) -> Result<Vec<Entry>, Refusal> {
    entries.into_iter().enumerate().map(|(index, entry)| log_entry(index, entry)).collect()
}

fn log_entry(index: usize, entry: api::LogEntry) -> Result<Entry, Refusal> {
    let at = |field: &str| format!("entries[{index}].{field}");
    let outcome = match api::Outcome::try_from(entry.outcome) {
        Ok(api::Outcome::Unspecified) => None,
        Ok(api::Outcome::Ahead) => Some(Outcome::Ahead),
        Ok(api::Outcome::OnTime) => Some(Outcome::OnTime),
        Ok(api::Outcome::Late) => Some(Outcome::Late),
        Ok(api::Outcome::Unfinished) => Some(Outcome::Unfinished),
        Err(_) => return Err(Refusal::invalid("OUTCOME_INVALID", at("outcome"), "Hãy chọn kết quả tự đánh giá.")),
    };
    Ok(Entry {
        item: field::id_or_none(&at("work_item_id"), &entry.work_item_id)?,
        item_content: String::new(),
        item_open: entry.work_item_open && entry.work_item_id.is_empty(),
        due_on: field::day_or_none(&at("due_on"), entry.due_on.as_ref())?,
        done_on: field::day_or_none(&at("done_on"), entry.done_on.as_ref())?,
        content: entry.content,
        product: entry.product,
        outcome,
        evidence_url: entry.evidence_url,
        delay: Some(Delay { reason: entry.delay_reason, verdict: None }),
        attachments: Vec::new(),
    })
}

/// A person as identity announced them, seen on `today`.
pub(crate) fn person(person: &identity::Person, today: NaiveDate) -> Result<Person, Error> {
    let known = |text: &str| announced::id::<Uuid>("an id of a person", text);
    let head = |text: &str| if text.is_empty() { Ok(None) } else { known(text).map(|id| Some(id.into())) };
    let place = |text: &str| if text.is_empty() { Ok(None) } else { known(text).map(|id| Some(id.into())) };
    let posts: Vec<_> = person.posts.iter().filter(|post| contract::is_held(post, today)).collect();
    Ok(Person {
        id: known(&person.person_id)?.into(),
        full_name: person.full_name.clone(),
        title: posts.first().map(|post| post.title.clone()).unwrap_or_default(),
        direct_head: head(&person.direct_head_id)?,
        agency_head: head(&person.agency_head_id)?,
        unit: place(posts.first().map_or("", |post| &post.unit_id))?,
        agency: place(posts.first().map_or("", |post| &post.agency_id))?,
        post: posts.first().map(|post| known(&post.post_id).map(PostId)).transpose()?,
        last_on: posts.first().and_then(|post| contract::day(post.valid_to.as_ref())),
        head_outside: person.head_outside,
        leads_agency: posts.iter().filter_map(|post| PostRole::of(post.role)).any(PostRole::leads_agency),
    })
}

/// A delegation as identity announced it.
pub(crate) fn delegation(delegation: &identity::Delegation) -> Result<Delegation, Error> {
    let known = |text: &str| announced::id::<Uuid>("an id of a delegation", text);
    let day = |day: &Option<common::Day>| announced::day("a day of a delegation", day.as_ref());
    Ok(Delegation {
        id: known(&delegation.delegation_id)?,
        head: known(&delegation.head_id)?.into(),
        delegate: known(&delegation.delegate_id)?.into(),
        from: day(&delegation.from)?,
        until: day(&delegation.until)?,
    })
}

/// A review sheet as evaluation announced it.
pub(crate) fn review(sheet: &evaluation::Sheet) -> Result<Review, Error> {
    let known = |text: &str| announced::id::<Uuid>("an id of a review sheet", text);
    let subject = sheet.subject.clone().unwrap_or_default();
    Ok(Review {
        sheet: known(&sheet.sheet_id)?,
        rater: known(&sheet.rater_id)?.into(),
        subject: known(&subject.person_id)?.into(),
        year: sheet.year,
        counts: sheet.state() != evaluation::SheetState::Void,
    })
}

pub(crate) fn work_list(list: &WorkList, owner: Option<&Person>) -> api::WorkList {
    let approval = approval(&list.approval, owner);
    api::WorkList {
        work_list_id: list.id.to_string(),
        version: list.version,
        person_id: list.person.to_string(),
        year: list.year,
        state: approval.state.into(),
        items: list.items.iter().map(work_item).collect(),
        approver_id: approval.approver_id,
        return_reason: approval.return_reason,
        approved_by: approval.approved_by,
        approval_note: approval.note,
    }
}

fn work_item(item: &WorkItem) -> api::WorkItem {
    api::WorkItem {
        item_id: item.id.to_string(),
        content: item.content.clone(),
        product: item.product.clone(),
        quantity: item.quantity,
        due_on: item.due_on.map(out::day),
        note: item.note.clone(),
        priority: item.priority.clone(),
        every_weeks: item.recurs.map_or(0, |recurs| i32::try_from(recurs.every_weeks).unwrap_or(0)),
        recurs_from: item.recurs.map(|recurs| out::day(recurs.from)),
    }
}

pub(crate) fn log(log: &Log, owner: Option<&Person>) -> api::Log {
    let approval = approval(&log.approval, owner);
    let cadence = match log.cadence {
        Cadence::Day => api::Cadence::Day,
        Cadence::Week => api::Cadence::Week,
    };
    api::Log {
        log_id: log.id.to_string(),
        version: log.version,
        person_id: log.person.to_string(),
        cadence: cadence.into(),
        starts_on: Some(out::day(log.starts_on)),
        state: approval.state.into(),
        entries: log.entries.iter().map(entry).collect(),
        approver_id: approval.approver_id,
        return_reason: approval.return_reason,
        approved_by: approval.approved_by,
        person_name: owner.map(|owner| owner.full_name.clone()).unwrap_or_default(),
        approval_note: approval.note,
        handed_in_at: log.handed_in.map(|handed_in| out::moment(handed_in.at)),
        timeliness: timeliness(log.timeliness()).into(),
        field_work: log.field_work,
        edition: log.edition,
        corrects_log_id: log.corrects.as_ref().map(|correction| correction.of.to_string()).unwrap_or_default(),
        correction_reason: log.corrects.as_ref().map(|correction| correction.reason.clone()).unwrap_or_default(),
        corrected_by_log_id: String::new(),
        returns: log.returns.iter().map(sent_back).collect(),
    }
}

fn sent_back(back: &SentBack) -> api::SentBack {
    api::SentBack { by: Some(signature(&back.by)), reason: back.reason.clone() }
}

fn timeliness(timeliness: Option<Timeliness>) -> api::Timeliness {
    match timeliness {
        None => api::Timeliness::Unspecified,
        Some(Timeliness::OnTime) => api::Timeliness::OnTime,
        Some(Timeliness::Late) => api::Timeliness::Late,
        Some(Timeliness::Excused) => api::Timeliness::Excused,
    }
}

pub(crate) fn entry(entry: &Entry) -> api::LogEntry {
    let outcome = match entry.outcome {
        None => api::Outcome::Unspecified,
        Some(Outcome::Ahead) => api::Outcome::Ahead,
        Some(Outcome::OnTime) => api::Outcome::OnTime,
        Some(Outcome::Late) => api::Outcome::Late,
        Some(Outcome::Unfinished) => api::Outcome::Unfinished,
    };
    let verdict = entry.delay.as_ref().and_then(|delay| delay.verdict.as_ref());
    let delay_state = match (&entry.delay, verdict) {
        (None, _) => api::DelayState::Unspecified,
        (Some(_), None) => api::DelayState::Claimed,
        (Some(_), Some(verdict)) if verdict.confirmed => api::DelayState::Confirmed,
        (Some(_), Some(_)) => api::DelayState::Rejected,
    };
    api::LogEntry {
        content: entry.content.clone(),
        work_item_id: entry.item.map(|item| item.to_string()).unwrap_or_default(),
        work_item_open: entry.item_open,
        item_content: entry.item_content.clone(),
        product: entry.product.clone(),
        due_on: entry.due_on.map(out::day),
        done_on: entry.done_on.map(out::day),
        outcome: outcome.into(),
        evidence_url: entry.evidence_url.clone(),
        delay_reason: entry.delay.as_ref().map(|delay| delay.reason.clone()).unwrap_or_default(),
        delay_state: delay_state.into(),
        delay_answer: verdict.map(|verdict| verdict.answer.clone()).unwrap_or_default(),
        delay_decided_by: verdict.map(|verdict| signature(&verdict.by)),
        attachments: entry.attachments.iter().map(attachment).collect(),
    }
}

/// A file as people see it: where its bytes are is nobody's business.
pub(crate) fn attachment(file: &Attachment) -> common::StoredFile {
    common::StoredFile {
        object_key: String::new(),
        name: file.name.clone(),
        content_type: file.content_type.clone(),
        size_bytes: file.size,
        digest: file.digest.clone(),
    }
}

/// Everybody whose name a handover tells.
pub(crate) fn sides(handover: &Handover) -> impl Iterator<Item = PersonId> {
    [handover.giver].into_iter().chain(handover.receiver)
}

pub(crate) fn handover(handover: &Handover, people: &BTreeMap<PersonId, Person>) -> api::Handover {
    let state = match handover.standing() {
        Standing::Open => api::HandoverState::Open,
        Standing::Given => api::HandoverState::Given,
        Standing::Done => api::HandoverState::Done,
        Standing::Withdrawn => api::HandoverState::Withdrawn,
    };
    let id = |id: Option<UnitId>| id.map(|id| id.to_string()).unwrap_or_default();
    let name = |person: Option<PersonId>| person.and_then(|id| people.get(&id)).map(|one| one.full_name.clone()).unwrap_or_default();
    let title = handover.receiver.and_then(|id| people.get(&id)).map(|one| one.title.clone()).unwrap_or_default();
    api::Handover {
        handover_id: handover.id.to_string(),
        version: handover.version,
        state: state.into(),
        giver_id: handover.giver.to_string(),
        giver_name: name(Some(handover.giver)),
        giver_title: handover.title.clone(),
        unit_id: id(handover.unit),
        agency_id: id(handover.agency),
        head_ids: [handover.direct_head, handover.agency_head].into_iter().flatten().map(|id| id.to_string()).collect(),
        last_on: handover.last_on.map(out::day),
        opened_at: Some(out::moment(handover.opened_at)),
        works: handover.works.iter().map(open_work).collect(),
        remark: handover.remark.clone(),
        receiver_id: handover.receiver.map(|id| id.to_string()).unwrap_or_default(),
        receiver_name: name(handover.receiver),
        receiver_title: title,
        named_by: handover.named_by.as_ref().map(signature),
        given_by: handover.given.as_ref().map(signature),
        received_by: handover.received.as_ref().map(|receipt| signature(&receipt.by)),
        returned_by: handover.returned.as_ref().map(|returned| signature(&returned.by)),
        return_reason: handover.returned.as_ref().map(|returned| returned.remark.clone()).unwrap_or_default(),
        receiver_remark: handover.received.as_ref().map(|receipt| receipt.remark.clone()).unwrap_or_default(),
        may: Vec::new(),
    }
}

fn open_work(work: &OpenWork) -> api::OpenWork {
    let source = match work.source {
        Source::Planned => api::OpenWorkSource::Planned,
        Source::Log => api::OpenWorkSource::Log,
    };
    api::OpenWork {
        key: work.key.to_string(),
        source: source.into(),
        content: work.content.clone(),
        product: work.product.clone(),
        due_on: work.due_on.map(out::day),
        note: work.note.clone(),
    }
}

/// Notes to pieces of open work.
pub(crate) fn notes(notes: &[api::OpenWorkNote]) -> Result<Vec<(Uuid, String)>, Refusal> {
    let note = |(index, one): (usize, &api::OpenWorkNote)| Ok((field::id(&format!("notes[{index}].key"), &one.key)?, one.note.clone()));
    notes.iter().enumerate().map(note).collect()
}

pub(crate) fn summary(summary: &Summary) -> api::WorkSummary {
    let (version, year) = (summary.version, summary.year);
    api::WorkSummary { person_id: summary.person.to_string(), version, year, ..numbers(&summary.tally) }
}

/// The numbers alone.
pub(crate) fn numbers(tally: &Tally) -> api::WorkSummary {
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    api::WorkSummary {
        person_id: String::new(),
        version: 0,
        year: 0,
        logs: count(tally.logs),
        approved_logs: count(tally.approved_logs),
        entries: count(tally.entries),
        ahead: count(tally.ahead),
        on_time: count(tally.on_time),
        late: count(tally.late),
        unfinished: count(tally.unfinished),
        arising: count(tally.arising),
        excused: count(tally.excused),
        planned: count(tally.entries - tally.arising),
        late_logs: count(tally.late_logs),
        excused_logs: count(tally.excused_logs),
        approved_share: count(tally.approved_share().unwrap_or_default()),
    }
}

struct Shown {
    state: api::ApprovalState,
    approver_id: String,
    return_reason: String,
    approved_by: Option<common::Signature>,
    note: String,
}

/// The state as the tables write it; `None` where none is named.
pub(crate) fn stored_state(state: api::ApprovalState) -> Option<&'static str> {
    match state {
        api::ApprovalState::Unspecified => None,
        api::ApprovalState::Draft => Some(store::DRAFT),
        api::ApprovalState::Submitted => Some(store::SUBMITTED),
        api::ApprovalState::Approved => Some(store::APPROVED),
        api::ApprovalState::Returned => Some(store::RETURNED),
    }
}

/// The approver shown is who approved, and before that who would now.
fn approval(approval: &Approval, owner: Option<&Person>) -> Shown {
    let now = owner.and_then(Person::approver).map(|id| id.to_string()).unwrap_or_default();
    let plain = |state| Shown { state, approver_id: now.clone(), return_reason: String::new(), approved_by: None, note: String::new() };
    match approval {
        Approval::Draft => plain(api::ApprovalState::Draft),
        Approval::Submitted { .. } => plain(api::ApprovalState::Submitted),
        Approval::Returned { reason, .. } => Shown { return_reason: reason.clone(), ..plain(api::ApprovalState::Returned) },
        Approval::Approved { by, note } => Shown {
            approver_id: by.person.to_string(),
            approved_by: Some(signature(by)),
            note: note.clone().unwrap_or_default(),
            ..plain(api::ApprovalState::Approved)
        },
    }
}

fn signature(by: &Signature) -> common::Signature {
    let (full_name, title) = (by.full_name.clone(), by.title.clone());
    common::Signature { person_id: by.person.to_string(), full_name, title, at: Some(out::moment(by.at)) }
}
