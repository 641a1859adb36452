//! Nhật ký công tác: what somebody handed in of their work, in place of the book (article 10).

use chrono::{Days, NaiveDate};
use contract::announced;
use documents::model::{Labelled, Signer, WorkTable};
use events::Error;
use kernel::{Refusal, date};
use proto::identity::v1::Person;
use proto::reporting::v1::{DiaryFigure, DiaryRow};
use proto::worklog::v1::{ApprovalState, Cadence, DelayState, Log, LogEntry, Outcome, Timeliness};
use regulation::Relation;
use reporting_domain::diary::{Figures, HandedIn, Progress, Work, corrected};
use reporting_domain::{error, signing};
use runtime::Ctx;
use uuid::Uuid;

use super::{Office, labelled, letterhead};
use crate::{store, wire};

/// A month or a whole year.
pub(crate) struct Period {
    pub year: i32,
    pub month: Option<u32>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// The period that a request names; month 0 is the whole year.
    ///
    /// # Errors
    /// `FIELD_INVALID` naming the field.
    pub(crate) fn asked(year: i32, month: i32) -> Result<Self, Refusal> {
        let year = wire::asked_year(year)?;
        let refuse = || error::field_invalid("month", "Hãy chọn tháng từ 1 đến 12, hoặc cả năm.");
        let month = u32::try_from(month).map_err(|_| refuse())?;
        let (first, months) = if month == 0 { (1, 12) } else { (month, 1) };
        let from = NaiveDate::from_ymd_opt(year, first, 1).ok_or_else(refuse)?;
        let to = date::add_months(from, months) - Days::new(1);
        Ok(Self { year, month: (month > 0).then_some(month), from, to })
    }

    /// `Tháng 6 năm 2019` or `Năm 2019`.
    pub(crate) fn title(&self) -> String {
        self.month.map_or_else(|| format!("Năm {}", self.year), |month| format!("Tháng {month} năm {}", self.year))
    }
}

/// Where somebody stood at the end of a period.
pub(crate) struct Whose {
    pub title: String,
    /// Unit and agency.
    pub place: String,
    pub office: Office,
}

/// None for who never held a post.
pub(crate) async fn whose(ctx: &Ctx, person: &Person, period: &Period) -> Result<Option<Whose>, Error> {
    let last = period.to.min(date::office_day(ctx.now()));
    let Some(post) = wire::post_on(person, last) else { return Ok(None) };
    let agency = store::unit(&ctx.db, announced::id::<Uuid>("an id", &post.agency_id)?).await?.ok_or_else(error::still_arriving)?;
    let unit = store::unit(&ctx.db, announced::id::<Uuid>("an id", &post.unit_id)?).await?.ok_or_else(error::still_arriving)?;
    let office = Office::of(ctx, &agency).await?;
    let place = if unit.unit_id == agency.unit_id { agency.name.clone() } else { format!("{}, {}", unit.name, agency.name) };
    Ok(Some(Whose { title: post.title.clone(), place, office }))
}

pub(crate) fn diary(
    person: &Person,
    whose: &Whose,
    approver: Option<&Person>,
    logs: &[Log],
    period: &Period,
    today: NaiveDate,
) -> WorkTable {
    let columns = [
        ("STT", 9),
        ("Ngày/Tuần", 24),
        ("Công việc đã hoàn thành", 62),
        ("Theo danh mục/phát sinh", 38),
        ("Sản phẩm, minh chứng", 32),
        ("Thời hạn; hoàn thành", 23),
        ("Kết quả", 26),
        ("Phê duyệt, trả lại, đính chính", 44),
    ];
    let row = |(index, row): (usize, DiaryRow)| {
        let day = |label: &str, day: Option<NaiveDate>| day.map(|day| format!("{label} {}", date::vi(day)));
        let days = [day("Hạn", contract::day(row.due_on.as_ref())), day("Xong", contract::day(row.done_on.as_ref()))];
        let days = days.into_iter().flatten().collect::<Vec<_>>().join("\n");
        vec![(index + 1).to_string(), row.span, row.content, row.source, row.product, days, row.outcome, row.standing.join("\n")]
    };
    let identity = [("Họ và tên", &person.full_name), ("Chức vụ, chức danh", &whose.title), ("Đơn vị công tác", &whose.place)];
    let own = Signer { lines: vec!["Người ghi nhật ký".to_owned()], name: person.full_name.clone() };
    let head = approver.map(|head| {
        let title = wire::post_on(head, today).map_or("", |post| &post.title);
        let lines = [Relation::DirectHead.vi().to_owned()].into_iter().chain(signing::of_post(title)).collect();
        Signer { lines, name: head.full_name.clone() }
    });
    let figures = diary_figures(logs).into_iter().map(|figure| Labelled { label: figure.label, value: figure.value }).collect();
    WorkTable {
        letterhead: letterhead(&whose.office, String::new(), today),
        title: "Nhật ký công tác".to_owned(),
        subtitle: period.title(),
        identity: identity.map(|(label, value)| labelled(label, value.clone())).into(),
        columns: columns.map(|(name, share)| (name.to_owned(), share)).into(),
        rows: diary_rows(logs).into_iter().enumerate().map(row).collect(),
        facts: figures,
        signers: [own].into_iter().chain(head).collect(),
        signatures: Vec::new(),
        recipients: Vec::new(),
    }
}

/// Every piece of work, the versions that were corrected too: a book strikes out, it tears nothing out.
pub(crate) fn diary_rows(logs: &[Log]) -> Vec<DiaryRow> {
    let handed_in: Vec<HandedIn<'_>> = logs.iter().map(handed_in).collect();
    let gone = corrected(&handed_in);
    let rows = |log: &Log| {
        let span = span(log);
        let mut standing = Some(standing(log, gone.contains(log.log_id.as_str())));
        log.entries.iter().map(|entry| row(&span, entry, standing.take().unwrap_or_default())).collect::<Vec<_>>()
    };
    logs.iter().flat_map(rows).collect()
}

fn row(span: &str, entry: &LogEntry, standing: Vec<String>) -> DiaryRow {
    let source = match (entry.work_item_id.is_empty(), entry.item_content.as_str()) {
        (true, _) => "Phát sinh",
        (false, "") => "Theo danh mục công việc",
        (false, item) => item,
    };
    let files = entry.attachments.iter().map(|file| format!("Tệp: {}", file.name));
    let product = [&entry.product, &entry.evidence_url].into_iter().filter(|text| !text.is_empty()).cloned().chain(files);
    DiaryRow {
        span: span.to_owned(),
        content: entry.content.clone(),
        source: source.to_owned(),
        product: product.collect::<Vec<_>>().join("\n"),
        due_on: entry.due_on.clone(),
        done_on: entry.done_on.clone(),
        outcome: outcome(entry),
        standing,
    }
}

fn span(log: &Log) -> String {
    let Some(first) = contract::day(log.starts_on.as_ref()) else { return String::new() };
    match log.cadence() {
        Cadence::Week => format!("Tuần {} – {}", date::vi(first), date::vi(first + Days::new(6))),
        Cadence::Unspecified | Cadence::Day => format!("Ngày {}", date::vi(first)),
    }
}

fn outcome(entry: &LogEntry) -> String {
    let went = match entry.outcome() {
        Outcome::Unspecified => "",
        Outcome::Ahead => "Vượt tiến độ",
        Outcome::OnTime => "Đúng tiến độ",
        Outcome::Late => "Chậm tiến độ",
        Outcome::Unfinished => "Chưa hoàn thành",
    };
    let word = match entry.delay_state() {
        DelayState::Unspecified => return went.to_owned(),
        DelayState::Claimed => "chờ xác nhận",
        DelayState::Confirmed => "đã xác nhận",
        DelayState::Rejected => "không được chấp nhận",
    };
    let answer = if entry.delay_answer.is_empty() { String::new() } else { format!(": {}", entry.delay_answer) };
    format!("{went}. Nguyên nhân khách quan: {} ({word}{answer})", entry.delay_reason)
}

/// The way of a log, a line each.
fn standing(log: &Log, is_corrected: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if log.edition > 1 {
        lines.push(format!("Bản đính chính lần {}: {}", log.edition - 1, log.correction_reason));
    }
    for back in &log.returns {
        lines.push(format!("Trả lại: {}. Lý do: {}", wire::signed(back.by.as_ref()), back.reason));
    }
    match log.state() {
        ApprovalState::Approved if !log.approval_note.is_empty() => lines.push(log.approval_note.clone()),
        ApprovalState::Approved => lines.push(format!("Phê duyệt: {}", wire::signed(log.approved_by.as_ref()))),
        ApprovalState::Submitted => lines.push("Đang chờ phê duyệt".to_owned()),
        ApprovalState::Returned => lines.push("Đang sửa sau khi bị trả lại".to_owned()),
        ApprovalState::Draft | ApprovalState::Unspecified => {}
    }
    match log.timeliness() {
        Timeliness::Late => lines.push("Nộp muộn".to_owned()),
        Timeliness::Excused => lines.push("Nộp muộn vì đi cơ sở".to_owned()),
        Timeliness::Unspecified | Timeliness::OnTime => {}
    }
    if is_corrected {
        lines.push("Đã có bản đính chính được phê duyệt; bản này giữ để đối chiếu, không tính".to_owned());
    }
    lines
}

/// What the logs add up to, label by label.
pub(crate) fn diary_figures(logs: &[Log]) -> Vec<DiaryFigure> {
    let figures = Figures::of(&logs.iter().map(handed_in).collect::<Vec<_>>());
    let arising = figures.works - figures.planned;
    let parts = [
        ("Bảng kê đã phê duyệt", format!("{} trong {} bảng kê đã trình", figures.approved, figures.logs)),
        ("Công việc trong bảng kê đã phê duyệt", format!("{}: theo danh mục {}, phát sinh {arising}", figures.works, figures.planned)),
        (
            "Kết quả",
            format!(
                "vượt tiến độ {}, đúng tiến độ {}, chậm tiến độ {}, chưa hoàn thành {}; trong đó có nguyên nhân khách quan {}",
                figures.ahead, figures.on_time, figures.late, figures.unfinished, figures.excused
            ),
        ),
    ];
    parts.map(|(label, value)| DiaryFigure { label: label.to_owned(), value }).into()
}

fn handed_in(log: &Log) -> HandedIn<'_> {
    let work = |entry: &LogEntry| {
        let progress = match entry.outcome() {
            // Nothing is approved without an outcome.
            Outcome::Unspecified => return None,
            Outcome::Ahead => Progress::Ahead,
            Outcome::OnTime => Progress::OnTime,
            Outcome::Late => Progress::Late,
            Outcome::Unfinished => Progress::Unfinished,
        };
        Some(Work { planned: !entry.work_item_id.is_empty(), progress, excused: entry.delay_state() == DelayState::Confirmed })
    };
    HandedIn {
        id: &log.log_id,
        corrects: &log.corrects_log_id,
        approved: log.state() == ApprovalState::Approved,
        works: log.entries.iter().filter_map(work).collect(),
    }
}
