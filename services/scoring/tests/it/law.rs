//! Publishing packs and criteria sets.

use proto::common::v1::{EmployeeGroup, PageRequest};
use proto::scoring::v1 as api;
use rpc::Role;
use scoring_domain::shipped;
use tonic::Code;

use crate::app::{App, admin, answer, person, uuid, with_role};

#[tokio::test]
async fn the_shipped_law_is_published_and_read_by_everybody() {
    let app = App::with_law().await;
    let page = |token: &str| Some(PageRequest { page_size: 3, page_token: token.to_owned() });
    let request = |page| app.by(&person(1), api::ListPolicyPacksRequest { page, ..Default::default() });
    let first = answer(app.client().list_policy_packs(request(page(""))).await).unwrap();
    let token = first.page.unwrap().next_page_token;
    let second = answer(app.client().list_policy_packs(request(page(&token))).await).unwrap();
    let ids: Vec<_> = first.packs.iter().chain(&second.packs).map(|pack| pack.pack_id.as_str()).collect();
    assert_eq!(ids, ["ND233-2026-VC", "ND335-2026-CC", "ND90-2020", "ND90-48-2023", "QT-2019"]);
    let pack = &second.packs[1];
    assert_eq!(kernel::Digest::of(pack.document_json.as_bytes()).as_str(), pack.digest, "anybody can check the digest");
    assert_eq!(pack.groups.len(), 6);
    let sets = answer(app.client().list_criteria_sets(app.by(&person(1), api::ListCriteriaSetsRequest::default())).await).unwrap();
    assert_eq!(sets.criteria_sets.len(), 6);
    let request = api::GetCriteriaSetRequest { criteria_set_id: "QT-2019-NLD".to_owned(), version: 0 };
    let set = answer(app.client().get_criteria_set(app.by(&person(1), request)).await).unwrap().criteria_set.unwrap();
    assert_eq!((set.group(), set.sections.len()), (EmployeeGroup::Nld, 5));
    assert_eq!(set.sections[0].criteria[0].anchors.len(), 6);
    assert_eq!((app.announced("PolicyPackPublished").await.len(), app.announced("CriteriaSetPublished").await.len()), (5, 6));
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
    assert_eq!((app.announced("PolicyPackPublished").await.len(), app.announced("CriteriaSetPublished").await.len()), (5, 6));
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
        with_role(2, Role::HrOfficer, None),
        with_role(3, Role::HigherAuthority, None),
        with_role(4, Role::Ops, None),
        with_role(5, Role::SnvAdmin, Some(uuid(50))),
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
