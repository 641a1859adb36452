//! The packs and criteria sets that cases are computed by.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::anyhow;
use regulation::EmployeeGroup;
use scoring_domain::{CriteriaSet, Pack, shipped};
use serde_json::Value;

use super::answer::Fault;

pub(super) struct Law {
    packs: Vec<Pack>,
    sets: Vec<CriteriaSet>,
    /// Stands in for the pack of every case.
    instead: Option<String>,
}

impl Law {
    /// What comes with the product.
    pub fn shipped(instead: Option<&str>) -> anyhow::Result<Self> {
        let refused = |refusal: kernel::Refusal| anyhow!("{}", refusal.message);
        let law = Self { packs: shipped::packs().map_err(refused)?, sets: shipped::criteria_sets().map_err(refused)?, instead: None };
        let Some(id) = instead else { return Ok(law) };
        law.pack(id).map_err(|fault| anyhow!("{}", fault.message))?;
        Ok(Self { instead: Some(id.to_owned()), ..law })
    }

    /// The pack of a case, changed by its switches.
    pub fn of(&self, pack: Option<&str>, switches: &BTreeMap<String, Value>) -> Result<Cow<'_, Pack>, Fault> {
        let id = self.instead.as_deref().or(pack);
        let id = id.ok_or_else(|| Fault::new("FIELD_MISSING", "pack", "Thiếu mã gói chính sách."))?;
        let pack = self.pack(id)?;
        if switches.is_empty() { Ok(Cow::Borrowed(pack)) } else { switched(pack, switches).map(Cow::Owned) }
    }

    fn pack(&self, id: &str) -> Result<&Pack, Fault> {
        self.packs.iter().find(|pack| pack.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.packs.iter().map(|pack| pack.id.as_str()).collect();
            Fault::new("PACK_UNKNOWN", "pack", format!("Không có gói chính sách «{id}»; các gói: {}.", known.join(", ")))
        })
    }

    /// The criteria set that a pack gives a group.
    pub fn set(&self, pack: &Pack, group: EmployeeGroup) -> Result<&CriteriaSet, Fault> {
        let id = pack.rules.criteria.get(&group).filter(|_| pack.groups.contains(&group));
        id.and_then(|id| self.sets.iter().find(|set| set.id == *id))
            .ok_or_else(|| Fault::new("GROUP_NOT_COVERED", "group", format!("Gói «{}» không áp dụng cho nhóm {}.", pack.id, group.code())))
    }
}

/// The pack with other values at some keys, such as `gap.threshold`.
fn switched(pack: &Pack, switches: &BTreeMap<String, Value>) -> Result<Pack, Fault> {
    let mut document: Value = serde_json::from_str(&pack.document).expect("a pack's document is JSON");
    for (key, value) in switches {
        let unknown = || Fault::new("SWITCH_UNKNOWN", format!("switches.{key}"), format!("Gói «{}» không có khóa «{key}».", pack.id));
        let mut place = &mut document;
        for part in key.split('.') {
            place = place.get_mut(part).ok_or_else(unknown)?;
        }
        *place = value.clone();
    }
    Pack::from_json(&document.to_string()).map_err(|refusal| {
        let problem = refusal.fields.first();
        let field = problem.map_or("switches".to_owned(), |problem| format!("switches.{}", problem.field));
        Fault::new("SWITCH_INVALID", field, problem.map_or(refusal.message.clone(), |problem| problem.message.clone()))
    })
}
