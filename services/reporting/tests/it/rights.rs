use proto::reporting::v1::{DocumentFormat, DocumentKind, GetAgencyResultsRequest, ListReadsRequest, RenderDocumentRequest};
use regulation::SystemRole;
use rpc::Problem;
use tonic::Code;
use uuid::Uuid;

use crate::harness::{Reader, Running, WHY};
use crate::office::{self, AGENCY, CHAIRMAN, DIRECTOR, DUC, LE, MINUTES, TRANG, UNIT_HEAD, record_of};

fn reader(name: &str) -> Reader {
    match name {
        "director" => Reader::person(DIRECTOR),
        "unit head" => Reader::person(UNIT_HEAD),
        "subject" => Reader::person(TRANG),
        "colleague" => Reader::person(DUC),
        "stranger" => Reader::person(Uuid::from_u128(0x9999)),
        "HR" => Reader::with(SystemRole::HrOfficer, Some(AGENCY)),
        "HR elsewhere" => Reader::with(SystemRole::HrOfficer, Some(DIRECTOR)),
        "SNV" => Reader::with(SystemRole::SnvAdmin, None),
        "higher" => Reader { person: CHAIRMAN, ..Reader::with(SystemRole::HigherAuthority, None) },
        "leader" => Reader::with(SystemRole::ProvinceLeader, None),
        "auditor" => Reader::with(SystemRole::Auditor, None),
        "ops" => Reader::with(SystemRole::Ops, None),
        _ => unreachable!(),
    }
}

/// `+` has it, `x` forbidden, `-` does not even learn that it exists: summary, detail, minutes, form and score sheet of
/// a colleague, form of the director.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_have_which_document() {
    let table = "
        director     + + + + + +
        unit head    x x + + + -
        subject      x x + + + -
        colleague    x x + - - -
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
    assert!(head.contains("2 người: Nhiệt tình – Lê Hoàng Đức (đồng cấp), Trần Đình Ước (thủ trưởng trực tiếp)"), "{head}");
    assert!(head.contains("88,90 88,00") && head.contains("Lê Hoàng Đức: không gửi ý kiến"), "{head}");
    for name in ["colleague", "subject", "HR"] {
        let text = running.text(&reader(name), DocumentKind::Minutes, MINUTES).await.unwrap();
        assert!(text.contains("2 người: Nhiệt tình"), "{text}");
        assert!(!text.contains("Lê Hoàng Đức"), "{name}");
        assert!(text.contains("1 người: không gửi ý kiến đến hết ngày 15/12/2019"), "the reason without the name: {text}");
        assert!(!text.contains("88,90") && !text.contains("88,00"), "two peers and one head are one group of three for {name}: {text}");
        assert!(!text.contains("Đồng cấp") && text.contains("Điểm theo nhóm không hiện vì nhóm có dưới 3 phiếu."), "{text}");
        assert!(!text.contains("thống nhất với kết quả tự chấm") && text.contains("Số người thống nhất không hiện"), "{text}");
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
    assert_eq!(rows("SNV").await.unwrap().len(), 6);
    assert_eq!(rows("colleague").await.unwrap().len(), 0);
    assert_eq!(rows("stranger").await.unwrap_err().reason, "DOCUMENT_FORBIDDEN");
}

/// Each division here is small: its counts would tell whose class is which.
#[tokio::test(flavor = "multi_thread")]
async fn counts_that_tell_the_class_of_single_people_are_for_who_may_know_them() {
    let running = Running::start(6).await;
    for (name, told) in [("director", true), ("HR", true), ("leader", true), ("colleague", false), ("subject", false)] {
        let results = running.results(&reader(name)).await.unwrap();
        assert!(results.by_unit.iter().all(|unit| unit.is_hidden != told && unit.total > 0), "{name}: {:?}", results.by_unit);
        let counted: i32 = results.by_unit.iter().flat_map(|unit| &unit.classes).map(|class| class.people).sum();
        assert_eq!(counted > 0, told, "{name}");
        assert!(results.by_unit.iter().all(|unit| !unit.classes.is_empty()), "the classes that there are, for {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_by_office_leaves_a_trace_and_an_auditor_says_why() {
    let running = Running::start(5).await;
    for name in ["HR", "auditor", "subject"] {
        running.render(&reader(name), DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(TRANG)).await.unwrap();
    }
    running.results(&reader("SNV")).await.unwrap();
    running.results(&reader("colleague")).await.unwrap();
    let silent = RenderDocumentRequest {
        kind: DocumentKind::Minutes.into(),
        format: DocumentFormat::Pdf.into(),
        subject_id: office::MINUTES.to_string(),
        ..Default::default()
    };
    let auditor = reader("auditor");
    let request = rpc::with_token(silent, &running.token(auditor.person, &auditor.grants));
    let refused = running.client.clone().render_document(request).await.map_err(|status| Problem::from(&status)).unwrap_err();
    assert_eq!(refused.reason, "READ_REASON_NEEDED");
    let silent = GetAgencyResultsRequest { agency_id: office::AGENCY.to_string(), year: office::YEAR, ..Default::default() };
    let request = rpc::with_token(silent, &running.token(auditor.person, &auditor.grants));
    let figures = running.client.clone().get_agency_results(request).await.unwrap().into_inner();
    assert!(figures.rows.is_empty() && figures.all.is_some(), "figures are nobody's");

    let list = async |name: &str| {
        let reader = reader(name);
        let message = ListReadsRequest { agency_id: office::AGENCY.to_string(), page: None };
        let request = rpc::with_token(message, &running.token(reader.person, &reader.grants));
        running.client.clone().list_reads(request).await.map(tonic::Response::into_inner).map_err(|status| Problem::from(&status))
    };
    let told = list("auditor").await.unwrap();
    let reads: Vec<_> = told.reads.iter().map(|read| (read.reader_id.clone(), read.kind(), read.reason.as_str())).collect();
    let by = |name: &str| reader(name).person.to_string();
    let form = DocumentKind::LegalForm;
    let wanted = [(by("SNV"), DocumentKind::Unspecified, WHY), (by("auditor"), form, WHY), (by("HR"), form, WHY)];
    assert_eq!((reads.as_slice(), told.problem.as_str()), (wanted.as_slice(), ""), "what one reads of oneself leaves nothing");
    assert_eq!(list("HR").await.unwrap_err().reason, "DOCUMENT_FORBIDDEN");
}
