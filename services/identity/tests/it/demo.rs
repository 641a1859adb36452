//! The staff lists that ship with the product.

use std::collections::BTreeMap;
use std::path::Path;

use proto::common::v1::{PageRequest, PostRole};
use proto::identity::v1::{ListPeopleRequest, Person};

use crate::app::{ADMIN, App, answer};

fn shipped(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/demo-data").join(name)).unwrap()
}

const LISTS: [&str; 6] =
    ["ubnd-tinh.xlsx", "so-noi-vu.xlsx", "benh-vien-da-khoa.xlsx", "cao-dang-y-te.xlsx", "lien-minh-htx.xlsx", "ubnd-huyen-cam-lo.xlsx"];

/// Who answers to whom, by titles: one line a title under a head, with how many people that is.
fn heads_of(people: &[Person]) -> String {
    let by_id: BTreeMap<&str, &Person> = people.iter().map(|person| (person.person_id.as_str(), person)).collect();
    let title = |person: &Person| person.posts.first().map(|post| post.title.clone()).unwrap_or_default();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for person in people.iter().filter(|person| !person.posts.is_empty()) {
        let head = by_id.get(person.direct_head_id.as_str());
        let head = head.map_or("nobody here".to_owned(), |head| format!("{}, {}", head.full_name, title(head)));
        *lines.entry(format!("{head} <- {}", title(person))).or_default() += 1;
    }
    lines.iter().map(|(line, count)| format!("{line} ({count})\n")).collect()
}

#[tokio::test]
async fn everybody_of_the_shipped_lists_has_the_heads_that_article_3_names() {
    let app = App::start().await;
    for name in LISTS {
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
    insta::assert_snapshot!("heads_of_the_shipped_lists", heads_of(&people));
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
