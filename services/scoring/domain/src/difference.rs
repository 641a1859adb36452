//! What changed from one criteria set to another, by code.

use crate::{CriteriaSet, Criterion, Section};

/// What became of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Its code.
    pub code: &'a str,
    /// As it was, with the heading it stood under; none when it was added.
    pub before: Option<(&'a Section, &'a Criterion)>,
    /// As it is, with its heading; none when it was removed.
    pub after: Option<(&'a Section, &'a Criterion)>,
}

/// What was added, removed and changed, in the order of the newer form, what was removed last. A criterion that moved to another
/// heading has changed.
pub fn differences<'a>(before: &'a CriteriaSet, after: &'a CriteriaSet) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    for (section, criterion) in leaves(after) {
        let was = leaf(before, &criterion.code);
        let same = was.is_some_and(|(old, was)| was == criterion && old.id == section.id && old.title == section.title);
        if !same {
            found.push(Difference { code: &criterion.code, before: was, after: Some((section, criterion)) });
        }
    }
    let gone = leaves(before).filter(|(_, criterion)| after.criterion(&criterion.code).is_none());
    found.extend(gone.map(|(section, criterion)| Difference { code: &criterion.code, before: Some((section, criterion)), after: None }));
    found
}

fn leaves(set: &CriteriaSet) -> impl Iterator<Item = (&Section, &Criterion)> {
    set.sections.iter().flat_map(|section| section.criteria.iter().map(move |criterion| (section, criterion)))
}

fn leaf<'a>(set: &'a CriteriaSet, code: &str) -> Option<(&'a Section, &'a Criterion)> {
    leaves(set).find(|(_, criterion)| criterion.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AnchorScales, shipped};

    #[test]
    fn added_removed_and_changed_are_told_by_code() {
        let scales: AnchorScales = shipped::anchor_scales().unwrap();
        let yaml = shipped::CRITERIA_SETS[5];
        let before = CriteriaSet::parse(yaml, &scales).unwrap();
        let after =
            CriteriaSet::parse(&yaml.replace("code: NL3.1", "code: NL3.3").replace("Tiết kiệm điện", "Tiết kiệm"), &scales).unwrap();
        let found: Vec<_> =
            differences(&before, &after).iter().map(|d| (d.code.to_owned(), d.before.is_some(), d.after.is_some())).collect();
        assert_eq!(found, [("NL3.3".to_owned(), false, true), ("NL4.2".to_owned(), true, true), ("NL3.1".to_owned(), true, false)]);
        assert!(differences(&before, &before).is_empty());
    }
}
