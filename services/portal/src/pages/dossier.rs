//! What stands beside a judgement: result, minutes, scores, form, work done. Shown to those who verify and decide.

use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::{Class, EmployeeGroup, Points, StoredFile};
use proto::evaluation::v1::{
    GetMinutesRequest, GetRecordFileRequest, GetRecordRequest, ListMinutesRequest, MinutesEntry, Record, RecordState, Task, TaskKind,
};
use proto::scoring::v1::{CriteriaSet, GetResultRequest, Result as Score};
use proto::worklog::v1::{GetWorkSummaryRequest, WorkSummary};
use regulation::{Cap, Flag};
use rpc::Problem;

use crate::field::{SummaryRow, Tag};
use crate::halt::Halt;
use crate::law;
use crate::law::criteria_set;
use crate::page::download;
use crate::pages::everything;
use crate::pages::minutes::{self, EntryView};
use crate::pages::opinions::{FormAnswers, answers};
use crate::pages::sheet::{self, SheetTable};
use crate::pages::tasks;
use crate::session::User;
use crate::show;

/// What the services know about one record. What the reader may not see, or what does not exist yet, is absent.
#[derive(Default)]
pub struct Dossier {
    /// The record.
    pub record: Record,
    /// What scoring made of it.
    pub result: Option<Score>,
    /// What is scored.
    pub set: CriteriaSet,
    /// Where the latest minutes are, and the line of the subject in them.
    pub minutes: Option<(String, MinutesEntry)>,
    /// The year's work.
    pub work: Option<WorkSummary>,
    /// What the reader may do now.
    pub tasks: Vec<Task>,
    /// And with the record beside those tasks, by the service's codes.
    pub may: Vec<String>,
    /// Leads a unit, under a law that does not rank them above it.
    pub not_above_unit: bool,
    /// Under a law that adds up task results.
    pub adds_up_tasks: bool,
}

impl Dossier {
    /// Whether this is the reader's to do with the record now.
    pub fn waits(&self, kind: TaskKind) -> bool {
        tasks::waits(&self.tasks, kind, &self.record.record_id)
    }
}

/// The dossier on a page.
pub struct Evidence {
    pub name: String,
    pub title: String,
    pub group: &'static str,
    pub state: Tag,
    /// Why there is no result to show; empty when there is one.
    pub no_result: &'static str,
    pub self_total: String,
    pub r360: String,
    pub gap: String,
    /// What the formula of the regulation gives.
    pub computed: String,
    /// What was decided; empty before.
    pub decided: String,
    pub class: Tag,
    pub declared: &'static str,
    pub flags: Vec<String>,
    pub caps: Vec<String>,
    pub steps: Vec<Step>,
    pub table: SheetTable,
    pub answers: Vec<FormAnswers>,
    pub minutes_href: String,
    pub minutes: Option<EntryView>,
    pub work: Vec<SummaryRow>,
    pub verification: Vec<SummaryRow>,
    pub decision: Vec<SummaryRow>,
    pub rescores: Vec<SummaryRow>,
    /// Files that came with the record: address and name.
    pub files: Vec<(String, String)>,
}

/// One step of the way to the result.
pub struct Step {
    pub rule: String,
    pub value: String,
    pub article: String,
}

/// The steps in words. A step whose value is a class code shows the name of the class; no step repeats its own name, and no
/// code is shown.
pub fn steps(result: &Score) -> Vec<Step> {
    let value = |text: &str| match show::class_of(text) {
        Class::Unspecified if text.parse::<kernel::Exact>().is_ok() => show::exact(text),
        Class::Unspecified => "–".to_owned(),
        class if class == result.class() && !result.label.is_empty() => result.label.clone(),
        class => show::class(class).to_owned(),
    };
    let step = |step: &proto::scoring::v1::ExplanationStep| {
        let value = match step.step.as_str() {
            FLAG_STEP => "Lưu ý".to_owned(),
            STUDY_STEP => step.value.clone(),
            _ => value(&step.value),
        };
        let rule = show::words(&step.rule);
        Step {
            rule: if rule == value { "Mức xếp loại sau các bước trên".to_owned() } else { rule }, value, article: step.article.clone()
        }
    };
    result.explanation.iter().map(step).collect()
}

/// A step that gives notice of something; its value is a code.
const FLAG_STEP: &str = "flag";

/// A step that tells the result of a course in the words of its certificate.
const STUDY_STEP: &str = "study";

/// The distance between two totals, as exact decimal text.
pub fn gap(a: &str, b: &str) -> String {
    match (a.parse::<kernel::Exact>(), b.parse::<kernel::Exact>()) {
        (Ok(a), Ok(b)) => show::decimal(&(&a - &b).abs().round_half_up(6)),
        _ => "–".to_owned(),
    }
}

impl Evidence {
    /// The dossier on a page.
    pub fn new(dossier: &Dossier) -> Self {
        let record = &dossier.record;
        let subject = record.subject.clone().unwrap_or_default();
        let result = dossier.result.clone().unwrap_or_default();
        let own = record.self_.clone().unwrap_or_default();
        // The head's word is there once it may be read.
        let decided = record.decision.as_ref().map(|decision| decision.decided_total.or(result.total));
        Self {
            name: subject.full_name.clone(),
            title: format!("{}, {}", subject.title, subject.unit_name),
            group: show::group(subject.group()),
            state: show::state_of(record),
            no_result: if dossier.result.is_some() { "" } else { no_result(dossier) },
            self_total: show::decimal(&result.self_total),
            r360: show::decimal(&result.r360),
            gap: gap(&result.self_total, &result.r360),
            computed: show::decimal(&result.base),
            decided: decided.map(|total| show::points(total.as_ref())).unwrap_or_default(),
            class: show::class_tag(result.class(), &result.label),
            declared: show::class(own.declared_class()),
            flags: result.flags.iter().map(|code| Flag::words(code).to_owned()).collect(),
            caps: result.caps.iter().map(|code| Cap::words(code).to_owned()).collect(),
            steps: steps(&result),
            table: sheet::table(&dossier.set, &own.scores, &result.criteria),
            answers: answers(record.form.as_ref()),
            minutes_href: dossier.minutes.as_ref().map(|(href, _)| href.clone()).unwrap_or_default(),
            minutes: dossier.minutes.as_ref().map(|(_, entry)| minutes::entry(entry, &[])),
            work: work(dossier.work.as_ref()),
            verification: verification(record),
            decision: decision(record),
            rescores: rescores(record),
            files: files(record),
        }
    }
}

/// Files that came with a record: address and name.
pub fn files(record: &Record) -> Vec<(String, String)> {
    let comment = record.party_comment.as_ref().and_then(|comment| comment.file.as_ref());
    let scan = record.paper.as_ref().and_then(|paper| paper.scan.as_ref());
    let link = |what: &str, file: &StoredFile| (address(record, file), format!("{what}: {}", file.name));
    let comment = comment.map(|file| link("Mở nhận xét của chi bộ nơi cư trú", file));
    comment.into_iter().chain(scan.map(|file| link("Mở bản chụp kết quả bản giấy", file))).collect()
}

/// Where a file of a record is.
pub fn address(record: &Record, file: &StoredFile) -> String {
    format!("/ho-so/{}/tep/{}", record.record_id, file.digest)
}

/// `GET /ho-so/{record}/tep/{digest}`.
pub async fn file(user: User, Path((record_id, digest)): Path<(String, String)>) -> Result<Response, Halt> {
    let request = GetRecordFileRequest { record_id, digest, reason: String::new() };
    let file = user.calls.send(request).await?.file.unwrap_or_default();
    Ok(download(&file.name, &file.content_type, file.content))
}

/// Before the opinions are in there is nothing to compute; afterwards it takes a moment, or is not for this reader.
fn no_result(dossier: &Dossier) -> &'static str {
    let record = &dossier.record;
    match record.state() {
        RecordState::NotEvaluated => "Không đánh giá trong kỳ này nên không có kết quả.",
        RecordState::PaperEntry => "Đánh giá trên bản giấy; kết quả chưa được cập nhật.",
        RecordState::Unspecified | RecordState::SelfDraft => "Chưa có kết quả: bản tự đánh giá chưa nộp.",
        RecordState::SelfSubmitted | RecordState::In360 => "Chưa có kết quả: đang lấy ý kiến.",
        _ if record.outcome.is_some() => "Kết quả chi tiết không hiển thị với vai trò của bạn.",
        _ if dossier.adds_up_tasks => "Chưa có kết quả: chờ cơ quan khai báo đủ kết quả nhiệm vụ của năm, hoặc của từng quý, tháng.",
        _ => {
            "Kết quả đang được tính từ các phiếu đã gửi (hãy tải lại trang sau ít phút), hoặc chưa hiển thị với vai trò của bạn ở bước này."
        }
    }
}

fn work(summary: Option<&WorkSummary>) -> Vec<SummaryRow> {
    let Some(summary) = summary.filter(|summary| summary.logs > 0) else { return Vec::new() };
    vec![
        SummaryRow::new("Bảng kê đã duyệt", format!("{} trong {}", summary.approved_logs, summary.logs)),
        SummaryRow::new("Công việc đã duyệt", format!("{}, trong đó phát sinh {}", summary.entries, summary.arising)),
        SummaryRow::new(
            "Tiến độ",
            format!("vượt {}, đúng {}, chậm {}, chưa hoàn thành {}", summary.ahead, summary.on_time, summary.late, summary.unfinished),
        ),
    ]
}

fn with_points(rows: &mut Vec<SummaryRow>, key: &str, points: Option<&Points>) {
    if points.is_some() {
        rows.push(SummaryRow::new(key, show::points(points)));
    }
}

fn verification(record: &Record) -> Vec<SummaryRow> {
    let Some(verification) = &record.verification else { return Vec::new() };
    let mut rows = vec![SummaryRow::new("Nhận xét của lãnh đạo trực tiếp", &verification.comment)];
    with_points(&mut rows, "Tổng điểm đề nghị", verification.proposed_total.as_ref());
    if !verification.reason.is_empty() {
        rows.push(SummaryRow::new("Lý do đề nghị", &verification.reason));
    }
    rows.push(SummaryRow::new("Người thẩm định", show::signature(verification.signature.as_ref())));
    rows
}

fn decision(record: &Record) -> Vec<SummaryRow> {
    let Some(decision) = &record.decision else { return Vec::new() };
    let mut rows = vec![SummaryRow::new("Nhận xét ưu, nhược điểm", &decision.comment)];
    with_points(&mut rows, "Tổng điểm quyết định", decision.decided_total.as_ref());
    if !decision.reason.is_empty() {
        rows.push(SummaryRow::new("Lý do", &decision.reason));
    }
    rows.push(SummaryRow::new("Người quyết định", show::signature(decision.signature.as_ref())));
    rows
}

fn rescores(record: &Record) -> Vec<SummaryRow> {
    let row = |rescore: &proto::evaluation::v1::Rescore| {
        let key = format!("Vòng {}: {}", rescore.round, show::rescore_scope(rescore.scope()));
        SummaryRow::new(key, format!("{}\n{}", rescore.reason, show::signature(rescore.signature.as_ref())))
    };
    record.rescores.iter().map(row).collect()
}

/// Absent when the reader may not see it or it does not exist yet; other failures stay failures.
pub fn if_any<T>(answer: Result<T, Problem>) -> Result<Option<T>, Halt> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(problem) => match Halt::from(problem) {
            Halt::NotFound(_) | Halt::Forbidden(_) => Ok(None),
            halt => Err(halt),
        },
    }
}

/// Loads everything about one record that the signed-in person may see.
pub async fn load(user: &User, record_id: &str) -> Result<Dossier, Halt> {
    let request = GetRecordRequest { record_id: record_id.to_owned(), ..Default::default() };
    let answer = user.calls.send(request).await?;
    let dossier = around(user, answer.record.unwrap_or_default(), "").await?;
    Ok(Dossier { may: answer.may, ..dossier })
}

/// Loads what belongs to a record, all at once. An auditor says why; the services keep it.
pub async fn around(user: &User, record: Record, reason: &str) -> Result<Dossier, Halt> {
    let reason = reason.to_owned();
    let subject = record.subject.clone().unwrap_or_default();
    let of_result = GetResultRequest { record_id: record.record_id.clone(), version: 0, reason: reason.clone() };
    let of_work = GetWorkSummaryRequest { person_id: subject.person_id.clone(), year: record.year, reason: reason.clone() };
    let (result, set, work, minutes, tasks, pack) = tokio::try_join!(
        async { if_any(user.calls.send(of_result).await) },
        set_of(user, &record),
        async { if_any(user.calls.send(of_work).await) },
        minutes_of(user, &record, &subject.unit_id, &reason),
        tasks::mine(user),
        law::pack(user, &record.pack_id, &record.pack_digest),
    )?;
    let (result, work) = (result.and_then(|answer| answer.result), work.and_then(|answer| answer.summary));
    let leads = matches!(subject.group(), EmployeeGroup::CcLd | EmployeeGroup::VcLd);
    let not_above_unit = leads && law::head_not_above_unit(pack.as_ref());
    let adds_up_tasks = law::adds_up_tasks(pack.as_ref());
    Ok(Dossier { record, result, set, minutes, work, tasks, may: Vec::new(), not_above_unit, adds_up_tasks })
}

async fn set_of(user: &User, record: &Record) -> Result<CriteriaSet, Halt> {
    match record.criteria_set_id.as_str() {
        "" => Ok(CriteriaSet::default()),
        id => criteria_set(user, id).await,
    }
}

async fn minutes_of(user: &User, record: &Record, unit_id: &str, reason: &str) -> Result<Option<(String, MinutesEntry)>, Halt> {
    let request = ListMinutesRequest { page: everything(), period_id: record.period_id.clone(), unit_id: unit_id.to_owned() };
    let mut of_unit = if_any(user.calls.send(request).await)?.map(|answer| answer.minutes).unwrap_or_default();
    of_unit.sort_by_key(|minutes| std::cmp::Reverse(minutes.edition));
    for minutes in of_unit {
        let request = GetMinutesRequest { minutes_id: minutes.minutes_id.clone(), reason: reason.to_owned() };
        let full = if_any(user.calls.send(request).await)?.and_then(|answer| answer.minutes).unwrap_or_default();
        if let Some(entry) = full.entries.into_iter().find(|entry| entry.record_id == record.record_id) {
            return Ok(Some((format!("/bien-ban/{}", minutes.minutes_id), entry)));
        }
    }
    Ok(None)
}
