//! A mixed agency: each group is held under the law that was chosen for it.

use proto::common::v1::EmployeeGroup::{Cb, CcKld, CcLd, Nld, VcKld, VcLd};
use proto::common::v1::{EmployeeGroup, PostRole};
use proto::evaluation::v1::*;
use proto::scoring::v1 as scoring;
use uuid::Uuid;

use crate::house::{AGENCY, House, OFFICE, OTHER_AGENCY, PACK, Who, deadlines, person};

fn group_pack(groups: &[EmployeeGroup], pack_id: &str) -> GroupPack {
    GroupPack { groups: groups.iter().map(|group| (*group).into()).collect(), pack_id: pack_id.to_owned(), ..GroupPack::default() }
}

/// Law of its own for public employees: another form, and nobody is evaluated on paper.
async fn announce_law_of_public_employees(house: &House) {
    let document = PACK
        .replace("\"CB\",\"CC_LD\",\"CC_KLD\",\"VC_LD\",\"VC_KLD\",\"NLD\"", "\"VC_LD\",\"VC_KLD\"")
        .replace("\"VC_KLD\":\"MAU03_ND56\"", "\"VC_KLD\":\"MAU03_ND90\"")
        .replace("\"VC_KLD\":\"QT-2019-VC_KLD\"", "\"VC_KLD\":\"QT-2019-CC_KLD\"")
        .replace("\"transfer_months\":6", "\"transfer_months\":0");
    assert!(document.contains("\"groups\":[\"VC_LD\",\"VC_KLD\"]"));
    let pack = scoring::PolicyPack {
        pack_id: "VC".to_owned(),
        version: 1,
        document_json: document,
        digest: "digest of VC".to_owned(),
        ..scoring::PolicyPack::default()
    };
    house.hear("scoring", Uuid::from_u128(950), 1, &scoring::PolicyPackPublished { pack: Some(pack) }).await;
    house.heard().await;
}

fn opening(house: &House, agency: Uuid, pack_id: &str, packs: Vec<GroupPack>) -> OpenPeriodRequest {
    OpenPeriodRequest {
        publish_to_colleagues: None,
        request_id: house.request_id(),
        agency_id: agency.to_string(),
        year: 2019,
        pack_id: pack_id.to_owned(),
        deadlines: Some(deadlines()),
        special_duty: false,
        packs,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_person_of_a_mixed_agency_is_evaluated_by_the_law_of_their_group() {
    let house = House::open().await;
    announce_law_of_public_employees(&house).await;
    for (who, name) in [(Who::Binh, "Nguyễn Văn Bình"), (Who::Newcomer, "Hồ Thị Mai")] {
        let mut person = person(who, name, OFFICE, PostRole::Staff);
        person.posts[0].group = VcKld.into();
        house.announce_person(who, &person, 9).await;
    }
    house.heard().await;
    let message = opening(&house, AGENCY, "QT-2019", vec![group_pack(&[VcLd, VcKld], "VC")]);
    let opened = house.ask(Who::Admin, message).await.period.unwrap();
    let told: Vec<_> = opened.packs.iter().map(|pack| (pack.pack_id.as_str(), pack.pack_digest.as_str(), pack.groups.len())).collect();
    assert_eq!(told, [("QT-2019", "pack-digest", 4), ("VC", "digest of VC", 2)]);
    house.advance(&opened.period_id, PeriodState::Logging).await;
    house.clock.set("2019-11-20T08:00:00+07:00");
    house.advance(&opened.period_id, PeriodState::SelfOpen).await;
    let records = house.records(&opened.period_id).await;
    let mut seen = Vec::new();
    for who in [Who::Hoa, Who::Binh, Who::Newcomer] {
        let record = house.record(Who::Admin, &records[&who.id()]).await;
        let form = record.form.clone().map(|form| form.form_id).unwrap_or_default();
        seen.push((record.pack_id.clone(), record.pack_digest.clone(), record.criteria_set_id.clone(), form, record.state()));
    }
    let of = |pack: &str, digest: &str, form: &str, state| {
        (pack.to_owned(), digest.to_owned(), "QT-2019-CC_KLD".to_owned(), form.to_owned(), state)
    };
    assert_eq!(seen[0], of("QT-2019", "pack-digest", "MAU02_ND56", RecordState::SelfDraft));
    assert_eq!(seen[1], of("VC", "digest of VC", "MAU03_ND90", RecordState::SelfDraft));
    assert_eq!(seen[2].4, RecordState::SelfDraft, "their law knows no paper: {:?}", seen[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_of_other_groups_or_of_nobody_is_refused_by_name() {
    let house = House::open().await;
    announce_law_of_public_employees(&house).await;
    let refused = async |pack_id: &str, packs: Vec<GroupPack>| {
        let message = opening(&house, OTHER_AGENCY, pack_id, packs);
        house.refusal(Who::Admin, message).await
    };
    assert_eq!(refused("QT-2019", vec![group_pack(&[CcKld], "VC")]).await, "PACK_NOT_FOR_GROUP");
    assert_eq!(refused("QT-2019", vec![group_pack(&[VcKld], "VC-2030")]).await, "PACK_UNKNOWN");
    assert_eq!(refused("QT-2019", vec![group_pack(&[], "VC")]).await, "GROUPS_MISSING");
    assert_eq!(refused("QT-2019", vec![group_pack(&[VcKld], "VC"), group_pack(&[VcLd, VcKld], "QT-2019")]).await, "GROUP_TWICE");
    assert_eq!(refused("", vec![group_pack(&[VcLd, VcKld], "VC")]).await, "GROUP_WITHOUT_PACK");
    let every = vec![group_pack(&[VcLd, VcKld], "VC"), group_pack(&[Cb, CcLd, CcKld, Nld], "QT-2019")];
    let message = opening(&house, OTHER_AGENCY, "", every);
    let opened = house.ask(Who::Admin, message).await.period.unwrap();
    assert_eq!((opened.pack_id.as_str(), opened.packs.len()), ("QT-2019", 2));
}
