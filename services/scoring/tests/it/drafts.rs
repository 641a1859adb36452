//! Criteria sets before they are published, versions of the law, and what agencies add for their people.

use proto::scoring::v1 as api;
use regulation::{Actor, SystemRole};
use rpc::Problem;
use scoring_domain::shipped;
use tonic::Code;

use crate::app::{App, Said, admin, answer, person, request_id, uuid, with_role};
use crate::world::{AGENCY, AN, HEAD, RECORD, up_to_minutes};

/// The criteria set of staff that is not in force yet.
fn next_years() -> String {
    shipped::CRITERIA_SETS[2].replace("QT-2019-CC_KLD", "QT-2020-CC_KLD")
}

async fn save(app: &App, by: &Actor, draft_id: &str, version: i64, yaml: &str) -> Result<api::CriteriaSetDraft, Problem> {
    let (draft_id, yaml) = (draft_id.to_owned(), yaml.to_owned());
    let message = api::SaveCriteriaSetDraftRequest { request_id: request_id(), draft_id, version, yaml, ..Default::default() };
    answer(app.client().save_criteria_set_draft(app.by(by, message)).await).map(|answer| answer.draft.unwrap())
}

async fn publish(app: &App, draft_id: &str, draft_version: i64) -> Result<api::CriteriaSet, Problem> {
    let draft_id = draft_id.to_owned();
    let message = api::PublishCriteriaSetRequest { request_id: request_id(), draft_id, draft_version, ..Default::default() };
    answer(app.client().publish_criteria_set(app.by(&admin(), message)).await).map(|answer| answer.criteria_set.unwrap())
}

async fn drafts(app: &App) -> usize {
    let message = api::ListCriteriaSetDraftsRequest::default();
    answer(app.client().list_criteria_set_drafts(app.by(&admin(), message)).await).unwrap().drafts.len()
}

#[tokio::test]
async fn a_draft_says_what_is_wrong_with_it_until_it_is_published() {
    let app = App::with_law().await;
    assert_eq!(save(&app, &person(1), "", 0, &next_years()).await.unwrap_err().reason, "ONLY_SNV_PUBLISHES");
    let broken = next_years().replacen("max: 5", "max: 6", 1);
    let draft = save(&app, &admin(), "", 0, &broken).await.unwrap();
    assert!(!draft.problems.is_empty(), "it does not add up to 100");
    assert_eq!(publish(&app, &draft.draft_id, 1).await.unwrap_err().code, Code::InvalidArgument);
    let stale = save(&app, &admin(), &draft.draft_id, 7, &next_years()).await.unwrap_err();
    assert_eq!(stale.code, Code::Aborted, "somebody else's text is not overwritten");
    let mended = save(&app, &admin(), &draft.draft_id, draft.version, &next_years()).await.unwrap();
    assert_eq!((mended.version, mended.problems.len(), drafts(&app).await), (2, 0, 1));
    assert_eq!(publish(&app, &draft.draft_id, 1).await.unwrap_err().code, Code::Aborted, "nobody puts in force what they have not seen");
    let set = publish(&app, &draft.draft_id, 2).await.unwrap();
    assert_eq!((set.criteria_set_id.as_str(), set.version, drafts(&app).await), ("QT-2020-CC_KLD", 1, 0));
    assert_eq!(publish(&app, &draft.draft_id, 2).await.unwrap_err().code, Code::NotFound, "once");
}

#[tokio::test]
async fn a_draft_begins_as_a_copy_and_is_written_in_a_form() {
    let app = App::with_law().await;
    let write = async |message| answer(app.client().save_criteria_set_draft(app.by(&admin(), message)).await);
    let copy = api::SaveCriteriaSetDraftRequest { request_id: request_id(), copy_of: "QT-2019-CC_KLD".to_owned(), ..Default::default() };
    let draft = write(copy.clone()).await.unwrap().draft.unwrap();
    assert_eq!(draft.problems, []);
    let mut content = draft.content.unwrap();
    assert_eq!((content.criteria_set_id.as_str(), content.total.unwrap().hundredths), ("QT-2019-CC_KLD", 10_000));
    let both = api::SaveCriteriaSetDraftRequest { request_id: request_id(), content: Some(content.clone()), ..copy };
    assert_eq!(write(both).await.unwrap_err().reason, "ONE_SOURCE");

    content.criteria_set_id = "QT-2020-CC_KLD".to_owned();
    content.sections[0].criteria[0].max = "tám".to_owned();
    let changed = |content| api::SaveCriteriaSetDraftRequest {
        request_id: request_id(),
        draft_id: draft.draft_id.clone(),
        version: 1,
        content: Some(content),
        ..Default::default()
    };
    let saved = write(changed(content)).await.unwrap().draft.unwrap();
    let told: Vec<&str> = saved.problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(told, ["criteria_set.sections[0].items[0].max"]);
    let look = api::GetCriteriaSetDraftRequest { draft_id: draft.draft_id.clone() };
    let seen = answer(app.client().get_criteria_set_draft(app.by(&admin(), look.clone())).await).unwrap().draft.unwrap();
    assert_eq!(seen.content.unwrap().sections[0].criteria[0].max, "tám");
    assert_eq!(answer(app.client().get_criteria_set_draft(app.by(&person(1), look)).await).unwrap_err().reason, "ONLY_SNV_PUBLISHES");
}

#[tokio::test]
async fn a_discarded_draft_is_gone_from_the_list() {
    let app = App::with_law().await;
    let draft = save(&app, &admin(), "", 0, &next_years()).await.unwrap();
    let discard = async |version| {
        let message = api::DiscardCriteriaSetDraftRequest { request_id: request_id(), draft_id: draft.draft_id.clone(), version };
        answer(app.client().discard_criteria_set_draft(app.by(&admin(), message)).await)
    };
    assert_eq!(discard(7).await.unwrap_err().code, Code::Aborted, "nobody throws away what they have not seen");
    discard(1).await.unwrap();
    assert_eq!((drafts(&app).await, publish(&app, &draft.draft_id, 1).await.unwrap_err().code), (0, Code::NotFound));
}

#[tokio::test]
async fn a_criteria_set_is_corrected_until_somebody_is_evaluated_by_it() {
    let app = App::with_law().await;
    let request = api::GetCriteriaSetRequest { criteria_set_id: "QT-2019-CC_KLD".to_owned(), version: 0 };
    let get = async |request: api::GetCriteriaSetRequest| {
        answer(app.client().get_criteria_set(app.by(&person(1), request)).await).unwrap().criteria_set.unwrap()
    };
    let first = get(request.clone()).await;
    let correct = async |supersedes: &str, title: &str| {
        let yaml = shipped::CRITERIA_SETS[2].replacen("công chức", title, 1);
        let message = api::PublishCriteriaSetRequest {
            request_id: request_id(),
            yaml,
            supersedes_digest: supersedes.to_owned(),
            ..Default::default()
        };
        answer(app.client().publish_criteria_set(app.by(&admin(), message)).await).map(|answer| answer.criteria_set.unwrap())
    };
    let second = correct(&first.digest, "các công chức").await.unwrap();
    assert_eq!((second.version, get(request.clone()).await.digest), (2, second.digest.clone()));
    let old = get(api::GetCriteriaSetRequest { version: 1, ..request.clone() }).await;
    assert_eq!(old.digest, first.digest, "the first version stays readable");
    assert_eq!(correct(&first.digest, "mọi công chức").await.unwrap_err().reason, "ALREADY_PUBLISHED", "it was read before the second");
    app.hear(up_to_minutes()).await;
    assert!(get(request).await.locked);
    assert_eq!(correct(&second.digest, "mọi công chức").await.unwrap_err().reason, "CRITERIA_SET_LOCKED");
}

#[tokio::test]
async fn what_differs_between_two_sets_is_told_criterion_by_criterion() {
    let app = App::with_law().await;
    let draft = save(&app, &admin(), "", 0, &next_years().replace("CC1.1", "CC1.9")).await.unwrap();
    publish(&app, &draft.draft_id, 1).await.unwrap();
    let message = api::GetCriteriaSetDifferencesRequest {
        before_id: "QT-2019-CC_KLD".to_owned(),
        after_id: "QT-2020-CC_KLD".to_owned(),
        ..Default::default()
    };
    let told = answer(app.client().get_criteria_set_differences(app.by(&person(1), message)).await).unwrap().differences;
    let told: Vec<_> = told.iter().map(|difference| (difference.code.as_str(), difference.change())).collect();
    assert_eq!(told, [("CC1.9", api::CriterionChange::Added), ("CC1.1", api::CriterionChange::Removed)]);
}

#[tokio::test]
async fn guidance_is_for_the_agencys_people_and_changes_no_points() {
    let app = App::with_law().await;
    app.hear(up_to_minutes().into_iter().chain([Said::person(AN, AGENCY), Said::person(30, 51)])).await;
    let before = app.result(&person(HEAD), uuid(RECORD)).await.unwrap();
    let officer = with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY)));
    let guide = async |by: &Actor, code: &str, text: &str, version: i64| {
        let message = api::SetGuidanceRequest {
            request_id: request_id(),
            agency_id: uuid(AGENCY).to_string(),
            criteria_set_id: "QT-2019-CC_KLD".to_owned(),
            code: code.to_owned(),
            text: text.to_owned(),
            version,
        };
        answer(app.client().set_guidance(app.by(by, message)).await).map(|answer| answer.guidance.unwrap())
    };
    assert_eq!(guide(&person(HEAD), "CC1.1", "x", 0).await.unwrap_err().reason, "ONLY_HR_GUIDES");
    assert_eq!(guide(&officer, "CC9.9", "x", 0).await.unwrap_err().reason, "CRITERION_UNKNOWN");
    guide(&officer, "CC1.1", "Tính cả việc trực ngày lễ.", 0).await.unwrap();
    assert_eq!(guide(&officer, "CC1.1", "Khác", 0).await.unwrap_err().code, Code::Aborted);
    let list = async |by: Actor, agency: &str| {
        let message = api::ListGuidanceRequest { agency_id: agency.to_owned(), criteria_set_id: "QT-2019-CC_KLD".to_owned(), page: None };
        answer(app.client().list_guidance(app.by(&by, message)).await).map(|answer| answer.guidance)
    };
    assert_eq!(list(person(AN), "").await.unwrap()[0].text, "Tính cả việc trực ngày lễ.");
    assert_eq!(list(person(30), &uuid(AGENCY).to_string()).await.unwrap_err().code, Code::NotFound);
    assert_eq!(app.result(&person(HEAD), uuid(RECORD)).await.unwrap(), before);
}

#[tokio::test]
async fn a_wrong_key_is_named_with_its_file() {
    let app = App::start(1).await;
    let message = api::PublishPolicyPackRequest {
        request_id: request_id(),
        yaml: shipped::PACKS[0].replace("include_self", "includes_self"),
        file_name: "QT-2019.yaml".to_owned(),
        ..Default::default()
    };
    let refused = answer(app.client().publish_policy_pack(app.by(&admin(), message)).await).unwrap_err();
    assert!(refused.message.contains("QT-2019.yaml"), "{}", refused.message);
    assert_eq!(refused.fields[0].field, "r360.includes_self");
    let publish = async |yaml: String| {
        let message = api::PublishPolicyPackRequest { request_id: request_id(), yaml, ..Default::default() };
        answer(app.client().publish_policy_pack(app.by(&admin(), message)).await).unwrap_err()
    };
    let refused = publish(shipped::PACKS[0].replace("id: QT-2019", "id: ../ế \"<b>")).await;
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("PACK_INVALID", "id"), "{}", refused.message);
    let many: String = (0..1000).map(|number| format!("la{number}: 1\n")).collect();
    assert_eq!(publish(shipped::PACKS[0].to_owned() + &many).await.fields.len(), 50, "as many as anybody mends at once");
    assert_eq!(publish("a: 1\n".repeat(50_000)).await.reason, "TEXT_NEEDED");
}
