//! A policy pack: the law of some years and groups, as data.

mod bands;
mod rules;
mod shape;

use kernel::{Digest, FieldProblem, Refusal};
use regulation::{Class, EmployeeGroup};
use serde_json::{Map, Value};

pub use bands::Bands;
pub use rules::{
    Aggregate, BandOn, ColleagueScores, Formula, NaPolicy, QuotaScope, R360, Rules, SelfConflict, Streak, StreakGap, TaskFormula,
    ZeroLevel, ZeroSource,
};
pub(crate) use rules::{Flags, Quota, Zero};

use crate::schema::{self, problem};
use crate::{canonical, error};

/// A policy pack, inheritance resolved.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Such as `QT-2019`.
    pub id: String,
    /// In Vietnamese.
    pub title: String,
    /// Years it was made for.
    pub valid_years: Vec<i32>,
    /// Groups it applies to.
    pub groups: Vec<EmployeeGroup>,
    /// All of it as canonical JSON, keys sorted; other services read their part of the law from here.
    pub document: String,
    /// SHA-256 of the document.
    pub digest: Digest,
    /// What scoring itself follows.
    pub rules: Rules,
}

impl Pack {
    /// Reads a pack. A pack with a `base` says only which keys of the outermost level differ; `base` finds a published pack's document.
    ///
    /// # Errors
    /// `YAML_INVALID`, `PACK_BASE_UNKNOWN`, or `PACK_INVALID` naming every key at fault.
    pub fn parse<'a>(yaml: &str, base: impl Fn(&str) -> Option<&'a Pack>) -> Result<Self, Refusal> {
        let mut own = canonical::read_yaml(yaml)?;
        let Some(base_id) = own.remove("base") else { return Self::from_document(own) };
        let base_id = base_id.as_str().ok_or_else(|| error::pack_invalid(vec![problem("base".to_owned(), "cần mã của gói gốc.")]))?;
        let base = base(base_id).ok_or_else(|| error::base_unknown(base_id))?;
        let mut document = base.document_map();
        for key in ["id", "valid_years", "basis_vi", "verify"] {
            document.remove(key);
        }
        document.extend(own);
        Self::from_document(document)
    }

    /// The name of the pack that `yaml` builds on, if it builds on one.
    ///
    /// # Errors
    /// `YAML_INVALID`.
    pub fn base_of(yaml: &str) -> Result<Option<String>, Refusal> {
        Ok(canonical::read_yaml(yaml)?.get("base").and_then(Value::as_str).map(str::to_owned))
    }

    /// Reads a published pack's document again.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_json(document: &str) -> Result<Self, Refusal> {
        match serde_json::from_str(document) {
            Ok(Value::Object(map)) => Self::from_document(map),
            _ => Err(error::not_yaml("JSON")),
        }
    }

    fn from_document(document: Map<String, Value>) -> Result<Self, Refusal> {
        let problems = schema::problems(&document, shape::PACK, "");
        if !problems.is_empty() {
            return Err(error::pack_invalid(problems));
        }
        let document = Value::Object(document);
        let read = |detail: serde_json::Error| error::pack_invalid(vec![problem("formula".to_owned(), detail.to_string())]);
        let head: Head = serde_json::from_value(document.clone()).map_err(read)?;
        let rules: Rules = serde_json::from_value(document.clone()).map_err(read)?;
        let problems = contradictions(&document, &head, &rules);
        if !problems.is_empty() {
            return Err(error::pack_invalid(problems));
        }
        let document = canonical::canonical_json(&document);
        let digest = Digest::of(document.as_bytes());
        Ok(Self { id: head.id, title: head.title_vi, valid_years: head.valid_years, groups: head.groups, document, digest, rules })
    }

    fn document_map(&self) -> Map<String, Value> {
        serde_json::from_str(&self.document).expect("our own canonical JSON of a mapping")
    }

    /// What the third level is called for a group.
    pub(crate) fn third(&self, group: EmployeeGroup) -> Class {
        self.rules.band3_by_group.get(&group).copied().unwrap_or(Class::Ht)
    }

    /// The Vietnamese label of a class.
    pub fn label(&self, class: Class) -> &str {
        self.rules.labels_vi.get(&class).map_or("", String::as_str)
    }
}

#[derive(serde::Deserialize)]
struct Head {
    id: String,
    title_vi: String,
    valid_years: Vec<i32>,
    groups: Vec<EmployeeGroup>,
}

/// What the shape alone cannot tell.
fn contradictions(document: &Value, head: &Head, rules: &Rules) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: &str| problems.push(problem(field.to_owned(), message));
    if head.valid_years.is_empty() {
        refuse("valid_years", "cần ít nhất một năm.");
    }
    if head.groups.is_empty() {
        refuse("groups", "cần ít nhất một nhóm.");
    }
    if !rules.bands.are_complete() {
        refuse("bands", "cần đủ bốn mức HTXS, HTT, BAND3, KHT, điểm tối thiểu giảm dần, mức cuối từ 0.");
    }
    for class in Class::CODES {
        if document["labels_vi"].get(class).is_none() {
            refuse(&format!("labels_vi.{class}"), "thiếu tên của mức xếp loại này.");
        }
    }
    for group in head.groups.iter().map(|group| group.code()) {
        for table in ["band3_by_group", "forms", "criteria"] {
            if document[table].get(group).is_none() {
                refuse(&format!("{table}.{group}"), "thiếu mục của một nhóm mà gói áp dụng.");
            }
        }
    }
    if rules.rounding.scale > 2 {
        refuse("rounding.scale", "điểm có nhiều nhất 2 số lẻ.");
    }
    if rules.r360.aggregate == Aggregate::Weighted && rules.r360.weights.values().any(kernel::Exact::is_zero) {
        refuse("r360.weights", "trọng số phải lớn hơn 0.");
    }
    if rules.flags.streak.years < 2 {
        refuse("flags.streak.years", "cần ít nhất 2 năm.");
    }
    let quota = &rules.quota;
    if quota.enabled && (quota.class.is_none() || quota.pct.is_none() || quota.denominator.is_empty()) {
        refuse("quota", "khi bật cần class, pct và denominator.");
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn all_shipped_packs_parse_and_inherit() {
        let packs = shipped::packs().unwrap();
        let ids: Vec<_> = packs.iter().map(|pack| pack.id.as_str()).collect();
        assert_eq!(ids, ["QT-2019", "ND90-2020", "ND90-48-2023", "ND335-2026-CC", "ND233-2026-VC", "QT-2026-CB-NLD"]);
        assert_eq!(packs[4].groups, [EmployeeGroup::VcLd, EmployeeGroup::VcKld]);
        assert!(matches!(packs[4].rules.formula, Formula::CommonPlusTask(_)), "from its base");
        assert!(packs[2].document.contains(r#""publish_deadline":"12-15""#), "from the base of its base");
        assert!(!packs[2].document.contains("\"base\""));
        assert_eq!(packs[1].third(EmployeeGroup::CcKld), Class::Ht);
    }

    #[test]
    fn the_digest_follows_the_content_and_nothing_else() {
        let pack = Pack::parse(shipped::PACKS[0], |_| None).unwrap();
        let with_blanks = shipped::PACKS[0].replace("rounding: {scale: 2, ", "rounding:   {  scale: 2,   ");
        assert_eq!(Pack::parse(&with_blanks, |_| None).unwrap().digest, pack.digest);
        assert_eq!(Pack::from_json(&pack.document).unwrap().digest, pack.digest);
        let other = shipped::PACKS[0].replace("threshold: \"10\"", "threshold: \"9\"");
        assert_ne!(Pack::parse(&other, |_| None).unwrap().digest, pack.digest);
    }

    #[test]
    fn a_wrong_key_is_refused_by_name() {
        let wrong = [
            ("aggregate: group_mean", "agregate: group_mean", "r360.agregate"),
            ("appeal_working_days: 5", "appeal_days: 5", "appeal_days"),
            ("quorum: \"0.5\"", "quorum: 0.5", "r360.quorum"),
            ("min: \"75\"", "min: \"95\"", "bands"),
            ("NLD: QT-2019-NLD", "X: Y", "criteria.X"),
            ("NLD: MAU_NLD_QT", "", "forms.NLD"),
            ("scale: 2", "scale: 3", "rounding.scale"),
            ("alters_score: false", "alters_score: true", "zero.alters_score"),
        ];
        for (from, to, field) in wrong {
            assert!(shipped::PACKS[0].contains(from), "{from}");
            let refusal = Pack::parse(&shipped::PACKS[0].replace(from, to), |_| None).unwrap_err();
            assert_eq!(refusal.reason, "PACK_INVALID");
            assert!(refusal.fields.iter().any(|problem| problem.field == field), "{field}: {refusal:?}");
        }
    }

    #[test]
    fn readings_that_are_not_carried_out_are_refused_by_name() {
        let readings = [
            ("affects_score: false", "affects_score: true", "log.affects_score"),
            ("cadence: weekly_or_daily", "cadence: daily", "log.cadence"),
            ("training_unit: working_day", "training_unit: working_hour", "eligibility.training_unit"),
            ("training_converts_to_score: false", "training_converts_to_score: true", "eligibility.training_converts_to_score"),
            ("scope: unit,", "scope: agency,", "minutes.scope"),
            ("names: heads_only", "names: all", "minutes.names"),
            ("peer_unit_heads: same_agency", "peer_unit_heads: same_unit", "matrix.peer_unit_heads"),
            ("commune_vice_chair_group: \"2b\"", "commune_vice_chair_group: \"1b\"", "matrix.commune_vice_chair_group"),
            ("agency_head_by: higher_authority", "agency_head_by: agency_head", "decide.agency_head_by"),
            ("head_overrides_class: false", "head_overrides_class: true", "decide.head_overrides_class"),
            ("legal_checklist: advisory", "legal_checklist: binding", "decide.legal_checklist"),
            ("multi_post: highest", "multi_post: main", "assign.multi_post"),
            ("secondment: host", "secondment: home", "assign.secondment"),
            ("district_hdnd_node: true", "district_hdnd_node: false", "assign.district_hdnd_node"),
        ];
        for (from, to, field) in readings {
            assert!(shipped::PACKS[0].contains(from), "{from}");
            let refusal = Pack::parse(&shipped::PACKS[0].replace(from, to), |_| None).unwrap_err();
            assert_eq!(refusal.fields.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }

    #[test]
    fn a_base_must_be_published_first() {
        assert_eq!(Pack::parse(shipped::PACKS[1], |_| None).unwrap_err().reason, "PACK_BASE_UNKNOWN");
        assert_eq!(Pack::base_of(shipped::PACKS[1]).unwrap().as_deref(), Some("QT-2019"));
    }

    #[test]
    fn the_formula_needs_its_parts() {
        let packs = shipped::packs().unwrap();
        let yaml = "id: X\nbase: QT-2019\nvalid_years: [2026]\nformula: {kind: common_plus_task, common_max: 30}";
        assert_eq!(Pack::parse(yaml, |id| packs.iter().find(|pack| pack.id == id)).unwrap_err().reason, "PACK_INVALID");
    }
}
