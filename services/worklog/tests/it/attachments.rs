//! Files that prove work.

use proto::worklog::v1 as api;
use tonic::Code;

use crate::app::{AGENCY, AN, App, BINH, CHIEF, HEAD, STRANGER, answer, entry, request_id};

const WEEK: &str = "2019-06-03";

#[tokio::test]
async fn a_file_is_read_by_those_who_may_read_the_log_only() {
    let app = App::start().await;
    let draft = app.save_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    let attach = async |person, content: Vec<u8>, expected_version| {
        let message = api::AttachFileRequest {
            request_id: request_id(),
            log_id: draft.log_id.clone(),
            entry_index: 0,
            expected_version,
            name: "../giấy\u{202e}tờ.pdf".to_owned(),
            content,
        };
        answer(app.client().attach_file(app.by(person, message)).await).map(|answer| answer.log.unwrap())
    };
    // As many words as make it exactly as large as it may be.
    let words = 10_000_000;
    let mut large = testkit::pdf(&"x".repeat((10 << 20) + words - testkit::pdf(&"x".repeat(words)).len()));
    let log = attach(AN, large.clone(), 1).await.unwrap();
    let file = log.entries[0].attachments[0].clone();
    assert_eq!((file.name.as_str(), file.content_type.as_str(), file.size_bytes), ("..giấytờ.pdf", "application/pdf", 10 << 20));
    large.push(0);
    for content in [large, b"MZ".to_vec(), b"<svg>".to_vec(), Vec::new()] {
        assert_eq!(attach(AN, content, 2).await.unwrap_err().reason, "FILE_INVALID");
    }
    assert_eq!(attach(AN, b"%PDF-1.4<script>".to_vec(), 2).await.unwrap_err().reason, "FILE_BROKEN");
    assert_eq!(attach(HEAD, testkit::pdf("Giấy tờ"), 2).await.unwrap_err().code, Code::NotFound);

    let message = api::GetAttachmentRequest { log_id: log.log_id.clone(), digest: file.digest.clone(), reason: "Đơn số 5".to_owned() };
    let read =
        async |person| app.client().get_attachment(app.by(person, message.clone())).await.map(|answer| answer.into_inner().content.len());
    assert_eq!(read(AN).await.unwrap(), 10 << 20);
    assert_eq!(read(HEAD).await.unwrap_err().code(), Code::NotFound, "a draft is its person's alone");
    let log = app.submit_log(AN, WEEK, vec![entry("Một")], 2).await.unwrap();
    assert_eq!(log.entries[0].attachments.len(), 1, "it stays with its entry");
    for reader in [HEAD, CHIEF] {
        assert_eq!(read(reader).await.unwrap(), 10 << 20);
    }
    for reader in [BINH, STRANGER] {
        assert_eq!(read(reader).await.unwrap_err().code(), Code::NotFound);
    }
    for (role, agency, may) in [
        (regulation::SystemRole::HrOfficer, AGENCY, true),
        (regulation::SystemRole::Auditor, AGENCY, true),
        (regulation::SystemRole::HrOfficer, STRANGER, false),
        (regulation::SystemRole::Ops, AGENCY, false),
    ] {
        let outcome = app.client().get_attachment(app.by_officer(STRANGER, role, agency, message.clone())).await;
        assert_eq!(outcome.is_ok(), may, "{role:?} of {agency}");
    }
    let remove = api::RemoveAttachmentRequest {
        request_id: request_id(),
        log_id: log.log_id,
        entry_index: 0,
        expected_version: 3,
        digest: file.digest,
    };
    let refused = answer(app.client().remove_attachment(app.by(AN, remove)).await).unwrap_err();
    assert_eq!(refused.reason, "WAITS_FOR_APPROVAL");
}
