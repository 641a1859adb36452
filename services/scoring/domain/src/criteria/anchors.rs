//! Anchor scales: what earns which share of a criterion's points.

use std::collections::BTreeMap;

use kernel::{Points, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{list, points, refuse, text, too_fine};
use crate::schema::Kind::{self, ByName, Count, Decimal, Flag, List, Map, Text};
use crate::schema::{Field, may, must, problems};
use crate::{canonical, error};

/// One step of an anchor scale: what earns which share of the points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Percent of the criterion's maximum.
    pub percent: u32,
    /// What earns it, in Vietnamese.
    pub text: String,
}

/// The anchor scales that sets refer to by name.
#[derive(Clone, Debug)]
pub struct AnchorScales {
    pub(super) scales: BTreeMap<String, Vec<Anchor>>,
    pub(super) step: Points,
    pub(super) zero_caps: bool,
    pub(super) na_allowed: bool,
}

const ANCHOR: Kind = Map(&[must("pct", Count), must("vi", Text), may("en", Text)]);
pub(super) const SCALE_NAMES: &[&str] = &["behav", "result_pct", "innov", "service"];
const SCALES: &[Field] = &[
    must("anchor_scales", ByName(SCALE_NAMES, &List(&ANCHOR))),
    must("defaults", Map(&[must("step", Decimal), must("zero_caps", Flag), must("na_allowed", Flag)])),
];

impl AnchorScales {
    /// Reads the anchor scales and the defaults of criteria.
    ///
    /// # Errors
    /// `YAML_INVALID`, or `CRITERIA_INVALID` naming every key at fault.
    pub fn parse(yaml: &str) -> Result<Self, Refusal> {
        let document = canonical::read_yaml(yaml)?;
        refuse(problems(&document, SCALES, ""))?;
        let anchors =
            |steps: &Value| list(steps).iter().map(|step| Anchor { percent: count(&step["pct"]), text: text(&step["vi"]) }).collect();
        let scales = document["anchor_scales"].as_object().into_iter().flatten();
        let defaults = &document["defaults"];
        let step = points(&defaults["step"]).filter(|step| *step > Points::ZERO);
        Ok(Self {
            scales: scales.map(|(name, steps)| (name.clone(), anchors(steps))).collect(),
            step: step.ok_or_else(|| error::criteria_invalid(vec![too_fine("defaults.step".to_owned())]))?,
            zero_caps: defaults["zero_caps"] == true,
            na_allowed: defaults["na_allowed"] == true,
        })
    }
}

fn count(value: &Value) -> u32 {
    value.as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or_default()
}
