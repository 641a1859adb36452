//! Staff lists.

use std::io::{Cursor, Read};

use proto::common::v1::{Day, EmployeeGroup, PostRole};
use proto::identity::v1 as api;
use tonic::Code;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, OTHER_CHIEF, SO, STAFF, answer, list, other, request_id, so};
use crate::organisation::{personnel, two_agencies};

#[tokio::test]
async fn a_bad_list_is_told_whole_and_stores_nothing() {
    let app = App::start().await;
    let before = app.count("outbox").await;
    let mut units = SO.to_vec();
    units.push(["H50.6-VP", "Văn phòng hai", "", "Phòng, ban, bộ phận", "H50.6", "", ""]);
    let bad = list(
        &units,
        &[
            CHIEF,
            ("", "khong phai email", "H50.6-XX", "Chuyên viên", "Công nhân", "có", "Lái xe"),
            (STAFF.0, CHIEF.1, "H50.6-VP", "", "Công chức", "", ""),
        ],
    );
    let answer = app.import(ADMIN, bad, false).await.unwrap();
    let found: Vec<_> = answer.problems.iter().map(|one| (one.sheet.as_str(), one.row, one.column.as_str(), one.reason.as_str())).collect();
    for expected in [
        ("Đơn vị", 5, "Mã đơn vị", "UNIT_TWICE"),
        ("Nhân sự", 3, "Họ và tên", "VALUE_MISSING"),
        ("Nhân sự", 3, "Email công vụ", "EMAIL_INVALID"),
        ("Nhân sự", 3, "Mã đơn vị", "UNIT_UNKNOWN"),
        ("Nhân sự", 3, "Diện", "EMPLOYMENT_INVALID"),
        ("Nhân sự", 3, "Đảng viên", "MARK_INVALID"),
        ("Nhân sự", 3, "Nhiệm vụ kiêm", "DUTY_INVALID"),
        ("Nhân sự", 4, "Email công vụ", "EMAIL_TWICE"),
        ("Nhân sự", 4, "Chức vụ, chức danh", "VALUE_MISSING"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert_eq!(found.len(), 9);
    assert!(answer.problems.iter().all(|problem| !problem.message.is_empty()));
    assert_eq!((answer.units_imported, answer.people_imported, answer.accounts_invited), (0, 0, 0));
    assert_eq!((app.count("units").await, app.count("people").await, app.count("mails").await), (1, 1, 0));
    assert_eq!(app.count("outbox").await, before);
}

#[tokio::test]
async fn a_unit_under_one_that_nobody_knows_is_a_problem() {
    let app = App::start().await;
    let orphan = list(
        &[["H99.1", "Sở X", "SX", "Sở, ban, ngành", "H99", "", ""]],
        &[("Lê An", "an.le@x.vn", "H99.1", "Giám đốc", "Công chức", "", "")],
    );
    let answer = app.import(ADMIN, orphan, false).await.unwrap();
    let [problem] = answer.problems.as_slice() else { panic!("{:?}", answer.problems) };
    assert_eq!((problem.sheet.as_str(), problem.row, problem.column.as_str()), ("Đơn vị", 2, "Mã đơn vị cấp trên"));
    assert_eq!(app.count("units").await, 1);
}

#[tokio::test]
async fn what_is_no_workbook_is_refused() {
    let app = App::start().await;
    let refused = app.import(ADMIN, b"khong phai Excel".to_vec(), false).await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_str()), (Code::InvalidArgument, "WORKBOOK_UNREADABLE"));
}

#[tokio::test]
async fn a_rehearsal_counts_and_stores_nothing() {
    let app = App::start().await;
    let answer = app.import(ADMIN, so(), true).await.unwrap();
    assert_eq!(answer.problems, []);
    assert_eq!((app.count("units").await, app.count("people").await, app.count("mails").await), (1, 1, 0));
}

#[tokio::test]
async fn the_same_list_again_changes_nothing_and_invites_nobody() {
    let app = App::start().await;
    let first = app.imported(so()).await;
    assert_eq!((first.units_imported, first.people_imported, first.accounts_invited), (3, 5, 5));
    let before = (app.count("outbox").await, app.count("mails").await);
    let again = app.imported(so()).await;
    assert_eq!(again.accounts_invited, 0);
    assert_eq!(again.agency_id, first.agency_id);
    assert_eq!((app.count("outbox").await, app.count("mails").await), before);
}

#[tokio::test]
async fn roles_groups_and_heads_follow_from_titles() {
    let app = App::start().await;
    app.imported(so()).await;
    let (chief, deputy, head, staff) =
        (app.person(CHIEF.1).await, app.person(DEPUTY.1).await, app.person(HEAD.1).await, app.person(STAFF.1).await);
    let post = |person: &proto::identity::v1::Person| (person.posts[0].role(), person.posts[0].group());
    assert_eq!(post(&chief), (PostRole::AgencyHead, EmployeeGroup::CcLd));
    assert_eq!(post(&deputy), (PostRole::AgencyDeputy, EmployeeGroup::CcLd));
    assert_eq!(post(&head), (PostRole::UnitHead, EmployeeGroup::CcLd));
    assert_eq!(post(&staff), (PostRole::Staff, EmployeeGroup::CcKld));
    assert_eq!((chief.direct_head_id.as_str(), chief.agency_head_id.as_str()), ("", ""));
    assert_eq!((&deputy.direct_head_id, &deputy.agency_head_id), (&chief.person_id, &chief.person_id));
    assert_eq!((&head.direct_head_id, &head.agency_head_id), (&chief.person_id, &chief.person_id));
    assert_eq!((&staff.direct_head_id, &staff.agency_head_id), (&head.person_id, &chief.person_id));
    assert!(chief.party_member && !staff.party_member);
    assert_eq!(staff.posts[0].coefficient, "3.33");
    assert_eq!(staff.facts.unwrap().recruited_on.unwrap().iso, "2010-03-01");
}

#[tokio::test]
async fn a_new_head_becomes_everybodys_head_in_the_same_import() {
    let app = App::start().await;
    app.imported(so()).await;
    let before = app.person(STAFF.1).await;
    let promoted = (STAFF.0, STAFF.1, STAFF.2, STAFF.3, STAFF.4, "", "");
    let retired = (HEAD.0, HEAD.1, HEAD.2, "Chuyên viên", HEAD.4, HEAD.5, "");
    let new_head = (HR.0, HR.1, HR.2, "Chánh Văn phòng", HR.4, HR.5, HR.6);
    app.imported(list(&SO, &[CHIEF, DEPUTY, retired, new_head, promoted])).await;
    let (after, head) = (app.person(STAFF.1).await, app.person(HR.1).await);
    assert_eq!(after.direct_head_id, head.person_id);
    assert!(after.version > before.version, "announced though their own row did not change");
    assert_eq!(app.person(HEAD.1).await.direct_head_id, head.person_id);
    assert_eq!(head.posts.len(), 2, "the former post is kept");
    assert!(head.posts.iter().any(|post| post.valid_to.is_some() && post.role() == PostRole::Staff));
}

#[tokio::test]
async fn a_move_to_another_agency_changes_both() {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    let moved = (HEAD.0, HEAD.1, "H50.7", "Chuyên viên", HEAD.4, "", "");
    app.imported(list(&[["H50.7", "Sở Tư pháp", "STP", "Sở, ban, ngành", "H50", "", "Đông Hà"]], &[OTHER_CHIEF, moved])).await;
    let (moved, staff, chief) = (app.person(HEAD.1).await, app.person(STAFF.1).await, app.person(CHIEF.1).await);
    assert_eq!(moved.agency_head_id, app.person(OTHER_CHIEF.1).await.person_id);
    assert_eq!(staff.direct_head_id, chief.person_id, "the unit they left has no head now");
}

#[tokio::test]
async fn commune_chairs_answer_to_the_district() {
    let app = App::start().await;
    let units = [
        ["H50.31", "UBND huyện Cam Lộ", "UBND", "UBND cấp huyện", "H50", "", "Cam Lộ"],
        ["H50.31.5", "UBND xã Cam Thành", "UBND", "UBND cấp xã", "H50.31", "", "Cam Thành"],
    ];
    let district = ("Lê Trên", "tren.le@quangtri.gov.vn", "H50.31", "Chủ tịch UBND huyện", "Cán bộ", "", "");
    let chair = ("Lê Xã", "xa.le@quangtri.gov.vn", "H50.31.5", "Chủ tịch UBND xã", "Cán bộ", "", "");
    let clerk = ("Lê Hộ", "ho.le@quangtri.gov.vn", "H50.31.5", "Công chức Tư pháp - Hộ tịch", "Công chức", "", "");
    app.imported(list(&units, &[district, chair, clerk])).await;
    let (district, chair, clerk) = (app.person(district.1).await, app.person(chair.1).await, app.person(clerk.1).await);
    assert_eq!(chair.posts[0].role(), PostRole::CommuneChair);
    assert_eq!((&chair.direct_head_id, &chair.agency_head_id), (&district.person_id, &district.person_id));
    assert_eq!((&clerk.direct_head_id, &clerk.agency_head_id), (&chair.person_id, &chair.person_id));
}

#[tokio::test]
async fn lists_come_from_so_noi_vu_or_the_own_hr_officer() {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    app.activated(HR.1).await;
    app.activated(STAFF.1).await;
    assert_eq!(app.import(STAFF.1, so(), false).await.unwrap_err().reason, "IMPORT_REFUSED");
    assert_eq!(app.import(HR.1, other(), false).await.unwrap_err().reason, "IMPORT_REFUSED");
    assert_eq!(app.import(HR.1, so(), false).await.unwrap().problems, []);
}

#[tokio::test]
async fn an_hr_officer_cannot_take_people_of_another_agency_or_give_roles() {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    app.activated(HR.1).await;
    let stolen = (OTHER_CHIEF.0, OTHER_CHIEF.1, "H50.6-VP", "Chuyên viên", "Công chức", "", "");
    let self_made = (STAFF.0, STAFF.1, STAFF.2, STAFF.3, STAFF.4, "", "Phụ trách tổ chức cán bộ");
    let crowned = (STAFF.0, STAFF.1, "H50.6-BGD", "Giám đốc Sở", STAFF.4, "", "");
    for line in [stolen, self_made, crowned] {
        let outcome = app.import(HR.1, list(&SO, &[CHIEF, DEPUTY, HEAD, HR, line]), false).await;
        assert!(outcome.is_err() || !outcome.unwrap().problems.is_empty(), "{line:?}");
    }
    let deposed = (CHIEF.0, CHIEF.1, CHIEF.2, "Chuyên viên", CHIEF.4, "", "");
    let outcome = app.import(HR.1, list(&SO, &[deposed, DEPUTY, HEAD, HR, STAFF]), false).await.unwrap();
    assert_eq!(outcome.problems[0].reason, "LEADER_BY_SNV");
    assert_eq!(app.person(OTHER_CHIEF.1).await.posts[0].title, "Giám đốc Sở");
}

/// What stands in the notes of a workbook.
fn notes(workbook: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).unwrap();
        if entry.name().unwrap().contains("comments") {
            entry.read_to_string(&mut text).unwrap();
        }
    }
    text
}

#[tokio::test]
async fn a_bad_list_comes_back_with_its_faults_marked_and_mended_it_is_taken() {
    let app = App::start().await;
    let bad = list(&SO, &[CHIEF, DEPUTY, HEAD, HR, (STAFF.0, STAFF.1, "H50.6-XX", STAFF.3, "Công nhân", "", "")]);
    let answer = app.import(ADMIN, bad, true).await.unwrap();
    let reasons: Vec<_> = answer.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(reasons, ["UNIT_UNKNOWN", "EMPLOYMENT_INVALID"]);
    let marked = answer.marked.unwrap();
    let told = sheets::Book::open(&marked.content).unwrap().first(sheets::Bounds { rows: 10, columns: 4 }).unwrap().rows;
    let told: Vec<String> =
        told.iter().map(|row| row.iter().take(3).map(kernel::grid::Cell::text).collect::<Vec<_>>().join(" | ")).collect();
    assert_eq!(told, ["Trang tính | Dòng | Cột", "Nhân sự | 6 | Mã đơn vị", "Nhân sự | 6 | Diện"]);
    let notes = notes(&marked.content);
    assert!(notes.contains("ref=\"C6\"") && notes.contains("H50.6-XX") && notes.contains("ref=\"E6\""), "{notes}");

    let again = app.import(ADMIN, marked.content, true).await.unwrap();
    assert_eq!(again.problems, answer.problems, "the same cells in the same places; what was added is not read");
    let clean = app.import(ADMIN, so(), true).await.unwrap();
    assert_eq!((clean.problems, clean.marked), (Vec::new(), None));
}

/// Reasons why a list of somebody is refused.
async fn refused(app: &App, by: &str, list: Vec<u8>) -> Vec<String> {
    let before = app.count("outbox").await;
    let found = app.import(by, list, false).await.unwrap().problems.into_iter().map(|problem| problem.reason).collect();
    assert_eq!(app.count("outbox").await, before, "nothing is stored");
    found
}

#[tokio::test]
async fn a_list_gives_nobody_what_a_single_command_refuses() {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    app.activated(HR.1).await;
    let everybody = |own: (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str)| {
        [CHIEF, DEPUTY, HEAD, own, STAFF]
    };
    let promoted = (HR.0, HR.1, HR.2, "Phó Chánh Văn phòng", HR.4, HR.5, HR.6);
    assert_eq!(refused(&app, HR.1, list(&SO, &everybody(promoted))).await, ["OWN_POSTS"]);

    let mut units = SO.to_vec();
    units.push(["H50.7", "Phòng Tư pháp", "PTP", "Phòng, ban, bộ phận", "H50.6", "", ""]);
    let taken = refused(&app, HR.1, list(&units, &everybody(HR))).await;
    assert!(taken.contains(&"UNIT_BY_SNV".to_owned()), "another agency becomes no division of one's own: {taken:?}");
    assert!(app.count("units WHERE document->>'name' = 'Sở Tư pháp'").await == 1);

    let mut renamed = SO.to_vec();
    renamed[0][1] = "Sở Nội vụ và Lao động";
    assert_eq!(refused(&app, HR.1, list(&renamed, &everybody(HR))).await, ["UNIT_BY_SNV"]);
}

#[tokio::test]
async fn nobody_makes_themself_a_head_by_a_list_not_even_the_administrator() {
    let app = App::start().await;
    let me = ("Nguyễn Thị Quản", ADMIN, "H50.7", "Giám đốc Sở", "Công chức", "", "");
    let own = list(&[["H50.7", "Sở Tư pháp", "STP", "Sở, ban, ngành", "H50", "", "Đông Hà"]], &[me]);
    assert_eq!(refused(&app, ADMIN, own).await, ["OWN_POSTS"]);
}

#[tokio::test]
async fn nobody_changes_what_is_said_of_themself_by_a_list() {
    let (app, _) = two_agencies().await;
    let person_id = app.person(HR.1).await.person_id;
    let message = api::CorrectPersonRequest {
        request_id: request_id(),
        person_id,
        full_name: HR.0.to_owned(),
        party_member: true,
        recruited_on: Some(Day { iso: "2010-03-01".to_owned() }),
        reason: "Bổ sung hồ sơ".to_owned(),
        ..Default::default()
    };
    answer(personnel(&app).correct_person(app.by(ADMIN, message).await).await).unwrap();
    // The list says neither Party membership nor the day: by the officer's own hand it may not take them away, another may bring it.
    assert_eq!(refused(&app, HR.1, so()).await, ["OWN_FACTS"]);
    assert_eq!(refused(&app, HR.1, list(&SO, &[CHIEF, DEPUTY, HEAD, STAFF])).await, [""; 0]);
    app.imported(so()).await;
}

#[tokio::test]
async fn who_is_missing_from_a_list_stays_and_is_told() {
    let app = App::start().await;
    app.imported(so()).await;
    let without = list(&SO, &[CHIEF, DEPUTY, HEAD, HR]);
    let answer = app.import(ADMIN, without, true).await.unwrap();
    let told: Vec<_> = answer.passed_over.iter().filter(|note| note.reason == "NOT_LISTED").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].message.starts_with("1 người") && told[0].message.contains(STAFF.0), "{}", told[0].message);
    assert!(app.imported(so()).await.passed_over.is_empty());
}
