//! Whole organisations, each with the superiors that article 3 gives everybody, written down by hand.

use super::*;
use PostRole::{AgencyDeputy, AgencyHead, CommuneChair, CommuneVice, Staff, UnitDeputy, UnitHead};

/// Number, unit, role.
type Row = (u128, u128, PostRole);

/// Who reviews somebody, by relation; who verifies; who decides.
struct Expected {
    person: u128,
    direct: Option<u128>,
    decider: Option<u128>,
    deputies: &'static [u128],
    upward: &'static [u128],
    peers: &'static [u128],
}

/// Everybody in one post, and those who hold more beside.
fn organisation(agency: u128, rows: &[Row], beside: &[Row]) -> Vec<Member> {
    let one = |(n, at, role): &Row| {
        let mut one = member(*n, &format!("Người {n:03}"), agency, *at, *role);
        let more = beside.iter().filter(|(person, ..)| person == n);
        one.seats.extend(more.map(|(_, at, role)| Seat { unit: unit(*at), agency: unit(agency), role: *role }));
        one
    };
    rows.iter().map(one).collect()
}

fn check(people: &[Member], parents: &[(u128, u128)], expected: &[Expected]) {
    for one in expected {
        let (relations, direct, decider, problems) = routed_in(people, parents, one.person);
        let of = |relation| -> Vec<u128> { relations.iter().filter(|(_, found)| **found == relation).map(|(n, _)| *n).collect() };
        let name = one.person;
        assert_eq!((direct, decider), (one.direct, one.decider), "direct head and decider of {name}");
        assert_eq!(of(DirectHead), one.direct.into_iter().collect::<Vec<_>>(), "heads over {name}");
        assert_eq!(of(DeputySup), one.deputies, "deputies over {name}");
        assert_eq!(of(Upward), one.upward, "upward to {name}");
        assert_eq!(of(Peer), one.peers, "peers of {name}");
        assert_eq!(problems, [], "problems of {name}");
    }
}

fn reviewed(agency: u128, people: &[Member], parents: &[(u128, u128)]) -> Vec<(u128, ProblemKind)> {
    let tree = tree(people, parents);
    let routes = people.iter().map(|subject| (subject.person, route(subject, people, &tree, &policy()).0)).collect();
    let found = review(unit(agency), people, &routes, &tree).into_iter();
    found.map(|problem| (problem.person.0.as_u128(), problem.kind)).collect()
}

/// A department: leadership (10), a division (20), a Ban whose head is a deputy director (30), and a Chi cục (40) with two
/// divisions inside (41, 42), of which the second has no head.
fn department_with_parts() -> (Vec<Member>, Vec<(u128, u128)>) {
    let rows = [
        (1, 10, AgencyHead),
        (2, 10, AgencyDeputy),
        (3, 10, AgencyDeputy),
        (20, 20, UnitHead),
        (21, 20, Staff),
        (30, 30, UnitDeputy),
        (31, 30, Staff),
        (32, 30, Staff),
        (40, 40, UnitHead),
        (41, 40, UnitDeputy),
        (42, 41, UnitHead),
        (43, 41, Staff),
        (44, 41, Staff),
        (45, 42, Staff),
        (46, 42, Staff),
    ];
    (organisation(DEPARTMENT, &rows, &[(3, 30, UnitHead)]), vec![(41, 40), (42, 40)])
}

#[test]
fn in_a_department_heads_lead_from_above_and_units_stand_inside_units() {
    let (people, parents) = department_with_parts();
    let one =
        |person, direct, deputies, upward, peers| Expected { person, direct: Some(direct), decider: Some(1), deputies, upward, peers };
    check(
        &people,
        &parents,
        &[
            Expected { person: 1, direct: None, decider: None, deputies: &[], upward: &[2, 3], peers: &[] },
            one(2, 1, &[], &[], &[3]),
            // The deputy director who heads the Ban: a peer of the other deputy, and rated upwards by the people of the Ban.
            one(3, 1, &[], &[30, 31, 32], &[2]),
            one(30, 3, &[], &[31, 32], &[]),
            one(31, 3, &[30], &[], &[32]),
            // Heads directly under the department are peers; the head of a division inside the Chi cục is not.
            one(20, 1, &[2, 3], &[21], &[40]),
            one(40, 1, &[2, 3], &[41, 42, 45, 46], &[20]),
            one(41, 40, &[], &[42, 45, 46], &[]),
            one(42, 40, &[41], &[43, 44], &[]),
            one(43, 42, &[], &[], &[44]),
            // A division without a head answers to the Chi cục.
            one(45, 40, &[41], &[], &[46]),
        ],
    );
    assert_eq!(reviewed(DEPARTMENT, &people, &parents), []);
}

#[test]
fn in_a_commune_of_today_divisions_answer_to_the_chair_and_nobody_is_above_but_the_province() {
    let rows = [
        (1, COMMUNE, CommuneChair),
        (2, COMMUNE, CommuneVice),
        (3, COMMUNE, CommuneVice),
        (10, 10, UnitHead),
        (11, 10, UnitDeputy),
        (12, 10, Staff),
        (20, 20, UnitHead),
        (21, 20, Staff),
        (30, COMMUNE, Staff),
    ];
    let mut people = organisation(COMMUNE, &rows, &[]);
    people.iter_mut().for_each(|member| member.district = None);
    let one =
        |person, direct, deputies, upward, peers| Expected { person, direct: Some(direct), decider: Some(1), deputies, upward, peers };
    check(
        &people,
        &[],
        &[
            Expected { person: 1, direct: None, decider: None, deputies: &[], upward: &[2, 3, 10, 20, 30], peers: &[] },
            one(2, 1, &[], &[10, 20, 30], &[3]),
            one(10, 1, &[2, 3], &[11, 12], &[20]),
            one(11, 10, &[], &[12], &[]),
            one(12, 10, &[11], &[], &[]),
            one(21, 20, &[], &[], &[]),
            one(30, 1, &[2, 3], &[], &[]),
        ],
    );
    assert_eq!(reviewed(COMMUNE, &people, &[]), []);
}

#[test]
fn in_a_college_faculties_have_sections_and_the_rector_leads() {
    const COLLEGE: u128 = 6_000;
    let rows = [
        (1, 10, AgencyHead),
        (2, 10, AgencyDeputy),
        (20, 20, UnitHead),
        (21, 21, UnitHead),
        (22, 21, Staff),
        (23, 22, UnitHead),
        (24, 22, Staff),
        (30, 30, UnitHead),
        (31, 30, Staff),
    ];
    let people = organisation(COLLEGE, &rows, &[]);
    let parents = [(21, 20), (22, 20)];
    let one =
        |person, direct, deputies, upward, peers| Expected { person, direct: Some(direct), decider: Some(1), deputies, upward, peers };
    check(
        &people,
        &parents,
        &[one(20, 1, &[2], &[21, 23], &[30]), one(21, 20, &[], &[22], &[23]), one(22, 21, &[], &[], &[]), one(30, 1, &[2], &[31], &[20])],
    );
    assert_eq!(reviewed(COLLEGE, &people, &parents), []);
}

#[test]
fn in_an_alliance_the_office_of_which_has_no_head_the_chair_verifies_and_decides() {
    const ALLIANCE: u128 = 7_000;
    let mut people = organisation(ALLIANCE, &[(1, 10, AgencyHead), (2, 10, AgencyDeputy), (3, 11, Staff), (4, 11, Staff)], &[]);
    people.iter_mut().filter(|member| member.role == Staff).for_each(|member| member.named_head = Some(person(1)));
    let one = |person, peers| Expected { person, direct: Some(1), decider: Some(1), deputies: &[], upward: &[], peers };
    check(&people, &[], &[one(3, &[4]), one(4, &[3])]);
    assert_eq!(reviewed(ALLIANCE, &people, &[]), [(3, ProblemKind::DirectHeadDecides), (4, ProblemKind::DirectHeadDecides)]);
}

#[test]
fn cadres_of_the_party_in_a_commune_are_decided_on_by_the_party() {
    let people = commune();
    let routed = |n| {
        let subject = people.iter().find(|member| member.person == person(n)).unwrap();
        let route = route(subject, &people, &tree(&people, &[]), &policy()).0;
        (route.authority, route.decided_above)
    };
    assert_eq!(routed(46), (Authority::Party, true));
    assert_eq!(routed(44), (Authority::Government, false));
    assert_eq!(routed(51), (Authority::Government, true));
}

#[test]
fn the_review_finds_heads_of_nobody_heads_from_elsewhere_and_peers_who_stand_above() {
    let (mut people, parents) = department_with_parts();
    people.retain(|member| ![21, 43, 44].contains(&member.person.0.as_u128()));
    let found = reviewed(DEPARTMENT, &people, &parents);
    assert_eq!(found, [(20, ProblemKind::HeadOfNobody), (42, ProblemKind::HeadOfNobody)]);
    let (mut people, parents) = department_with_parts();
    people.retain(|member| member.person != person(42));
    for member in people.iter_mut().filter(|member| [43, 44].contains(&member.person.0.as_u128())) {
        member.named_head = Some(person(20));
    }
    let tree = tree(&people, &parents);
    let mut routes: BTreeMap<PersonId, Route> =
        people.iter().map(|subject| (subject.person, route(subject, &people, &tree, &policy()).0)).collect();
    routes.get_mut(&person(43)).unwrap().direct_head = Some(person(20));
    let of_44 = routes.get_mut(&person(44)).unwrap();
    of_44.reviewers.retain(|reviewer| reviewer.person != person(40));
    of_44.reviewers.push(Reviewer { person: person(40), full_name: String::new(), relation: Peer });
    let found: Vec<_> =
        review(unit(DEPARTMENT), &people, &routes, &tree).into_iter().map(|one| (one.person.0.as_u128(), one.kind)).collect();
    assert_eq!(found, [(43, ProblemKind::HeadElsewhere), (44, ProblemKind::PeerAbove)]);
}
