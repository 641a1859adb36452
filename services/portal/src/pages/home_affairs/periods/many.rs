//! The periods of all agencies at once: opened with deadlines by kind of agency, moved on together; who is refused is told with the reason.
//!
//! Agencies are asked one by one, each with a request id that follows from the form's: a list of 200 agencies lives in no single call,
//! and sending the form again goes on where it stopped.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use futures::StreamExt;
use futures::future::BoxFuture;
use proto::common::v1::EmployeeGroup;
use proto::evaluation::v1::{AdvancePeriodRequest, Deadlines, GroupPack, ListPeriodsRequest, OpenPeriodRequest, Period, PeriodState};
use proto::identity::v1::{Unit, UnitKind};
use proto::scoring::v1::{GetLawOfYearRequest, GroupLaw, ListPolicyPacksRequest, PolicyPack};
use rpc::Problem;
use sha2::{Digest, Sha256};

use super::super::{agencies, period, today};
use super::{DEADLINES, deadlines_of};
use crate::field::{Choices, Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, html};
use crate::pages::years::Years;
use crate::pages::{OfYear, everything};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Agencies that are asked at the same time.
const AT_ONCE: usize = 8;
/// Nobody waits longer for a page; whoever is left is told to be, and comes with the next press of the button.
const MOST: Duration = Duration::from_secs(25);

/// Kinds of agencies that may have deadlines of their own, as (prefix of the inputs, kind, name).
const KINDS: [(&str, UnitKind, &str); 5] = [
    ("so", UnitKind::Department, "Sở, ban, ngành"),
    ("huyen", UnitKind::District, "Ủy ban nhân dân cấp huyện"),
    ("xa", UnitKind::Commune, "Ủy ban nhân dân cấp xã"),
    ("su-nghiep", UnitKind::PublicService, "Đơn vị sự nghiệp công lập"),
    ("hoi", UnitKind::Association, "Hội được giao biên chế"),
];

/// Groups that are asked about together, as (name of the input, groups, question).
const FAMILIES: [(&str, &[EmployeeGroup], &str); 4] = [
    ("packs[CB]", &[EmployeeGroup::Cb], "Cán bộ"),
    ("packs[CC_KLD]", &[EmployeeGroup::CcKld, EmployeeGroup::CcLd], "Công chức"),
    ("packs[VC_KLD]", &[EmployeeGroup::VcKld, EmployeeGroup::VcLd], "Viên chức"),
    ("packs[NLD]", &[EmployeeGroup::Nld], "Người lao động"),
];

/// Selects of the packs of a year, one for each family of groups, with what is proposed chosen.
pub fn pack_choices(packs: &[PolicyPack], law: &[GroupLaw], posted: Option<&Posted>, problems: &[Mistake]) -> Vec<Choices> {
    let ask = |(name, groups, label): (&str, &[EmployeeGroup], &str)| {
        let fits = |pack: &&PolicyPack| pack.groups().any(|group| groups.contains(&group));
        let option = |pack: &PolicyPack| (pack.pack_id.clone(), format!("{} – {}", pack.pack_id, pack.title));
        let options = std::iter::once((String::new(), "Chọn".to_owned())).chain(packs.iter().filter(fits).map(option));
        let proposed = law.iter().find(|law| law.published && groups.contains(&law.group()));
        let proposed = proposed.map(|law| law.pack_id.as_str()).unwrap_or_default();
        Choices::new(name, label, options).value(proposed, posted).mistakes(problems)
    };
    FAMILIES.into_iter().map(ask).collect()
}

/// The packs that were chosen; a mistake where none was.
pub fn packs(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Vec<GroupPack> {
    let mut chosen: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for (name, groups, _) in FAMILIES {
        let pack = posted.chosen(name, mistakes);
        chosen.entry(pack).or_default().extend(groups.iter().map(|group| *group as i32));
    }
    chosen.into_iter().map(|(pack_id, groups)| GroupPack { groups, pack_id, ..GroupPack::default() }).collect()
}

/// The packs made for a year, and which is proposed for whom.
pub async fn law_of(user: &User, year: i32) -> Result<(Vec<PolicyPack>, Vec<GroupLaw>), Halt> {
    let request = ListPolicyPacksRequest { page: everything(), year, ..Default::default() };
    let (packs, law) = tokio::try_join!(user.calls.send(request), user.calls.send(GetLawOfYearRequest { year }))?;
    Ok((packs.packs, law.groups))
}

#[derive(Template)]
#[template(path = "many_periods.html")]
pub struct ManyPeriods {
    page: Page,
    year: i32,
    packs: Vec<Choices>,
    missing_law: bool,
    deadlines: Vec<Field>,
    kinds: Vec<(&'static str, Vec<Field>)>,
    rows: Vec<Row>,
    waiting: usize,
    /// Whether some agency stands before a step.
    may_advance: bool,
    steps: Choices,
    outcome: String,
}

/// One agency.
struct Row {
    name: String,
    kind: &'static str,
    href: String,
    state: Tag,
    said: Tag,
}

/// What the services know.
pub struct Known {
    /// Which year.
    pub year: i32,
    /// The agencies of today.
    pub agencies: Vec<Unit>,
    /// Their periods of the year.
    pub periods: Vec<Period>,
    /// The packs made for the year.
    pub packs: Vec<PolicyPack>,
    /// Which is proposed for whom.
    pub law: Vec<GroupLaw>,
}

/// What came of each agency that was asked: nothing where it is done, the reason where it was refused.
pub type Outcomes = BTreeMap<String, Option<String>>;

impl ManyPeriods {
    /// All agencies, and what came of those that were asked.
    pub fn new(page: Page, known: &Known, outcomes: &Outcomes, posted: Option<&Posted>) -> Self {
        let own = |(prefix, _, name): (&str, UnitKind, &'static str)| (name, inputs(prefix, posted, &page.problems));
        let stands_before = |to: PeriodState| known.periods.iter().any(|period| period.state == to as i32 - 1);
        let steps = period::STEPS.iter().filter(|(to, ..)| stands_before(*to));
        let steps: Vec<_> = steps.map(|(to, name, _)| ((*to as i32).to_string(), (*name).to_owned())).collect();
        let refused = outcomes.values().filter(|outcome| outcome.is_some()).count();
        let done = outcomes.len() - refused;
        let with_period = |unit: &&Unit| known.periods.iter().any(|period| period.agency_id == unit.unit_id);
        Self {
            year: known.year,
            packs: pack_choices(&known.packs, &known.law, posted, &page.problems),
            missing_law: known.law.iter().any(|law| !law.published),
            deadlines: inputs("", posted, &page.problems),
            kinds: KINDS.into_iter().map(own).collect(),
            rows: known.agencies.iter().map(|unit| row(unit, &known.periods, outcomes)).collect(),
            waiting: known.agencies.iter().filter(|unit| !with_period(unit)).count(),
            may_advance: !steps.is_empty(),
            steps: Choices::new("to", "Bước tiếp theo", std::iter::once((String::new(), "Chọn".to_owned())).chain(steps))
                .hint("Chỉ chuyển những cơ quan đang ở ngay bước trước đó.")
                .value("", posted)
                .mistakes(&page.problems),
            outcome: if outcomes.is_empty() {
                String::new()
            } else {
                format!("Vừa xử lý {} cơ quan: {done} được, {refused} không được.", outcomes.len())
            },
            page,
        }
    }
}

fn row(unit: &Unit, periods: &[Period], outcomes: &Outcomes) -> Row {
    let period = periods.iter().find(|period| period.agency_id == unit.unit_id);
    let said = match outcomes.get(&unit.unit_id) {
        None => Tag::default(),
        Some(None) => Tag::new("Được", "green"),
        Some(Some(reason)) => Tag::new(reason.clone(), ""),
    };
    Row {
        name: unit.name.clone(),
        kind: KINDS.iter().find(|(_, kind, _)| *kind == unit.kind()).map_or("", |(_, _, name)| name),
        href: period.map(|period| format!("/so-noi-vu/ky/{}", period.period_id)).unwrap_or_default(),
        state: period.map_or_else(|| Tag::new("Chưa mở", "grey"), |period| Tag::new(show::period_state(period.state()), "")),
        said,
    }
}

fn name(prefix: &str, deadline: &str) -> String {
    if prefix.is_empty() { deadline.to_owned() } else { format!("{prefix}.{deadline}") }
}

/// Inputs of the deadlines of a kind of agency; those of all without a prefix.
fn inputs(prefix: &str, posted: Option<&Posted>, problems: &[Mistake]) -> Vec<Field> {
    let input = |(deadline, label): (&str, &str)| Field::new(name(prefix, deadline), label).value("", posted).mistakes(problems);
    DEADLINES.into_iter().map(input).collect()
}

/// The deadlines of a kind of agency: its own where it has some, those of all where it has none.
fn deadlines(posted: &Posted, kind: UnitKind, mistakes: &mut Vec<Mistake>) -> Deadlines {
    let prefix = KINDS.iter().find(|(_, known, _)| *known == kind).map_or("", |(prefix, ..)| prefix);
    deadlines_of(|deadline| {
        let own = name(prefix, deadline);
        let field = if posted.has(&own) { own } else { deadline.to_owned() };
        posted.day(&field, mistakes)
    })
}

/// An id that follows from the form's and the agency's: the same form sent again asks the same.
fn request_id(form: &str, agency: &str) -> String {
    let digest = Sha256::new().chain_update(form).chain_update("\0").chain_update(agency).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// One agency being asked.
type Asked = BoxFuture<'static, (String, Result<(), Problem>)>;

/// Asks for every agency, some at a time, until all are asked or the time is over.
async fn each(work: Vec<Asked>) -> Outcomes {
    let until = Instant::now() + MOST;
    let asked = futures::stream::iter(work).buffer_unordered(AT_ONCE);
    let outcomes = asked.map(|(agency, outcome)| (agency, outcome.err().map(|problem| reason(&problem))));
    outcomes.take_while(|_| std::future::ready(Instant::now() < until)).collect().await
}

/// Why an agency was refused: the sentence, and what it says of each field where that is more.
fn reason(problem: &Problem) -> String {
    if problem.unheard.is_some() {
        return "Đang thực hiện, xem lại sau ít phút.".to_owned();
    }
    let more = problem.fields.iter().map(|field| field.message.as_str()).filter(|message| *message != problem.message);
    std::iter::once(problem.message.as_str()).chain(more).collect::<Vec<_>>().join(" ")
}

async fn known(user: &User, year: i32) -> Result<Known, Halt> {
    let (agencies, periods, (packs, law)) = tokio::try_join!(
        agencies(user, today(user)),
        async { Ok(user.calls.send(ListPeriodsRequest { page: everything(), year, ..ListPeriodsRequest::default() }).await?.periods) },
        law_of(user, year),
    )?;
    Ok(Known { year, agencies, periods, packs, law })
}

async fn view(user: &User, year: i32, outcomes: &Outcomes, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let known = known(user, year).await?;
    let years = Years::everywhere(user, Some(year), PeriodState::Unspecified).await?;
    let page = user.page(format!("Kỳ đánh giá năm {year} của mọi cơ quan")).back("/so-noi-vu/ky").years(&years).with(mistakes);
    let view = ManyPeriods::new(page, &known, outcomes, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /so-noi-vu/ky/tat-ca`.
pub async fn ask(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    view(&user, asked.nam.unwrap_or_else(|| user.app.year()), &Outcomes::new(), Vec::new(), None).await
}

/// `POST /so-noi-vu/ky/tat-ca`: opens what is not open yet, or moves on what stands before a step.
pub async fn act(user: User, posted: Posted) -> Result<Response, Halt> {
    let year = posted.get("year").parse().unwrap_or_else(|_| user.app.year());
    let mut mistakes = Vec::new();
    let known = known(&user, year).await?;
    let outcomes = if posted.get("hanh_dong") == "chuyen" {
        advance(&user, &posted, &known, &mut mistakes).await
    } else {
        open(&user, &posted, &known, &mut mistakes).await
    };
    let form = if mistakes.is_empty() { None } else { Some(&posted) };
    view(&user, year, &outcomes, mistakes, form).await
}

async fn open(user: &User, posted: &Posted, known: &Known, mistakes: &mut Vec<Mistake>) -> Outcomes {
    let packs = packs(posted, mistakes);
    let mut requests = Vec::new();
    for unit in known.agencies.iter().filter(|unit| !known.periods.iter().any(|period| period.agency_id == unit.unit_id)) {
        let mut wrong = Vec::new();
        requests.push(OpenPeriodRequest {
            request_id: request_id(&posted.request_id(), &unit.unit_id),
            agency_id: unit.unit_id.clone(),
            year: known.year,
            deadlines: Some(deadlines(posted, unit.kind(), &mut wrong)),
            packs: packs.clone(),
            ..OpenPeriodRequest::default()
        });
        mistakes.extend(wrong.into_iter().filter(|mistake| !mistakes.contains(mistake)).collect::<Vec<_>>());
    }
    if !mistakes.is_empty() {
        return Outcomes::new();
    }
    let ask = |request: OpenPeriodRequest| -> Asked {
        let calls = user.calls.clone();
        Box::pin(async move { (request.agency_id.clone(), calls.send(request).await.map(drop)) })
    };
    each(requests.into_iter().map(ask).collect()).await
}

async fn advance(user: &User, posted: &Posted, known: &Known, mistakes: &mut Vec<Mistake>) -> Outcomes {
    let Ok(to) = posted.chosen("to", mistakes).parse::<i32>() else { return Outcomes::new() };
    let before = PeriodState::try_from(to - 1).unwrap_or_default();
    let anyway = posted.get("anyway") == "1";
    let there = known.periods.iter().filter(|period| period.state() == before);
    let ask = |period: &Period| -> Asked {
        let (calls, agency, period_id) = (user.calls.clone(), period.agency_id.clone(), period.period_id.clone());
        let request_id = request_id(&posted.request_id(), &period_id);
        let request = AdvancePeriodRequest { request_id, period_id, to, anyway, people: 0 };
        Box::pin(async move {
            let outcome = period::advanced(&calls, &agency, request).await;
            (agency, outcome)
        })
    };
    each(there.map(ask).collect()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_kind_of_agency_has_its_own_deadlines_where_it_has_some() {
        let form =
            posted(&[("deadlines.self_by", "27/11/2026"), ("deadlines.review_by", "3/12/2026"), ("xa.deadlines.self_by", "20/11/2026")]);
        let mut mistakes = Vec::new();
        let day = |day: &Option<proto::common::v1::Day>| day.as_ref().map(|day| day.iso.clone()).unwrap_or_default();
        let commune = deadlines(&form, UnitKind::Commune, &mut mistakes);
        assert_eq!((day(&commune.self_by), day(&commune.review_by)), ("2026-11-20".to_owned(), "2026-12-03".to_owned()));
        assert_eq!(day(&deadlines(&form, UnitKind::Department, &mut mistakes).self_by), "2026-11-27");
        assert_eq!(mistakes, []);
    }

    #[test]
    fn the_same_form_asks_each_agency_the_same_again() {
        assert_eq!(request_id("f", "a"), request_id("f", "a"));
        assert_ne!(request_id("f", "a"), request_id("f", "b"));
        assert_ne!(request_id("f", "a"), request_id("g", "a"));
        assert_eq!(request_id("f", "a").len(), 32);
    }

    #[test]
    fn one_pack_for_several_families_is_asked_for_once() {
        let mut mistakes = Vec::new();
        let form = posted(&[("packs[CB]", "A"), ("packs[CC_KLD]", "B"), ("packs[VC_KLD]", "B"), ("packs[NLD]", "A")]);
        let chosen: Vec<_> = packs(&form, &mut mistakes).into_iter().map(|pack| (pack.pack_id, pack.groups.len())).collect();
        assert_eq!(chosen, [("A".to_owned(), 2), ("B".to_owned(), 4)]);
        assert_eq!(mistakes, []);
        packs(&posted(&[]), &mut mistakes);
        assert_eq!(mistakes.len(), 4, "nothing is chosen for anybody");
    }
}
