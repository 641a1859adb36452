//! Who plays which part: most people have an ordinary year, a few have one that the regulation has a rule for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proto::common::v1::{EmployeeGroup, PostRole};
use proto::identity::v1::{Person, RoleGrant, ServiceFacts, SystemRole};

use super::caller::Caller;
use super::dice::Dice;

/// Somebody of the staff lists.
pub(super) struct Staff {
    pub(super) caller: Caller,
    pub(super) id: String,
    pub(super) email: String,
    pub(super) full_name: String,
    pub(super) agency_id: String,
    pub(super) unit_id: String,
    pub(super) title: String,
    pub(super) role: PostRole,
    pub(super) party_member: bool,
    pub(super) direct_head_id: String,
    /// The agency before, for who moved in.
    pub(super) came_from: String,
    /// First day in the agency.
    pub(super) since: NaiveDate,
    pub(super) grants: Vec<RoleGrant>,
}

impl Staff {
    /// From what identity knows; nothing for people without a post.
    pub(super) fn of(person: &Person, caller: Caller) -> Option<Self> {
        let post = person.posts.iter().find(|post| post.valid_to.is_none()).or(person.posts.first())?;
        Some(Self {
            caller,
            id: person.person_id.clone(),
            email: person.email.clone(),
            full_name: person.full_name.clone(),
            agency_id: post.agency_id.clone(),
            unit_id: post.unit_id.clone(),
            title: post.title.clone(),
            role: post.role(),
            party_member: false,
            direct_head_id: person.direct_head_id.clone(),
            came_from: String::new(),
            since: NaiveDate::default(),
            grants: Vec::new(),
        })
    }

    /// With what they know of themself.
    pub(super) fn served(&mut self, person: &Person) {
        self.party_member = person.party_member;
        self.came_from = person.facts.as_ref().map(|facts| facts.transferred_from.clone()).unwrap_or_default();
        self.since = person.facts.as_ref().and_then(arrival).unwrap_or_default();
    }

    /// Holds a system role in their agency.
    pub(super) fn holds(&self, role: SystemRole) -> bool {
        self.grants.iter().any(|grant| grant.role() == role && (grant.agency_id.is_empty() || grant.agency_id == self.agency_id))
    }

    /// Leads the agency.
    pub(super) fn heads_agency(&self) -> bool {
        matches!(self.role, PostRole::AgencyHead | PostRole::CommuneChair)
    }

    /// Leads anything.
    pub(super) fn leads(&self) -> bool {
        self.role != PostRole::Staff
    }
}

fn arrival(facts: &ServiceFacts) -> Option<NaiveDate> {
    facts.transferred_on.as_ref().or(facts.recruited_on.as_ref())?.iso.parse().ok()
}

/// An agency whose year is played.
pub(super) struct Agency {
    pub(super) id: String,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) period_id: String,
    pub(super) parts: BTreeMap<String, Part>,
    /// E-mail of the reviewer who never answers.
    pub(super) silent: Option<String>,
}

/// What kind of year somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Excellent,
    Good,
    Fair,
    /// Thinks much better of themself than colleagues do; is scored again.
    Gap,
    /// Scores themself in one class and declares a better one.
    Conflict,
    /// Everybody agrees on zero for one criterion.
    Zero,
    /// The head decides another total than the computed one.
    Decided,
    /// Did not do the work.
    Failed,
}

/// Somebody who can be given a part.
pub(super) struct Candidate<'a> {
    pub(super) email: &'a str,
    pub(super) unit_id: &'a str,
    pub(super) role: PostRole,
    pub(super) group: EmployeeGroup,
}

/// Gives everybody a part; `candidates` are those who are evaluated online.
pub(super) fn cast(mut candidates: Vec<Candidate<'_>>, mut dice: Dice) -> (BTreeMap<String, Part>, Option<String>) {
    candidates.sort_by_key(|candidate| candidate.email);
    let mut parts: BTreeMap<String, Part> =
        candidates.iter().map(|person| (person.email.to_owned(), ordinary(person, &mut dice))).collect();
    let mut free: Vec<&Candidate<'_>> =
        candidates.iter().filter(|person| matches!(person.role, PostRole::Staff | PostRole::UnitDeputy)).collect();
    let mut gap_unit = None;
    let units: BTreeSet<&str> = free.iter().map(|person| person.unit_id).collect();
    for part in [Part::Gap, Part::Conflict, Part::Zero, Part::Decided] {
        if free.len() < 2 || (part == Part::Gap && units.len() < 2) {
            continue;
        }
        let person = free.swap_remove(dice.index(free.len()));
        parts.insert(person.email.to_owned(), part);
        if part == Part::Gap {
            gap_unit = Some(person.unit_id);
        }
    }
    let workers: Vec<&str> = free.iter().filter(|person| person.group == EmployeeGroup::Nld).map(|person| person.email).collect();
    if workers.len() > 5 {
        parts.insert(workers[dice.index(workers.len())].to_owned(), Part::Failed);
    }
    // Cadres of a commune beside its chair review one another: without one of them there would be nobody to ask.
    let mut quiet: Vec<&str> = candidates
        .iter()
        .filter(|person| person.role == PostRole::Staff && person.group != EmployeeGroup::Cb && Some(person.unit_id) != gap_unit)
        .map(|person| person.email)
        .collect();
    quiet.sort_unstable();
    let silent = (!quiet.is_empty()).then(|| quiet[dice.index(quiet.len())].to_owned());
    (parts, silent)
}

fn ordinary(person: &Candidate<'_>, dice: &mut Dice) -> Part {
    let (excellent, good) = if person.role == PostRole::Staff { (20, 88) } else { (34, 97) };
    match dice.between(0, 99) {
        throw if throw < excellent => Part::Excellent,
        throw if throw < good => Part::Good,
        _ => Part::Fair,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person<'a>(email: &'a str, unit_id: &'a str, role: PostRole) -> Candidate<'a> {
        Candidate { email, unit_id, role, group: EmployeeGroup::CcKld }
    }

    #[test]
    fn parts_follow_from_the_seed_and_not_from_the_order_of_people() {
        let people = || {
            let staff = ["an", "bình", "chi", "dũng", "em", "giang"]
                .map(|email| person(email, if email < "d" { "a" } else { "b" }, PostRole::Staff));
            staff.into_iter().chain([person("hà", "a", PostRole::UnitHead)]).collect::<Vec<_>>()
        };
        let reversed = people().into_iter().rev().collect();
        let (parts, silent) = cast(people(), Dice::of(3, &["agency"]));
        assert_eq!((parts.clone(), silent.clone()), cast(reversed, Dice::of(3, &["agency"])));
        for wanted in [Part::Gap, Part::Conflict, Part::Zero, Part::Decided] {
            assert_eq!(parts.values().filter(|part| **part == wanted).count(), 1, "{wanted:?}");
        }
        let unit_of = |email: &str| people().into_iter().find(|person| person.email == email).map(|person| person.unit_id.to_owned());
        let scored_again = parts.iter().find(|(_, part)| **part == Part::Gap).map(|(email, _)| email.as_str());
        assert_ne!(silent.as_deref().and_then(unit_of), scored_again.and_then(unit_of), "who never answers is not needed for the re-score");
    }

    #[test]
    fn where_all_share_a_unit_nobody_is_scored_again() {
        let people = ["an", "bình", "chi"].map(|email| person(email, "a", PostRole::Staff));
        let (parts, _) = cast(people.into_iter().collect(), Dice::of(3, &["commune"]));
        assert!(!parts.values().any(|part| *part == Part::Gap));
    }
}
