//! The staff lists that ship with the product.

use std::path::Path;

use proto::common::v1::{PageRequest, PostRole};
use proto::identity::v1::ListPeopleRequest;

use crate::app::{ADMIN, App, answer};

fn shipped(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/demo-data").join(name)).unwrap()
}

#[tokio::test]
async fn everybody_of_the_shipped_lists_has_the_heads_that_article_3_names() {
    let app = App::start().await;
    for name in ["ubnd-tinh.xlsx", "so-noi-vu.xlsx", "benh-vien-da-khoa.xlsx", "ubnd-huyen-cam-lo.xlsx"] {
        let answer = app.import(ADMIN, shipped(name), false).await.unwrap();
        assert_eq!(answer.problems, [], "{name}");
        assert!(answer.people_imported > 0, "{name}");
    }
    app.confirm_heads().await;
    let page = Some(PageRequest { page_size: 1000, page_token: String::new() });
    let request = app.by(ADMIN, ListPeopleRequest { page, ..Default::default() }).await;
    let people = answer(app.directory().list_people(request).await).unwrap().people;
    for person in people.iter().filter(|person| !person.posts.is_empty()) {
        let headed = !person.direct_head_id.is_empty() && !person.agency_head_id.is_empty();
        let (name, post) = (&person.full_name, &person.posts[0]);
        assert_eq!(headed, post.role() != PostRole::AgencyHead && !person.head_outside, "{name}, {}", post.title);
        assert_ne!(person.direct_head_id, person.person_id, "{name}");
    }
    let outside: Vec<&str> = people.iter().filter(|person| person.head_outside).map(|person| person.posts[0].title.as_str()).collect();
    assert_eq!(outside.len(), 2, "cadres of the Party and of unions in communes: {outside:?}");
    let heads = people.iter().flat_map(|person| &person.posts).filter(|post| post.role() == PostRole::AgencyHead);
    let mut agencies: Vec<_> = heads.map(|post| &post.agency_id).collect();
    let all = agencies.len();
    agencies.sort();
    agencies.dedup();
    assert_eq!(agencies.len(), all, "one head an agency");
}

#[tokio::test]
async fn the_shipped_bad_list_is_told_whole() {
    let app = App::start().await;
    let answer = app.import(ADMIN, shipped("loi/so-noi-vu-sai.xlsx"), false).await.unwrap();
    let reasons: Vec<_> = answer.problems.iter().map(|problem| problem.reason.as_str()).collect();
    for expected in ["UNIT_UNKNOWN", "EMAIL_TWICE", "VALUE_MISSING", "EMPLOYMENT_INVALID"] {
        assert!(reasons.contains(&expected), "{expected} in {reasons:?}");
    }
    assert_eq!(app.count("people").await, 1);
}
