//! Criteria sets (article 4): what is scored, and how many points each thing is worth.

mod anchors;
mod draft;

use std::collections::BTreeSet;

use kernel::{Digest, FieldProblem, Points, Refusal};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use anchors::{Anchor, AnchorScales};
pub use draft::{DraftCriterion, DraftSection, DraftSet};

use crate::schema::Kind::{Decimal, Flag, List, Map, Name, OneOf, Text};
use crate::schema::{Field, decimal, may, must, problem, problems};
use crate::{canonical, error};

/// One criterion that is scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Such as `CC4.1`; unique in its set.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// Most points.
    pub max: Points,
    /// Scores are whole numbers of this.
    pub step: Points,
    /// Whether zero points cap the class (article 6.1).
    pub zero_caps: bool,
    /// Whether it may not apply to somebody (A40).
    pub na_allowed: bool,
    /// What earns which share, best first.
    pub anchors: Vec<Anchor>,
}

/// A heading of the set, parallel to a heading of the legal form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Such as `IV`.
    pub id: String,
    /// In Vietnamese.
    pub title: String,
    /// Key of the parallel field of the legal form.
    pub form_field: String,
    /// Sum of its criteria.
    pub max: Points,
    /// Its criteria, in the order of the form.
    pub criteria: Vec<Criterion>,
}

/// The criteria set of one group; its maxima add up to 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriteriaSet {
    /// Such as `QT-2019-CC_KLD`.
    pub id: String,
    /// Whom it is for.
    pub group: EmployeeGroup,
    /// In Vietnamese.
    pub title: String,
    /// Its headings.
    pub sections: Vec<Section>,
    /// SHA-256 of the content, anchors included.
    pub digest: Digest,
}

const SET: &[Field] = &[must(
    "criteria_set",
    Map(&[
        must("id", Name),
        must("group", OneOf(&EmployeeGroup::CODES)),
        must("title_vi", Text),
        may("form", Text),
        may("status", OneOf(&["proposed", "approved"])),
        must("sections", List(&Map(SECTION))),
    ]),
)];
const SECTION: &[Field] =
    &[must("id", Text), must("vi", Text), must("form_field", Text), must("max", Decimal), must("items", List(&Map(ITEM)))];
const ITEM: &[Field] = &[
    must("code", Text),
    must("vi", Text),
    may("en", Text),
    must("max", Decimal),
    must("scale", OneOf(anchors::SCALE_NAMES)),
    may("step", Decimal),
    may("zero_caps", Flag),
    may("na_allowed", Flag),
];

impl CriteriaSet {
    /// Reads a criteria set; each criterion's anchor scale is looked up in `scales`.
    ///
    /// # Errors
    /// `YAML_INVALID`, or `CRITERIA_INVALID` naming every key at fault.
    pub fn parse(yaml: &str, scales: &AnchorScales) -> Result<Self, Refusal> {
        let document = canonical::read_yaml(yaml)?;
        refuse(problems(&document, SET, ""))?;
        let source = &document["criteria_set"];
        let mut faults = Vec::new();
        let mut sections = Vec::new();
        for (at, section) in list(&source["sections"]).iter().enumerate() {
            sections.push(read_section(section, scales, &format!("criteria_set.sections[{at}]"), &mut faults));
        }
        refuse(faults)?;
        refuse(sums(&sections))?;
        let group = EmployeeGroup::deserialize(&source["group"]).map_err(|error| error::not_yaml(&error.to_string()))?;
        let mut set = Self { id: text(&source["id"]), group, title: text(&source["title_vi"]), sections, digest: Digest::of(b"") };
        set.digest = Digest::of(set.canonical().as_bytes());
        Ok(set)
    }

    fn canonical(&self) -> String {
        let content = (&self.id, self.group, &self.title, &self.sections);
        canonical::canonical_json(&serde_json::to_value(content).expect("plain text and numbers are JSON"))
    }

    /// All criteria, in the order of the form.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.sections.iter().flat_map(|section| &section.criteria)
    }

    /// The criterion of a code.
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria().find(|criterion| criterion.code == code)
    }
}

fn read_section(source: &Value, scales: &AnchorScales, path: &str, faults: &mut Vec<FieldProblem>) -> Section {
    let mut read_points = |value: &Value, field: String| {
        let read = points(value).filter(|points| *points > Points::ZERO);
        read.unwrap_or_else(|| {
            faults.push(too_fine(field));
            Points::whole(1)
        })
    };
    let max = read_points(&source["max"], format!("{path}.max"));
    let mut criteria = Vec::new();
    for (at, item) in list(&source["items"]).iter().enumerate() {
        let path = format!("{path}.items[{at}]");
        let step = item.get("step").map_or(scales.step, |step| read_points(step, format!("{path}.step")));
        let flag = |key: &str, default: bool| item.get(key).map_or(default, |value| value == true);
        criteria.push(Criterion {
            code: text(&item["code"]),
            title: text(&item["vi"]),
            max: read_points(&item["max"], format!("{path}.max")),
            step,
            zero_caps: flag("zero_caps", scales.zero_caps),
            na_allowed: flag("na_allowed", scales.na_allowed),
            anchors: scales.scales.get(&text(&item["scale"])).cloned().unwrap_or_default(),
        });
    }
    for (at, criterion) in criteria.iter().enumerate() {
        if criterion.anchors.is_empty() {
            faults.push(problem(format!("{path}.items[{at}].scale"), "không có thang mức này."));
        }
        if !criterion.max.is_multiple_of(criterion.step) {
            faults.push(problem(format!("{path}.items[{at}].max"), format!("điểm tối đa phải là bội số của {}.", criterion.step.vi())));
        }
    }
    Section { id: text(&source["id"]), title: text(&source["vi"]), form_field: text(&source["form_field"]), max, criteria }
}

/// What does not add up, and what is there twice.
fn sums(sections: &[Section]) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    let (mut codes, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for (at, section) in sections.iter().enumerate() {
        let path = format!("criteria_set.sections[{at}]");
        let sum: Points = section.criteria.iter().map(|criterion| criterion.max).sum();
        if sum != section.max {
            faults.push(problem(format!("{path}.max"), format!("các tiêu chí cộng lại là {}, không phải {}.", sum.vi(), section.max.vi())));
        }
        if !ids.insert(&section.id) {
            faults.push(problem(format!("{path}.id"), format!("mục «{}» có hai lần.", section.id)));
        }
        for (at, criterion) in section.criteria.iter().enumerate() {
            if !codes.insert(&criterion.code) {
                faults.push(problem(format!("{path}.items[{at}].code"), format!("mã «{}» có hai lần.", criterion.code)));
            }
        }
    }
    let total: Points = sections.iter().map(|section| section.max).sum();
    if total != Points::whole(100) {
        faults.push(problem("criteria_set.sections".to_owned(), format!("tổng điểm tối đa là {}, phải là 100,00.", total.vi())));
    }
    faults
}

fn refuse(faults: Vec<FieldProblem>) -> Result<(), Refusal> {
    if faults.is_empty() { Ok(()) } else { Err(error::criteria_invalid(faults)) }
}

fn too_fine(field: String) -> FieldProblem {
    problem(field, "điểm phải lớn hơn 0, không quá 100 và có nhiều nhất 2 số lẻ.")
}

/// Points of at most 100 with at most two places.
fn points(value: &Value) -> Option<Points> {
    let exact = decimal(value)?;
    let points = exact.to_points_half_up().ok()?;
    (kernel::Exact::from(points) == exact && points <= Points::whole(100)).then_some(points)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().map(kernel::text::clean).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn the_shipped_sets_have_the_leaves_of_the_handbook() {
        let sets = shipped::criteria_sets().unwrap();
        let leaves: Vec<_> = sets.iter().map(|set| (set.id.as_str(), set.criteria().count())).collect();
        assert_eq!(
            leaves,
            [
                ("QT-2019-CB", 17),
                ("QT-2019-CC_LD", 20),
                ("QT-2019-CC_KLD", 16),
                ("QT-2019-VC_LD", 16),
                ("QT-2019-VC_KLD", 12),
                ("QT-2019-NLD", 10)
            ]
        );
        let service = sets[2].criterion("CC6.1").unwrap();
        assert!(service.na_allowed && service.zero_caps);
        assert_eq!((service.step, service.anchors.len()), (Points::from_hundredths(50), 5));
        assert_eq!(service.anchors[4].text, "Gây phiền hà, sách nhiễu");
    }

    #[test]
    fn what_does_not_add_up_is_refused_by_name() {
        let scales = shipped::anchor_scales().unwrap();
        let wrong = [
            (
                "code: NL1.1, vi: \"Hoàn thành khối lượng công việc được giao\", en: \"Assigned volume done\", max: 20",
                "code: NL1.1, vi: x, max: 19",
                "criteria_set.sections[0].max",
            ),
            ("code: NL1.2", "code: NL1.1", "criteria_set.sections[0].items[1].code"),
            ("max: 8, scale: service", "max: \"8.25\", scale: service", "criteria_set.sections[2].items[0].max"),
            ("max: 8, scale: service", "max: 8, scale: sevice", "criteria_set.sections[2].items[0].scale"),
            ("max: 8, scale: service", "max: 8, scale: service, na_alowed: true", "criteria_set.sections[2].items[0].na_alowed"),
            ("group: NLD", "group: NDL", "criteria_set.group"),
        ];
        for (from, to, field) in wrong {
            assert!(shipped::CRITERIA_SETS[5].contains(from), "{from}");
            let refusal = CriteriaSet::parse(&shipped::CRITERIA_SETS[5].replace(from, to), &scales).unwrap_err();
            assert_eq!(refusal.reason, "CRITERIA_INVALID");
            assert!(refusal.fields.iter().any(|problem| problem.field == field), "{field}: {refusal:?}");
        }
    }

    #[test]
    fn the_whole_must_be_one_hundred() {
        let scales = shipped::anchor_scales().unwrap();
        let yaml = "criteria_set: {id: X, group: CB, title_vi: T, sections: [{id: I, vi: A, form_field: a, max: 99, items: [{code: A1, vi: A, max: 99, scale: behav}]}]}";
        let refusal = CriteriaSet::parse(yaml, &scales).unwrap_err();
        assert_eq!(refusal.fields[0].field, "criteria_set.sections");
    }
}
