//! Posts and units over time.

use chrono::TimeDelta;
use proto::common::v1::{Day, EmployeeGroup, PageRequest, PostRole};
use proto::identity::v1 as api;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use rpc::Problem;
use tonic::transport::Channel;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, Line, OTHER_CHIEF, PASSWORD, STAFF, answer, list, other, request_id, so};

pub(crate) const REASON: &str = "Quyết định số 12/QĐ-SNV";

pub(crate) fn personnel(app: &App) -> PersonnelServiceClient<Channel> {
    PersonnelServiceClient::new(app.channel())
}

pub(crate) fn day(iso: &str) -> Option<Day> {
    (!iso.is_empty()).then(|| Day { iso: iso.to_owned() })
}

pub(crate) async fn units(app: &App, as_of: &str, known_at: Option<chrono::DateTime<chrono::Utc>>) -> Vec<api::Unit> {
    let page = Some(PageRequest { page_size: 1000, page_token: String::new() });
    let known_at = known_at.map(|moment| prost_types::Timestamp { seconds: moment.timestamp(), nanos: 0 });
    let message = api::ListUnitsRequest { page, as_of: day(as_of), known_at, ..Default::default() };
    answer(app.directory().list_units(app.by(ADMIN, message).await).await).unwrap().units
}

pub(crate) async fn unit(app: &App, code: &str) -> String {
    units(app, "", None).await.into_iter().find(|unit| unit.code == code).unwrap_or_else(|| panic!("no unit {code}")).unit_id
}

pub(crate) struct Appointment<'a>(pub &'a str, pub &'a str, pub &'a str, pub api::PostKind, pub &'a str, pub &'a str);

pub(crate) async fn appoint(
    app: &App,
    by: &str,
    Appointment(email, code, title, kind, from, until): Appointment<'_>,
) -> Result<api::Person, Problem> {
    let message = api::AppointToPostRequest {
        request_id: request_id(),
        person_id: app.person(email).await.person_id,
        unit_id: unit(app, code).await,
        title: title.to_owned(),
        kind: kind.into(),
        from: day(from),
        until: day(until),
        reason: REASON.to_owned(),
        ..Default::default()
    };
    let appointed = answer(personnel(app).appoint_to_post(app.by(by, message).await).await)?.person.unwrap();
    app.confirm_heads().await;
    // As it is once a new head is confirmed.
    let confirmed = app.person(email).await;
    Ok(if confirmed.version > appointed.version { confirmed } else { appointed })
}

#[tokio::test]
async fn colleagues_are_told_names_and_posts_and_officers_the_service_too() {
    let (app, _) = two_agencies().await;
    let person_id = id(&app, STAFF.1).await;
    let seen = async |by: &str, person_id: &str| {
        let message = api::GetPersonRequest { person_id: person_id.to_owned(), ..Default::default() };
        answer(app.directory().get_person(app.by(by, message).await).await).unwrap().person.unwrap()
    };
    for by in [STAFF.1, HR.1, HEAD.1, ADMIN] {
        assert!(seen(by, &person_id).await.facts.is_some(), "{by}");
    }
    let head_id = id(&app, HEAD.1).await;
    let head = seen(STAFF.1, &head_id).await;
    assert_eq!((head.facts, head.party_member, head.posts.is_empty()), (None, false, false));
    let message = api::ListPeopleRequest::default();
    let listed = answer(app.directory().list_people(app.by(STAFF.1, message).await).await).unwrap().people;
    let told: Vec<_> = listed.iter().filter(|person| person.facts.is_some()).map(|person| person.person_id.as_str()).collect();
    assert_eq!(told, [person_id.as_str()], "in lists as well");
}

#[tokio::test]
async fn a_post_says_how_it_is_held() {
    let (app, _) = two_agencies().await;
    let post = Appointment(STAFF.1, "H50.6-VP", "Chuyên viên", api::PostKind::Unspecified, "2019-12-01", "");
    let refused = appoint(&app, ADMIN, post).await.unwrap_err();
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("POST_KIND_INVALID", "kind"));
}

pub(crate) async fn head_of(app: &App, email: &str) -> String {
    app.person(email).await.direct_head_id
}

pub(crate) async fn id(app: &App, email: &str) -> String {
    app.person(email).await.person_id
}

/// A Sở of five and another of one, with accounts.
pub(crate) async fn two_agencies() -> (App, String) {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.imported(other()).await;
    for email in [HR.1, STAFF.1, HEAD.1] {
        app.activated(email).await;
    }
    (app, agency)
}

#[tokio::test]
async fn hr_moves_people_within_the_agency_and_so_noi_vu_between_agencies() {
    let (app, _) = two_agencies().await;
    let within = |email, from| Appointment(email, "H50.6-BGD", "Chuyên viên", api::PostKind::Main, from, "");
    assert_eq!(appoint(&app, STAFF.1, within(HEAD.1, "2019-11-04")).await.unwrap_err().reason, "POSTS_NOT_YOURS");
    assert_eq!(appoint(&app, HR.1, within(HR.1, "2019-11-04")).await.unwrap_err().reason, "POSTS_NOT_YOURS", "nobody their own");
    let moved = appoint(&app, HR.1, within(STAFF.1, "2019-11-04")).await.unwrap();
    assert_eq!(moved.direct_head_id, id(&app, CHIEF.1).await, "the heads follow");
    assert_eq!(moved.posts[1].valid_to, day("2019-11-03"));

    let chief = || Appointment(STAFF.1, "H50.6-BGD", "Giám đốc Sở", api::PostKind::Main, "2019-11-05", "");
    assert_eq!(appoint(&app, HR.1, chief()).await.unwrap_err().reason, "POSTS_NOT_YOURS", "the province appoints heads");

    let away = || Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Main, "2019-11-04", "");
    assert_eq!(appoint(&app, HR.1, away()).await.unwrap_err().reason, "POSTS_NOT_YOURS");
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let moved = appoint(&app, ADMIN, away()).await.unwrap();
    assert_eq!(moved.direct_head_id, id(&app, OTHER_CHIEF.1).await);
    let facts = moved.facts.unwrap();
    assert_eq!((facts.transferred_on, facts.transferred_from.as_str()), (day("2019-11-04"), "Sở Nội vụ"));
    assert_eq!(app.token(&session, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    app.sign_in(STAFF.1, PASSWORD).await.expect("the account stays");
    assert_eq!(
        app.count(&format!(
            "notices WHERE person_id = '{}' AND document ->> 'title' = 'Điều động giữa hai cơ quan'",
            id(&app, ADMIN).await
        ))
        .await,
        1
    );
}

#[tokio::test]
async fn a_duty_ends_with_the_last_post_in_its_agency() {
    let (app, agency) = two_agencies().await;
    appoint(&app, ADMIN, Appointment(HR.1, "H50.7", "Chuyên viên", api::PostKind::Concurrent, "2019-11-01", "")).await.unwrap();
    assert_eq!(app.me(HR.1).await.account.unwrap().grants[0].agency_id, agency, "still there");
    appoint(&app, ADMIN, Appointment(HR.1, "H50.7", "Phó Giám đốc Sở", api::PostKind::Main, "2019-11-04", "")).await.unwrap();
    let me = app.me(HR.1).await;
    assert_eq!(me.account.unwrap().grants, []);
    let present: Vec<_> = me.person.unwrap().posts.into_iter().filter(|post| post.valid_to.is_none()).collect();
    assert_eq!(
        (present.len(), present[0].role(), present[0].group()),
        (1, PostRole::AgencyDeputy, EmployeeGroup::CcLd),
        "both are derived"
    );
}

#[tokio::test]
async fn an_acting_head_leads_until_the_last_day() {
    let (mut app, _) = two_agencies().await;
    let message = api::RecordLeavingRequest {
        request_id: request_id(),
        person_id: id(&app, HEAD.1).await,
        last_on: day("2019-11-03"),
        reason: "Nghỉ hưu".to_owned(),
    };
    answer(personnel(&app).record_leaving(app.by(HR.1, message).await).await).unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, CHIEF.1).await, "nobody leads the division");
    let acting = Appointment(HR.1, "H50.6-VP", "Quyền Chánh Văn phòng", api::PostKind::Acting, "2019-11-04", "2019-11-10");
    let lead = appoint(&app, ADMIN, acting).await.unwrap();
    assert_eq!(lead.posts.iter().find(|post| post.kind() == api::PostKind::Acting).unwrap().role(), PostRole::UnitHead);
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, HR.1).await);
    app.clock.advance(TimeDelta::days(7));
    app.restart().await;
    let turned = async || head_of(&app, STAFF.1).await == id(&app, CHIEF.1).await;
    testkit::until("the day turns the heads", turned).await;
}

#[tokio::test]
async fn a_secondment_is_where_one_is_evaluated_and_the_past_stays_readable() {
    let (app, _) = two_agencies().await;
    let before = app.now();
    app.clock.advance(TimeDelta::hours(1));
    appoint(&app, ADMIN, Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Secondment, "2019-11-01", "2020-04-30"))
        .await
        .unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await);
    let person_id = id(&app, STAFF.1).await;
    let read = async |as_of: &str, known_at: Option<chrono::DateTime<chrono::Utc>>| {
        let known_at = known_at.map(|moment| prost_types::Timestamp { seconds: moment.timestamp(), nanos: 0 });
        let message = api::GetPersonRequest { person_id: person_id.clone(), as_of: day(as_of), known_at, reason: String::new() };
        answer(app.directory().get_person(app.by(ADMIN, message).await).await).unwrap().person.unwrap().posts.len()
    };
    assert_eq!(read("2019-10-31", None).await, 1);
    assert_eq!(read("2019-11-01", None).await, 2);
    assert_eq!(read("2020-05-01", None).await, 1);
    assert_eq!(read("2019-11-01", Some(before)).await, 1, "it was not known then");
}

pub(crate) async fn problems(app: &App, by: &str, agency_id: &str) -> Result<Vec<String>, Problem> {
    let message = api::ListPersonnelProblemsRequest { agency_id: agency_id.to_owned(), ..Default::default() };
    let listed = answer(personnel(app).list_personnel_problems(app.by(by, message).await).await)?;
    Ok(listed.problems.into_iter().map(|problem| problem.reason).collect())
}

#[tokio::test]
async fn hr_sees_what_is_wrong_with_the_posts_before_a_period_opens() {
    let (app, agency) = two_agencies().await;
    assert_eq!(problems(&app, HR.1, &agency).await.unwrap(), Vec::<String>::new());
    assert_eq!(problems(&app, STAFF.1, &agency).await.unwrap_err().reason, "NOT_FOUND");
    appoint(&app, ADMIN, Appointment(DEPUTY.1, "H50.6-VP", "Chánh Văn phòng", api::PostKind::Concurrent, "2019-11-04", "")).await.unwrap();
    assert_eq!(problems(&app, HR.1, &agency).await.unwrap(), ["TWO_HEADS"]);
    for email in [CHIEF.1, HEAD.1] {
        let person_id = id(&app, email).await;
        let message =
            api::RecordLeavingRequest { request_id: request_id(), person_id, last_on: day("2019-11-03"), reason: "Nghỉ hưu".to_owned() };
        answer(personnel(&app).record_leaving(app.by(ADMIN, message).await).await).unwrap();
    }
    let found = problems(&app, HR.1, &agency).await.unwrap();
    assert!(found.contains(&"NO_AGENCY_HEAD".to_owned()) && found.contains(&"NO_DIRECT_HEAD".to_owned()), "{found:?}");
    let message = api::ListPersonnelProblemsRequest { agency_id: agency.clone(), as_of: day("2019-11-03"), ..Default::default() };
    let then = answer(personnel(&app).list_personnel_problems(app.by(HR.1, message).await).await).unwrap().problems;
    assert!(then.iter().all(|problem| problem.reason != "NO_AGENCY_HEAD"), "on that day there was one: {then:?}");
}

fn commune(code: String, parent_code: &str) -> api::OpeningUnit {
    let name = format!("Ủy ban nhân dân xã {code}");
    api::OpeningUnit { code, name, kind: api::UnitKind::Commune.into(), parent_code: parent_code.to_owned(), ..Default::default() }
}

pub(crate) fn closing(unit: &api::Unit, successor_code: &str) -> api::ClosingUnit {
    api::ClosingUnit { unit_id: unit.unit_id.clone(), successor_code: successor_code.to_owned() }
}

pub(crate) async fn reorganise(
    app: &App,
    by: &str,
    on: &str,
    opening: Vec<api::OpeningUnit>,
    closing: Vec<api::ClosingUnit>,
    moves: Vec<api::UnitMove>,
) -> Result<api::ReorganiseUnitsResponse, Problem> {
    let message = api::ReorganiseUnitsRequest {
        request_id: request_id(),
        on: day(on),
        opening,
        closing,
        moves,
        reason: "NQ 832".to_owned(),
        ..Default::default()
    };
    let done = answer(personnel(app).reorganise_units(app.by(by, message).await).await);
    app.confirm_heads().await;
    done
}

async fn communes(app: &App, as_of: &str) -> Vec<api::Unit> {
    units(app, as_of, None).await.into_iter().filter(|unit| unit.kind() == api::UnitKind::Commune).collect()
}

#[tokio::test]
async fn communes_become_fewer_in_2020_2025_and_again_and_none_is_forgotten() {
    let app = App::start().await;
    // Districts with their communes before and after 1 January 2020 (section 5.4 of the handbook).
    let districts = [
        ("461", 9, 9),
        ("462", 5, 5),
        ("464", 22, 18),
        ("465", 22, 21),
        ("466", 21, 17),
        ("467", 14, 13),
        ("468", 9, 8),
        ("469", 19, 18),
        ("470", 20, 16),
        ("471", 0, 0),
    ];
    let district = |code: &str| api::OpeningUnit {
        code: code.to_owned(),
        name: format!("Ủy ban nhân dân huyện {code}"),
        kind: api::UnitKind::District.into(),
        parent_code: "H50".to_owned(),
        ..Default::default()
    };
    let mut opening: Vec<_> = districts.iter().map(|(code, _, _)| district(code)).collect();
    for (code, before, _) in districts {
        opening.extend((1..=before).map(|place| commune(format!("{code}.{place:02}"), code)));
    }
    reorganise(&app, ADMIN, "2010-01-01", opening, vec![], vec![]).await.unwrap();
    assert_eq!(communes(&app, "2019-12-31").await.len(), 141);
    let recorded = app.now();
    app.clock.advance(TimeDelta::hours(1));

    // Two become a new one, as often as it takes.
    let merge = async |on: &str, wanted: &[(&str, usize)]| {
        let present = communes(&app, on).await;
        let (mut opening, mut ends) = (Vec::new(), Vec::new());
        for (code, after) in wanted {
            let own: Vec<_> = present.iter().filter(|unit| unit.code.starts_with(&format!("{code}."))).collect();
            for pair in own.chunks(2).take(own.len() - after) {
                let successor = commune(format!("{}-{}", pair[0].code, &on[..4]), code);
                ends.extend(pair.iter().map(|unit| closing(unit, &successor.code)));
                opening.push(successor);
            }
        }
        reorganise(&app, ADMIN, on, opening, ends, vec![]).await.unwrap();
    };
    let in_2020: Vec<_> = districts.iter().map(|(code, _, after)| (*code, *after)).collect();
    merge("2020-01-01", &in_2020).await;
    merge("2025-01-01", &[("464", 15), ("470", 13)]).await;
    for (as_of, expected) in [("2019-12-31", 141), ("2020-01-01", 125), ("2024-12-31", 125), ("2025-01-01", 119)] {
        assert_eq!(communes(&app, as_of).await.len(), expected, "{as_of}");
    }

    // 1 July 2025: 78 communes under the province, no districts.
    let present = communes(&app, "2025-07-01").await;
    let opening: Vec<_> = (1..=78).map(|place| commune(format!("X{place:02}"), "H50")).collect();
    let mut ends: Vec<_> = present.iter().enumerate().map(|(place, unit)| closing(unit, &opening[place % 78].code)).collect();
    let all = units(&app, "2025-07-01", None).await;
    ends.extend(all.iter().filter(|unit| unit.kind() == api::UnitKind::District).map(|unit| closing(unit, "")));
    reorganise(&app, ADMIN, "2025-07-01", opening, ends, vec![]).await.unwrap();
    assert_eq!(communes(&app, "2025-07-01").await.len(), 78);
    assert_eq!(communes(&app, "2025-06-30").await.len(), 119);
    assert!(units(&app, "2025-07-01", None).await.iter().all(|unit| unit.kind() != api::UnitKind::District));
    let then = units(&app, "2026-01-01", Some(recorded)).await;
    assert_eq!(then.iter().filter(|unit| unit.kind() == api::UnitKind::Commune).count(), 141, "that is what was known then");
}

#[tokio::test]
async fn people_of_a_split_unit_go_where_they_are_named_and_nobody_is_left_behind() {
    let (mut app, _) = two_agencies().await;
    let all = units(&app, "", None).await;
    let office = all.iter().find(|unit| unit.code == "H50.6-VP").unwrap();
    let part = |code: &str| api::OpeningUnit {
        code: code.to_owned(),
        name: format!("Phòng {code}"),
        kind: api::UnitKind::Division.into(),
        parent_code: "H50.6".to_owned(),
        ..Default::default()
    };
    let opening = || vec![part("H50.6-A"), part("H50.6-B")];
    assert_eq!(reorganise(&app, STAFF.1, "2019-11-04", opening(), vec![], vec![]).await.unwrap_err().reason, "REORGANISATION_REFUSED");
    let left = reorganise(&app, ADMIN, "2019-11-04", opening(), vec![closing(office, "")], vec![]).await.unwrap_err();
    assert_eq!(left.reason, "PEOPLE_WITHOUT_PLACE");
    assert_eq!(units(&app, "", None).await.len(), all.len(), "nothing of it happened");
    let agency = all.iter().find(|unit| unit.code == "H50.6").unwrap();
    let parts = reorganise(&app, ADMIN, "2019-11-04", vec![], vec![closing(agency, "H50.7")], vec![]).await.unwrap_err();
    assert_eq!(parts.reason, "UNIT_HAS_PARTS");
    let below = vec![api::OpeningUnit { parent_code: "H50.6-VP".to_owned(), ..part("H50.6-C") }];
    let below = reorganise(&app, ADMIN, "2019-11-04", below, vec![closing(office, "H50.6-BGD")], vec![]).await.unwrap_err();
    assert_eq!(below.fields[0].field, "opening.parent_code", "nothing opens under what closes");
    let stranger = vec![api::UnitMove { person_id: request_id(), unit_code: "H50.6-B".to_owned(), ..Default::default() }];
    let stranger = reorganise(&app, ADMIN, "2019-11-05", opening(), vec![closing(office, "H50.6-A")], stranger).await.unwrap_err();
    assert_eq!(stranger.code, tonic::Code::NotFound, "nobody is passed over in silence");

    let moves = vec![api::UnitMove { person_id: id(&app, STAFF.1).await, unit_code: "H50.6-B".to_owned(), ..Default::default() }];
    let done = reorganise(&app, ADMIN, "2019-11-05", opening(), vec![closing(office, "H50.6-A")], moves).await.unwrap();
    assert_eq!((done.opened.len(), done.closed.len(), done.people_moved), (2, 1, 3));
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, HEAD.1).await, "until tomorrow");
    app.clock.advance(TimeDelta::days(1));
    app.restart().await;
    let turned = async || head_of(&app, STAFF.1).await == id(&app, CHIEF.1).await;
    testkit::until("the new division has no head yet", turned).await;
    assert_eq!(head_of(&app, HR.1).await, id(&app, HEAD.1).await, "who moved with the head still has them");
}

#[tokio::test]
async fn a_head_hands_the_approval_of_work_on_for_a_time_and_within_the_agency() {
    let (app, _) = two_agencies().await;
    let delegate = async |to: &str, from: &str, until: &str| {
        let delegate_id = id(&app, to).await;
        let message =
            api::DelegateRequest {
                request_id: request_id(), delegate_id, from: day(from), until: day(until), reason: "Đi học".to_owned()
            };
        answer(personnel(&app).delegate(app.by(HEAD.1, message).await).await).map(|answer| answer.delegation.unwrap())
    };
    for (to, from, until) in [
        (HEAD.1, "2019-11-04", "2019-11-08"),
        (OTHER_CHIEF.1, "2019-11-04", "2019-11-08"),
        (HR.1, "2019-11-08", "2019-11-04"),
        (HR.1, "2019-10-01", "2019-11-01"),
        (HR.1, "2019-11-04", "2020-11-04"),
    ] {
        assert_eq!(delegate(to, from, until).await.unwrap_err().reason, "DELEGATION_REFUSED", "{to} {from} {until}");
    }
    let given = delegate(HR.1, "2019-11-04", "2019-11-08").await.unwrap();
    let list = async |by: &str| {
        let request = app.by(by, api::ListMyDelegationsRequest::default()).await;
        answer(personnel(&app).list_my_delegations(request).await).unwrap().delegations
    };
    assert_eq!((list(HEAD.1).await.len(), list(HR.1).await.len(), list(STAFF.1).await.len()), (1, 1, 0));
    let end = async |by: &str| {
        let message = api::EndDelegationRequest { request_id: request_id(), delegation_id: given.delegation_id.clone() };
        answer(personnel(&app).end_delegation(app.by(by, message).await).await)
    };
    assert_eq!(end(HR.1).await.unwrap_err().reason, "NOT_FOUND", "it is not theirs");
    end(HEAD.1).await.unwrap();
    assert_eq!(list(HR.1).await.len(), 0);
}

#[tokio::test]
async fn council_and_committee_of_a_district_are_two_agencies_that_share_the_committees_office() {
    let app = App::start().await;
    let committee: Line<'_> = ("Hồ Văn Chủ", "chu.hovan@quangtri.gov.vn", "H50.20", "Chủ tịch UBND huyện", "Cán bộ", "x", "");
    let office: Line<'_> = ("Lê Thị Chánh", "chanh.lethi@quangtri.gov.vn", "H50.20-VP", "Chánh Văn phòng", "Công chức", "x", "");
    let council: Line<'_> = ("Phan Văn Hội", "hoi.phanvan@quangtri.gov.vn", "H50.20H", "Chủ tịch HĐND huyện", "Cán bộ", "x", "");
    let district = [
        ["H50.20", "Ủy ban nhân dân huyện Cam Lộ", "CL", "UBND cấp huyện", "H50", "", "Cam Lộ"],
        ["H50.20-VP", "Văn phòng HĐND và UBND", "VP", "Phòng, ban, bộ phận", "H50.20", "", ""],
    ];
    app.imported(list(&district, &[committee, office])).await;
    app.imported(list(&[["H50.20H", "Hội đồng nhân dân huyện Cam Lộ", "HĐND", "UBND cấp huyện", "H50", "", "Cam Lộ"]], &[council])).await;
    for leader in [committee.1, council.1] {
        let person = app.person(leader).await;
        assert_eq!((person.posts[0].role(), person.direct_head_id.as_str()), (PostRole::AgencyHead, ""), "{leader}");
    }
    assert_eq!(head_of(&app, office.1).await, id(&app, committee.1).await);
}
