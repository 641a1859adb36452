//! What a policy pack calls the classes: read from the pack, never decided here.

use proto::common::v1::{Class, EmployeeGroup};
use proto::scoring::v1::{ListPolicyPacksRequest, PolicyPack};
use serde_json::Value;

use crate::halt::Halt;
use crate::pages::everything;
use crate::session::User;
use crate::show::{class, class_code, class_of, group_code};

/// The classes that a pack has for a group, best first, with their labels.
pub async fn classes(user: &User, pack_id: &str, group: EmployeeGroup) -> Result<Vec<(Class, String)>, Halt> {
    let packs = user.calls.list_policy_packs(ListPolicyPacksRequest { page: everything(), ..Default::default() }).await?.packs;
    Ok(classes_of(packs.iter().find(|pack| pack.pack_id == pack_id), group))
}

/// Whether a pack says that who leads a unit is not ranked above it (Decree 233/2026): the decider sees to it.
pub async fn head_not_above_unit(user: &User, pack_id: &str) -> Result<bool, Halt> {
    let packs = user.calls.list_policy_packs(ListPolicyPacksRequest { page: everything(), ..Default::default() }).await?.packs;
    let pack = packs.iter().find(|pack| pack.pack_id == pack_id);
    let document: Value = pack.and_then(|pack| serde_json::from_str(&pack.document_json).ok()).unwrap_or_default();
    Ok(document["head_not_above_unit"] == true)
}

fn classes_of(pack: Option<&PolicyPack>, group: EmployeeGroup) -> Vec<(Class, String)> {
    let document: Value = pack.and_then(|pack| serde_json::from_str(&pack.document_json).ok()).unwrap_or_default();
    let third = document["band3_by_group"][group_code(group)].as_str().map(class_of);
    let offered = |one: &Class| !matches!(one, Class::Hthc | Class::Ht) || third.is_none_or(|third| third == *one);
    let label = |one: Class| document["labels_vi"][class_code(one)].as_str().unwrap_or_else(|| class(one)).to_owned();
    let all = [Class::Htxs, Class::Htt, Class::Hthc, Class::Ht, Class::Kht];
    all.into_iter().filter(offered).map(|one| (one, label(one))).collect()
}

/// The classes as answers of a form.
pub fn options(classes: &[(Class, String)]) -> Vec<(String, String)> {
    classes.iter().map(|(class, label)| (class_code(*class).to_owned(), label.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_class_is_the_one_that_the_pack_has_for_the_group() {
        let document_json =
            r#"{"band3_by_group":{"CC_KLD":"HTHC","VC_KLD":"HT"},"labels_vi":{"HTXS":"Xuất sắc","HT":"Hoàn thành"}}"#.to_owned();
        let pack = PolicyPack { document_json, ..PolicyPack::default() };
        let codes = |group| classes_of(Some(&pack), group).iter().map(|(class, _)| class_code(*class)).collect::<Vec<_>>();
        assert_eq!(codes(EmployeeGroup::CcKld), ["HTXS", "HTT", "HTHC", "KHT"]);
        assert_eq!(codes(EmployeeGroup::VcKld), ["HTXS", "HTT", "HT", "KHT"]);
        assert_eq!(classes_of(Some(&pack), EmployeeGroup::VcKld)[0].1, "Xuất sắc");
        assert_eq!(classes_of(None, EmployeeGroup::Cb).len(), 5, "without the pack nothing is hidden");
    }
}
