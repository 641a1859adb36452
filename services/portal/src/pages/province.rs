//! Tiến độ toàn tỉnh: how far every agency is, and what came of it, in numbers.

mod outcomes;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::common::v1::{Day, PageRequest};
use proto::evaluation::v1::{ListProgressRequest, ListProgressResponse, PeriodState, Progress, RecordState};
use proto::identity::v1::{ListUnitsRequest, Unit, UnitKind};

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years};
use crate::session::User;
use crate::show;
use outcomes::Outcomes;

/// Kinds of agencies in the order that offices list them.
const KINDS: [(UnitKind, &str); 5] = [
    (UnitKind::Department, "Sở, ban, ngành"),
    (UnitKind::District, "UBND cấp huyện"),
    (UnitKind::Commune, "UBND cấp xã"),
    (UnitKind::PublicService, "Đơn vị sự nghiệp công lập cấp tỉnh"),
    (UnitKind::Association, "Hội được giao biên chế"),
];
const OTHER: &str = "Cơ quan khác";

#[derive(Template)]
#[template(path = "province.html")]
pub struct Province {
    page: Page,
    figures: Vec<(&'static str, String)>,
    tiles: Vec<Tiles>,
    rows: Vec<Row>,
    outcomes: Vec<Outcomes>,
}

/// The agencies of one kind, side by side.
pub struct Tiles {
    kind: &'static str,
    late: usize,
    agencies: Vec<Tile>,
}

/// One agency as a tile.
pub struct Tile {
    href: String,
    name: String,
    state: Tag,
}

/// One agency as a line.
pub struct Row {
    anchor: String,
    href: String,
    name: String,
    stage: String,
    due_on: String,
    submitted: String,
    reviewed: String,
    verified: String,
    decided: String,
    overdue: i32,
    state: Tag,
    days_late: i32,
    kind: &'static str,
}

/// How many records have come how far.
#[derive(Clone, Copy, Default)]
struct Counts {
    people: i32,
    /// Those who assess themselves and are verified: all but who is evaluated on paper.
    here: i32,
    submitted: i32,
    verified: i32,
    decided: i32,
}

impl Counts {
    fn of(progress: &Progress) -> Self {
        let in_states = |states: &[RecordState]| -> i32 {
            let short = |state: &RecordState| state.as_str_name().trim_start_matches("RECORD_STATE_");
            states.iter().filter_map(|state| progress.records_by_state.get(short(state))).sum()
        };
        let paper = progress.settled_on_paper;
        let decided = in_states(&[RecordState::Decided, RecordState::Published, RecordState::Appealed, RecordState::Archived]);
        let verified = decided - paper + in_states(&[RecordState::DirectReviewed]);
        let submitted = verified + in_states(&[RecordState::SelfSubmitted, RecordState::In360, RecordState::MinutesReady]);
        let here = submitted + in_states(&[RecordState::SelfDraft]);
        Self { people: here + paper + in_states(&[RecordState::PaperEntry]), here, submitted, verified, decided }
    }
}

impl Province {
    /// The agencies, the latest first, and what the published results came to.
    pub fn new(page: Page, year: i32, progress: &ListProgressResponse, agencies: &[Unit]) -> Self {
        let kinds: BTreeMap<&str, &'static str> = agencies.iter().map(|unit| (unit.unit_id.as_str(), kind(unit.kind()))).collect();
        let of_kind = |agency_id: &str| kinds.get(agency_id).copied().unwrap_or(OTHER);
        let mut rows: Vec<Row> = progress.agencies.iter().filter_map(|one| row(one, year, of_kind)).collect();
        let open: Vec<&str> =
            progress.agencies.iter().filter_map(|one| one.period.as_ref()).map(|period| period.agency_id.as_str()).collect();
        let unopened = agencies.iter().filter(|unit| progress.whole_province && !open.contains(&unit.unit_id.as_str()));
        rows.extend(unopened.filter(|unit| unit.kind() != UnitKind::Province).map(|unit| not_open(unit, of_kind(&unit.unit_id))));
        rows.sort_by(|a, b| (Reverse((a.days_late, a.overdue)), &a.name).cmp(&(Reverse((b.days_late, b.overdue)), &b.name)));
        let order = KINDS.iter().map(|(_, name)| *name).chain([OTHER]);
        Self {
            figures: figures(progress, rows.len()),
            tiles: order.map(|kind| tiles(kind, &rows)).filter(|tiles| !tiles.agencies.is_empty()).collect(),
            outcomes: outcomes::tables(&progress.agencies, of_kind),
            rows,
            page,
        }
    }
}

fn kind(kind: UnitKind) -> &'static str {
    KINDS.iter().find(|(one, _)| *one == kind).map_or(OTHER, |(_, name)| name)
}

fn figures(progress: &ListProgressResponse, agencies: usize) -> Vec<(&'static str, String)> {
    let counts: Vec<Counts> = progress.agencies.iter().map(Counts::of).collect();
    let sum = |count: fn(&Counts) -> i32| show::count(counts.iter().map(|one| i64::from(count(one))).sum());
    let late = progress.agencies.iter().filter(|one| one.days_late > 0).count();
    let number = |count: usize| show::count(i64::try_from(count).unwrap_or(i64::MAX));
    vec![
        ("Cơ quan chậm", number(late)),
        ("Cơ quan đã mở kỳ", number(progress.agencies.len())),
        ("Cơ quan chưa mở kỳ", number(agencies.saturating_sub(progress.agencies.len()))),
        ("Người được đánh giá", sum(|one| one.people)),
        ("Đã nộp tự đánh giá", sum(|one| one.submitted)),
        ("Đã quyết định", sum(|one| one.decided)),
    ]
}

fn tiles(kind: &'static str, rows: &[Row]) -> Tiles {
    let of_kind: Vec<&Row> = rows.iter().filter(|row| row.kind == kind).collect();
    let tile = |row: &&Row| Tile { href: format!("#{}", row.anchor), name: row.name.clone(), state: row.state.clone() };
    Tiles { kind, late: of_kind.iter().filter(|row| row.days_late > 0).count(), agencies: of_kind.iter().map(tile).collect() }
}

fn row(progress: &Progress, year: i32, of_kind: impl Fn(&str) -> &'static str) -> Option<Row> {
    let period = progress.period.as_ref()?;
    let counts = Counts::of(progress);
    let of = |count: i32, all: i32| format!("{count}/{all}");
    let last = period.deadlines.clone().unwrap_or_default();
    let due_on = match period.state() {
        PeriodState::Planned | PeriodState::Logging | PeriodState::SelfOpen => last.self_by,
        PeriodState::Review360Open | PeriodState::Minutes => last.review_by,
        PeriodState::DirectReview => last.verify_by,
        PeriodState::Decision => last.decide_by,
        _ => None,
    };
    let public = matches!(period.state(), PeriodState::Published | PeriodState::Appeal | PeriodState::Archived);
    let state = match progress.days_late {
        0 if public => Tag::new("Đã công khai", "green"),
        0 => Tag::new("Đúng hạn", "blue"),
        days => Tag::new(format!("Chậm {days} ngày"), "red"),
    };
    Some(Row {
        anchor: format!("co-quan-{}", period.agency_id),
        href: format!("/co-quan/{}?nam={year}", period.agency_id),
        name: period.agency_name.clone(),
        stage: show::period_state(period.state()).to_owned(),
        due_on: show::day(due_on.as_ref()),
        submitted: of(counts.submitted, counts.here),
        reviewed: format!("{}/{}", progress.sheets_submitted, progress.sheets_assigned),
        verified: of(counts.verified, counts.here),
        decided: of(counts.decided, counts.people),
        overdue: progress.overdue,
        state,
        days_late: progress.days_late,
        kind: of_kind(&period.agency_id),
    })
}

fn not_open(unit: &Unit, kind: &'static str) -> Row {
    let none = || "–".to_owned();
    Row {
        anchor: format!("co-quan-{}", unit.unit_id),
        href: String::new(),
        name: unit.name.clone(),
        stage: "Chưa mở kỳ".to_owned(),
        due_on: none(),
        submitted: none(),
        reviewed: none(),
        verified: none(),
        decided: none(),
        overdue: 0,
        state: Tag::new("Chưa mở kỳ", "grey"),
        days_late: 0,
        kind,
    }
}

/// `GET /toan-tinh`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let first = Some(PageRequest { page_size: 1, page_token: String::new() });
    let known = user.calls.send(ListProgressRequest { page: first, year: 0 }).await?.years;
    let years = Years::new(asked.nam, &known, PeriodState::SelfOpen, user.app.year());
    let year = years.year;
    let progress = user.calls.send(ListProgressRequest { page: everything(), year }).await?;
    let last_day = Some(Day { iso: format!("{year:04}-12-31") });
    let request = ListUnitsRequest { page: everything(), as_of: last_day, agencies_only: true, ..Default::default() };
    let agencies = user.calls.send(request).await?.units;
    let view = Province::new(user.page(format!("Tiến độ toàn tỉnh năm {year}")).years(&years), year, &progress, &agencies);
    Ok(html(view.page.status(), &view))
}
