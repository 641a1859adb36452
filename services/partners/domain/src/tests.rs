//! What is told of a state, after what was told before.

use catalogue::data::{Deadlines, LawRef, Person as PublicPerson, TotalPoints, UnitRef};
use catalogue::{LawKind, Open, PostKind, UnitKind};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
use proptest::prelude::*;
use regulation::{Class, EmployeeGroup, PostRole};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Dossier, Law, Outcome, Period, Person, Post, State, Told, Unit, Units, Untold};

const PROVINCE_UNIT: Uuid = Uuid::from_u128(1);
const AGENCY: Uuid = Uuid::from_u128(2);
const OFFICE: Uuid = Uuid::from_u128(3);

fn unit(id: Uuid, code: &str, kind: UnitKind, agency: Option<Uuid>) -> Unit {
    Unit {
        id,
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        abbreviation: String::new(),
        kind: kind.into(),
        parent: None,
        agency,
        valid_from: None,
        valid_to: None,
    }
}

fn units() -> Units {
    let all = [
        unit(PROVINCE_UNIT, "H50", UnitKind::Province, None),
        unit(AGENCY, "H50.6", UnitKind::Department, Some(AGENCY)),
        unit(OFFICE, "H50.6-VP", UnitKind::Division, Some(AGENCY)),
    ];
    all.into_iter().collect()
}

fn moment(day: u32) -> DateTime<Utc> {
    format!("2019-12-{day:02}T02:00:00Z").parse().unwrap()
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

fn outcome(class: Class, hundredths: i32, published_on: u32) -> Outcome {
    Outcome {
        class: class.into(),
        class_label: class.vi().to_owned(),
        total: Some(TotalPoints(Points::from_hundredths(hundredths))),
        decided_on: day("2019-12-15").unwrap(),
        decided_by_post: Some("Giám đốc Sở".to_owned()),
        published_at: moment(published_on),
        policy_pack: LawRef { law_id: "QT-2019".to_owned(), digest: "0".repeat(64) },
        criteria_set_id: Some("QT-2019-CC_KLD".to_owned()),
    }
}

fn dossier(outcome: Option<Outcome>, is_closed: bool) -> State {
    State::Dossier(Dossier {
        id: Uuid::from_u128(9),
        period: Uuid::from_u128(8),
        year: 2019,
        person: PublicPerson { person_id: Uuid::from_u128(7), full_name: "Nguyễn Thị Ánh".to_owned() },
        agency: AGENCY,
        unit: UnitRef { unit_id: OFFICE, name: "Văn phòng".to_owned() },
        post_title: "Chuyên viên".to_owned(),
        group: EmployeeGroup::CcKld.into(),
        outcome,
        is_closed,
    })
}

/// What a sequence of states tells: kind and data of each statement.
fn story(states: &[State]) -> Vec<(String, Value)> {
    let (mut told, mut story): (Told, _) = (None, Vec::new());
    for state in states {
        let (news, now_told) = state.tell(&units(), told).unwrap();
        story.extend(news.into_iter().map(|statement| (statement.kind.name.to_owned(), statement.data)));
        told = Some(now_told);
    }
    story
}

fn names(states: &[State]) -> Vec<String> {
    story(states).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_result_is_published_once_and_a_later_one_corrects_it() {
    let (first, second) = (outcome(Class::Htt, 8_998, 20), outcome(Class::Htxs, 9_150, 24));
    let decided_anew = dossier(None, false);
    let all = [
        dossier(None, false),
        dossier(Some(first.clone()), false),
        dossier(Some(first.clone()), false),
        decided_anew,
        dossier(Some(second.clone()), false),
        dossier(Some(second), true),
    ];
    let story = story(&all);
    let told: Vec<&str> = story.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(told, ["result.published", "result.corrected", "dossier.closed"]);
    let corrected = &story[1].1;
    assert_eq!(corrected["replaces"], json!({"class": "HTT", "total": "89.98", "published_at": "2019-12-20T02:00:00Z"}));
    assert_eq!((&corrected["result"]["class"], &corrected["reason"]), (&json!("HTXS"), &json!("APPEAL")));
    assert_eq!(corrected["result"]["agency"], json!({"code": "H50.6", "name": "Đơn vị H50.6"}));
    assert_eq!(story[2].1["has_result"], true);
}

#[test]
fn who_was_not_evaluated_has_a_closed_dossier_without_a_result() {
    let story = story(&[dossier(None, false), dossier(None, true), dossier(None, true)]);
    assert_eq!(story.len(), 1);
    assert_eq!((story[0].0.as_str(), &story[0].1["has_result"]), ("dossier.closed", &json!(false)));
}

#[test]
fn a_period_is_opened_and_closed_once_even_when_states_between_are_missing() {
    let period = |is_opened, is_closed| {
        let (deadlines, law) = (Deadlines { publication: day("2019-12-20"), ..Deadlines::default() }, Vec::new());
        State::Period(Period { id: Uuid::from_u128(8), year: 2019, agency: AGENCY, deadlines, law, is_opened, is_closed })
    };
    assert_eq!(
        names(&[period(false, false), period(true, false), period(true, false), period(true, true)]),
        ["period.opened", "period.closed"]
    );
    assert_eq!(names(&[period(true, true), period(true, true)]), ["period.opened", "period.closed"]);
}

#[test]
fn law_is_told_by_its_text() {
    let law = |digest: char| {
        State::Law(Law {
            kind: LawKind::PolicyPack.into(),
            law: LawRef { law_id: "QT-2019".to_owned(), digest: digest.to_string().repeat(64) },
            title: "Quy chế".to_owned(),
            groups: vec![EmployeeGroup::CcKld.into()],
            years: vec![2019],
            published_at: moment(1),
        })
    };
    let story = story(&[law('0'), law('0'), law('1')]);
    assert_eq!(story.len(), 2);
    assert_eq!(story[1].1["agency"]["code"], "H50", "it is the province's");
}

fn person(posts: &[(u128, &str)]) -> State {
    let post = |(id, title): &(u128, &str)| Post {
        id: Uuid::from_u128(*id),
        unit: OFFICE,
        agency: AGENCY,
        title: (*title).to_owned(),
        role: PostRole::Staff.into(),
        group: EmployeeGroup::CcKld.into(),
        kind: PostKind::Main.into(),
        valid_from: day("2015-01-01"),
        valid_to: None,
    };
    State::Person(Person { id: Uuid::from_u128(7), full_name: "Nguyễn Thị Ánh".to_owned(), posts: posts.iter().map(post).collect() })
}

#[test]
fn only_the_posts_that_changed_are_told_and_one_that_goes_is_withdrawn() {
    let all = [
        person(&[(1, "Chuyên viên"), (2, "Thư ký")]),
        person(&[(1, "Chuyên viên chính"), (2, "Thư ký")]),
        person(&[(1, "Chuyên viên chính")]),
    ];
    let story = story(&all);
    let told: Vec<_> = story.iter().map(|(_, data)| (data["title"].as_str().unwrap(), data["standing"].as_str().unwrap())).collect();
    assert_eq!(told, [("Chuyên viên", "LISTED"), ("Thư ký", "LISTED"), ("Chuyên viên chính", "LISTED"), ("Thư ký", "WITHDRAWN")]);
    assert_eq!(names(&[all[2].clone(), all[2].clone()]).len(), 1, "what says the same is told once");
}

#[test]
fn a_unit_is_told_when_it_says_something_else() {
    let office = unit(OFFICE, "H50.6-VP", UnitKind::Division, Some(AGENCY));
    let renamed = Unit { name: "Văn phòng Sở".to_owned(), ..office.clone() };
    let province = unit(PROVINCE_UNIT, "H50", UnitKind::Province, None);
    let story = story(&[State::Unit(office.clone()), State::Unit(office), State::Unit(renamed)]);
    assert_eq!(story.iter().map(|(_, data)| data["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Đơn vị H50.6-VP", "Văn phòng Sở"]);
    assert_eq!(self::story(&[State::Unit(province)])[0].1["agency"]["code"], "H50", "the province answers for itself");
}

#[test]
fn nothing_is_told_before_the_agency_is_known() {
    let state = dossier(Some(outcome(Class::Htt, 8_998, 20)), false);
    let untold = state.tell(&Units::default(), None).err().unwrap();
    assert!(matches!(untold, Untold::Awaits(AGENCY)), "{untold}");
    assert_eq!(state.units(), [AGENCY]);
}

#[test]
fn a_state_is_kept_as_it_was() {
    let later = dossier(Some(Outcome { class: Open::Later("LATER".to_owned()), ..outcome(Class::Htt, 1, 20) }), false);
    for state in [later, person(&[(1, "Chuyên viên")]), State::Unit(unit(OFFICE, "A", UnitKind::Division, None))] {
        let kept = serde_json::to_value(&state).unwrap();
        assert_eq!(serde_json::from_value::<State>(kept).unwrap(), state);
    }
}

proptest! {
    /// States of a year in order, any of them missing: what is told ends the same, and each kind comes in its order.
    #[test]
    fn states_that_are_missing_leave_nothing_of_the_end_out(there in proptest::collection::vec(any::<bool>(), 6)) {
        let (first, second) = (outcome(Class::Htt, 8_998, 20), outcome(Class::Htxs, 9_150, 24));
        let all = [
            dossier(None, false), dossier(Some(first.clone()), false), dossier(Some(first), false), dossier(None, false),
            dossier(Some(second.clone()), false), dossier(Some(second.clone()), false),
        ];
        let mut came: Vec<State> = all.into_iter().zip(there).filter(|(_, there)| *there).map(|(state, _)| state).collect();
        came.push(dossier(Some(second), true));
        let story = story(&came);
        let results: Vec<&Value> = story.iter().map(|(_, data)| &data["result"]).filter(|result| !result.is_null()).collect();
        prop_assert_eq!(results.last().unwrap()["class"].as_str(), Some("HTXS"));
        prop_assert_eq!(story.iter().filter(|(name, _)| name == "result.published").count(), 1);
        prop_assert_eq!(story[0].0.as_str(), "result.published");
        prop_assert_eq!(story.last().unwrap().0.as_str(), "dossier.closed");
    }
}
