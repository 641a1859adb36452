//! What a policy pack calls the classes and whom it ranks: read from the pack, never decided here.

use proto::common::v1::{Class, EmployeeGroup};
use proto::scoring::v1::{GetPolicyPackRequest, PolicyPack};
use serde_json::Value;

use crate::halt::Halt;
use crate::session::User;
use crate::show::{class, class_code, class_of, group_code};

/// The pack that a record or period is bound to: that version of it, whichever is in force now. `None` where none is bound.
pub async fn pack(user: &User, pack_id: &str, digest: &str) -> Result<Option<PolicyPack>, Halt> {
    if pack_id.is_empty() {
        return Ok(None);
    }
    let request = GetPolicyPackRequest { pack_id: pack_id.to_owned(), digest: digest.to_owned(), ..Default::default() };
    Ok(user.calls.get_policy_pack(request).await?.pack)
}

/// Whether a pack says that who leads a unit is not ranked above it (Decree 233/2026): the decider sees to it.
pub fn head_not_above_unit(pack: Option<&PolicyPack>) -> bool {
    document(pack)["head_not_above_unit"] == true
}

fn document(pack: Option<&PolicyPack>) -> Value {
    pack.and_then(|pack| serde_json::from_str(&pack.document_json).ok()).unwrap_or_default()
}

/// The classes that a pack has for a group, best first, with their labels.
pub fn classes(pack: Option<&PolicyPack>, group: EmployeeGroup) -> Vec<(Class, String)> {
    let document = document(pack);
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
        let codes = |group| classes(Some(&pack), group).iter().map(|(class, _)| class_code(*class)).collect::<Vec<_>>();
        assert_eq!(codes(EmployeeGroup::CcKld), ["HTXS", "HTT", "HTHC", "KHT"]);
        assert_eq!(codes(EmployeeGroup::VcKld), ["HTXS", "HTT", "HT", "KHT"]);
        assert_eq!(classes(Some(&pack), EmployeeGroup::VcKld)[0].1, "Xuất sắc");
        assert_eq!(classes(None, EmployeeGroup::Cb).len(), 5, "without the pack nothing is hidden");
    }
}
