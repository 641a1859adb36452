//! A criteria set while it is being written: numbers are still what was typed, and nothing need be right yet.

use kernel::{Points, text};
use serde::Serialize;
use serde_json::{Value, json};

use super::{AnchorScales, CriteriaSet, list};
use crate::canonical;

/// What stands in a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftSet {
    /// Such as `QT-2020-CC_KLD`.
    pub id: String,
    /// Code of the group.
    pub group: String,
    /// In Vietnamese.
    pub title: String,
    /// Its headings.
    pub sections: Vec<DraftSection>,
}

/// A heading of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftSection {
    /// Such as `IV`.
    pub id: String,
    /// In Vietnamese.
    pub title: String,
    /// Key of the parallel field of the legal form.
    pub form_field: String,
    /// Points, as typed.
    pub max: String,
    /// Its criteria.
    pub criteria: Vec<DraftCriterion>,
}

/// A criterion of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftCriterion {
    /// Such as `CC4.1`.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// Points, as typed.
    pub max: String,
    /// Name of the anchor scale.
    pub scale: String,
    /// Points, as typed; empty for the usual step.
    pub step: String,
    /// Whether zero points cap the class (article 6.1).
    pub zero_caps: bool,
    /// Whether it may not apply to somebody (A40).
    pub na_allowed: bool,
}

impl DraftSet {
    /// What a text says, as far as it can be read; nothing when it is no YAML.
    pub fn read(yaml: &str, scales: &AnchorScales) -> Option<Self> {
        let document = canonical::read_yaml(yaml).ok()?;
        let source = document.get("criteria_set")?;
        let criterion = |item: &Value| DraftCriterion {
            code: typed(&item["code"]),
            title: typed(&item["vi"]),
            max: typed(&item["max"]),
            scale: typed(&item["scale"]),
            step: typed(&item["step"]),
            zero_caps: item["zero_caps"].as_bool().unwrap_or(scales.zero_caps),
            na_allowed: item["na_allowed"].as_bool().unwrap_or(scales.na_allowed),
        };
        let section = |section: &Value| DraftSection {
            id: typed(&section["id"]),
            title: typed(&section["vi"]),
            form_field: typed(&section["form_field"]),
            max: typed(&section["max"]),
            criteria: list(&section["items"]).iter().map(criterion).collect(),
        };
        Some(Self {
            id: typed(&source["id"]),
            group: typed(&source["group"]),
            title: typed(&source["title_vi"]),
            sections: list(&source["sections"]).iter().map(section).collect(),
        })
    }

    /// A published set, to begin another from.
    pub fn of(set: &CriteriaSet, scales: &AnchorScales) -> Self {
        let scale = |anchors: &[_]| scales.scales.iter().find(|(_, steps)| steps.as_slice() == anchors).map(|(name, _)| name.clone());
        let sections = set.sections.iter().map(|section| DraftSection {
            id: section.id.clone(),
            title: section.title.clone(),
            form_field: section.form_field.clone(),
            max: section.max.to_string(),
            criteria: section
                .criteria
                .iter()
                .map(|criterion| DraftCriterion {
                    code: criterion.code.clone(),
                    title: criterion.title.clone(),
                    max: criterion.max.to_string(),
                    scale: scale(&criterion.anchors).unwrap_or_default(),
                    step: criterion.step.to_string(),
                    zero_caps: criterion.zero_caps,
                    na_allowed: criterion.na_allowed,
                })
                .collect(),
        });
        Self { id: set.id.clone(), group: set.group.code().to_owned(), title: set.title.clone(), sections: sections.collect() }
    }

    /// The text that is kept, in the form in which criteria sets are published.
    pub fn yaml(&self) -> String {
        let criterion = |one: &DraftCriterion| {
            let mut item = json!({
                "code": text::clean(&one.code),
                "vi": text::clean(&one.title),
                "max": decimal(&one.max),
                "scale": one.scale,
                "zero_caps": one.zero_caps,
                "na_allowed": one.na_allowed,
            });
            if !one.step.trim().is_empty() {
                item["step"] = decimal(&one.step).into();
            }
            item
        };
        let section = |section: &DraftSection| {
            json!({
                "id": text::clean(&section.id),
                "vi": text::clean(&section.title),
                "form_field": text::clean(&section.form_field),
                "max": decimal(&section.max),
                "items": section.criteria.iter().map(criterion).collect::<Vec<_>>(),
            })
        };
        written(&json!({"criteria_set": {
            "id": text::clean(&self.id),
            "group": self.group,
            "title_vi": text::clean(&self.title),
            "sections": self.sections.iter().map(section).collect::<Vec<_>>(),
        }}))
    }

    /// What the maxima of the headings add up to, as far as they are numbers.
    pub fn total(&self) -> Points {
        sum(self.sections.iter().map(|section| &section.max))
    }
}

impl DraftSection {
    /// What the maxima of its criteria add up to, as far as they are numbers.
    pub fn sum(&self) -> Points {
        sum(self.criteria.iter().map(|criterion| &criterion.max))
    }
}

fn written(value: &impl Serialize) -> String {
    serde_saphyr::to_string(value).unwrap_or_default()
}

fn sum<'a>(typed: impl Iterator<Item = &'a String>) -> Points {
    typed.filter_map(|points| points.parse().ok()).sum()
}

/// Text, or a number as somebody would type it.
fn typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Points as plain decimal text; anything else stays as it was typed, so that it can be mended.
fn decimal(typed: &str) -> String {
    typed.trim().parse::<Points>().map_or_else(|_| typed.trim().to_owned(), |points| points.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn a_set_that_goes_through_a_draft_is_the_same_set() {
        let scales = shipped::anchor_scales().unwrap();
        for source in shipped::CRITERIA_SETS {
            let set = CriteriaSet::parse(source, &scales).unwrap();
            let draft = DraftSet::of(&set, &scales);
            assert_eq!(CriteriaSet::parse(&draft.yaml(), &scales).unwrap(), set);
            assert_eq!(DraftSet::read(&draft.yaml(), &scales), Some(draft.clone()));
            assert_eq!(draft.total(), Points::whole(100));
            assert!(draft.sections.iter().all(|section| section.sum().to_string() == section.max), "{}", set.id);
        }
    }

    #[test]
    fn what_is_not_right_yet_is_kept_as_it_was_typed() {
        let scales = shipped::anchor_scales().unwrap();
        let criterion = |max: &str| DraftCriterion { code: "A1".to_owned(), max: max.to_owned(), ..DraftCriterion::default() };
        let section =
            DraftSection { max: "tám".to_owned(), criteria: vec![criterion("7,5"), criterion("nhiều")], ..DraftSection::default() };
        let draft = DraftSet { title: "Bộ «mới»: #1".to_owned(), sections: vec![section], ..DraftSet::default() };
        let read = DraftSet::read(&draft.yaml(), &scales).unwrap();
        assert_eq!((read.title.as_str(), read.sections[0].max.as_str()), ("Bộ «mới»: #1", "tám"));
        assert_eq!((read.sections[0].criteria[0].max.as_str(), read.sections[0].sum().vi()), ("7.50", "7,50".to_owned()));
        assert_eq!(read.total(), Points::ZERO);
        let problems = CriteriaSet::parse(&draft.yaml(), &scales).unwrap_err().fields;
        let names: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        for name in ["criteria_set.id", "criteria_set.group", "criteria_set.sections[0].max", "criteria_set.sections[0].items[1].max"] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
    }
}
