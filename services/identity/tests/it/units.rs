//! Single units: opened, renamed, moved, split and closed by officers, looked at before.

use proto::common::v1::PostRole;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, OTHER_CHIEF, SO, STAFF, answer, list, request_id};
use crate::organisation::{Appointment, appoint, closing, day, head_of, id, personnel, two_agencies, unit, units};

async fn order(app: &App, by: &str, message: api::ReorganiseUnitsRequest) -> Result<api::ReorganiseUnitsResponse, Problem> {
    let on = message.on.clone().or_else(|| day("2019-11-04"));
    let message = api::ReorganiseUnitsRequest { request_id: request_id(), on, reason: "QĐ 12/QĐ-SNV".to_owned(), ..message };
    answer(personnel(app).reorganise_units(app.by(by, message).await).await)
}

fn opens(code: &str, kind: api::UnitKind, parent_code: &str) -> api::ReorganiseUnitsRequest {
    let (code, parent_code) = (code.to_owned(), parent_code.to_owned());
    let opening = vec![api::OpeningUnit { name: format!("Phòng {code}"), code, kind: kind.into(), parent_code, ..Default::default() }];
    api::ReorganiseUnitsRequest { opening, ..Default::default() }
}

async fn changes(app: &App, code: &str, name: &str, parent_code: &str) -> api::ReorganiseUnitsRequest {
    let (unit_id, name, parent_code) = (unit(app, code).await, name.to_owned(), parent_code.to_owned());
    let changing = vec![api::ChangingUnit { unit_id, name, parent_code, ..Default::default() }];
    api::ReorganiseUnitsRequest { changing, ..Default::default() }
}

async fn moves(app: &App, email: &str, to: &str, from: &str) -> Vec<api::UnitMove> {
    vec![api::UnitMove { person_id: id(app, email).await, unit_code: to.to_owned(), from_unit_id: unit(app, from).await }]
}

fn reason<T>(outcome: Result<T, Problem>) -> String {
    outcome.map_err(|problem| problem.reason).err().unwrap_or_default()
}

#[tokio::test]
async fn hr_orders_the_divisions_of_the_own_agency_and_nothing_else() {
    use api::UnitKind::{Department, Division, Leadership};
    let (app, _) = two_agencies().await;
    for (by, code, kind, under, expected) in [
        (STAFF.1, "H50.6-A", Division, "H50.6", "REORGANISATION_REFUSED"),
        (HR.1, "H50.6-A", Leadership, "H50.6", "REORGANISATION_REFUSED"),
        (HR.1, "H50.7-A", Division, "H50.7", "REORGANISATION_REFUSED"),
        (HR.1, "H50.9", Department, "H50", "REORGANISATION_REFUSED"),
        (HR.1, "H50.6-A", Division, "H50.6", ""),
        (ADMIN, "H50.7-A", Division, "H50.7", ""),
    ] {
        assert_eq!(reason(order(&app, by, opens(code, kind, under)).await), expected, "{by} opens {code}");
    }
    assert_eq!(reason(order(&app, HR.1, api::ReorganiseUnitsRequest::default()).await), "REORGANISATION_REFUSED", "nothing at all");
    let away = api::ReorganiseUnitsRequest { moves: moves(&app, STAFF.1, "H50.7-A", "H50.6-VP").await, ..Default::default() };
    assert_eq!(reason(order(&app, HR.1, away).await), "REORGANISATION_REFUSED", "people of the agency stay in it");
    let own = api::ReorganiseUnitsRequest { moves: moves(&app, HR.1, "H50.6-A", "H50.6-VP").await, ..Default::default() };
    assert_eq!(reason(order(&app, HR.1, own).await), "POSTS_NOT_YOURS", "nobody their own post");
    let staff = api::ReorganiseUnitsRequest { moves: moves(&app, STAFF.1, "H50.6-A", "H50.6-VP").await, ..Default::default() };
    assert_eq!(order(&app, HR.1, staff).await.unwrap().people_moved, 1);
}

#[tokio::test]
async fn an_agency_opens_under_an_agency_and_nobody_is_put_into_another_one_without_a_division() {
    let (app, _) = two_agencies().await;
    let under_division = order(&app, ADMIN, opens("H50.9", api::UnitKind::PublicService, "H50.6-VP")).await.unwrap_err();
    assert_eq!((under_division.reason.as_str(), under_division.fields[0].field.as_str()), ("AGENCY_UNDER_PART", "opening.parent_code"));
    order(&app, ADMIN, opens("H50.9", api::UnitKind::PublicService, "H50.6")).await.unwrap();
    let moved = changes(&app, "H50.9", "", "H50.6-VP").await;
    assert_eq!(reason(order(&app, ADMIN, moved).await), "AGENCY_UNDER_PART");

    order(&app, ADMIN, opens("H50.7-A", api::UnitKind::Division, "H50.7")).await.unwrap();
    let office = units(&app, "", None).await.into_iter().find(|unit| unit.code == "H50.6-VP").unwrap();
    let merged = api::ReorganiseUnitsRequest { closing: vec![closing(&office, "H50.7")], ..Default::default() };
    let refused = order(&app, ADMIN, merged).await.unwrap_err();
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("PLACE_IS_AGENCY", "closing.successor_code"));
    let named = api::ReorganiseUnitsRequest { moves: moves(&app, STAFF.1, "H50.7", "H50.6-VP").await, ..Default::default() };
    assert_eq!(reason(order(&app, ADMIN, named).await), "PLACE_IS_AGENCY");
    let division = api::ReorganiseUnitsRequest { moves: moves(&app, STAFF.1, "H50.7-A", "H50.6-VP").await, ..Default::default() };
    order(&app, ADMIN, division).await.unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await);
}

#[tokio::test]
async fn a_unit_is_renamed_and_moved_with_its_code_its_people_and_their_posts() {
    let (app, _) = two_agencies().await;
    order(&app, HR.1, opens("H50.6-CC", api::UnitKind::Division, "H50.6")).await.unwrap();
    appoint(&app, ADMIN, Appointment(DEPUTY.1, "H50.6-CC", "Chi cục trưởng", api::PostKind::Concurrent, "2019-11-04", "")).await.unwrap();
    let before = app.person(HEAD.1).await;
    assert_eq!(before.direct_head_id, id(&app, CHIEF.1).await);
    let under = changes(&app, "H50.6-VP", "Văn phòng Chi cục", "H50.6-CC").await;
    let dry = order(&app, HR.1, api::ReorganiseUnitsRequest { dry_run: true, ..under.clone() }).await.unwrap();
    let told: Vec<_> = dry
        .people
        .iter()
        .map(|one| (one.full_name.as_str(), one.direct_head_name_before.as_str(), one.direct_head_name.as_str()))
        .collect();
    assert_eq!(told, [(HEAD.0, CHIEF.0, DEPUTY.0)], "only who answers to somebody else");
    assert_eq!(app.person(HEAD.1).await, before, "nothing happened yet");
    order(&app, HR.1, under).await.unwrap();
    let after = app.person(HEAD.1).await;
    assert_eq!((after.direct_head_id, after.posts), (id(&app, DEPUTY.1).await, before.posts));
    let renamed = units(&app, "", None).await.into_iter().find(|unit| unit.code == "H50.6-VP").unwrap();
    assert_eq!((renamed.name.as_str(), renamed.version), ("Văn phòng Chi cục", 2));
    let again = changes(&app, "H50.6-VP", "Văn phòng Chi cục", "H50.6-CC").await;
    assert_eq!(order(&app, HR.1, again).await.unwrap().changed, [], "the same again changes nothing");

    for (code, name, parent, on, expected) in [
        ("H50.6-CC", "", "H50.6-VP", "2019-11-04", "UNIT_UNDER_ITSELF"),
        ("H50.6-CC", "", "H50.6-CC", "2019-11-04", "UNIT_UNDER_ITSELF"),
        ("H50.6-CC", "", "H50.7", "2019-11-04", "UNIT_OF_ANOTHER_AGENCY"),
        ("H50.6-CC", "", "H50.6-KHONG-CO", "2019-11-04", "UNIT_UNKNOWN"),
        ("H50.6-CC", "Chi\u{202e}cục", "", "2019-11-04", "TEXT_INVALID"),
        ("H50.6-CC", "Chi cục Văn thư", "", "2019-11-05", "CHANGE_NOT_TODAY"),
    ] {
        let wrong = api::ReorganiseUnitsRequest { on: day(on), ..changes(&app, code, name, parent).await };
        assert_eq!(reason(order(&app, ADMIN, wrong).await), expected, "{code} «{name}» under {parent} on {on}");
    }
}

#[tokio::test]
async fn nobody_puts_a_unit_under_their_own() {
    let (app, _) = two_agencies().await;
    order(&app, ADMIN, opens("H50.6-CC", api::UnitKind::Division, "H50.6")).await.unwrap();
    appoint(&app, ADMIN, Appointment(HR.1, "H50.6-CC", "Chi cục trưởng", api::PostKind::Concurrent, "2019-11-04", "")).await.unwrap();
    let under = changes(&app, "H50.6-VP", "", "H50.6-CC").await;
    let looked = api::ReorganiseUnitsRequest { dry_run: true, ..under.clone() };
    assert_eq!(reason(order(&app, HR.1, looked).await), "HEAD_BY_OWN_ORDER");
    assert_eq!(reason(order(&app, HR.1, under.clone()).await), "HEAD_BY_OWN_ORDER");
    // Nor by a staff list; what has nothing to do with it is theirs to order still.
    let mut rows = SO.to_vec();
    rows.iter_mut().find(|row| row[0] == "H50.6-VP").unwrap()[4] = "H50.6-CC";
    rows.insert(1, ["H50.6-CC", "Phòng H50.6-CC", "", "Phòng, ban, bộ phận", "H50.6", "", ""]);
    let listed = app.import(HR.1, list(&rows, &[CHIEF, DEPUTY, HEAD, HR, STAFF]), false).await.unwrap().problems;
    assert!(listed.iter().any(|problem| problem.reason == "HEAD_BY_OWN_ORDER"), "{listed:?}");
    order(&app, HR.1, opens("H50.6-X", api::UnitKind::Division, "H50.6")).await.unwrap();
    order(&app, ADMIN, under).await.unwrap();
    assert_eq!(app.person(HEAD.1).await.direct_head_id, id(&app, HR.1).await);
    order(&app, HR.1, opens("H50.6-Y", api::UnitKind::Division, "H50.6")).await.unwrap();
}

#[tokio::test]
async fn a_split_moves_who_is_named_and_says_before_what_becomes_of_whom() {
    let (app, _) = two_agencies().await;
    let split = api::ReorganiseUnitsRequest {
        moves: moves(&app, STAFF.1, "H50.6-TC", "H50.6-VP").await,
        on: day("2019-12-02"),
        ..opens("H50.6-TC", api::UnitKind::Division, "H50.6")
    };
    let dry = order(&app, HR.1, api::ReorganiseUnitsRequest { dry_run: true, ..split.clone() }).await.unwrap();
    let [told] = dry.people.as_slice() else { panic!("{:?}", dry.people) };
    assert_eq!((told.unit_name_before.as_str(), told.unit_name.as_str()), ("Văn phòng", "Phòng H50.6-TC"));
    assert_eq!((told.direct_head_name_before.as_str(), told.direct_head_name.as_str()), (HEAD.0, CHIEF.0), "as it will be on that day");
    assert_eq!((told.role_before(), told.role()), (PostRole::Staff, PostRole::Staff));
    assert_eq!(units(&app, "", None).await.iter().filter(|unit| unit.code == "H50.6-TC").count(), 0);
    assert_eq!(order(&app, HR.1, split).await.unwrap().people_moved, 1);
    let held: Vec<_> = app.person(STAFF.1).await.posts.into_iter().map(|post| (post.valid_from, post.valid_to)).collect();
    assert!(held.contains(&(day("2019-12-02"), None)) && held.iter().any(|(_, to)| *to == day("2019-12-01")), "{held:?}");

    let nobody = api::ReorganiseUnitsRequest {
        moves: moves(&app, CHIEF.1, "H50.6-TC", "H50.6-VP").await,
        on: day("2019-12-02"),
        ..Default::default()
    };
    assert_eq!(reason(order(&app, ADMIN, nobody).await), "NOTHING_TO_MOVE", "who is not there is not passed over in silence");
    let nowhere = api::ReorganiseUnitsRequest { moves: moves(&app, HEAD.1, "H50.6-VP", "H50.6-VP").await, ..Default::default() };
    assert_eq!(reason(order(&app, ADMIN, nowhere).await), "NOTHING_TO_MOVE");
}

#[tokio::test]
async fn who_leads_a_unit_and_how_many_are_there_is_told_to_who_may_know_the_people() {
    let (app, agency_id) = two_agencies().await;
    let told = async |by: &str, agency_id: &str| -> Vec<(String, String, i32)> {
        let message = api::ListUnitsRequest { agency_id: agency_id.to_owned(), with_staff: true, ..Default::default() };
        let answer = answer(app.directory().list_units(app.by(by, message).await).await).unwrap();
        let code = |id: &str| answer.units.iter().find(|unit| unit.unit_id == id).unwrap().code.clone();
        answer.staff.iter().map(|one| (code(&one.unit_id), one.head_name.clone(), one.people)).collect()
    };
    let of = |code: &str, head: &str, people| (code.to_owned(), head.to_owned(), people);
    let all = [of("H50.6", CHIEF.0, 0), of("H50.6-BGD", CHIEF.0, 2), of("H50.6-VP", HEAD.0, 3)];
    assert_eq!(told(HR.1, &agency_id).await, all);
    assert_eq!(told(STAFF.1, &agency_id).await, all, "colleagues know each other");
    let elsewhere = unit(&app, "H50.7").await;
    assert_eq!(told(HR.1, &elsewhere).await, []);
    assert_eq!(told(ADMIN, &elsewhere).await, [of("H50.7", OTHER_CHIEF.0, 1)]);
}
