//! The law as pages need it: criteria sets, and what a policy pack calls the classes and whom it ranks. It is read, never decided here.

use moka::sync::Cache;
use proto::common::v1::{Class, EmployeeGroup};
use proto::evaluation::v1::Period;
use proto::scoring::v1::{CriteriaSet, GetCriteriaSetRequest, GetPolicyPackRequest, PolicyPack};
use serde_json::Value;

use crate::halt::Halt;
use crate::session::User;
use crate::show::{class, class_code, class_of, group_code};

/// Law as it was read before. Only what can never change is kept: nobody waits for it twice, and nobody sees an older text.
#[derive(Clone)]
pub struct Kept {
    packs: Cache<String, PolicyPack>,
    sets: Cache<String, CriteriaSet>,
}

/// Documents of each kind that are kept: a province works with a few at a time.
const MOST: u64 = 100;

impl Default for Kept {
    fn default() -> Self {
        Self { packs: Cache::new(MOST), sets: Cache::new(MOST) }
    }
}

/// The criteria set in force of that id.
pub async fn criteria_set(user: &User, id: &str) -> Result<CriteriaSet, Halt> {
    if let Some(known) = user.app.law.sets.get(id) {
        return Ok(known);
    }
    let request = GetCriteriaSetRequest { criteria_set_id: id.to_owned(), ..Default::default() };
    let set = user.calls.send(request).await?.criteria_set.unwrap_or_default();
    // Once somebody is evaluated by it, no other version can take its place.
    if set.locked {
        user.app.law.sets.insert(id.to_owned(), set.clone());
    }
    Ok(set)
}

/// The pack that a record or period is bound to: that version of it, whichever is in force now. `None` where none is bound.
pub async fn pack(user: &User, pack_id: &str, digest: &str) -> Result<Option<PolicyPack>, Halt> {
    if pack_id.is_empty() {
        return Ok(None);
    }
    if let Some(known) = user.app.law.packs.get(digest) {
        return Ok(Some(known));
    }
    let request = GetPolicyPackRequest { pack_id: pack_id.to_owned(), digest: digest.to_owned(), ..Default::default() };
    let pack = user.calls.send(request).await?.pack;
    if let Some(pack) = pack.as_ref().filter(|pack| pack.digest == digest) {
        user.app.law.packs.insert(digest.to_owned(), pack.clone());
    }
    Ok(pack)
}

/// The pack of a group in a period: its id and its digest.
pub fn of_group(period: &Period, group: EmployeeGroup) -> (&str, &str) {
    let named = period.packs.iter().find(|pack| pack.groups().any(|one| one == group));
    named.map_or((&period.pack_id, &period.pack_digest), |pack| (&pack.pack_id, &pack.pack_digest))
}

/// Whether a pack says that who leads a unit is not ranked above it (Decree 233/2026): the decider sees to it.
pub fn head_not_above_unit(pack: Option<&PolicyPack>) -> bool {
    document(pack)["head_not_above_unit"] == true
}

/// Whether a pack adds up task results that agencies declare (Decree 335/2025): without them there is no result.
pub fn adds_up_tasks(pack: Option<&PolicyPack>) -> bool {
    document(pack)["formula"]["kind"] == "common_plus_task"
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
    crate::show::classes().into_iter().filter(offered).map(|one| (one, label(one))).collect()
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
