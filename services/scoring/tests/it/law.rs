//! Publishing packs and criteria sets.

use proto::common::v1::{EmployeeGroup, PageRequest};
use proto::evaluation::v1::RecordState;
use proto::scoring::v1 as api;
use regulation::SystemRole;
use scoring_domain::shipped;
use tonic::Code;

use crate::app::{App, Said, admin, answer, person, uuid, with_role};
use crate::world::{RECORD, record, scored};

#[tokio::test]
async fn the_shipped_law_is_published_and_read_by_everybody() {
    let app = App::with_law().await;
    let page = |token: &str| Some(PageRequest { page_size: 4, page_token: token.to_owned() });
    let request = |page| app.by(&person(1), api::ListPolicyPacksRequest { page, ..Default::default() });
    let first = answer(app.client().list_policy_packs(request(page(""))).await).unwrap();
    let token = first.page.unwrap().next_page_token;
    let second = answer(app.client().list_policy_packs(request(page(&token))).await).unwrap();
    let ids: Vec<_> = first.packs.iter().chain(&second.packs).map(|pack| pack.pack_id.as_str()).collect();
    assert_eq!(ids, ["ND233-2026-VC", "ND335-2026-CC", "ND90-2020", "ND90-48-2023", "QT-2019", "QT-2026-CB-NLD"]);
    let pack = &second.packs[0];
    assert_eq!(kernel::Digest::of(pack.document_json.as_bytes()).as_str(), pack.digest, "anybody can check the digest");
    assert_eq!(pack.groups.len(), 6);
    let sets = answer(app.client().list_criteria_sets(app.by(&person(1), api::ListCriteriaSetsRequest::default())).await).unwrap();
    assert_eq!(sets.criteria_sets.len(), 6);
    let request = api::GetCriteriaSetRequest { criteria_set_id: "QT-2019-NLD".to_owned(), version: 0 };
    let set = answer(app.client().get_criteria_set(app.by(&person(1), request)).await).unwrap().criteria_set.unwrap();
    assert_eq!((set.group(), set.sections.len()), (EmployeeGroup::Nld, 5));
    assert_eq!(set.sections[0].criteria[0].anchors.len(), 6);
    assert_eq!((app.announced("PolicyPackPublished").await.len(), app.announced("CriteriaSetPublished").await.len()), (6, 6));
}

#[tokio::test]
async fn the_same_content_again_changes_nothing_and_other_content_is_refused() {
    let app = App::with_law().await;
    let pack = app
        .publish_pack(&admin(), &shipped::PACKS[1].replace("valid_years: [2020, 2021, 2022]", "valid_years:  [ 2020,2021,2022 ]"))
        .await
        .unwrap();
    assert_eq!((pack.pack_id.as_str(), pack.version), ("ND90-2020", 1));
    app.publish_set(&admin(), shipped::CRITERIA_SETS[0]).await.unwrap();
    assert_eq!((app.announced("PolicyPackPublished").await.len(), app.announced("CriteriaSetPublished").await.len()), (6, 6));
    let other = app.publish_pack(&admin(), &shipped::PACKS[0].replace("max_rounds: 2", "max_rounds: 3")).await.unwrap_err();
    assert_eq!((other.code, other.reason.as_str()), (Code::AlreadyExists, "ALREADY_PUBLISHED"));
    let other = app.publish_set(&admin(), &shipped::CRITERIA_SETS[0].replace("áp dụng cho cán bộ", "cho cán bộ")).await.unwrap_err();
    assert_eq!((other.code, other.reason.as_str()), (Code::AlreadyExists, "ALREADY_PUBLISHED"));
}

#[tokio::test]
async fn only_so_noi_vu_publishes() {
    let app = App::start(1).await;
    let others = [
        person(1),
        with_role(2, SystemRole::HrOfficer, None),
        with_role(3, SystemRole::HigherAuthority, None),
        with_role(4, SystemRole::Ops, None),
        with_role(5, SystemRole::SnvAdmin, Some(uuid(50))),
    ];
    for other in others {
        let pack = app.publish_pack(&other, shipped::PACKS[0]).await.unwrap_err();
        let set = app.publish_set(&other, shipped::CRITERIA_SETS[0]).await.unwrap_err();
        assert_eq!((pack.code, set.code, set.reason.as_str()), (Code::PermissionDenied, Code::PermissionDenied, "ONLY_SNV_PUBLISHES"));
    }
    assert!(app.sql("SELECT 1 FROM policy_packs").await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_in_a_text_is_named() {
    let app = App::start(1).await;
    let early = app.publish_pack(&admin(), shipped::PACKS[1]).await.unwrap_err();
    assert_eq!((early.reason.as_str(), early.fields[0].field.as_str()), ("PACK_BASE_UNKNOWN", "base"));
    let wrong = app.publish_pack(&admin(), &shipped::PACKS[0].replace("include_self", "includes_self")).await.unwrap_err();
    assert_eq!((wrong.code, wrong.fields[0].field.as_str()), (Code::InvalidArgument, "r360.includes_self"));
    let wrong = app.publish_set(&admin(), &shipped::CRITERIA_SETS[5].replace("max: 8,", "max: 9,")).await.unwrap_err();
    assert_eq!(wrong.fields[0].field, "criteria_set.sections[2].max");
}

async fn shipped(app: &App) -> Vec<api::ShippedLaw> {
    let message = api::ListShippedLawRequest::default();
    answer(app.client().list_shipped_law(app.by(&admin(), message)).await).unwrap().laws
}

async fn publish_shipped(app: &App, by: &regulation::Actor, ids: &[&str]) -> Result<Vec<String>, rpc::Problem> {
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    let message = api::PublishShippedLawRequest { request_id: crate::app::request_id(), ids };
    answer(app.client().publish_shipped_law(app.by(by, message)).await).map(|answer| answer.published_ids)
}

#[tokio::test]
async fn what_comes_with_the_product_is_published_by_one_click_with_what_it_builds_on_and_once() {
    let app = App::start(1).await;
    let before = shipped(&app).await;
    assert!(before.iter().all(|law| law.state() == api::ShippedState::NotPublished && !law.explanation.is_empty()));
    let published = publish_shipped(&app, &admin(), &["ND233-2026-VC"]).await.unwrap();
    assert_eq!(published[6..], ["QT-2019", "ND90-2020", "ND90-48-2023", "ND335-2026-CC", "ND233-2026-VC"]);
    assert!(publish_shipped(&app, &admin(), &["ND233-2026-VC", "QT-2019-CB"]).await.unwrap().is_empty(), "once more changes nothing");
    assert_eq!((app.announced("PolicyPackPublished").await.len(), app.announced("CriteriaSetPublished").await.len()), (5, 6));
    let left: Vec<String> =
        shipped(&app).await.into_iter().filter(|law| law.state() != api::ShippedState::InForce).map(|law| law.id).collect();
    assert_eq!(left, ["QT-2026-CB-NLD"]);
    assert_eq!(publish_shipped(&app, &admin(), &["QT-1999"]).await.unwrap_err().reason, "SHIPPED_UNKNOWN");
    for other in [person(1), with_role(2, SystemRole::HrOfficer, None), with_role(5, SystemRole::SnvAdmin, Some(uuid(50)))] {
        assert_eq!(publish_shipped(&app, &other, &["QT-2019"]).await.unwrap_err().reason, "ONLY_SNV_PUBLISHES");
        let list = app.client().list_shipped_law(app.by(&other, api::ListShippedLawRequest::default())).await;
        assert_eq!(answer(list).unwrap_err().reason, "ONLY_SNV_PUBLISHES");
    }
}

#[tokio::test]
async fn other_content_under_a_shipped_id_is_told_and_stays() {
    let app = App::start(1).await;
    app.publish_pack(&admin(), &shipped::PACKS[0].replace("max_rounds: 2", "max_rounds: 1")).await.unwrap();
    publish_shipped(&app, &admin(), &["QT-2019"]).await.unwrap();
    let laws = shipped(&app).await;
    assert_eq!(laws.iter().find(|law| law.id == "QT-2019").unwrap().state(), api::ShippedState::OtherInForce);
    assert_eq!(app.announced("PolicyPackPublished").await.len(), 1);
}

#[tokio::test]
async fn each_group_is_proposed_the_law_of_its_year_published_or_not() {
    let app = App::start(1).await;
    publish_shipped(&app, &admin(), &["ND335-2026-CC"]).await.unwrap();
    let message = api::GetLawOfYearRequest { year: 2026 };
    let groups = answer(app.client().get_law_of_year(app.by(&person(1), message)).await).unwrap().groups;
    let told: Vec<_> = groups.iter().map(|law| (law.group(), law.pack_id.as_str(), law.published)).collect();
    assert_eq!(
        told,
        [
            (EmployeeGroup::Cb, "QT-2026-CB-NLD", false),
            (EmployeeGroup::CcLd, "ND335-2026-CC", true),
            (EmployeeGroup::CcKld, "ND335-2026-CC", true),
            (EmployeeGroup::VcLd, "ND233-2026-VC", false),
            (EmployeeGroup::VcKld, "ND233-2026-VC", false),
            (EmployeeGroup::Nld, "QT-2026-CB-NLD", false),
        ]
    );
    let message = api::GetPolicyPackRequest { pack_id: "ND335-2026-CC".to_owned(), ..Default::default() };
    let pack = answer(app.client().get_policy_pack(app.by(&person(1), message)).await).unwrap().pack.unwrap();
    assert!(pack.explanation.iter().any(|part| part.heading == "Mức xếp loại" && part.sentences.len() >= 4));
}

#[tokio::test]
async fn another_version_of_a_pack_tells_no_more_of_the_years_before() {
    let app = App::with_law().await;
    app.hear([Said::record(scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1))]).await;
    let in_force = || app.by(&admin(), api::GetPolicyPackRequest { pack_id: "QT-2019".to_owned(), ..Default::default() });
    let supersede = async |min_group: &str| {
        let supersedes_digest = answer(app.client().get_policy_pack(in_force()).await).unwrap().pack.unwrap().digest;
        let yaml = shipped::PACKS[0].replace("min_group: 3", &format!("min_group: {min_group}"));
        let request_id = crate::app::request_id();
        let message = api::PublishPolicyPackRequest { request_id, yaml, supersedes_digest, ..Default::default() };
        answer(app.client().publish_policy_pack(app.by(&admin(), message)).await).map(|answer| answer.pack.unwrap().version)
    };
    assert_eq!(supersede("5").await.unwrap(), 2, "more may be hidden");
    for fewer in ["4", "3"] {
        assert_eq!(supersede(fewer).await.unwrap_err().reason, "SMALLEST_GROUP_SEALED", "{fewer}");
    }
}
