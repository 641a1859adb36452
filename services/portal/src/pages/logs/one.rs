//! One log: its entries as inputs, filled by hand, from the log before, from work that recurs, or from a spreadsheet.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::grid::Cell;
use proto::worklog::v1::{
    ApprovalState, Cadence, GetSuggestedEntriesRequest, Log, LogEntry, Outcome, SaveLogRequest, SubmitLogRequest, WorkItem,
};

use super::{At, EntryLine, entry_line, log_and_items};
use crate::field::{Choices, Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::autosave;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Inputs of an entry without which a row is blank.
const WRITTEN: [&str; 2] = ["content", "product"];
/// What is sent for work that belongs to no item of the list.
const AROSE: &str = "phat-sinh";

const OUTCOMES: [Outcome; 4] = [Outcome::OnTime, Outcome::Ahead, Outcome::Late, Outcome::Unfinished];

#[derive(Template)]
#[template(path = "log.html")]
pub struct LogPage {
    page: Page,
    span: String,
    state: Tag,
    return_reason: String,
    approved: String,
    /// Why nobody approved what is kept.
    note: String,
    /// Why this version corrects an approved one; empty when it does not.
    correction: String,
    open: bool,
    /// Address where an approved log is corrected; empty when it is not approved.
    correct: String,
    version: i64,
    /// Shows what was sent, not what is stored.
    sent: bool,
    field_work: bool,
    entries: Vec<EntryLine>,
    rows: Vec<EntryRow>,
    pasted: Field,
    /// Shown beside what is written, where another window has stored the log meanwhile.
    meanwhile: bool,
    /// What was written and can be stored no more: the log was handed in elsewhere.
    unsaved: Vec<String>,
}

/// The inputs of one entry.
pub struct EntryRow {
    pub number: usize,
    pub content: Field,
    pub work_item: Choices,
    pub outcome: Choices,
    pub done_on: Field,
    pub product: Field,
    pub due_on: Field,
    pub evidence: Field,
    pub delay: Field,
    /// Where files are put to it, and how many it has; empty while the entry is not kept.
    pub files: Option<(String, usize)>,
    /// Whether the rarely used inputs stand open.
    pub more: bool,
}

impl LogPage {
    /// A log as stored (or new), or as it was sent.
    pub fn new(page: Page, at: &At, log: Option<&Log>, items: &[WorkItem], posted: Option<&Posted>) -> Self {
        let state = log.map_or(ApprovalState::Unspecified, Log::state);
        let correction = log.map(|log| log.correction_reason.clone()).unwrap_or_default();
        let stored = log.cloned().unwrap_or_default();
        Self {
            span: show::span(at.cadence, Some(&at.starts_on)),
            state: show::kept_or(state, &stored.approval_note),
            approved: if stored.approval_note.is_empty() { show::signature(stored.approved_by.as_ref()) } else { String::new() },
            note: stored.approval_note.clone(),
            open: !matches!(state, ApprovalState::Submitted | ApprovalState::Approved) && correction.is_empty(),
            correct: if state == ApprovalState::Approved { format!("{}/dinh-chinh", at.path()) } else { String::new() },
            correction,
            version: stored.version,
            sent: posted.is_some(),
            field_work: posted.map_or(stored.field_work, |posted| posted.has("field_work")),
            entries: stored.entries.iter().map(|entry| entry_line(&stored.log_id, entry, items)).collect(),
            rows: rows(at, &stored.entries, items, posted, &page.problems),
            pasted: Field::new("dan", "Các dòng chép từ Excel")
                .hint("Mỗi dòng một việc; các cột: công việc, sản phẩm, ngày hoàn thành, kết quả. Chỉ cột đầu là bắt buộc.")
                .mistakes(&page.problems),
            return_reason: stored.return_reason,
            meanwhile: false,
            unsaved: posted.map(written).unwrap_or_default(),
            page,
        }
    }
}

/// The work that was sent, row by row.
fn written(posted: &Posted) -> Vec<String> {
    (0..rows_sent(posted)).map(|index| posted.lines(&format!("entries[{index}].content"))).filter(|text| !text.is_empty()).collect()
}

/// The inputs of all entries: those stored, or those that were sent; one at least.
pub fn rows(at: &At, entries: &[LogEntry], items: &[WorkItem], posted: Option<&Posted>, problems: &[Mistake]) -> Vec<EntryRow> {
    let shown = posted.map_or(entries.len(), rows_sent).max(1);
    (0..shown).map(|index| entry_row(index, entries.get(index), at, items, posted, problems)).collect()
}

fn entry_row(
    index: usize,
    entry: Option<&LogEntry>,
    at: &At,
    items: &[WorkItem],
    posted: Option<&Posted>,
    problems: &[Mistake],
) -> EntryRow {
    let name = |field: &str| format!("entries[{index}].{field}");
    let field = |key: &str, label: &str, stored: String| Field::new(name(key), label).value(stored, posted).mistakes(problems);
    let files = entry.map(|entry| (format!("{}/minh-chung/{index}", at.path()), entry.attachments.len()));
    let stored = entry.cloned().unwrap_or_default();
    let planned = items.iter().map(|item| (item.item_id.clone(), item.content.clone()));
    let sources = planned.chain(std::iter::once((AROSE.to_owned(), "Nhiệm vụ phát sinh".to_owned())));
    let (source, outcome) = (entry.map(source_of).unwrap_or_default(), outcome_of(&stored));
    let done_on = match (entry, at.cadence) {
        (None, Cadence::Day) => show::day_input(Some(&at.starts_on)),
        _ => show::day_input(entry.and_then(|entry| entry.done_on.as_ref())),
    };
    let due_on = field("due_on", "Thời hạn (nếu có)", show::day_input(entry.and_then(|entry| entry.due_on.as_ref())));
    let evidence = field("evidence_url", "Đường dẫn minh chứng (nếu có)", stored.evidence_url);
    let delay = field("delay_reason", "Nguyên nhân khách quan, nếu chậm hoặc chưa hoàn thành", stored.delay_reason);
    EntryRow {
        number: index + 1,
        content: field("content", "Công việc đã hoàn thành", stored.content),
        work_item: Choices::new(name("work_item_id"), "Thuộc danh mục hay phát sinh", sources)
            .asked()
            .value(&source, posted)
            .mistakes(problems),
        outcome: Choices::new(
            name("outcome"),
            "Kết quả tự đánh giá",
            OUTCOMES.map(|one| ((one as i32).to_string(), show::outcome(one).to_owned())),
        )
        .asked()
        .value(&outcome, posted)
        .mistakes(problems),
        done_on: field("done_on", "Ngày hoàn thành", done_on),
        product: field("product", "Sản phẩm, số văn bản", stored.product),
        more: [&due_on, &evidence, &delay].iter().any(|field| !field.value.is_empty() || !field.error.is_empty()),
        due_on,
        evidence,
        delay,
        files,
    }
}

/// What is chosen for an entry; nothing while it is open.
fn source_of(entry: &LogEntry) -> String {
    match entry.work_item_id.as_str() {
        "" if entry.work_item_open => String::new(),
        "" => AROSE.to_owned(),
        item => item.to_owned(),
    }
}

/// What is chosen for its outcome; nothing while it is open.
fn outcome_of(entry: &LogEntry) -> String {
    if entry.outcome() == Outcome::Unspecified { String::new() } else { entry.outcome.to_string() }
}

fn rows_sent(posted: &Posted) -> usize {
    posted.0.iter().filter(|(name, _)| name.starts_with("entries[") && name.ends_with("].content")).count()
}

/// The entries that were sent, without blank rows.
pub fn read(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Vec<LogEntry> {
    let mut entries = Vec::new();
    for index in 0..rows_sent(posted) {
        let name = |field: &str| format!("entries[{index}].{field}");
        entries.push(LogEntry {
            content: posted.lines(&name("content")),
            work_item_id: posted.line(&name("work_item_id")).replace(AROSE, ""),
            work_item_open: !posted.has(&name("work_item_id")),
            product: posted.line(&name("product")),
            due_on: posted.day(&name("due_on"), mistakes),
            done_on: posted.day(&name("done_on"), mistakes),
            outcome: posted.get(&name("outcome")).parse().unwrap_or_default(),
            evidence_url: posted.line(&name("evidence_url")),
            delay_reason: posted.lines(&name("delay_reason")),
            ..LogEntry::default()
        });
    }
    entries
}

/// The form as it was sent, with more rows below.
fn with_rows(mut posted: Posted, entries: &[LogEntry], at: &At) -> Posted {
    for (index, entry) in (rows_sent(&posted)..).zip(entries) {
        let done_on = entry.done_on.as_ref().or((at.cadence == Cadence::Day).then_some(&at.starts_on));
        let values = [
            ("content", entry.content.clone()),
            ("work_item_id", source_of(entry)),
            ("product", entry.product.clone()),
            ("due_on", show::day_input(entry.due_on.as_ref())),
            ("done_on", show::day_input(done_on)),
            ("outcome", outcome_of(entry)),
            ("evidence_url", entry.evidence_url.clone()),
        ];
        posted.0.extend(values.map(|(field, value)| (format!("entries[{index}].{field}"), value)));
    }
    posted
}

/// Lines copied from a spreadsheet: work, product, day, outcome; and what of them is not taken. A day that cannot be read is kept as it was
/// written, for the input below to say so.
fn pasted(text: &str) -> Result<(Posted, Vec<String>), String> {
    let lines = sheets::lines(text, '\t').map_err(|problem| problem.refusal("dan").message)?;
    let (mut posted, mut told) = (Posted::default(), Vec::new());
    let filled = lines.iter().filter(|line| line.fields.iter().any(|field| !field.trim().is_empty()));
    for (index, line) in filled.enumerate() {
        let cell = |place: usize| line.fields.get(place).map_or("", String::as_str).trim().to_owned();
        told.extend((0..4).filter_map(|place| Cell::written(&cell(place)).told(line.number - 1, place)));
        let said = kernel::text::fold(&cell(3));
        let outcome = OUTCOMES.into_iter().find(|one| kernel::text::fold(show::outcome(*one)) == said);
        if outcome.is_none() && !said.is_empty() {
            told.push(format!("Dòng {}: chưa rõ kết quả «{}»; hãy chọn kết quả của việc này.", line.number, cell(3)));
        }
        let outcome = outcome.map(|one| (one as i32).to_string()).unwrap_or_default();
        let values = [("content", cell(0)), ("product", cell(1)), ("done_on", cell(2)), ("outcome", outcome)];
        posted.0.extend(values.map(|(field, value)| (format!("entries[{index}].{field}"), value)));
    }
    Ok((posted, told))
}

/// What a button of the form adds, and what is said about it; `None` when the button sends the form.
async fn filled(user: &User, at: &At, posted: &Posted) -> Result<Option<(Posted, Vec<String>)>, Halt> {
    let suggested = async || {
        let request = GetSuggestedEntriesRequest { cadence: at.cadence as i32, starts_on: Some(at.starts_on.clone()) };
        user.calls.send(request).await
    };
    let (entries, none) = match posted.get("hanh_dong") {
        "them" => (vec![LogEntry { work_item_open: true, ..LogEntry::default() }], ""),
        "chep" => (suggested().await?.last, "Không có bảng kê nào trước đó để chép."),
        "lap-lai" => (suggested().await?.recurring, "Danh mục không có việc lặp lại trong kỳ này."),
        "dan" => {
            let (lines, mut told) = match pasted(&posted.raw("dan")) {
                Ok(read) => read,
                Err(message) => return Ok(Some((posted.clone(), vec![message]))),
            };
            if rows_sent(&lines) == 0 {
                told.push("Chưa dán dòng nào. Hãy chép các ô từ Excel rồi dán vào ô bên dưới.".to_owned());
            }
            let kept = posted.0.iter().filter(|(name, _)| name != "dan").cloned().collect();
            let moved = lines.moved("entries", rows_sent(posted));
            return Ok(Some((Posted([kept, moved.0].concat()), told)));
        }
        _ => return Ok(None),
    };
    let said = (entries.is_empty() && !none.is_empty()).then(|| none.to_owned());
    Ok(Some((with_rows(posted.clone(), &entries, at), said.into_iter().collect())))
}

fn frame(user: &User) -> Page {
    user.page("Bảng kê công việc").back("/bang-ke")
}

/// `GET /bang-ke/{kind}/{day}`.
pub async fn edit(user: User, Path((kind, day)): Path<(String, String)>) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    if contract::day(Some(&at.starts_on)).is_some_and(|first| first > user.app.today()) {
        return Err(Halt::NotFound("Ngày hoặc tuần này chưa đến; hãy kê khai khi đã đến.".to_owned()));
    }
    let (log, items) = log_and_items(&user, &at).await?;
    let view = LogPage::new(frame(&user), &at, log.as_ref(), &items, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/{kind}/{day}`: more rows, a draft, or submitted.
pub async fn save(user: User, Path((kind, day)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let rows = posted.written_rows("entries", &WRITTEN);
    let posted = posted.without_blank_rows("entries", &WRITTEN);
    let (posted, mut mistakes, meanwhile) = match filled(&user, &at, &posted).await? {
        Some((more, said)) => (more, said.into_iter().map(|message| Mistake { field: String::new(), message }).collect(), false),
        None => match send(&user, &at, &posted, &rows).await? {
            Sent::Answered(answer) => return Ok(answer),
            Sent::Refused(mistakes) => (posted, mistakes, false),
            Sent::StoredMeanwhile => (posted, vec![Mistake { field: String::new(), message: MEANWHILE.to_owned() }], true),
        },
    };
    let (log, items) = log_and_items(&user, &at).await?;
    mistakes.dedup();
    let mut view = LogPage::new(frame(&user).with(mistakes), &at, log.as_ref(), &items, Some(&posted));
    view.meanwhile = meanwhile;
    if !meanwhile {
        // Whoever has been shown what is stored may take its place.
        view.version = posted.get("version").parse().unwrap_or_default();
    }
    Ok(html(view.page.status(), &view))
}

/// What is said where another window has stored the log.
const MEANWHILE: &str = "Bảng kê này vừa được lưu ở một cửa sổ khác. Nội dung bạn đang ghi còn nguyên bên dưới, cạnh bản đã lưu để so sánh; lưu hoặc trình lần nữa thì nội dung bên dưới thay cho bản đó.";

/// What became of a form.
enum Sent {
    /// It is done, or a script was answered.
    Answered(Response),
    /// It is not.
    Refused(Vec<Mistake>),
    /// It is not: another window was quicker.
    StoredMeanwhile,
}

/// Reason of the refusal of what was written from an older state.
const CONFLICT: &str = "VERSION_CONFLICT";

async fn send(user: &User, at: &At, posted: &Posted, rows: &[usize]) -> Result<Sent, Halt> {
    let mut mistakes = Vec::new();
    let entries = read(posted, &mut mistakes);
    let (request_id, cadence, starts_on) = (posted.request_id(), at.cadence as i32, Some(at.starts_on.clone()));
    let (expected_version, field_work) = (posted.get("version").parse().unwrap_or_default(), posted.has("field_work"));
    if posted.get("hanh_dong") == "trinh" || posted.get("hanh_dong").is_empty() {
        if !mistakes.is_empty() {
            return Ok(Sent::Refused(mistakes));
        }
        let request = SubmitLogRequest { request_id, cadence, starts_on, entries, expected_version, field_work };
        return match user.calls.send(request).await {
            Ok(_) => Ok(Sent::Answered(go(&format!("/bang-ke?nam={}", at.year), "trinh-bang-ke"))),
            Err(problem) if problem.reason == CONFLICT => Ok(Sent::StoredMeanwhile),
            Err(problem) => Ok(Sent::Refused(posted.mistakes(Halt::unless_shown(problem)?))),
        };
    }
    let kept = if mistakes.is_empty() {
        let request = SaveLogRequest { request_id, cadence, starts_on, entries, expected_version, field_work };
        user.calls
            .send(request)
            .await
            .map(|answer| autosave::Kept { version: answer.log.unwrap_or_default().version, ..Default::default() })
    } else {
        Err(autosave::unreadable(&mistakes))
    };
    if autosave::asked(posted) {
        let kept = kept.map_err(|problem| autosave::as_in_form(problem, "entries", rows));
        return Ok(Sent::Answered(autosave::answer(user, kept)?));
    }
    match kept {
        Ok(_) => Ok(Sent::Answered(go(&at.path(), "luu-bang-ke"))),
        Err(_) if !mistakes.is_empty() => Ok(Sent::Refused(mistakes)),
        Err(problem) if problem.reason == CONFLICT => Ok(Sent::StoredMeanwhile),
        Err(problem) => Ok(Sent::Refused(posted.mistakes(Halt::unless_shown(problem)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_copied_from_a_spreadsheet_become_rows_below_those_already_written() {
        let copied = "Soạn kế hoạch\tKH 12/KH-SNV\t4/3/2019\tcham tien do\n\n\"Họp\ngiao ban\"\n";
        let (lines, told) = pasted(copied).unwrap();
        assert_eq!(told, [""; 0]);
        let lines = lines.moved("entries", 1);
        assert_eq!(rows_sent(&lines), 2);
        assert_eq!(lines.get("entries[1].content"), "Soạn kế hoạch");
        assert_eq!(lines.get("entries[1].product"), "KH 12/KH-SNV");
        assert_eq!(lines.get("entries[1].done_on"), "4/3/2019");
        assert_eq!(lines.get("entries[1].outcome"), (Outcome::Late as i32).to_string());
        assert_eq!(lines.get("entries[2].content"), "Họp\ngiao ban");
        assert_eq!(lines.get("entries[2].outcome"), "", "nothing is chosen for anybody");
    }

    #[test]
    fn what_is_not_taken_of_copied_cells_is_told() {
        let message = pasted("Một\t\t\t\nHai\t\"12/KH\nBa\t").unwrap_err();
        assert!(message.starts_with("Dòng 2: dấu nháy kép"), "{message}");
        let (_, told) = pasted("Một\t#REF!\t1/2/2019\tkhá\n").unwrap();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("Ô B1 ") && told[1].starts_with("Dòng 1:"), "{told:?}");
    }
}
