//! Who sees whom.

use proto::common::v1::PageRequest;
use proto::identity::v1::{GetPersonRequest, ListPeopleRequest, ListUnitsRequest};

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, OTHER_CHIEF, STAFF, answer, other, so};

async fn names(app: &App, by: &str, message: ListPeopleRequest) -> Vec<String> {
    let request = app.by(by, message).await;
    answer(app.directory().list_people(request).await).unwrap().people.into_iter().map(|person| person.full_name).collect()
}

fn search(text: &str) -> ListPeopleRequest {
    ListPeopleRequest { search: text.to_owned(), ..Default::default() }
}

#[tokio::test]
async fn search_forgets_marks_and_finds_by_name_or_mail() {
    let app = App::start().await;
    app.imported(so()).await;
    for text in ["dang thi hoa", "Đặng Thị Hòa", "HOÀ", "hoa.dangthi"] {
        assert_eq!(names(&app, ADMIN, search(text)).await, [HR.0], "{text}");
    }
    assert_eq!(names(&app, ADMIN, search("%")).await, [""; 0], "a sign of the database is only a sign");
}

#[tokio::test]
async fn people_are_listed_by_given_name_page_by_page() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    let expected = [STAFF.0, DEPUTY.0, HEAD.0, CHIEF.0, HR.0];
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let page = Some(PageRequest { page_size: 2, page_token });
        let request = app.by(ADMIN, ListPeopleRequest { page, agency_id: agency_id.clone(), ..Default::default() }).await;
        let answer = answer(app.directory().list_people(request).await).unwrap();
        assert!(answer.people.len() <= 2);
        seen.extend(answer.people.into_iter().map(|person| person.full_name));
        page_token = answer.page.unwrap().next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn others_see_the_people_of_their_own_agency_only() {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    app.activated(STAFF.1).await;
    assert_eq!(names(&app, STAFF.1, ListPeopleRequest::default()).await.len(), 5);
    assert_eq!(names(&app, STAFF.1, search("yen")).await, [""; 0]);
    let stranger = app.person(OTHER_CHIEF.1).await.person_id;
    let request = app.by(STAFF.1, GetPersonRequest { person_id: stranger, ..Default::default() }).await;
    assert_eq!(answer(app.directory().get_person(request).await).unwrap_err().reason, "NOT_FOUND");
    let colleague = app.person(CHIEF.1).await.person_id;
    let request = app.by(STAFF.1, GetPersonRequest { person_id: colleague, ..Default::default() }).await;
    assert_eq!(answer(app.directory().get_person(request).await).unwrap().person.unwrap().full_name, CHIEF.0);
}

#[tokio::test]
async fn units_are_listed_whole_or_by_agency() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    app.imported(other()).await;
    let codes = async |agency_id: String| -> Vec<String> {
        let request = app.by(ADMIN, ListUnitsRequest { agency_id, ..Default::default() }).await;
        answer(app.directory().list_units(request).await).unwrap().units.into_iter().map(|unit| unit.code).collect()
    };
    assert_eq!(codes(String::new()).await, ["H50", "H50.6", "H50.6-BGD", "H50.6-VP", "H50.7"]);
    assert_eq!(codes(agency_id).await, ["H50.6", "H50.6-BGD", "H50.6-VP"]);
    let request = app.by(ADMIN, ListUnitsRequest { agencies_only: true, ..Default::default() }).await;
    let agencies = answer(app.directory().list_units(request).await).unwrap().units;
    assert_eq!(agencies.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["H50.6", "H50.7"], "neither parts nor the province");
}

#[tokio::test]
async fn everybody_sees_themself_with_their_unit_and_agency() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let me = app.me(STAFF.1).await;
    assert_eq!(me.person.unwrap().full_name, STAFF.0);
    let codes: Vec<_> = me.units.iter().map(|unit| unit.code.as_str()).collect();
    assert!(codes.contains(&"H50.6") && codes.contains(&"H50.6-VP"), "{codes:?}");
}
