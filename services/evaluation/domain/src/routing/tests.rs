mod organisations;

use std::collections::BTreeMap;

use regulation::{EmployeeGroup, PostRole, Relation};
use uuid::Uuid;

use super::*;
use crate::directory::{Unit, UnitKind};
use crate::tests::policy;

const DEPARTMENT: u128 = 1_000;
const DISTRICT: u128 = 2_000;
const COMMUNE: u128 = 3_000;

fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn member(n: u128, name: &str, agency: u128, in_unit: u128, role: PostRole) -> Member {
    let group = match role {
        PostRole::Staff => EmployeeGroup::CcKld,
        _ => EmployeeGroup::CcLd,
    };
    Member {
        person: person(n),
        full_name: name.to_owned(),
        unit: unit(in_unit),
        agency: unit(agency),
        district: (agency == COMMUNE).then(|| unit(DISTRICT)),
        in_commune: agency == COMMUNE,
        role,
        group,
        seats: vec![Seat { unit: unit(in_unit), agency: unit(agency), role }],
        ordered_head: None,
        named_head: None,
        named_agency_head: None,
        takes_part: true,
    }
}

/// The tree of the units that people sit in: each directly under its agency, leaders at the top of it, but for those in `parents`.
fn tree(people: &[Member], parents: &[(u128, u128)]) -> Tree {
    let seats = people.iter().flat_map(|member| member.seats.iter().map(|seat| (seat.unit, seat.agency, seat.role)));
    let mut units = BTreeMap::new();
    for (of, agency, role) in seats {
        let leads = matches!(role, PostRole::AgencyHead | PostRole::AgencyDeputy);
        let kind = if leads { UnitKind::Leadership } else { UnitKind::Other };
        let above = parents.iter().find(|(below, _)| unit(*below) == of).map_or(agency, |(_, above)| unit(*above));
        let parent = (of != agency).then_some(above);
        let one = |id, kind, parent| Unit {
            id,
            name: String::new(),
            abbreviation: String::new(),
            kind,
            parent,
            agency: Some(agency),
            sector: String::new(),
        };
        units.entry(of).or_insert_with(|| one(of, kind, parent));
        units.entry(agency).or_insert_with(|| one(agency, UnitKind::Other, None));
    }
    Tree::of(&units).with(people)
}

/// A department: director, two deputies, two divisions of a head, a deputy and two staff each.
fn department() -> Vec<Member> {
    let mut people = vec![
        member(1, "Giám Đốc", DEPARTMENT, 10, PostRole::AgencyHead),
        member(2, "Phó Hai", DEPARTMENT, 10, PostRole::AgencyDeputy),
        member(3, "Phó Ba", DEPARTMENT, 10, PostRole::AgencyDeputy),
    ];
    for (base, division) in [(20, 20), (30, 30)] {
        people.push(member(base, "Trưởng Phòng", DEPARTMENT, division, PostRole::UnitHead));
        people.push(member(base + 1, "Phó Phòng", DEPARTMENT, division, PostRole::UnitDeputy));
        people.push(member(base + 2, "Chuyên Viên A", DEPARTMENT, division, PostRole::Staff));
        people.push(member(base + 3, "Chuyên Viên B", DEPARTMENT, division, PostRole::Staff));
    }
    people
}

fn commune() -> Vec<Member> {
    let mut cadre = member(46, "Hội Phụ Nữ", COMMUNE, COMMUNE, PostRole::Staff);
    cadre.group = EmployeeGroup::Cb;
    let mut other_cadre = member(47, "Hội Nông Dân", COMMUNE, COMMUNE, PostRole::Staff);
    other_cadre.group = EmployeeGroup::Cb;
    vec![
        member(51, "Chủ Tịch Huyện", DISTRICT, 50, PostRole::AgencyHead),
        member(52, "Phó Chủ Tịch Huyện", DISTRICT, 50, PostRole::AgencyDeputy),
        member(53, "Chuyên Viên Huyện", DISTRICT, 60, PostRole::Staff),
        member(41, "Chủ Tịch Xã", COMMUNE, COMMUNE, PostRole::CommuneChair),
        member(42, "Phó Chủ Tịch Một", COMMUNE, COMMUNE, PostRole::CommuneVice),
        member(43, "Phó Chủ Tịch Hai", COMMUNE, COMMUNE, PostRole::CommuneVice),
        member(44, "Công Chức Một", COMMUNE, COMMUNE, PostRole::Staff),
        member(45, "Công Chức Hai", COMMUNE, COMMUNE, PostRole::Staff),
        cadre,
        other_cadre,
    ]
}

type Routed = (BTreeMap<u128, Relation>, Option<u128>, Option<u128>, Vec<ProblemKind>);

fn routed(people: &[Member], n: u128) -> Routed {
    routed_in(people, &[], n)
}

/// How somebody is routed; notes are left out.
fn routed_in(people: &[Member], parents: &[(u128, u128)], n: u128) -> Routed {
    let subject = people.iter().find(|member| member.person == person(n)).unwrap();
    let (route, mut problems) = route(subject, people, &tree(people, parents), &policy());
    problems.retain(|problem| !problem.kind.is_note());
    let number = |id: PersonId| id.0.as_u128();
    (
        route.reviewers.iter().map(|reviewer| (number(reviewer.person), reviewer.relation)).collect(),
        route.direct_head.map(number),
        route.decider.map(number),
        problems.into_iter().map(|problem| problem.kind).collect(),
    )
}

fn relations<const N: usize>(relations: [(u128, Relation); N]) -> BTreeMap<u128, Relation> {
    relations.into()
}

use Relation::{DeputySup, DirectHead, Peer, Upward};

#[test]
fn the_director_is_reviewed_by_deputies_and_decided_above() {
    assert_eq!(routed(&department(), 1), (relations([(2, Upward), (3, Upward)]), None, None, vec![]));
}

#[test]
fn a_deputy_director_has_the_director_twice_but_one_sheet_of_him() {
    assert_eq!(routed(&department(), 2), (relations([(1, DirectHead), (3, Peer)]), Some(1), Some(1), vec![]));
}

#[test]
fn a_division_head_is_reviewed_from_all_sides() {
    let expected = relations([(1, DirectHead), (2, DeputySup), (3, DeputySup), (30, Peer), (21, Upward), (22, Upward), (23, Upward)]);
    assert_eq!(routed(&department(), 20), (expected, Some(1), Some(1), vec![]));
}

#[test]
fn the_deputy_in_charge_is_direct_head_of_a_division_head_only_when_the_pack_says_so() {
    let mut people = department();
    people.iter_mut().find(|member| member.person == person(20)).unwrap().named_head = Some(person(2));
    assert_eq!(routed(&people, 20).1, Some(1), "the director by default");
    let subject = people.iter().find(|member| member.person == person(20)).unwrap();
    let mut pack = policy();
    pack.matrix.in_charge_deputy = true;
    let (route, _) = route(subject, &people, &tree(&people, &[]), &pack);
    let relation = |n| route.reviewers.iter().find(|reviewer| reviewer.person == person(n)).map(|reviewer| reviewer.relation);
    assert_eq!((relation(1), relation(2), relation(3)), (Some(Relation::AgencyHead), Some(DirectHead), Some(DeputySup)));
    assert_eq!((route.direct_head, route.decider), (Some(person(2)), Some(person(1))));
}

#[test]
fn staff_are_reviewed_inside_their_division_and_decided_by_the_director() {
    assert_eq!(routed(&department(), 22), (relations([(20, DirectHead), (21, DeputySup), (23, Peer)]), Some(20), Some(1), vec![]));
    assert_eq!(routed(&department(), 21), (relations([(20, DirectHead), (22, Upward), (23, Upward)]), Some(20), Some(1), vec![]));
}

#[test]
fn the_chair_of_a_commune_is_judged_from_the_district() {
    let expected = relations([(51, DirectHead), (52, DeputySup), (42, Upward), (43, Upward), (44, Upward), (45, Upward)]);
    assert_eq!(routed(&commune(), 41), (expected, Some(51), Some(51), vec![]));
}

#[test]
fn inside_a_commune_the_chair_decides_and_other_cadres_stand_apart() {
    assert_eq!(routed(&commune(), 42), (relations([(41, DirectHead), (43, Peer), (44, Upward), (45, Upward)]), Some(41), Some(41), vec![]));
    assert_eq!(
        routed(&commune(), 44),
        (relations([(41, DirectHead), (42, DeputySup), (43, DeputySup), (45, Peer)]), Some(41), Some(41), vec![])
    );
    assert_eq!(routed(&commune(), 46), (relations([(47, Peer)]), None, None, vec![]));
}

/// A district: chair, two vice-chairs, two divisions.
fn district() -> Vec<Member> {
    vec![
        member(51, "Chủ Tịch Huyện", DISTRICT, 50, PostRole::AgencyHead),
        member(52, "Phó Chủ Tịch Một", DISTRICT, 50, PostRole::AgencyDeputy),
        member(54, "Phó Chủ Tịch Hai", DISTRICT, 50, PostRole::AgencyDeputy),
        member(60, "Trưởng Phòng Nội Vụ", DISTRICT, 60, PostRole::UnitHead),
        member(61, "Phó Phòng Nội Vụ", DISTRICT, 60, PostRole::UnitDeputy),
        member(62, "Chuyên Viên Nội Vụ", DISTRICT, 60, PostRole::Staff),
        member(70, "Trưởng Phòng Tài Chính", DISTRICT, 70, PostRole::UnitHead),
        member(71, "Kế Toán", DISTRICT, 70, PostRole::Staff),
    ]
}

/// A hospital: public employees and contract workers side by side in one ward.
fn hospital() -> Vec<Member> {
    const HOSPITAL: u128 = 4_000;
    let of = |n, name, unit, role, group| Member { group, ..member(n, name, HOSPITAL, unit, role) };
    vec![
        of(1, "Giám Đốc", 10, PostRole::AgencyHead, EmployeeGroup::VcLd),
        of(2, "Phó Giám Đốc", 10, PostRole::AgencyDeputy, EmployeeGroup::VcLd),
        of(20, "Trưởng Khoa Nội", 20, PostRole::UnitHead, EmployeeGroup::VcLd),
        of(21, "Phó Khoa Nội", 20, PostRole::UnitDeputy, EmployeeGroup::VcLd),
        of(22, "Bác Sĩ", 20, PostRole::Staff, EmployeeGroup::VcKld),
        of(23, "Điều Dưỡng", 20, PostRole::Staff, EmployeeGroup::VcKld),
        of(24, "Hộ Lý", 20, PostRole::Staff, EmployeeGroup::Nld),
        of(30, "Trưởng Khoa Ngoại", 30, PostRole::UnitHead, EmployeeGroup::VcLd),
        of(31, "Kỹ Thuật Viên", 30, PostRole::Staff, EmployeeGroup::VcKld),
    ]
}

/// An association: a chair, a vice-chair, and two people whom nobody but the chair leads.
fn association() -> Vec<Member> {
    const ASSOCIATION: u128 = 5_000;
    let office = |n, name| Member { named_head: Some(person(1)), ..member(n, name, ASSOCIATION, 11, PostRole::Staff) };
    vec![
        member(1, "Chủ Tịch Hội", ASSOCIATION, 10, PostRole::AgencyHead),
        member(2, "Phó Chủ Tịch Hội", ASSOCIATION, 10, PostRole::AgencyDeputy),
        office(3, "Cán Bộ Hội Một"),
        office(4, "Cán Bộ Hội Hai"),
    ]
}

#[test]
fn in_a_district_divisions_are_judged_like_those_of_a_department() {
    assert_eq!(routed(&district(), 51), (relations([(52, Upward), (54, Upward)]), None, None, vec![]));
    assert_eq!(routed(&district(), 54), (relations([(51, DirectHead), (52, Peer)]), Some(51), Some(51), vec![]));
    let expected = relations([(51, DirectHead), (52, DeputySup), (54, DeputySup), (70, Peer), (61, Upward), (62, Upward)]);
    assert_eq!(routed(&district(), 60), (expected, Some(51), Some(51), vec![]));
    assert_eq!(routed(&district(), 61), (relations([(60, DirectHead), (62, Upward)]), Some(60), Some(51), vec![]));
    assert_eq!(routed(&district(), 62), (relations([(60, DirectHead), (61, DeputySup)]), Some(60), Some(51), vec![]));
    assert_eq!(routed(&district(), 71), (relations([(70, DirectHead)]), Some(70), Some(51), vec![]));
}

#[test]
fn in_a_hospital_everybody_of_a_ward_is_a_peer_whatever_their_group() {
    assert_eq!(routed(&hospital(), 1), (relations([(2, Upward)]), None, None, vec![]));
    assert_eq!(routed(&hospital(), 2), (relations([(1, DirectHead)]), Some(1), Some(1), vec![]));
    let head = relations([(1, DirectHead), (2, DeputySup), (30, Peer), (21, Upward), (22, Upward), (23, Upward), (24, Upward)]);
    assert_eq!(routed(&hospital(), 20), (head, Some(1), Some(1), vec![]));
    let deputy = relations([(20, DirectHead), (22, Upward), (23, Upward), (24, Upward)]);
    assert_eq!(routed(&hospital(), 21), (deputy, Some(20), Some(1), vec![]));
    for (subject, others) in [(22, [23, 24]), (23, [22, 24]), (24, [22, 23])] {
        let expected = relations([(20, DirectHead), (21, DeputySup), (others[0], Peer), (others[1], Peer)]);
        assert_eq!(routed(&hospital(), subject), (expected, Some(20), Some(1), vec![]));
    }
    assert_eq!(routed(&hospital(), 31), (relations([(30, DirectHead)]), Some(30), Some(1), vec![]));
}

#[test]
fn in_an_association_the_chair_leads_everybody() {
    assert_eq!(routed(&association(), 1), (relations([(2, Upward)]), None, None, vec![]));
    assert_eq!(routed(&association(), 2), (relations([(1, DirectHead)]), Some(1), Some(1), vec![]));
    assert_eq!(routed(&association(), 3), (relations([(1, DirectHead), (4, Peer)]), Some(1), Some(1), vec![]));
}

#[test]
fn a_division_without_a_head_is_led_by_whom_the_directory_names() {
    let mut people = department();
    people.retain(|member| member.person != person(20));
    assert_eq!(routed(&people, 22), (relations([(21, DeputySup), (23, Peer)]), None, Some(1), vec![ProblemKind::NoDirectHead]));
    for member in &mut people {
        member.named_head = Some(person(2));
    }
    assert_eq!(routed(&people, 22), (relations([(2, DirectHead), (21, DeputySup), (23, Peer)]), Some(2), Some(1), vec![]));
}

#[test]
fn whom_the_head_of_the_agency_orders_verifies_and_reviews_instead() {
    let mut people = department();
    for member in people.iter_mut().filter(|member| [21, 22].map(person).contains(&member.person)) {
        (member.ordered_head, member.named_head) = (Some(person(3)), Some(person(3)));
    }
    let expected = relations([(3, DirectHead), (21, DeputySup), (23, Peer)]);
    assert_eq!(routed(&people, 22), (expected, Some(3), Some(1), vec![]), "not the head of the division");
    assert_eq!(routed(&people, 23).1, Some(20), "nobody else's head changes");
    let routes = people.iter().map(|subject| (subject.person, route(subject, &people, &tree(&people, &[]), &policy()).0)).collect();
    assert_eq!(review(unit(DEPARTMENT), &people, &routes, &tree(&people, &[])), [], "what was ordered is no fault");
    // Who does not lead any more was ordered once: the directory names the next one.
    people.iter_mut().filter(|member| member.person == person(22)).for_each(|member| member.named_head = Some(person(20)));
    assert_eq!(routed(&people, 22).1, Some(20));
}

#[test]
fn gaps_are_reported_by_name() {
    let mut people = department();
    people.push(member(24, "Trưởng Phòng Hai", DEPARTMENT, 20, PostRole::UnitHead));
    assert_eq!(routed(&people, 22).3, [ProblemKind::TwoDirectHeads]);
    let alone = [member(90, "Một Mình", DEPARTMENT, 90, PostRole::Staff)];
    assert_eq!(routed(&alone, 90).3, [ProblemKind::NoDecider, ProblemKind::NoDirectHead]);
}

#[test]
fn who_is_away_gets_no_sheet() {
    let mut people = department();
    for member in people.iter_mut().filter(|member| member.person == person(23)) {
        member.takes_part = false;
    }
    assert_eq!(routed(&people, 22).0, relations([(20, DirectHead), (21, DeputySup)]));
}

#[test]
fn staff_rate_the_directors_only_when_the_pack_says_so() {
    let people = department();
    let director = &people[0];
    let mut policy = policy();
    policy.matrix.staff_rates_agency_leaders = true;
    assert_eq!(route(director, &people, &tree(&people, &[]), &policy).0.reviewers.len(), 2 + 4);
}

#[test]
fn an_overloaded_reviewer_is_reported() {
    let many: Vec<Member> = (100..200).map(|n| member(n, "Chuyên Viên", DEPARTMENT, 20, PostRole::Staff)).collect();
    let routes: Vec<Route> = many.iter().map(|member| route(member, &many, &tree(&many, &[]), &policy()).0).collect();
    assert_eq!(overloaded(&routes, MANY_SUBJECTS).len(), 100);
    assert!(overloaded(&routes[..10], MANY_SUBJECTS).is_empty());
}
