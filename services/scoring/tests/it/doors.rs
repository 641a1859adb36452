//! Who comes in, and who may read whose result.

use proto::common::v1::Relation;
use proto::evaluation::v1::{Record, RecordState};
use proto::scoring::v1 as api;
use regulation::{Actor, SystemRole};
use tonic::{Code, Request};

use crate::app::{App, Said, answer, person, uuid, with_role};
use crate::world::{AGENCY, AN, CHIEF, HEAD, PEER, RECORD, record, scored, sheet, up_to_minutes};

#[tokio::test]
async fn nothing_is_answered_without_a_token() {
    let app = App::start(1).await;
    let mut client = app.client();
    let codes = [
        client.publish_policy_pack(Request::new(api::PublishPolicyPackRequest::default())).await.unwrap_err().code(),
        client.list_policy_packs(Request::new(api::ListPolicyPacksRequest::default())).await.unwrap_err().code(),
        client.publish_criteria_set(Request::new(api::PublishCriteriaSetRequest::default())).await.unwrap_err().code(),
        client.list_criteria_sets(Request::new(api::ListCriteriaSetsRequest::default())).await.unwrap_err().code(),
        client.get_criteria_set(Request::new(api::GetCriteriaSetRequest::default())).await.unwrap_err().code(),
        client.get_result(Request::new(api::GetResultRequest::default())).await.unwrap_err().code(),
        client.list_shipped_law(Request::new(api::ListShippedLawRequest::default())).await.unwrap_err().code(),
        client.publish_shipped_law(Request::new(api::PublishShippedLawRequest::default())).await.unwrap_err().code(),
        client.get_law_of_year(Request::new(api::GetLawOfYearRequest::default())).await.unwrap_err().code(),
        client.get_span_years(Request::new(api::GetSpanYearsRequest::default())).await.unwrap_err().code(),
    ];
    assert_eq!(codes, [Code::Unauthenticated; 10]);
}

/// Who asks; may read at the minutes; may read once published.
fn table() -> Vec<(&'static str, Actor, bool, bool)> {
    let (here, elsewhere) = (Some(uuid(AGENCY)), Some(uuid(51)));
    vec![
        ("the subject", person(AN), false, true),
        ("the subject, who is HR officer too", with_role(AN, SystemRole::HrOfficer, here), false, true),
        ("a peer", person(PEER), false, false),
        ("the direct head", person(HEAD), true, true),
        ("the decider", person(CHIEF), true, true),
        ("HR of the agency", with_role(20, SystemRole::HrOfficer, here), true, true),
        ("HR of another agency", with_role(20, SystemRole::HrOfficer, elsewhere), false, false),
        ("the higher authority, who does not decide here", with_role(21, SystemRole::HigherAuthority, None), false, false),
        ("Sở Nội vụ", with_role(22, SystemRole::SnvAdmin, None), true, true),
        ("the auditor", with_role(23, SystemRole::Auditor, None), true, true),
        ("operations", with_role(24, SystemRole::Ops, None), false, false),
        ("unit IT", with_role(25, SystemRole::UnitIt, here), false, false),
        ("the mail office", with_role(26, SystemRole::MailAdmin, None), false, false),
    ]
}

async fn readers(app: &App) -> Vec<bool> {
    let mut readers = Vec::new();
    for (who, actor, ..) in table() {
        let answer = app.result(&actor, uuid(RECORD)).await;
        assert!(answer.is_ok() || answer.as_ref().is_err_and(|problem| problem.code == Code::NotFound), "{who}: {answer:?}");
        readers.push(answer.is_ok());
    }
    readers
}

#[tokio::test]
async fn a_result_is_read_by_those_who_may_and_unknown_to_all_others() {
    let app = App::with_law().await;
    app.hear(up_to_minutes().into_iter().take(3)).await;
    assert!(readers(&app).await.iter().all(|may| !may), "heads score without seeing the others");
    app.hear(up_to_minutes()).await;
    assert_eq!(readers(&app).await, table().iter().map(|(_, _, open, _)| *open).collect::<Vec<_>>());
    app.hear([Said::record(Record { ..scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1) })]).await;
    assert_eq!(readers(&app).await, table().iter().map(|(.., published)| *published).collect::<Vec<_>>());
    let unknown = app.result(&person(HEAD), uuid(12345)).await.unwrap_err();
    assert_eq!(unknown.code, Code::NotFound);
}

#[tokio::test]
async fn ids_that_are_none_are_refused_by_name() {
    let app = App::start(1).await;
    let message = api::GetResultRequest { record_id: "1' OR '1'='1".to_owned(), ..Default::default() };
    let problem = answer(app.client().get_result(app.by(&person(HEAD), message)).await).unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (Code::InvalidArgument, "record_id"));
}

/// Codes of the groups of the 360° total that an answer tells, by its means and by its explanation.
fn told(result: &api::Result) -> (usize, usize) {
    (result.relation_means.len(), result.explanation.iter().filter(|step| step.step.starts_with("r360.")).count())
}

#[tokio::test]
async fn what_one_reviewer_gave_is_told_to_the_heads_and_not_to_the_person() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    app.hear([Said::record(Record { ..scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1) })]).await;
    for (who, actor, ..) in table().into_iter().filter(|(.., published)| *published) {
        let result = app.result(&actor, uuid(RECORD)).await.unwrap();
        let knows = matches!(who, "the direct head" | "the decider" | "the auditor");
        assert_eq!(told(&result), if knows { (2, 2) } else { (0, 0) }, "{who}");
        let total = (result.r360.as_str(), result.explanation.iter().any(|step| step.step == "r360"));
        assert_eq!(total, if knows { ("84.000000", true) } else { ("", false) }, "{who}: a total of two sheets");
    }
    let message = api::ListResultVersionsRequest { record_id: uuid(RECORD).to_string(), ..Default::default() };
    for (actor, wanted) in [(with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), (0, 0)), (person(HEAD), (2, 2))] {
        let versions = answer(app.client().list_result_versions(app.by(&actor, message.clone())).await).unwrap().results;
        assert_eq!(told(&versions[0]), wanted);
    }
}

#[tokio::test]
async fn a_round_that_nobody_decided_on_is_told_beside_the_next_to_nobody_but_the_heads() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    let again = Said::sheet(sheet(403, RECORD, PEER, Relation::Peer, 2, 60));
    app.hear([Said::record(scored(record(RECORD, 2019, 3, RecordState::In360), 90, 1)), again]).await;
    app.hear([Said::record(scored(record(RECORD, 2019, 4, RecordState::MinutesReady), 90, 1))]).await;
    let list = async |actor: &Actor| {
        let message =
            api::ListResultVersionsRequest { record_id: uuid(RECORD).to_string(), reason: "Đơn số 5".to_owned(), ..Default::default() };
        let versions = answer(app.client().list_result_versions(app.by(actor, message)).await).unwrap().results;
        versions.into_iter().map(|result| result.version).collect::<Vec<_>>()
    };
    let (officer, of_heads) = (with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), list(&person(HEAD)).await);
    assert!(of_heads.len() > 1, "{of_heads:?}");
    assert_eq!(list(&officer).await, of_heads[..1], "the present one");
    for (actor, wanted) in [(person(HEAD), true), (officer, false)] {
        let message = api::GetResultRequest { record_id: uuid(RECORD).to_string(), version: of_heads[1], ..Default::default() };
        assert_eq!(answer(app.client().get_result(app.by(&actor, message)).await).is_ok(), wanted);
    }
}

#[tokio::test]
async fn groups_that_are_all_large_enough_are_told_to_the_person_too() {
    let app = App::with_law().await;
    let peers = (0..3).map(|number| Said::sheet(sheet(410 + number, RECORD, 30 + number, Relation::Peer, 1, 80)));
    let said = up_to_minutes().into_iter().filter(|said| matches!(said, Said::Record(_))).chain(peers);
    app.hear(said.chain([Said::record(scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1))])).await;
    assert_eq!(told(&app.result(&person(AN), uuid(RECORD)).await.unwrap()), (1, 1));
}

#[tokio::test]
async fn an_officer_who_gave_a_sheet_is_told_nothing_by_criterion() {
    let app = App::with_law().await;
    let peers = (0..3).map(|number| Said::sheet(sheet(410 + number, RECORD, 30 + number, Relation::Peer, 1, 80)));
    let said = up_to_minutes().into_iter().filter(|said| matches!(said, Said::Record(_))).chain(peers);
    app.hear(said.chain([Said::record(scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1))])).await;
    let told = async |officer: u128| {
        let result = app.result(&with_role(officer, SystemRole::HrOfficer, Some(uuid(AGENCY))), uuid(RECORD)).await.unwrap();
        (result.r360.is_empty(), result.criteria.iter().any(|criterion| !criterion.r360.is_empty() || !criterion.official.is_empty()))
    };
    assert_eq!((told(20).await, told(31).await), ((false, true), (false, false)));
}

#[tokio::test]
async fn who_reads_results_of_others_by_office_is_logged_and_an_auditor_says_why() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    app.hear([Said::record(scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1))]).await;
    let (officer, auditor) = (with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), with_role(21, SystemRole::Auditor, None));
    let read = async |by: &Actor, reason: &str| {
        let message = api::GetResultRequest { record_id: uuid(RECORD).to_string(), version: 0, reason: reason.to_owned() };
        answer(app.client().get_result(app.by(by, message)).await).map(drop)
    };
    assert_eq!(read(&auditor, " ").await.unwrap_err().reason, "READ_REASON_NEEDED");
    read(&auditor, "Đơn số 5").await.unwrap();
    for reader in [&officer, &person(AN), &person(HEAD), &person(CHIEF)] {
        read(reader, "").await.unwrap();
    }
    let list = async |by: &Actor| {
        let message = api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None };
        answer(app.client().list_reads(app.by(by, message)).await)
    };
    let told = list(&auditor).await.unwrap();
    let reads: Vec<_> = told.reads.iter().map(|read| (read.reader_id.as_str(), read.about(), read.reason.as_str())).collect();
    let (officer_id, auditor_id) = (officer.person.to_string(), auditor.person.to_string());
    let result = api::ReadAbout::Result;
    assert_eq!(reads, [(officer_id.as_str(), result, ""), (auditor_id.as_str(), result, "Đơn số 5")], "own part leaves nothing");
    assert_eq!((told.problem.as_str(), told.reads[0].about_id.as_str()), ("", uuid(RECORD).to_string().as_str()));
    assert_eq!(list(&officer).await.unwrap_err().reason, "ONLY_OVERSIGHT");
}
