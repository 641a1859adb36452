//! Quyết định: the agency head (or the higher authority) decides one by one or in a table, then publishes.

pub mod one;
pub mod publish;
pub mod table;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use kernel::Exact;
use proto::common::v1::Class;
use proto::evaluation::v1::{GetPeriodRequest, GetPeriodResponse, ListRecordsRequest, Record, RecordState, Task, TaskKind};
use proto::identity::v1::SystemRole;
use proto::scoring::v1::{EarlierClasses, ListEarlierClassesRequest, ListQuotaCountsRequest, QuotaCount};
use regulation::{Cap, Flag};
use serde::Deserialize;

use crate::field::{Choices, Tag};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::dossier::{gap, if_any};
use crate::pages::oversight::record_at;
use crate::pages::years::with_other_periods;
use crate::pages::{everything, tasks};
use crate::session::User;
use crate::show;

/// `?xep=diem&loc=cho`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    xep: String,
    #[serde(default)]
    loc: String,
}

/// What stands beside the records of an agency.
#[derive(Default)]
pub struct Beside {
    /// The classes of the years before.
    pub earlier: Vec<EarlierClasses>,
    /// How far ceilings are filled.
    pub quotas: Vec<QuotaCount>,
}

#[derive(Template)]
#[template(path = "decisions.html")]
pub struct Decisions {
    page: Page,
    agency: String,
    state: &'static str,
    waiting: usize,
    decided: usize,
    order: Choices,
    filter: Choices,
    classes: Vec<(String, usize)>,
    quotas: Vec<String>,
    rows: Vec<DecisionRow>,
    /// Where many are decided at once; empty when nothing waits for the reader.
    table: String,
    /// Empty when the reader may not publish, or not yet.
    publish: String,
}

/// One person in the list.
pub struct DecisionRow {
    record_id: String,
    pub href: String,
    pub waits: bool,
    pub name: String,
    pub title: String,
    pub unit: String,
    pub self_total: String,
    pub r360: String,
    pub gap: String,
    /// What the formula of the regulation gives.
    pub computed: String,
    /// A dash before the decision.
    pub decided: String,
    pub class: Tag,
    pub earlier: String,
    pub warnings: Vec<String>,
    pub state: Tag,
    points: i32,
    distance: Option<Exact>,
    of_class: Class,
}

const ORDERS: [(&str, &str); 5] = [
    ("", "Việc cần xem trước"),
    ("ten", "Tên"),
    ("don-vi", "Đơn vị"),
    ("diem", "Tổng điểm, cao trước"),
    ("chenh", "Chênh lệch, lớn trước"),
];

/// What the list can be cut down to: what waits, what is flagged, or one class.
fn filters() -> impl Iterator<Item = (&'static str, &'static str)> {
    let classes = regulation::Class::ALL.map(|class| (class.code(), class.vi()));
    [("", "Tất cả"), ("cho", "Chờ quyết định"), ("luu-y", "Có lưu ý")].into_iter().chain(classes)
}

impl Decisions {
    /// The list, in the order and as far as asked for; the distribution is always of everybody.
    pub fn new(page: Page, wanted: &Wanted, period: &GetPeriodResponse, records: &[Record], tasks: &[Task], beside: &Beside) -> Self {
        let mut rows = rows(records, beside);
        let of_period = period.period.as_ref().map(|period| period.period_id.as_str()).unwrap_or_default();
        let mine: Vec<&Task> = tasks.iter().filter(|task| task.kind() == TaskKind::Decide && task.period_id == of_period).collect();
        // Who decides here sees who waits for them; others see who waits for anybody.
        if !mine.is_empty() {
            for row in &mut rows {
                row.waits = mine.iter().any(|task| task.record_id == row.record_id);
            }
        }
        let classes = distribution(&rows);
        let waiting = rows.iter().filter(|row| row.waits).count();
        rows.retain(|row| kept(row, &wanted.loc));
        rows.sort_by(|a, b| ordered(a, b, &wanted.xep).then_with(|| kernel::text::compare_names(&a.name, &b.name)));
        let shown = period.period.clone().unwrap_or_default();
        let choices = |name: &str, legend: &str, all: Vec<(&str, &str)>, chosen: &str| {
            Choices::new(name, legend, all.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned()))).value(chosen, None)
        };
        let here = |page: &str| format!("/quyet-dinh/{}/{page}", shown.period_id);
        let decides = !mine.is_empty();
        let elsewhere = tasks.iter().any(|task| task.kind() == TaskKind::Decide && task.period_id != shown.period_id);
        let laws = beside.quotas.iter().map(|count| &count.pack_id).collect::<BTreeSet<_>>().len();
        Self {
            agency: shown.agency_name.clone(),
            state: show::period_state(shown.state()),
            waiting,
            decided: records.iter().filter(|record| is_decided(record.state())).count(),
            order: choices("xep", "Xếp theo", ORDERS.to_vec(), &wanted.xep),
            filter: choices("loc", "Chỉ xem", filters().collect(), &wanted.loc),
            classes,
            quotas: beside.quotas.iter().map(|count| quota(count, laws)).collect(),
            table: match (decides, elsewhere) {
                (true, true) => "/quyet-dinh".to_owned(),
                (true, false) => here("bang"),
                (false, _) => String::new(),
            },
            publish: if tasks::waits(tasks, TaskKind::Publish, &shown.period_id) { here("cong-khai") } else { String::new() },
            rows,
            page,
        }
    }
}

/// The evaluated people of an agency.
pub fn rows(records: &[Record], beside: &Beside) -> Vec<DecisionRow> {
    let earlier: BTreeMap<&str, &EarlierClasses> = beside.earlier.iter().map(|one| (one.record_id.as_str(), one)).collect();
    let evaluated = records.iter().filter(|record| record.state() != RecordState::NotEvaluated);
    evaluated.map(|record| row(record, earlier.get(record.record_id.as_str()).copied())).collect()
}

fn kept(row: &DecisionRow, filter: &str) -> bool {
    match filter {
        "cho" => row.waits,
        "luu-y" => !row.warnings.is_empty(),
        code => code.is_empty() || row.of_class == show::class_of(code),
    }
}

fn ordered(a: &DecisionRow, b: &DecisionRow, order: &str) -> Ordering {
    match order {
        "ten" => Ordering::Equal,
        "don-vi" => kernel::text::compare_words(&a.unit, &b.unit),
        "diem" => b.points.cmp(&a.points),
        "chenh" => b.distance.cmp(&a.distance),
        _ => (!a.waits, a.warnings.is_empty()).cmp(&(!b.waits, b.warnings.is_empty())),
    }
}

/// How many have which class, each under the name that the law of the year gives it.
fn distribution(rows: &[DecisionRow]) -> Vec<(String, usize)> {
    let of = |class: Class| rows.iter().filter(move |row| row.of_class == class);
    show::classes().into_iter().filter_map(|class| Some((of(class).next()?.class.text.clone(), of(class).count()))).collect()
}

/// How far a ceiling is filled. It is told; whom it concerns is for the head to say.
fn quota(count: &QuotaCount, laws: usize) -> String {
    let of = match show::group(count.group()) {
        // Under several laws each counts its own people.
        "" if laws > 1 => format!("Những người theo bộ {}", count.pack_id),
        "" => "Toàn cơ quan".to_owned(),
        group => group.to_owned(),
    };
    let left = if count.over > 0 { format!("vượt {} người", count.over) } else { format!("còn {} người", count.free) };
    format!("{of}: đã quyết định {} {}/{} được phép ({left})", show::class(count.class()), count.holders, count.allowed)
}

fn is_decided(state: RecordState) -> bool {
    matches!(state, RecordState::Decided | RecordState::Published | RecordState::Appealed | RecordState::Archived)
}

/// The class as far as it is known: before the opinions are closed nothing is being computed.
fn class(record: &Record) -> Tag {
    match (&record.outcome, record.state()) {
        (Some(outcome), _) => show::class_tag(outcome.class(), &outcome.label),
        (None, RecordState::MinutesReady | RecordState::DirectReviewed) => Tag::new("Đang tính", "grey"),
        (None, _) => Tag::new("–", ""),
    }
}

/// What the direct head proposes where it is another total than the computed one (article 5.2c).
fn proposal(record: &Record) -> Option<String> {
    let verification = record.verification.as_ref()?;
    let proposed = verification.proposed_total.as_ref()?;
    let computed = record.outcome.as_ref().and_then(|outcome| outcome.total.as_ref());
    let why = if verification.reason.is_empty() { String::new() } else { format!(": {}", verification.reason) };
    (computed != Some(proposed)).then(|| format!("Thủ trưởng trực tiếp đề nghị tổng điểm {}{why}", show::points(Some(proposed))))
}

fn row(record: &Record, earlier: Option<&EarlierClasses>) -> DecisionRow {
    let subject = record.subject.clone().unwrap_or_default();
    let outcome = record.outcome.clone().unwrap_or_default();
    let flags = outcome.flags.iter().map(|code| Flag::words(code));
    let caps = outcome.caps.iter().map(|code| Cap::words(code));
    let distance = outcome.self_total.parse::<Exact>().ok().zip(outcome.r360.parse::<Exact>().ok());
    DecisionRow {
        record_id: record.record_id.clone(),
        href: format!("/quyet-dinh/ho-so/{}", record.record_id),
        waits: show::awaits_decision(record),
        name: subject.full_name,
        title: subject.title,
        unit: subject.unit_name,
        self_total: show::decimal(&outcome.self_total),
        r360: show::decimal(&outcome.r360),
        gap: gap(&outcome.self_total, &outcome.r360),
        computed: show::decimal(&outcome.base),
        decided: show::points(outcome.total.as_ref().filter(|_| is_decided(record.state()))),
        class: class(record),
        earlier: earlier.map(years_before).unwrap_or_default(),
        warnings: proposal(record).into_iter().chain(flags.chain(caps).map(str::to_owned)).collect(),
        state: show::state_of(record),
        points: outcome.total.as_ref().map_or(-1, |total| total.hundredths),
        distance: distance.map(|(own, others)| (&own - &others).abs()),
        of_class: outcome.class(),
    }
}

/// `2018: Tốt; 2017: không đánh giá`.
pub fn years_before(earlier: &EarlierClasses) -> String {
    let year = |one: &proto::scoring::v1::EarlierClass| format!("{}: {}", one.year, show::class_in_brief(one.class()));
    earlier.years.iter().map(year).collect::<Vec<_>>().join("; ")
}

/// Where the head goes on: the first who waits in the same period, by name, or the list when nobody does.
pub fn next_waiting(period_id: &str, tasks: &[Task]) -> String {
    let mut waiting: Vec<&Task> = tasks.iter().filter(|task| task.kind() == TaskKind::Decide && task.period_id == period_id).collect();
    waiting.sort_by(|a, b| kernel::text::compare_names(&a.subject_name, &b.subject_name));
    waiting.first().map_or_else(|| format!("/quyet-dinh/{period_id}"), |task| format!("/quyet-dinh/ho-so/{}", task.record_id))
}

async fn records(user: &User, period_id: &str) -> Result<Vec<Record>, Halt> {
    let request = ListRecordsRequest { page: everything(), period_id: period_id.to_owned(), ..ListRecordsRequest::default() };
    Ok(user.calls.send(request).await?.records)
}

async fn beside(user: &User, period: &GetPeriodResponse) -> Result<Beside, Halt> {
    let (agency_id, year) = period.period.as_ref().map(|period| (period.agency_id.clone(), period.year)).unwrap_or_default();
    let request = ListEarlierClassesRequest { agency_id: agency_id.clone(), year, page: everything(), reason: String::new() };
    // Auditors look into a record with a reason; nobody asks them for one here.
    let earlier = async { if user.me.holds(&[SystemRole::Auditor]) { Ok(Default::default()) } else { user.calls.send(request).await } };
    let (earlier, quotas) = tokio::join!(earlier, user.calls.send(ListQuotaCountsRequest { agency_id, year, page: everything() }),);
    Ok(Beside {
        earlier: if_any(earlier)?.map(|answer| answer.people).unwrap_or_default(),
        quotas: if_any(quotas)?.map(|answer| answer.counts).unwrap_or_default(),
    })
}

fn title(period: &GetPeriodResponse) -> String {
    format!("Quyết định kết quả năm {}", period.period.as_ref().map(|period| period.year).unwrap_or_default())
}

/// `GET /quyet-dinh/{period}`.
pub async fn list(user: User, Path(period_id): Path<String>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let period = user.calls.send(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let (records, tasks) = (records(&user, &period_id).await?, tasks::mine(&user).await?);
    let beside = beside(&user, &period).await?;
    let of = period.period.clone().unwrap_or_default();
    let page = with_other_periods(&user, user.page(title(&period)).back("/"), &of, |one| format!("/quyet-dinh/{}", one.period_id)).await?;
    let mut view = Decisions::new(page, &wanted, &period, &records, &tasks, &beside);
    for row in &mut view.rows {
        row.href = record_at(&user.me, "/quyet-dinh/ho-so", &row.record_id);
    }
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_counts_as_decided_and_only_who_may_publish_is_offered_it() {
        let period = GetPeriodResponse {
            period: Some(proto::evaluation::v1::Period { period_id: "ky".into(), ..Default::default() }),
            ..Default::default()
        };
        let records = [RecordState::Published, RecordState::Decided, RecordState::In360]
            .map(|state| Record { state: state.into(), ..Record::default() });
        let publish = Task { kind: TaskKind::Publish.into(), period_id: "ky".into(), ..Task::default() };
        let view = Decisions::new(Page::plain("x"), &Wanted::default(), &period, &records, &[publish], &Beside::default());
        assert_eq!((view.decided, view.publish.as_str()), (2, "/quyet-dinh/ky/cong-khai"));
        assert!(view.rows.iter().all(|row| row.class.text == "–"), "nothing is being computed");
        assert_eq!(Decisions::new(Page::plain("x"), &Wanted::default(), &period, &records, &[], &Beside::default()).publish, "");
    }
}
