//! What happens when a period moves on: by HR, by Sở Nội vụ, or by a passed deadline; and when results arrive.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use evaluation_domain::authority;
use evaluation_domain::directory::{self, Snapshot};
use evaluation_domain::eligibility::Way;
use evaluation_domain::form;
use evaluation_domain::law::GroupPacks;
use evaluation_domain::minutes::{Edition, ScoredRecord, compile};
use evaluation_domain::routing::{self, Authority, Problem, ProblemKind, Route};
use evaluation_domain::sheet::in_effect;
use evaluation_domain::{CriteriaSet, Laws, Period, PersonId, Policy, Record, RecordId, Sheet, Stage, State, UnitId};
use events::{Error, Tx};
use kernel::{SmallestGroup, date};
use regulation::EmployeeGroup;

use crate::error;
use crate::store::ConnectionTrait;
use crate::store::law::Pack;
use crate::store::{authorities, directory as people, law, minutes, periods, records, reminders, results, sheets};

/// The pack that a period is held under.
pub(crate) async fn pack_of(conn: &impl ConnectionTrait, pack_id: &str) -> Result<Pack, Error> {
    law::pack(conn, pack_id).await?.ok_or_else(|| error::pack_unknown(pack_id))
}

/// How many sheets the pack of a record asks for before they are told; without the pack nobody knows how few are too few.
pub(crate) async fn smallest_group(conn: &impl ConnectionTrait, record: &Record) -> Result<SmallestGroup, Error> {
    let pack = law::pack(conn, &record.pack_id).await?;
    Ok(pack.map_or(SmallestGroup::TELLS_NOTHING, |pack| pack.policy.smallest_group()))
}

/// The law of a period, group by group.
pub(crate) async fn laws_of(conn: &impl ConnectionTrait, period: &Period) -> Result<Laws, Error> {
    laws(conn, &period.pack_id, &period.group_packs).await
}

/// The policies of these packs: the first for groups that are not named.
pub(crate) async fn laws(conn: &impl ConnectionTrait, rest: &str, packs: &GroupPacks) -> Result<Laws, Error> {
    let rest = pack_of(conn, rest).await?.policy;
    let mut named = BTreeMap::new();
    for (group, pack) in packs {
        named.insert(*group, pack_of(conn, &pack.id).await?.policy);
    }
    Ok(Laws::new(rest, named))
}

/// Moves a locked period on, with all that follows; nothing happens when it is there already. `plan` is that of today where whoever asks
/// has worked it out.
pub(crate) async fn advance(tx: &mut Tx, period: Period, to: Stage, plan: Option<Plan>) -> Result<Period, Error> {
    let now = tx.now();
    let before = period.clone();
    let Some(changed) = period.advance(to, now)? else { return Ok(before) };
    let period = match to {
        Stage::SelfOpen => open_self_assessment(tx, changed.state.clone(), plan).await?,
        Stage::Review360Open => open_360(tx, changed.state.clone()).await?,
        Stage::Minutes => close_360(tx, changed.state.clone()).await?,
        Stage::DirectReview => {
            Period::no_result_awaited(&records::groups_awaiting(tx.conn(), before.id).await?, &laws_of(tx.conn(), &before).await?)?;
            name_deciders(tx, &before).await?;
            changed.state.clone()
        }
        _ => changed.state.clone(),
    };
    let period = periods::save(tx, kernel::Changed { state: period, expected: changed.expected }).await?;
    if to == Stage::Minutes {
        seal_minutes(tx, &period).await?;
    }
    Ok(period)
}

/// Whether a period may move on though nobody has said that it shall do so anyway; `people` are known to be in the agency, 0 when nobody
/// counted. The plan of today, where it was worked out for that.
pub(crate) async fn may_advance(tx: &Tx, period: &Period, to: Stage, people: usize) -> Result<Option<Plan>, Error> {
    if period.stage.next() != Some(to) {
        return Ok(None);
    }
    if to == Stage::SelfOpen {
        let laws = laws_of(tx.conn(), period).await?;
        let plan = plan(tx.conn(), period, date::office_day(tx.now()), &laws, routing::MANY_SUBJECTS).await?;
        let known = plan.snapshot.candidates.len();
        if people > 0 && people != known {
            return Err(evaluation_domain::error::people_arriving(known, people).into());
        }
        routing::nothing_to_mend(&plan.problems)?;
        return Ok(Some(plan));
    }
    let left = reminders::left(&reminders::waiting(tx.conn(), period).await?);
    period.may_end_stage(&left, tx.now())?;
    Ok(None)
}

/// The organisation of a day with the routes of everybody to be evaluated, and what is wrong with them.
pub(crate) struct Plan {
    pub snapshot: Snapshot,
    pub routes: BTreeMap<PersonId, Route>,
    pub problems: Vec<Problem>,
    units: BTreeMap<UnitId, directory::Unit>,
    /// The criteria sets that are there.
    criteria: BTreeSet<String>,
}

impl Plan {
    /// The head of the agency.
    pub fn head(&self) -> Option<PersonId> {
        let head = self.snapshot.candidates.iter().find(|candidate| candidate.member.role.leads_agency());
        head.map(|candidate| candidate.member.person)
    }
}

/// Works out how an agency would be evaluated if self-assessment opened on this day; reviewers with more than `most_subjects`
/// are a problem.
pub(crate) async fn plan(
    conn: &impl ConnectionTrait,
    period: &Period,
    day: NaiveDate,
    laws: &Laws,
    most_subjects: usize,
) -> Result<Plan, Error> {
    let units = people::units_around(conn, period.agency).await?;
    let mut everybody = people::people_of(conn, period.agency).await?;
    if let Some(district) = directory::district_of(period.agency, &units) {
        let known: Vec<PersonId> = everybody.iter().map(|person| person.id).collect();
        everybody.extend(people::people_of(conn, district).await?.into_iter().filter(|person| !known.contains(&person.id)));
    }
    let snapshot = laws.snapshot(period.agency, day, period.year, &units, &everybody);
    let mut routes = BTreeMap::new();
    let mut problems = Vec::new();
    let mandates = authorities::all(conn).await?;
    let groups: BTreeSet<EmployeeGroup> = snapshot.candidates.iter().map(|candidate| candidate.subject.group).collect();
    let criteria = groups.iter().filter_map(|group| laws.of(*group).criteria.get(group)).map(String::as_str).collect();
    let criteria = law::criteria_among(conn, criteria).await?;
    let above = directory::agency_above(period.agency, &units);
    for candidate in snapshot.candidates.iter().filter(|candidate| candidate.member.takes_part) {
        let group = candidate.subject.group;
        let policy = laws.of(group);
        let (mut route, found) = routing::route(&candidate.member, &snapshot.members, &snapshot.tree, policy);
        if route.decided_above {
            let (branch, subject) = (route.authority, candidate.member.person);
            route.decider = authority::decider(&mandates, branch, period.agency, above, subject);
            // Of several authorities of the government either may decide, and who gets the role later; the Party names one.
            let missing = match branch {
                Authority::Party if route.decider.is_none() => Some((
                    ProblemKind::NoDecider,
                    "Chưa có một người được giao vai trò cấp ủy có thẩm quyền cho cán bộ khối Đảng, đoàn thể; Sở Nội vụ cần giao.",
                )),
                Authority::Government if !authority::has_decider(&mandates, branch, period.agency, above, subject) => Some((
                    ProblemKind::NobodyAbove,
                    "Chưa có ai được giao vai trò cấp có thẩm quyền của cơ quan này hoặc toàn tỉnh để quyết định với người này; Sở Nội vụ cần giao trước bước quyết định.",
                )),
                Authority::Party | Authority::Government => None,
            };
            if let Some((kind, message)) = missing.filter(|_| !matches!(candidate.way, Way::Not(_))) {
                problems.push(candidate.member.problem(kind, message));
            }
        }
        if candidate.way == Way::Online {
            problems.extend(found);
            let has_criteria = policy.criteria.get(&group).is_some_and(|set| criteria.contains(set));
            let template = policy.forms.get(&group).and_then(|id| form::template(id));
            if template.is_none() || !has_criteria {
                let message = "Chưa có bộ tiêu chí hoặc mẫu phiếu cho nhóm đối tượng này.";
                problems.push(candidate.member.problem(ProblemKind::NoCriteriaSet, message));
            }
        } else {
            // Nobody gives an opinion about who is evaluated on paper or not at all.
            route.reviewers.clear();
        }
        routes.insert(candidate.member.person, route);
    }
    problems.extend(routing::review(period.agency, &snapshot.members, &routes, &snapshot.tree));
    problems.extend(routing::overloaded(routes.values(), most_subjects));
    Ok(Plan { snapshot, routes, problems, units, criteria })
}

/// Freezes the organisation: one record a person of the agency.
async fn open_self_assessment(tx: &mut Tx, mut period: Period, worked_out: Option<Plan>) -> Result<Period, Error> {
    let laws = laws_of(tx.conn(), &period).await?;
    let plan = match worked_out {
        Some(plan) => plan,
        None => plan(tx.conn(), &period, date::office_day(tx.now()), &laws, routing::MANY_SUBJECTS).await?,
    };
    if plan.snapshot.candidates.is_empty() {
        return Err(error::nobody_in_agency());
    }
    period.head = plan.head();
    if let Some(unit) = plan.units.get(&period.agency) {
        period.agency_name.clone_from(&unit.name);
        period.abbreviation.clone_from(&unit.abbreviation);
    }
    let mut routes = plan.routes;
    let mut records = Vec::with_capacity(plan.snapshot.candidates.len());
    for candidate in plan.snapshot.candidates {
        let route = routes.remove(&candidate.member.person).unwrap_or_default();
        let policy = laws.of(candidate.subject.group);
        let (id, subject) = (tx.next_id().into(), candidate.subject.clone());
        let changed = Record::open(id, &period, subject, &candidate.facts, candidate.place(), route, policy);
        let set = &changed.state.criteria_set;
        if matches!(changed.state.state, State::SelfDraft { .. }) && !plan.criteria.contains(set) {
            return Err(error::criteria_unknown(set));
        }
        records.push(changed);
    }
    records::insert_all(tx, records).await?;
    Ok(period)
}

/// Names who decides for the Party where nobody held the role when the year was opened.
async fn name_deciders(tx: &mut Tx, period: &Period) -> Result<(), Error> {
    let mandates = authorities::all(tx.conn()).await?;
    let above = directory::agency_above(period.agency, &people::units_around(tx.conn(), period.agency).await?);
    let named = |record: Record| {
        let decider = authority::decider(&mandates, record.authority, period.agency, above, record.subject.person);
        decider.and_then(|decider| record.decided_above_by(decider))
    };
    let named = records::lock_all(tx, period.id).await?.into_iter().filter_map(named).collect();
    records::save_all(tx, named).await?;
    Ok(())
}

/// Everybody who has submitted enters the 360°; late ones enter when they submit.
async fn open_360(tx: &mut Tx, period: Period) -> Result<Period, Error> {
    let opened = records::lock_all(tx, period.id).await?.into_iter().filter_map(Record::open_360).collect();
    let opened = records::save_all(tx, opened).await?;
    let due_on = review_due(tx, &period);
    let assigned = opened.iter().flat_map(|record| record.assign(&[], due_on, || tx.next_id())).collect();
    sheets::save_all(tx, assigned).await?;
    Ok(period)
}

/// Hands out the sheets of a record's present round. Sheets of the first round are due with the stage, later ones soon.
pub(crate) async fn assign(tx: &mut Tx, record: &Record, earlier: &[Sheet], period: &Period) -> Result<(), Error> {
    let assigned = record.assign(earlier, review_due(tx, period), || tx.next_id());
    sheets::save_all(tx, assigned).await?;
    Ok(())
}

/// Last day of a sheet that is handed out now: that of the stage while it is open, and soon afterwards.
pub(crate) fn review_due(tx: &Tx, period: &Period) -> NaiveDate {
    let soon = date::office_day(tx.now()) + Days::new(2);
    let last = period.deadlines.review_by;
    if period.stage == Stage::Review360Open { last } else { last.max(soon) }
}

/// Closes every 360° of a period that is open; without the quorum this is the override, and recorded as one.
async fn close_360(tx: &mut Tx, period: Period) -> Result<Period, Error> {
    let laws = laws_of(tx.conn(), &period).await?;
    let records = records::lock_all(tx, period.id).await?;
    close(tx, records, |group| laws.of(group)).await?;
    Ok(period)
}

/// Closes the 360° of locked records, where it is open.
pub(crate) async fn close<'a>(tx: &mut Tx, records: Vec<Record>, policy: impl Fn(EmployeeGroup) -> &'a Policy) -> Result<(), Error> {
    let open: Vec<Record> = records.into_iter().filter(Record::is_in_review).collect();
    let ids: Vec<RecordId> = open.iter().map(|record| record.id).collect();
    let given = sheets::of_records(tx.conn(), &ids).await?;
    let mut closed = Vec::with_capacity(open.len());
    for record in open {
        let round = given.get(&record.id).into_iter().flatten().filter(|sheet| sheet.round == record.round);
        let (asked, answered) =
            round.fold((0, 0), |(asked, answered), sheet| (asked + 1, answered + usize::from(sheet.opinion().is_some())));
        let policy = policy(record.subject.group);
        closed.extend(record.close_360(asked, answered, policy, tx.now()));
    }
    records::save_all(tx, closed).await?;
    Ok(())
}

/// Makes the result of a decision public that was made anew after an appeal: its year is public already, and nobody waits to publish it.
pub(crate) async fn publish_anew(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let Some(period) = periods::find(tx.conn(), record.period).await?.filter(|period| period.stage >= Stage::Published) else {
        return Ok(());
    };
    let Some(record) = records::lock(tx, record.id).await? else { return Ok(()) };
    let Some(scored) = results::of(tx.conn(), [record.id]).await?.remove(&record.id).filter(|scored| scored.is_decided) else {
        return Ok(());
    };
    let laws = laws_of(tx.conn(), &period).await?;
    let policy = laws.of(record.subject.group);
    if let Some(published) = record.publish(Some(scored.outcome), policy, tx.now()) {
        records::save(tx, published).await?;
    }
    Ok(())
}

/// Seals the minutes of every unit of a locked period whose closed records all have a confirmed result.
pub(crate) async fn seal_minutes(tx: &mut Tx, period: &Period) -> Result<(), Error> {
    for unit in records::units_awaiting(tx.conn(), period.id).await? {
        seal_unit(tx, period, unit).await?;
    }
    Ok(())
}

async fn seal_unit(tx: &mut Tx, period: &Period, unit: UnitId) -> Result<(), Error> {
    let of_unit = records::lock_unit(tx, period.id, unit).await?;
    let closed: Vec<&Record> = of_unit.iter().filter(|record| record.own().is_some() && is_closed(record)).collect();
    let ids: Vec<_> = closed.iter().map(|record| record.id).collect();
    let scored = results::of(tx.conn(), ids.iter().copied()).await?;
    let bases = sheets::bases(tx.conn(), &closed).await?;
    let confirmed = |record: &&&Record| scored.get(&record.id).is_some_and(|scored| bases.get(&record.id) == Some(&scored.outcome.basis));
    if !closed.iter().filter(|record| record.awaits_minutes()).all(|record| confirmed(&record)) {
        return Ok(());
    }
    let all_sheets = sheets::of_records(tx.conn(), &ids).await?;
    let laws = laws_of(tx.conn(), period).await?;
    let mut sets: BTreeMap<&str, CriteriaSet> = BTreeMap::new();
    for record in closed.iter().filter(|record| !record.criteria_set.is_empty()) {
        if !sets.contains_key(record.criteria_set.as_str()) {
            let unknown = || error::criteria_unknown(&record.criteria_set);
            sets.insert(&record.criteria_set, law::criteria(tx.conn(), &record.criteria_set).await?.ok_or_else(unknown)?);
        }
    }
    let scored_records = closed.iter().copied().filter_map(|record| {
        let scored = scored.get(&record.id)?;
        Some(ScoredRecord {
            record,
            sheets: all_sheets.get(&record.id).map(Vec::as_slice).unwrap_or_default(),
            criteria: sets.get(record.criteria_set.as_str())?,
            self_total: scored.outcome.self_total.clone(),
            r360: scored.outcome.r360.clone(),
            means: scored.means.clone(),
            flags: scored.outcome.flags.clone(),
        })
    });
    let entries: Vec<ScoredRecord<'_>> = scored_records.collect();
    let (number, replaces) = minutes::next(tx.conn(), period.id, unit).await?;
    let edition = Edition { id: tx.next_id().into(), number, replaces, salt: tx.next_id().to_string() };
    let Some(mut compiled) = compile(edition, period, &laws, &entries, tx.now()) else { return Ok(()) };
    minutes::save(tx, &compiled.minutes, number).await?;
    let sealed = of_unit.into_iter().filter_map(|record| {
        let opinion = compiled.opinions.remove(&record.id).unwrap_or_default();
        record.minutes_sealed(opinion)
    });
    let sealed = sealed.collect();
    records::save_all(tx, sealed).await?;
    Ok(())
}

fn is_closed(record: &Record) -> bool {
    !record.is_in_review() && !matches!(record.state, State::SelfDraft { .. } | State::SelfSubmitted { .. })
}

/// True when nobody who was asked in the present round is left to answer.
pub(crate) fn is_complete(record: &Record, sheets: &[Sheet]) -> bool {
    let given: Vec<PersonId> = in_effect(sheets).into_iter().filter(|sheet| sheet.round == record.round).map(|sheet| sheet.rater).collect();
    sheets
        .iter()
        .filter(|sheet| sheet.round == record.round && !matches!(sheet.state, evaluation_domain::SheetState::Void { .. }))
        .all(|sheet| given.contains(&sheet.rater))
}

/// Locks the period of a record and seals the minutes of its unit, if nothing else is awaited there.
pub(crate) async fn seal_due(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    match periods::lock(tx, record.period).await? {
        Some(period) => seal_unit(tx, &period, record.subject.unit).await,
        None => Ok(()),
    }
}
