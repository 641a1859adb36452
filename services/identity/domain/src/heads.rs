//! Who is whose head (articles 3 and 5, sections 4.1 and 6 of the handbook).

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use regulation::PostRole;

use crate::{Employment, Person, PersonId, Post, PostKind, Unit, UnitId, UnitKind, title};

/// The tree of units: what is above what.
pub struct Tree {
    units: HashMap<UnitId, Node>,
}

struct Node {
    parent: Option<UnitId>,
    agency: UnitId,
    leadership: bool,
    commune: bool,
    province: bool,
}

impl Tree {
    /// From units of the organisation; later ones stand in for earlier ones of the same id.
    pub fn of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let node = |unit: &Unit| Node {
            parent: unit.parent,
            agency: unit.agency,
            leadership: unit.kind == UnitKind::Leadership,
            commune: unit.kind == UnitKind::Commune,
            province: unit.kind == UnitKind::Province,
        };
        Self { units: units.into_iter().map(|unit| (unit.id, node(unit))).collect() }
    }

    /// What somebody of a unit belongs to: the leadership of a body is the top of that body.
    pub(crate) fn seat(&self, unit: UnitId) -> UnitId {
        self.units.get(&unit).filter(|node| node.leadership).and_then(|node| node.parent).unwrap_or(unit)
    }

    /// The units above one, inside its agency, the nearest first.
    fn above(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        let agency = self.units.get(&unit).map(|node| node.agency);
        let parent = |unit: &UnitId| self.units.get(unit).and_then(|node| node.parent);
        let inside = move |unit: &UnitId| self.units.get(unit).map(|node| node.agency) == agency;
        // As deep as a tree can be: parents that go round in circles end too.
        std::iter::successors(parent(&unit), move |unit| parent(unit)).take(self.units.len()).take_while(inside)
    }

    /// Whether a unit is this one or stands somewhere below it.
    pub fn is_within(&self, unit: UnitId, top: UnitId) -> bool {
        let parent = |unit: &UnitId| self.units.get(unit).and_then(|node| node.parent);
        std::iter::successors(Some(unit), parent).take(self.units.len()).any(|unit| unit == top)
    }

    /// Whether the agency is that of a commune.
    fn is_commune(&self, agency: UnitId) -> bool {
        self.units.get(&agency).is_some_and(|node| node.commune)
    }

    /// The district that a commune is in; none where the province has no districts.
    fn district_of(&self, agency: UnitId) -> Option<UnitId> {
        let above = self.units.get(&self.units.get(&agency)?.parent?)?.agency;
        self.units.get(&above).filter(|node| !node.province).map(|_| above)
    }
}

/// Heads of units and of agencies, from the present posts of everybody who may be one.
pub struct Heads<'a> {
    units: HashMap<UnitId, PersonId>,
    agencies: HashMap<UnitId, PersonId>,
    /// Everybody who leads something in an agency.
    leaders: HashSet<(UnitId, PersonId)>,
    tree: &'a Tree,
}

/// The heads of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadsOf {
    /// As the head of the agency ordered ([`Heads::of_all`]); otherwise head of the nearest unit that has one, from the own unit upwards;
    /// of the agency for leaders.
    pub direct: Option<PersonId>,
    /// Head of the agency.
    pub agency: Option<PersonId>,
    /// Their heads are outside the software: cadres of the Party and of unions in communes answer to the Party committee above (A14).
    pub outside: bool,
}

impl HeadsOf {
    /// Of somebody who holds no post.
    pub const NONE: Self = Self { direct: None, agency: None, outside: false };
}

impl<'a> Heads<'a> {
    /// From all posts that people hold on a day. Where two lead, the appointed one comes before the acting, and the chair of the
    /// People's Committee before the chair of the Council (A41).
    pub fn of<'p>(people: impl IntoIterator<Item = &'p Person>, tree: &'a Tree, day: NaiveDate) -> Self {
        let held = |person: &'p Person| person.posts.iter().filter(|post| post.holds_on(day)).map(|post| (person.id, post));
        let mut posts: Vec<_> = people.into_iter().flat_map(held).collect();
        let temporary = |post: &Post| post.kind == PostKind::Acting || title::is_temporary(&post.title);
        posts.sort_by_key(|(person, post)| (temporary(post), post.kind, title::is_of_council(&post.title), *person));
        let (mut units, mut agencies, mut leaders) = (HashMap::new(), HashMap::new(), HashSet::new());
        for (person, post) in posts {
            if post.role() != PostRole::Staff {
                leaders.insert((post.agency, person));
            }
            match post.role() {
                PostRole::UnitHead => drop(units.entry(tree.seat(post.unit)).or_insert(person)),
                PostRole::AgencyHead | PostRole::CommuneChair => drop(agencies.entry(post.agency).or_insert(person)),
                PostRole::AgencyDeputy | PostRole::UnitDeputy | PostRole::Staff | PostRole::CommuneVice => {}
            }
        }
        Self { units, agencies, leaders, tree }
    }

    /// Who leads a unit: the head of the agency where it is one, or its leadership.
    pub fn of_unit(&self, unit: UnitId) -> Option<PersonId> {
        let seat = self.tree.seat(unit);
        self.agencies.get(&seat).or_else(|| self.units.get(&seat)).copied()
    }

    /// Whether somebody leads something in an agency: a unit, a part of it, or the agency.
    fn leads_in(&self, agency: UnitId, person: PersonId) -> bool {
        self.leaders.contains(&(agency, person))
    }

    /// The heads of a person who holds this post, as units and posts say: the head of the nearest unit that has one, and nobody is their
    /// own head.
    pub fn heads_of(&self, person: PersonId, post: &Post) -> HeadsOf {
        if post.role() == PostRole::Staff && post.employment == Employment::Cadre && self.tree.is_commune(post.agency) {
            return HeadsOf { outside: true, ..HeadsOf::NONE };
        }
        let other = |head: Option<&PersonId>| head.copied().filter(|head| *head != person);
        let agency = match post.role() {
            PostRole::AgencyHead => None,
            PostRole::CommuneChair => self.tree.district_of(post.agency).and_then(|above| other(self.agencies.get(&above))),
            PostRole::AgencyDeputy | PostRole::UnitHead | PostRole::UnitDeputy | PostRole::Staff | PostRole::CommuneVice => {
                other(self.agencies.get(&post.agency))
            }
        };
        let seat = self.tree.seat(post.unit);
        let mut way: Vec<UnitId> = match post.role() {
            PostRole::Staff | PostRole::UnitDeputy => vec![seat],
            PostRole::UnitHead | PostRole::AgencyHead | PostRole::AgencyDeputy | PostRole::CommuneChair | PostRole::CommuneVice => vec![],
        };
        if post.role().is_of_a_unit() {
            way.extend(self.tree.above(seat));
        }
        let direct = way.iter().find_map(|unit| other(self.units.get(unit))).or(agency);
        HeadsOf { direct, agency, outside: false }
    }

    /// The same with what the heads of agencies ordered, for everybody at once: an order counts while that head leads something in the
    /// agency, and where nobody would lead, by one step or several, who leads them.
    pub fn of_all<'p>(&self, people: impl IntoIterator<Item = &'p Person>, day: NaiveDate) -> HashMap<PersonId, HeadsOf> {
        let held = |person: &'p Person| Some((person.id, person.post_on(day)?));
        let posts: Vec<_> = people.into_iter().filter_map(held).collect();
        let by_posts: HashMap<_, _> = posts.iter().map(|(person, post)| (*person, self.heads_of(*person, post))).collect();
        let ordered = |(person, post): &(PersonId, &Post)| {
            let head = post.ordered_head.filter(|head| post.takes_orders() && *head != *person && self.leads_in(post.agency, *head))?;
            Some((*person, head))
        };
        let orders: HashMap<PersonId, PersonId> = posts.iter().filter_map(ordered).collect();
        let with_orders = |person: &PersonId| orders.get(person).copied().or_else(|| by_posts.get(person)?.direct);
        let in_a_circle = |person: PersonId| {
            let above = std::iter::successors(with_orders(&person), with_orders).take(posts.len() + 1);
            above.into_iter().any(|one| one == person)
        };
        let heads = |(person, of): (&PersonId, &HeadsOf)| {
            let ordered = orders.get(person).copied().filter(|_| !in_a_circle(*person));
            (*person, HeadsOf { direct: ordered.or(of.direct), ..*of })
        };
        by_posts.iter().map(heads).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PostId, ServiceFacts};
    use uuid::Uuid;

    /// Units by number: itself, the unit above, the agency, and whether it is the leadership of the unit above.
    fn tree(units: &[(u128, u128, u128, bool)]) -> Tree {
        let id = |id: u128| UnitId(Uuid::from_u128(id));
        let node = |(_, parent, agency, leadership): &(u128, u128, u128, bool)| Node {
            parent: (*parent != 0).then(|| id(*parent)),
            agency: id(*agency),
            leadership: *leadership,
            commune: *agency == XA,
            province: *agency == TINH,
        };
        Tree { units: units.iter().map(|unit| (id(unit.0), node(unit))).collect() }
    }

    fn direct_heads(people: &[Person], tree: &Tree) -> Vec<(u128, Option<u128>)> {
        let day = "2019-06-01".parse().unwrap();
        let heads = Heads::of(people, tree, day);
        let of = |person: &Person| heads.heads_of(person.id, person.post_on(day).unwrap()).direct.map(|head| head.0.as_u128());
        people.iter().map(|person| (person.id.0.as_u128(), of(person))).collect()
    }

    fn with(mut person: Person, unit: u128, role: PostRole, kind: PostKind) -> Person {
        let first = person.posts[0].clone();
        person.posts.push(Post { id: PostId(Uuid::from_u128(unit)), unit: UnitId(Uuid::from_u128(unit)), named: role, kind, ..first });
        person
    }

    /// A department (100) with its leadership (110), a Ban (101) whose head is a deputy director, and a Chi cục (102) with its own
    /// leadership (120), two divisions (121, 122) and a group without a head (123) in the first.
    #[test]
    fn heads_lead_from_above_and_units_stand_inside_units() {
        use PostKind::{Acting, Concurrent};
        use PostRole::{AgencyDeputy, AgencyHead, Staff, UnitDeputy, UnitHead};
        let tree = tree(&[
            (SO, 0, SO, false),
            (110, SO, SO, true),
            (101, SO, SO, false),
            (102, SO, SO, false),
            (120, 102, SO, true),
            (121, 102, SO, false),
            (122, 102, SO, false),
            (123, 121, SO, false),
        ]);
        let people = [
            person(1, 110, SO, AgencyHead),
            with(person(2, 110, SO, AgencyDeputy), 101, UnitHead, Concurrent),
            person(3, 101, SO, UnitDeputy),
            person(4, 101, SO, Staff),
            person(5, 120, SO, UnitHead),
            person(6, 120, SO, UnitDeputy),
            person(7, 121, SO, UnitHead),
            person(8, 121, SO, Staff),
            person(9, 123, SO, Staff),
            person(10, 122, SO, Staff),
            with(person(11, 122, SO, UnitDeputy), 122, UnitHead, Acting),
        ];
        let expected = [
            (1, None),
            (2, Some(1)),
            (3, Some(2)),
            (4, Some(2)),
            (5, Some(1)),
            (6, Some(5)),
            (7, Some(5)),
            (8, Some(7)),
            (9, Some(7)),
            (10, Some(11)),
            (11, Some(5)),
        ];
        assert_eq!(direct_heads(&people, &tree), expected);
        let without_division_head: Vec<Person> = people.iter().filter(|person| person.id.0.as_u128() != 7).cloned().collect();
        assert!(direct_heads(&without_division_head, &tree).contains(&(9, Some(5))), "the next unit above that has a head");
    }

    #[test]
    fn the_committee_decides_where_a_council_shares_its_office() {
        let mut council = person(1, HUYEN, HUYEN, PostRole::AgencyHead);
        council.posts[0].title = "Chủ tịch Hội đồng nhân dân huyện".to_owned();
        let mut committee = person(2, HUYEN, HUYEN, PostRole::AgencyHead);
        committee.posts[0].title = "Chủ tịch UBND huyện".to_owned();
        let people = [council, committee, person(3, HUYEN, HUYEN, PostRole::Staff)];
        assert_eq!(direct_heads(&people, &tree(&[(HUYEN, 0, HUYEN, false)])), [(1, None), (2, None), (3, Some(2))]);
    }

    const SO: u128 = 100;
    const TINH: u128 = 1000;
    const HUYEN: u128 = 200;
    const XA: u128 = 201;

    fn person(id: u128, unit: u128, agency: u128, role: PostRole) -> Person {
        let unit = UnitId(Uuid::from_u128(unit));
        let agency = UnitId(Uuid::from_u128(agency));
        Person {
            id: PersonId(Uuid::from_u128(id)),
            version: 1,
            full_name: String::new(),
            email: String::new(),
            birth_date: None,
            party_member: false,
            posts: vec![Post {
                id: PostId(Uuid::from_u128(id)),
                unit,
                agency,
                title: String::new(),
                named: role,
                waits: None,
                employment: Employment::CivilServant,
                rank: String::new(),
                step: String::new(),
                coefficient: String::new(),
                valid_from: None,
                valid_to: None,
                kind: PostKind::Main,
                role_by_hand: false,
                listed: false,
                ordered_head: None,
            }],
            facts: ServiceFacts::default(),
            direct_head: None,
            agency_head: None,
            head_outside: false,
        }
    }

    #[test]
    fn cadres_of_the_party_and_of_unions_in_a_commune_answer_to_nobody_of_its_committee() {
        let cadre = |id, unit| {
            let mut cadre = person(id, unit, XA, PostRole::Staff);
            cadre.posts[0].employment = Employment::Cadre;
            cadre
        };
        let mut chair = person(1, XA, XA, PostRole::CommuneChair);
        chair.posts[0].employment = Employment::Cadre;
        let clerk = person(4, XA, XA, PostRole::Staff);
        let mut in_department = person(5, SO, SO, PostRole::Staff);
        in_department.posts[0].employment = Employment::Cadre;
        let people = [chair, cadre(2, XA), cadre(3, 301), clerk, person(6, 301, XA, PostRole::UnitHead), in_department];
        let tree = tree(&[(XA, 0, XA, false), (301, XA, XA, false), (SO, 0, SO, false)]);
        let heads = Heads::of(&people, &tree, "2019-06-01".parse().unwrap());
        let outside: Vec<u128> =
            people.iter().filter(|person| heads.heads_of(person.id, &person.posts[0]).outside).map(|one| one.id.0.as_u128()).collect();
        assert_eq!(outside, [2, 3]);
        assert_eq!(direct_heads(&people, &tree), [(1, None), (2, None), (3, None), (4, Some(1)), (6, Some(1)), (5, None)]);
        assert_eq!(heads.heads_of(people[1].id, &people[1].posts[0]).agency, None, "nor does its chair read their work");
    }

    #[test]
    fn everybody_answers_to_whom_the_regulation_names() {
        let people = [
            person(1, SO, SO, PostRole::AgencyHead),
            person(2, SO, SO, PostRole::AgencyDeputy),
            person(3, 101, SO, PostRole::UnitHead),
            person(4, 101, SO, PostRole::UnitDeputy),
            person(5, 101, SO, PostRole::Staff),
            person(6, 102, SO, PostRole::Staff),
            person(7, HUYEN, HUYEN, PostRole::AgencyHead),
            person(8, XA, XA, PostRole::CommuneChair),
            person(9, XA, XA, PostRole::CommuneVice),
            person(10, XA, XA, PostRole::Staff),
        ];
        let tree =
            tree(&[(SO, 0, SO, false), (101, SO, SO, false), (102, SO, SO, false), (HUYEN, 0, HUYEN, false), (XA, HUYEN, XA, false)]);
        let heads = Heads::of(&people, &tree, "2019-06-01".parse().unwrap());
        let expected = [
            (1, None, None),
            (2, Some(1), Some(1)),
            (3, Some(1), Some(1)),
            (4, Some(3), Some(1)),
            (5, Some(3), Some(1)),
            (6, Some(1), Some(1)),
            (7, None, None),
            (8, Some(7), Some(7)),
            (9, Some(8), Some(8)),
            (10, Some(8), Some(8)),
        ];
        for (person, (id, direct, agency)) in people.iter().zip(expected) {
            let found = heads.heads_of(person.id, &person.posts[0]);
            let named = |id: Option<u128>| id.map(|id| PersonId(Uuid::from_u128(id)));
            assert_eq!(found, HeadsOf { direct: named(direct), agency: named(agency), outside: false }, "person {id}");
        }
    }

    #[test]
    fn where_there_are_no_districts_nobody_is_the_head_of_a_commune_s_chair() {
        let people =
            [person(1, TINH, TINH, PostRole::AgencyHead), person(2, XA, XA, PostRole::CommuneChair), person(3, XA, XA, PostRole::Staff)];
        let tree = tree(&[(TINH, 0, TINH, false), (XA, TINH, XA, false)]);
        assert_eq!(direct_heads(&people, &tree), [(1, None), (2, None), (3, Some(2))]);
    }
}
