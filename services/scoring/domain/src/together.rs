//! What all reviewers together gave, criterion by criterion: the coarse view for who may not know what a small group gave.

use std::collections::BTreeMap;

use kernel::Exact;

use crate::adding::{given, value};
use crate::r360::by_relation;
use crate::{CriteriaSet, Evidence, Input, Pack};

/// One criterion as all reviewers together scored it; part of no result, only of how one is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The criterion.
    pub code: String,
    /// Mean of every sheet that counts, whatever its group, in whole points, half up; none when no reviewer scored it.
    pub mean: Option<String>,
    /// How many reviewers scored it.
    pub reviewers: u32,
    /// How many in the smallest of their groups.
    pub smallest_group: u32,
}

/// Every criterion of the set, in its order; nothing where the formula has no sheets.
pub fn together(pack: &Pack, set: &CriteriaSet, input: &Input) -> Vec<Together> {
    let Evidence::Sheets { reviews, .. } = &input.evidence else { return Vec::new() };
    let one = |code: &String| {
        let scored = reviews.iter().filter_map(|review| review.sheet.score(code).and_then(value).map(|value| given(review, value)));
        let scored: Vec<_> = scored.collect();
        let groups: BTreeMap<_, Vec<&Exact>> = by_relation(&pack.rules.r360, &scored);
        let sizes = groups.values().map(|values| u32::try_from(values.len()).unwrap_or(u32::MAX));
        Together {
            code: code.clone(),
            mean: Exact::mean(groups.values().flatten().copied()).map(|mean| mean.round_half_up(0)),
            reviewers: sizes.clone().sum(),
            smallest_group: sizes.min().unwrap_or_default(),
        }
    };
    set.criteria().map(|criterion| one(&criterion.code)).collect()
}
