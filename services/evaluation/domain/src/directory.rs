//! The organisation as the directory announced it, and how one day of it becomes an evaluation (A26, A35).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::text;
use regulation::{EmployeeGroup, PostRole};
use serde::{Deserialize, Serialize};

use crate::eligibility::{Facts, Place, Way, way, working_days};
use crate::pack::Policy;
use crate::routing::{self, Member, Seat};
use crate::tree::Tree;
use crate::{PersonId, Subject, UnitId};

/// What kind of body a unit is, as far as evaluation cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitKind {
    /// The province, above its agencies.
    Province,
    /// UBND cấp xã: an agency inside a district.
    Commune,
    /// Leadership of an agency as a part of it.
    Leadership,
    /// Anything else.
    Other,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Name.
    pub name: String,
    /// Sign in document numbers.
    pub abbreviation: String,
    /// Kind.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// The agency that it is or is part of; nothing for the province.
    pub agency: Option<UnitId>,
    /// Sector, such as `education`.
    pub sector: String,
}

/// A person with posts and what decides about their year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Full name.
    pub full_name: String,
    /// Member of the Party.
    pub party_member: bool,
    /// Posts held now or before.
    pub posts: Vec<Post>,
    /// What decides, without training.
    pub facts: Facts,
    /// Full days of training per year.
    pub training: BTreeMap<i32, u32>,
    /// Whom the directory names as direct head.
    pub named_head: Option<PersonId>,
    /// Whom the directory names as head of the agency.
    #[serde(default)]
    pub named_agency_head: Option<PersonId>,
}

/// One post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Unit of the post.
    pub unit: UnitId,
    /// Its agency.
    pub agency: UnitId,
    /// Title.
    pub title: String,
    /// Role in the evaluation.
    pub role: PostRole,
    /// EmployeeGroup.
    pub group: EmployeeGroup,
    /// Ngạch.
    pub rank: String,
    /// Bậc.
    pub step: String,
    /// Hệ số lương.
    pub coefficient: String,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Whether the person is seconded there (biệt phái).
    #[serde(default)]
    pub seconded: bool,
    /// The direct head by order of the head of the agency; none where units and posts say who that is.
    #[serde(default)]
    pub ordered_head: Option<PersonId>,
}

/// Somebody to be evaluated.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// As the record will name them.
    pub subject: Subject,
    /// What decides about their year.
    pub facts: Facts,
    /// Sector of their unit.
    pub sector: String,
    /// Their place in the routing.
    pub member: Member,
    /// How they are evaluated.
    pub way: Way,
}

impl Candidate {
    /// Where they work.
    pub fn place(&self) -> Place<'_> {
        Place { sector: &self.sector, in_commune: self.member.in_commune }
    }
}

/// An agency on one day.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Everybody to be evaluated, by unit, role and name.
    pub candidates: Vec<Candidate>,
    /// Everybody who can be a reviewer, by name: the agency, and for a commune the leaders of its district.
    pub members: Vec<Member>,
    /// The tree of units with everybody in their seats.
    pub tree: Tree,
}

impl Post {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Person {
    /// The post on a day: where they are seconded to, or else the highest (A35).
    pub fn post_on(&self, day: NaiveDate) -> Option<&Post> {
        self.posts_on(day).first().copied()
    }

    /// Whether they hold a post in one of these agencies on a day.
    pub fn is_at_work_in(&self, agencies: &[UnitId], day: NaiveDate) -> bool {
        self.posts.iter().any(|post| post.holds_on(day) && agencies.contains(&post.agency))
    }

    /// Every post on a day, the one that counts first.
    fn posts_on(&self, day: NaiveDate) -> Vec<&Post> {
        let mut held: Vec<&Post> = self.posts.iter().filter(|post| post.holds_on(day)).collect();
        held.sort_by_key(|post| (!post.seconded, post.role.height()));
        held
    }

    fn facts_of(&self, year: i32) -> Facts {
        Facts { training_full_days: self.training.get(&year).copied().unwrap_or_default(), ..self.facts.clone() }
    }
}

/// The agency above an agency: the district of a commune, the department of a hospital; nothing below the province alone.
pub fn agency_above(agency: UnitId, units: &BTreeMap<UnitId, Unit>) -> Option<UnitId> {
    units.get(&units.get(&agency)?.parent?).filter(|above| above.kind != UnitKind::Province)?.agency
}

/// The district that a commune is in. Communes of a province without districts have none: nobody there is the head of their chair
/// (A13), whom the authority above decides on.
pub fn district_of(agency: UnitId, units: &BTreeMap<UnitId, Unit>) -> Option<UnitId> {
    units.get(&agency).filter(|unit| unit.kind == UnitKind::Commune)?;
    agency_above(agency, units)
}

/// An agency on a day of an evaluation year.
pub fn snapshot(agency: UnitId, day: NaiveDate, year: i32, units: &BTreeMap<UnitId, Unit>, people: &[Person], policy: &Policy) -> Snapshot {
    let district = district_of(agency, units);
    let in_commune = units.get(&agency).is_some_and(|unit| unit.kind == UnitKind::Commune);
    let mut snapshot = Snapshot { candidates: Vec::new(), members: Vec::new(), tree: Tree::of(units) };
    for person in people {
        // Who leads here may sit elsewhere; evaluated is who has the post that counts here (A35).
        let held = person.posts_on(day);
        let of_here = |post: &&Post| post.agency == agency || Some(post.agency) == district;
        let Some(post) = held.iter().copied().find(of_here) else { continue };
        let counts_here = held.first().is_some_and(|first| first.agency == agency);
        let unit = units.get(&post.unit);
        let sector = unit.map(|unit| unit.sector.clone()).unwrap_or_default();
        let facts = person.facts_of(year);
        let there = in_commune && post.agency == agency;
        let place = Place { sector: &sector, in_commune: there };
        let way = way(&policy.eligibility, post.group, place, &facts, year, working_days(year));
        let seat = |post: &&Post| Seat { unit: post.unit, agency: post.agency, role: post.role };
        let member = Member {
            person: person.id,
            full_name: person.full_name.clone(),
            unit: post.unit,
            agency: post.agency,
            district: district.filter(|_| post.agency == agency),
            in_commune: there,
            role: post.role,
            group: post.group,
            seats: held.iter().filter(|post| of_here(post)).map(seat).collect(),
            ordered_head: post.ordered_head,
            named_head: person.named_head.filter(|head| *head != person.id),
            named_agency_head: person.named_agency_head,
            takes_part: !matches!(way, Way::Not(reason) if reason.is_absent()),
        };
        snapshot.members.push(member.clone());
        if counts_here {
            let subject = subject(person, post, units);
            snapshot.candidates.push(Candidate { subject, facts, sector, member, way });
        }
    }
    routing::by_name(&mut snapshot.members);
    snapshot.tree = snapshot.tree.with(&snapshot.members);
    let key = |candidate: &Candidate| text::name_sort_key(&candidate.subject.full_name);
    snapshot.candidates.sort_by_cached_key(key);
    snapshot.candidates.sort_by(|a, b| order(a, units).cmp(&order(b, units)));
    snapshot
}

/// Leaders first, then unit by unit, in each the head first.
fn order<'a>(candidate: &'a Candidate, units: &BTreeMap<UnitId, Unit>) -> (bool, &'a str, UnitId, u8) {
    let subject = &candidate.subject;
    let leaders = units.get(&subject.unit).is_some_and(|unit| unit.kind == UnitKind::Leadership);
    (!leaders, &subject.unit_name, subject.unit, subject.role.height())
}

fn subject(person: &Person, post: &Post, units: &BTreeMap<UnitId, Unit>) -> Subject {
    let name = |unit: UnitId| units.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default();
    Subject {
        person: person.id,
        full_name: person.full_name.clone(),
        title: post.title.clone(),
        unit: post.unit,
        unit_name: name(post.unit),
        agency: post.agency,
        agency_name: name(post.agency),
        group: post.group,
        role: post.role,
        party_member: person.party_member,
        rank: post.rank.clone(),
        step: post.step.clone(),
        coefficient: post.coefficient.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_commune_has_a_district_only_where_there_are_districts() {
        let id = |id| UnitId(Uuid::from_u128(id));
        let unit = |own: u128, kind, parent: Option<u128>| {
            let (name, abbreviation, sector) = (String::new(), String::new(), String::new());
            (id(own), Unit { id: id(own), name, abbreviation, kind, parent: parent.map(id), agency: Some(id(own)), sector })
        };
        let (province, district, hospital) = (1, 2, 4);
        let units = [
            unit(province, UnitKind::Province, None),
            unit(district, UnitKind::Other, Some(province)),
            unit(3, UnitKind::Commune, Some(district)),
            unit(hospital, UnitKind::Other, Some(district)),
            unit(5, UnitKind::Commune, Some(province)),
        ]
        .into();
        let of = |agency| (district_of(id(agency), &units), agency_above(id(agency), &units));
        assert_eq!(of(3), (Some(id(district)), Some(id(district))));
        assert_eq!(of(hospital), (None, Some(id(district))));
        assert_eq!((of(5), of(district)), ((None, None), (None, None)), "below the province alone");
    }
}
