use proto::reporting::v1::{DocumentFormat, DocumentKind};
use rpc::Role;
use sea_orm::{ConnectionTrait, Statement};
use tonic::Code;
use uuid::Uuid;

use crate::harness::{Reader, Running};
use crate::office::{AGENCY, DIRECTOR, DUC, LE, MINUTES, TRANG, UNIT_HEAD, record_of};

fn reader(name: &str) -> Reader {
    match name {
        "director" => Reader::person(DIRECTOR),
        "unit head" => Reader::person(UNIT_HEAD),
        "subject" => Reader::person(TRANG),
        "colleague" => Reader::person(DUC),
        "stranger" => Reader::person(Uuid::from_u128(0x9999)),
        "HR" => Reader::with(Role::HrOfficer, Some(AGENCY)),
        "HR elsewhere" => Reader::with(Role::HrOfficer, Some(DIRECTOR)),
        "SNV" => Reader::with(Role::SnvAdmin, None),
        "higher" => Reader::with(Role::HigherAuthority, None),
        "leader" => Reader::with(Role::ProvinceLeader, None),
        "auditor" => Reader::with(Role::Auditor, None),
        "ops" => Reader::with(Role::Ops, None),
        _ => unreachable!(),
    }
}

/// `+` has it, `x` forbidden, `-` does not even learn that it exists: summary, detail, minutes, form and score sheet of
/// a colleague, form of the director.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_have_which_document() {
    let table = "
        director     + + + + + +
        unit head    + x + + + -
        subject      + x + + + -
        colleague    + x + - - -
        stranger     x x - - - -
        HR           + + + + + +
        HR elsewhere x x - - - -
        SNV          + + - - - -
        higher       + + - - - +
        leader       + + - - - +
        auditor      + + + + + +
        ops          x x - - - -";
    let running = Running::start(1).await;
    let documents = [
        (DocumentKind::SummaryTable, DocumentFormat::Xlsx, AGENCY),
        (DocumentKind::DetailTable, DocumentFormat::Xlsx, AGENCY),
        (DocumentKind::Minutes, DocumentFormat::Pdf, MINUTES),
        (DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(TRANG)),
        (DocumentKind::ScoreSheet, DocumentFormat::Pdf, record_of(TRANG)),
        (DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(DIRECTOR)),
    ];
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, wanted) = line.split_at(line.len() - 11);
        let reader = reader(name.trim());
        for ((kind, format, subject), wanted) in documents.into_iter().zip(wanted.split(' ')) {
            let found = match running.render(&reader, kind, format, subject).await {
                Ok(_) => "+",
                Err(problem) if problem.code == Code::PermissionDenied => "x",
                Err(problem) if problem.code == Code::NotFound => "-",
                Err(problem) => panic!("{name} {kind:?}: {problem:?}"),
            };
            assert_eq!(found, wanted, "{name} {kind:?} {format:?}");
        }
        let listed = running.list(&reader, None).await.unwrap().documents;
        for ((kind, format, subject), wanted) in documents.into_iter().zip(wanted.split(' ')) {
            let is_listed = listed
                .iter()
                .any(|found| (found.kind(), found.format(), found.subject_id.as_str()) == (kind, format, &*subject.to_string()));
            assert_eq!(is_listed, wanted == "+", "the list of {name}: {kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_reviewers_are_for_the_heads() {
    let running = Running::start(2).await;
    let head = running.text(&reader("unit head"), DocumentKind::Minutes, MINUTES).await.unwrap();
    assert!(head.contains("Đồng cấp, Lê Hoàng Đức: Thống nhất với kết quả tự chấm. Ưu điểm: Nhiệt tình."), "{head}");
    assert!(head.contains("88,90 88,00"), "{head}");
    for name in ["colleague", "subject", "HR"] {
        let text = running.text(&reader(name), DocumentKind::Minutes, MINUTES).await.unwrap();
        assert!(text.contains("Người tham gia ý kiến: Thống nhất với kết quả tự chấm. Ưu điểm: Nhiệt tình."), "{text}");
        assert!(!text.contains("Lê Hoàng Đức"), "{name}");
        assert!(!text.contains("88,90") && !text.contains("88,00"), "two peers and one head are one group of three for {name}: {text}");
        assert!(text.contains("87,97"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subject_sees_the_result_once_it_is_published_and_not_before() {
    let running = Running::start(3).await;
    let form = running.text(&Reader::person(LE), DocumentKind::LegalForm, record_of(LE)).await.unwrap();
    assert!(form.contains("Hoàn thành đầy đủ.") && !form.contains("Nhận xét của trưởng phòng") && !form.contains("Hồ Ngọc Ấn"), "{form}");
    let form = running.text(&reader("unit head"), DocumentKind::LegalForm, record_of(LE)).await.unwrap();
    assert!(form.contains("Nhận xét của trưởng phòng"), "{form}");
    let form = running.text(&reader("subject"), DocumentKind::LegalForm, record_of(TRANG)).await.unwrap();
    assert!(form.contains("Nhận xét của trưởng phòng") && form.contains("Hồ Ngọc Ấn"), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_province_sees_names_of_heads_and_colleagues_see_counts() {
    let running = Running::start(4).await;
    let rows = async |name: &str| {
        running.results(&reader(name)).await.map(|results| results.rows.iter().map(|row| row.full_name.clone()).collect::<Vec<_>>())
    };
    assert_eq!(rows("leader").await.unwrap(), ["Hồ Ngọc Ấn"]);
    assert_eq!(rows("SNV").await.unwrap().len(), 4);
    assert_eq!(rows("colleague").await.unwrap().len(), 0);
    assert_eq!(rows("stranger").await.unwrap_err().reason, "DOCUMENT_FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_the_dossier_of_another_leaves_a_trace() {
    let running = Running::start(5).await;
    for name in ["auditor", "subject"] {
        running.render(&reader(name), DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(TRANG)).await.unwrap();
    }
    let db = &running.test.db;
    let backend = ConnectionTrait::get_database_backend(db);
    let rows = db.query_all_raw(Statement::from_string(backend, "SELECT person_id, kind FROM readings")).await.unwrap();
    let found: Vec<(Uuid, String)> =
        rows.iter().map(|row| (row.try_get("", "person_id").unwrap(), row.try_get("", "kind").unwrap())).collect();
    assert_eq!(found, [(reader("auditor").person, "LegalForm".to_owned())]);
}
