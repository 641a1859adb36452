//! `summary.json`: the year in figures.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::documents::Written;
use super::{Figures, logins};
use crate::year::{DirectHead, PersonResult, YearReport};

/// Counts by code; `-` counts those not evaluated.
type Counts<'a> = BTreeMap<&'a str, usize>;

#[derive(Serialize)]
pub(super) struct Summary<'a> {
    year: i32,
    agencies: Vec<Agency<'a>>,
    people: usize,
    evaluated: usize,
    published: usize,
    classes: Counts<'a>,
    /// By code of the employee group, then by class.
    groups: BTreeMap<&'a str, Counts<'a>>,
    not_evaluated: Vec<NotEvaluated<'a>>,
    /// How many have which flag.
    flags: Counts<'a>,
    /// How many classes were capped by what.
    caps: Counts<'a>,
    flagged: Vec<Flagged<'a>>,
    actions: Actions,
    workbook_problems: &'a [String],
    events: Events,
    logins: Vec<Login<'a>>,
    seconds: Vec<Seconds<'a>>,
    seconds_in_total: f64,
    documents: &'a [Written],
}

#[derive(Serialize)]
struct Agency<'a> {
    code: &'a str,
    name: &'a str,
    people: usize,
    not_evaluated: usize,
    classes: Counts<'a>,
    groups: BTreeMap<&'a str, Counts<'a>>,
    routing_problems: &'a [String],
    routing_notes: &'a [String],
    direct_heads: &'a [DirectHead],
}

#[derive(Serialize)]
struct NotEvaluated<'a> {
    email: &'a str,
    name: &'a str,
    agency: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Flagged<'a> {
    email: &'a str,
    name: &'a str,
    agency: &'a str,
    flags: &'a [String],
    caps: &'a [String],
}

/// What people did.
#[derive(Serialize)]
struct Actions {
    work_lists_approved: usize,
    work_lists_returned: usize,
    logs_approved: usize,
    logs_returned: usize,
    self_assessments: usize,
    party_comments: usize,
    party_waivers: usize,
    reviews: usize,
    reviews_agreed: usize,
    reviews_unanswered: usize,
    rescores: usize,
    verifications: usize,
    decisions: usize,
    paper_entries: usize,
}

#[derive(Serialize)]
struct Events {
    published: i64,
    by_service: BTreeMap<&'static str, i64>,
    dead_letters: i64,
}

#[derive(Serialize)]
struct Login<'a> {
    role: &'a str,
    email: &'a str,
}

#[derive(Serialize)]
struct Seconds<'a> {
    step: &'a str,
    seconds: f64,
}

pub(super) fn of<'a>(report: &'a YearReport, documents: &'a [Written], figures: &Figures, took: Duration) -> Summary<'a> {
    let people = || report.people.iter().map(|person| &person.result);
    let counts = &report.counts;
    Summary {
        year: report.year,
        agencies: report.agencies.iter().map(|agency| self::agency(report, agency)).collect(),
        people: counts.people,
        evaluated: people().filter(|person| !is_not_evaluated(person)).count(),
        published: counts.published,
        classes: classes(people()),
        groups: groups(people()),
        not_evaluated: people().filter(|person| is_not_evaluated(person)).map(NotEvaluated::from).collect(),
        flags: count(people().flat_map(|person| &person.flags).map(String::as_str)),
        caps: count(people().flat_map(|person| &person.caps).map(String::as_str)),
        flagged: people().filter(|person| !person.flags.is_empty() || !person.caps.is_empty()).map(Flagged::from).collect(),
        actions: Actions {
            work_lists_approved: counts.work_lists,
            work_lists_returned: counts.work_lists_returned,
            logs_approved: counts.logs,
            logs_returned: counts.logs_returned,
            self_assessments: counts.self_assessments,
            party_comments: counts.party_comments,
            party_waivers: counts.party_waivers,
            reviews: counts.reviews,
            reviews_agreed: counts.agreed,
            reviews_unanswered: counts.unanswered,
            rescores: counts.rescores,
            verifications: counts.verifications,
            decisions: counts.decisions,
            paper_entries: counts.paper_entries,
        },
        workbook_problems: &report.workbook_problems,
        events: Events {
            published: figures.events.iter().map(|(_, count)| count).sum(),
            by_service: figures.events.iter().copied().collect(),
            dead_letters: figures.dead_letters,
        },
        logins: logins(report).into_iter().map(|(role, email)| Login { role, email }).collect(),
        seconds: report.steps.iter().map(|step| Seconds { step: step.name, seconds: seconds(step.took) }).collect(),
        seconds_in_total: seconds(took),
        documents,
    }
}

fn agency<'a>(report: &'a YearReport, agency: &'a crate::year::AgencyReport) -> Agency<'a> {
    let people = || report.people.iter().filter(|person| person.agency_id == agency.agency_id).map(|person| &person.result);
    Agency {
        code: &agency.code,
        name: &agency.name,
        people: people().count(),
        not_evaluated: people().filter(|person| is_not_evaluated(person)).count(),
        classes: classes(people()),
        groups: groups(people()),
        routing_problems: &agency.routing_problems,
        routing_notes: &agency.routing_notes,
        direct_heads: &agency.direct_heads,
    }
}

fn is_not_evaluated(person: &PersonResult) -> bool {
    person.class.is_empty()
}

fn class(person: &PersonResult) -> &str {
    if is_not_evaluated(person) { "-" } else { &person.class }
}

fn classes<'a>(people: impl Iterator<Item = &'a PersonResult>) -> Counts<'a> {
    count(people.map(class))
}

fn groups<'a>(people: impl Iterator<Item = &'a PersonResult>) -> BTreeMap<&'a str, Counts<'a>> {
    let mut groups = BTreeMap::<&str, Counts<'_>>::new();
    for person in people {
        *groups.entry(&person.group).or_default().entry(class(person)).or_default() += 1;
    }
    groups
}

fn count<'a>(codes: impl Iterator<Item = &'a str>) -> Counts<'a> {
    let mut counts = Counts::new();
    for code in codes {
        *counts.entry(code).or_default() += 1;
    }
    counts
}

/// To the millisecond.
fn seconds(took: Duration) -> f64 {
    Duration::from_millis(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).as_secs_f64()
}

impl<'a> From<&'a PersonResult> for NotEvaluated<'a> {
    fn from(person: &'a PersonResult) -> Self {
        Self { email: &person.email, name: &person.full_name, agency: &person.agency, reason: &person.not_evaluated_reason }
    }
}

impl<'a> From<&'a PersonResult> for Flagged<'a> {
    fn from(person: &'a PersonResult) -> Self {
        Self { email: &person.email, name: &person.full_name, agency: &person.agency, flags: &person.flags, caps: &person.caps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::year::PersonReport;

    fn person(email: &str, group: &str, class: &str, flags: &[&str]) -> PersonReport {
        let result = PersonResult {
            email: email.to_owned(),
            full_name: String::new(),
            agency: String::new(),
            unit: String::new(),
            group: group.to_owned(),
            total: None,
            class: class.to_owned(),
            label: String::new(),
            self_total: String::new(),
            r360: String::new(),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            caps: Vec::new(),
            not_evaluated_reason: if class.is_empty() { "TRAINING".to_owned() } else { String::new() },
            on_paper: false,
            decided: false,
            rounds: 1,
        };
        PersonReport { person_id: String::new(), record_id: String::new(), agency_id: String::new(), result }
    }

    #[test]
    fn everybody_is_counted_once_by_class_and_by_group() {
        let people = vec![person("a", "CC_KLD", "HTT", &["GAP"]), person("b", "CC_KLD", "", &[]), person("c", "VC", "HTT", &["GAP"])];
        let report = YearReport { people, ..YearReport::default() };
        let figures = Figures { events: vec![("identity", 2), ("scoring", 3)], dead_letters: 0 };
        let summary = of(&report, &[], &figures, Duration::from_millis(1500));
        assert_eq!(summary.classes, Counts::from([("-", 1), ("HTT", 2)]));
        assert_eq!(summary.groups["CC_KLD"], Counts::from([("-", 1), ("HTT", 1)]));
        assert_eq!(summary.flags, Counts::from([("GAP", 2)]));
        assert_eq!((summary.evaluated, summary.not_evaluated.len()), (2, 1));
        assert_eq!((summary.events.published, summary.seconds_in_total), (5, 1.5));
    }
}
