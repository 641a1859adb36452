//! Tham gia ý kiến: one colleague after the other.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::{Class, EmployeeGroup};
use proto::evaluation::v1::{
    Form, GetSheetRequest, GetSheetResponse, ListMySheetsRequest, PeriodState, PeriodYear, Sheet, SheetState, SubmitReviewRequest, Task,
    TaskKind,
};
use proto::scoring::v1::{CriteriaSet, Guidance, PolicyPack};

use crate::field::{Choices, Field, SummaryRow, Tag, TaskItem};
use crate::halt::Halt;
use crate::law;
use crate::law::criteria_set;
use crate::page::{Mistake, Page, go, html};
use crate::pages::personnel::guidance;
use crate::pages::self_assessment::{WorkBeside, work_beside};
use crate::pages::sheet::{self, ScoreInputs, SheetTable};
use crate::pages::years::{OfYear, Years};
use crate::pages::{everything, tasks};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "opinions.html")]
pub struct Opinions {
    page: Page,
    given: usize,
    all: usize,
    next: String,
    open: Vec<TaskItem>,
    closed: Vec<TaskItem>,
}

#[derive(Template)]
#[template(path = "opinion.html")]
pub struct Opinion<'a> {
    page: Page,
    name: String,
    title: String,
    relation: &'static str,
    round: i32,
    number: usize,
    given: usize,
    all: usize,
    skip: String,
    /// False once it was given, or the time is over.
    open: bool,
    submitted: bool,
    declared: &'static str,
    /// What the self-scores come to; empty where that is not known.
    own_total: String,
    table: SheetTable,
    answers: Vec<FormAnswers>,
    /// The approved work of the year, to judge by; none when there is nothing, or it is not for this reader.
    work: Option<&'a WorkBeside>,
    choice: Choices,
    inputs: ScoreInputs,
    strengths: Field,
    limits: Field,
    suggested: Choices,
}

/// What the subject wrote under one heading of the form.
pub struct FormAnswers {
    pub title: String,
    pub rows: Vec<SummaryRow>,
}

/// What one opinion page is made of.
pub struct Parts<'a> {
    /// The sheet and what it judges.
    pub answer: &'a GetSheetResponse,
    /// All sheets of the reviewer in this period.
    pub sheets: &'a [Sheet],
    /// What is scored.
    pub set: &'a CriteriaSet,
    /// What the agency tells its people about the criteria.
    pub guidance: &'a [Guidance],
    /// Classes that may be suggested.
    pub classes: &'a [(Class, String)],
    /// What the reviewer may do now.
    pub tasks: &'a [Task],
    /// The approved work of the subject.
    pub work: Option<&'a WorkBeside>,
}

fn path(sheet: &Sheet) -> String {
    format!("/y-kien/{}", sheet.sheet_id)
}

fn subject_name(sheet: &Sheet) -> String {
    sheet.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default()
}

/// Sheets that count: void ones are gone.
fn live(sheets: &[Sheet]) -> Vec<&Sheet> {
    let mut live: Vec<_> = sheets.iter().filter(|sheet| sheet.state() != SheetState::Void).collect();
    live.sort_by(|a, b| kernel::text::compare_names(&subject_name(a), &subject_name(b)));
    live
}

/// A sheet that nobody answered in time stays assigned; it is open only while the services wait for it.
fn is_open(sheet: &Sheet, tasks: &[Task]) -> bool {
    tasks::waits(tasks, TaskKind::Review, &sheet.sheet_id)
}

/// The next open sheet after this one, or the first open one.
fn next_after<'a>(sheets: &[&'a Sheet], tasks: &[Task], sheet_id: &str) -> Option<&'a Sheet> {
    let here = sheets.iter().position(|sheet| sheet.sheet_id == sheet_id).map_or(0, |at| at + 1);
    let turned = sheets.iter().cycle().skip(here).take(sheets.len());
    turned.copied().find(|sheet| is_open(sheet, tasks) && sheet.sheet_id != sheet_id)
}

impl Opinions {
    /// All sheets of the reviewer, the open ones first.
    pub fn new(page: Page, sheets: &[Sheet], tasks: &[Task], today: chrono::NaiveDate) -> Self {
        let live = live(sheets);
        let line = |sheet: &Sheet| {
            let subject = sheet.subject.clone().unwrap_or_default();
            let status = match sheet.state() {
                SheetState::Submitted => Tag::new("Đã gửi", ""),
                _ if is_open(sheet, tasks) => tasks::due(sheet.due_on.as_ref(), today),
                _ => Tag::new("Đã hết hạn, chưa gửi", "grey"),
            };
            TaskItem {
                href: path(sheet),
                name: subject.full_name,
                hint: format!("{}, {}{}", subject.title, subject.unit_name, if sheet.round > 1 { ". Chấm lại" } else { "" }),
                status,
            }
        };
        let (open, closed): (Vec<&Sheet>, Vec<&Sheet>) = live.iter().copied().partition(|sheet| is_open(sheet, tasks));
        Self {
            given: live.iter().filter(|sheet| sheet.state() == SheetState::Submitted).count(),
            all: live.len(),
            next: open.first().map(|sheet| path(sheet)).unwrap_or_default(),
            open: open.iter().map(|sheet| line(sheet)).collect(),
            closed: closed.iter().map(|sheet| line(sheet)).collect(),
            page,
        }
    }
}

/// What a form says, heading by heading; sections that nobody has filled in are left out.
pub fn answers(form: Option<&Form>) -> Vec<FormAnswers> {
    let sections = form.iter().flat_map(|form| &form.sections).map(|section| {
        let said = section.fields.iter().filter(|field| !field.text.is_empty());
        let row = |field: &proto::evaluation::v1::FormField| {
            let text = if field.is_class { show::class(show::class_of(&field.text)).to_owned() } else { field.text.clone() };
            SummaryRow::new(&field.label, text)
        };
        let title = format!("{}. {}", section.section_id, crate::pages::self_assessment::sentence(&section.title));
        FormAnswers { title, rows: said.map(row).collect() }
    });
    sections.filter(|section| !section.rows.is_empty()).collect()
}

impl<'a> Opinion<'a> {
    /// The page of one sheet, or of what was sent.
    pub fn new(page: Page, parts: &Parts<'a>, posted: Option<&Posted>) -> Self {
        let sheet = parts.answer.sheet.clone().unwrap_or_default();
        let own = parts.answer.self_.clone().unwrap_or_default();
        let subject = sheet.subject.clone().unwrap_or_default();
        let live = live(parts.sheets);
        let given = live.iter().filter(|one| one.state() == SheetState::Submitted).count();
        let open = is_open(&sheet, parts.tasks);
        let kept = if open { &own.scores } else { &sheet.scores };
        let choice = match (open, sheet.agree) {
            (true, _) => "",
            (false, true) => "dong-y",
            (false, false) => "cham-lai",
        };
        let choices = [("dong-y", "Thống nhất với kết quả tự chấm"), ("cham-lai", "Chấm lại")];
        let no_class = std::iter::once((String::new(), "Không đề nghị".to_owned()));
        Self {
            name: subject.full_name,
            title: format!("{}, {}", subject.title, subject.unit_name),
            relation: show::relation(sheet.relation()),
            round: sheet.round,
            number: live.iter().position(|one| one.sheet_id == sheet.sheet_id).map_or(1, |at| at + 1),
            given,
            all: live.len(),
            skip: next_after(&live, parts.tasks, &sheet.sheet_id).map(path).unwrap_or_default(),
            open,
            submitted: sheet.state() == SheetState::Submitted,
            declared: show::class(own.declared_class()),
            own_total: own.total.as_ref().map(|total| show::points(Some(total))).unwrap_or_default(),
            table: if sheet.state() == SheetState::Submitted {
                sheet::table(parts.set, &sheet.scores, &[]).given()
            } else {
                sheet::table(parts.set, &own.scores, &[])
            },
            answers: answers(parts.answer.form.as_ref()),
            work: parts.work.filter(|work| work.summary.logs > 0),
            choice: Choices::new("agree", "Ý kiến về kết quả tự chấm", choices.map(|(value, label)| (value.to_owned(), label.to_owned())))
                .value(choice, posted)
                .mistakes(&page.problems),
            inputs: sheet::inputs(parts.set, kept, &own.scores, posted, &page.problems).advised(parts.guidance),
            strengths: Field::new("strengths", "Ưu điểm").value(sheet.strengths.clone(), posted).mistakes(&page.problems),
            limits: Field::new("limits", "Hạn chế, tồn tại").value(sheet.limits.clone(), posted).mistakes(&page.problems),
            suggested: Choices::new("suggested_class", "Đề nghị mức phân loại", no_class.chain(law::options(parts.classes)))
                .value(show::class_code(sheet.suggested_class()), posted)
                .mistakes(&page.problems),
            page,
        }
    }
}

async fn my_sheets(user: &User) -> Result<Vec<Sheet>, Halt> {
    Ok(user.calls.send(ListMySheetsRequest { page: everything() }).await?.sheets)
}

/// `GET /y-kien`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let (mut sheets, tasks) = tokio::try_join!(my_sheets(&user), tasks::mine(&user))?;
    let years = Years::new(asked.nam, &years_of(&sheets), PeriodState::Unspecified, user.app.year());
    sheets.retain(|sheet| sheet.year == years.year);
    let page = user.page(format!("Tham gia ý kiến năm {}", years.year)).back("/").years(&years);
    let view = Opinions::new(page, &sheets, &tasks, user.app.today());
    Ok(html(view.page.status(), &view))
}

/// The years in which one was asked, newest first.
fn years_of(sheets: &[Sheet]) -> Vec<PeriodYear> {
    let mut years: Vec<PeriodYear> = sheets.iter().map(|sheet| PeriodYear { year: sheet.year, farthest: 0 }).collect();
    years.sort_by_key(|one| std::cmp::Reverse(one.year));
    years.dedup();
    years
}

async fn page_of(user: &User, sheet_id: &str, problems: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let answer = user.calls.send(GetSheetRequest { sheet_id: sheet_id.to_owned() }).await?;
    let sheet = answer.sheet.clone().unwrap_or_default();
    let group = sheet.subject.as_ref().map(|subject| subject.group()).unwrap_or_default();
    let person_id = sheet.subject.as_ref().map(|subject| subject.person_id.clone()).unwrap_or_default();
    let (mut sheets, set, pack, tasks, guidance, work) = tokio::try_join!(
        my_sheets(user),
        criteria_set(user, &answer.criteria_set_id),
        pack_of(user, &sheet.period_id, group),
        tasks::mine(user),
        async { Ok(guidance::of(user, &answer.criteria_set_id).await) },
        work_of(user, person_id, sheet.year),
    )?;
    sheets.retain(|one| one.period_id == sheet.period_id);
    let classes = law::classes(pack.as_ref(), group);
    let page = user.page(format!("Ý kiến về {}", subject_name(&sheet))).back(format!("/y-kien?nam={}", sheet.year)).with(problems);
    let parts =
        Parts { answer: &answer, sheets: &sheets, set: &set, guidance: &guidance, classes: &classes, tasks: &tasks, work: work.as_ref() };
    let view = Opinion::new(page, &parts, posted);
    Ok(html(view.page.status(), &view))
}

/// The work of the subject, once worklog has heard of the review.
async fn work_of(user: &User, person_id: String, year: i32) -> Result<Option<WorkBeside>, Halt> {
    match work_beside(user, person_id, year).await {
        Ok(work) => Ok(Some(work)),
        Err(Halt::NotFound(_) | Halt::Forbidden(_)) => Ok(None),
        Err(halt) => Err(halt),
    }
}

async fn pack_of(user: &User, period_id: &str, group: EmployeeGroup) -> Result<Option<PolicyPack>, Halt> {
    let request = proto::evaluation::v1::GetPeriodRequest { period_id: period_id.to_owned() };
    let period = user.calls.send(request).await?.period.unwrap_or_default();
    let (pack_id, digest) = law::of_group(&period, group);
    law::pack(user, pack_id, digest).await
}

/// `GET /y-kien/{sheet}`.
pub async fn show(user: User, Path(sheet): Path<String>) -> Result<Response, Halt> {
    page_of(&user, &sheet, Vec::new(), None).await
}

/// `POST /y-kien/{sheet}`: gives the opinion and goes on to the next colleague.
pub async fn submit(user: User, Path(sheet_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let answer = user.calls.send(GetSheetRequest { sheet_id: sheet_id.clone() }).await?;
    let set = criteria_set(&user, &answer.criteria_set_id).await?;
    let mut mistakes = Vec::new();
    let agree = posted.get("agree") == "dong-y";
    if posted.get("agree").is_empty() {
        mistakes.push(Mistake { field: "agree".to_owned(), message: "Hãy chọn «Thống nhất» hoặc «Chấm lại».".to_owned() });
    }
    let scores = if agree { Vec::new() } else { sheet::read(&posted, &set, &mut mistakes) };
    if mistakes.is_empty() {
        let request = SubmitReviewRequest {
            request_id: posted.request_id(),
            sheet_id: sheet_id.clone(),
            agree,
            scores,
            strengths: posted.lines("strengths"),
            limits: posted.lines("limits"),
            suggested_class: show::class_of(posted.get("suggested_class")) as i32,
        };
        match user.calls.send(request).await {
            Ok(_) => {
                let sheets = my_sheets(&user).await?;
                let next = next_after(&live(&sheets), &tasks::mine(&user).await?, &sheet_id).map_or_else(|| "/y-kien".to_owned(), path);
                return Ok(go(&next, "gui-y-kien"));
            }
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    page_of(&user, &sheet_id, mistakes, Some(&posted)).await
}
