//! People and moments that the tests of all rules share.

use super::*;
use uuid::Uuid;

/// Somebody with a direct head.
pub(crate) fn author() -> Person {
    Person {
        id: PersonId(Uuid::from_u128(1)),
        full_name: "Trần Thị Hoa".to_owned(),
        title: "Chuyên viên".to_owned(),
        direct_head: Some(PersonId(Uuid::from_u128(2))),
        agency_head: Some(PersonId(Uuid::from_u128(3))),
        leads_agency: false,
        head_outside: false,
        unit: None,
        agency: None,
        post: None,
        last_on: None,
    }
}

/// The head of an agency.
pub(crate) fn head() -> Person {
    let id = PersonId(Uuid::from_u128(3));
    Person {
        id,
        full_name: "Lê Văn Đức".to_owned(),
        title: "Giám đốc".to_owned(),
        direct_head: None,
        agency_head: None,
        leads_agency: true,
        head_outside: false,
        unit: None,
        agency: None,
        post: None,
        last_on: None,
    }
}

/// 19:00 of 15 June 2019 in the office.
pub(crate) fn moment() -> DateTime<Utc> {
    "2019-06-15T12:00:00Z".parse().unwrap()
}

pub(crate) fn signature() -> Signature {
    let person = PersonId(Uuid::from_u128(2));
    Signature { person, full_name: "Nguyễn Văn An".to_owned(), title: "Trưởng phòng".to_owned(), at: moment() }
}

#[test]
fn a_vacant_post_above_is_no_reason_to_approve_oneself() {
    let vacant = Person { direct_head: None, agency_head: None, ..author() };
    assert_eq!(Approval::on_submission(&vacant, moment()), Approval::Submitted { at: moment() });
}

#[test]
fn who_answers_to_others_than_people_of_the_software_waits_for_nobody() {
    let outside = Person { direct_head: None, agency_head: None, head_outside: true, ..author() };
    let kept = Approval::Approved { by: Signature::of(&outside, moment()), note: Some(Approval::HEAD_OUTSIDE.to_owned()) };
    assert_eq!(Approval::on_submission(&outside, moment()), kept);
    let waiting = Approval::Submitted { at: moment() };
    assert_eq!(waiting.left_alone(&outside, moment()), Some(kept), "what waited for a head is kept too");
    assert_eq!(waiting.left_alone(&author(), moment()), None);
    assert_eq!(Approval::Draft.left_alone(&outside, moment()), None);
}

#[test]
fn an_agency_head_with_a_direct_head_waits_like_everybody() {
    let led = Person { direct_head: Some(author().id), ..head() };
    assert_eq!(Approval::on_submission(&led, moment()), Approval::Submitted { at: moment() });
}
