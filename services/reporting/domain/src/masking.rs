//! Relation groups of the minutes without those so small that they give a reviewer away (RP-4).

use kernel::Exact;

/// The sheets of one relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mean<'a> {
    /// Code of the relation.
    pub relation: &'a str,
    /// How many sheets.
    pub sheets: usize,
    /// Their mean.
    pub mean: Exact,
}

/// What may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked<'a> {
    /// Groups that are large enough.
    pub kept: Vec<Mean<'a>>,
    /// Mean of all sheets of the others.
    pub merged: Option<Exact>,
}

/// Merges the groups below `min_group` sheets; as long as they are too few together, the smallest large group joins them.
pub fn mask(mut groups: Vec<Mean<'_>>, min_group: usize) -> Masked<'_> {
    groups.sort_by_key(|group| std::cmp::Reverse(group.sheets));
    let large = groups.partition_point(|group| group.sheets >= min_group);
    let mut small = groups.split_off(large);
    while !small.is_empty() && small.iter().map(|group| group.sheets).sum::<usize>() < min_group {
        let Some(next) = groups.pop() else { break };
        small.push(next);
    }
    let sheets: i64 = small.iter().map(weight).sum();
    let sum: Exact = small.iter().map(|group| &group.mean * &Exact::ratio(weight(group), 1)).sum();
    Masked { kept: groups, merged: (sheets > 0).then(|| sum / Exact::ratio(sheets, 1)) }
}

fn weight(group: &Mean<'_>) -> i64 {
    i64::try_from(group.sheets).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(of: &[(&'static str, usize, i64)]) -> Vec<Mean<'static>> {
        of.iter().map(|(relation, sheets, mean)| Mean { relation, sheets: *sheets, mean: Exact::ratio(*mean, 1) }).collect()
    }

    fn masked(of: &[(&'static str, usize, i64)]) -> (Vec<&'static str>, Option<String>) {
        let Masked { kept, merged } = mask(groups(of), 3);
        (kept.into_iter().map(|group| group.relation).collect(), merged.map(|mean| mean.round_half_up(2)))
    }

    #[test]
    fn small_groups_are_shown_as_one() {
        let shown = masked(&[("PEER", 4, 89), ("DEPUTY_SUP", 2, 87), ("DIRECT_HEAD", 1, 90)]);
        assert_eq!(shown, (vec!["PEER"], Some("88.00".into())));
    }

    #[test]
    fn a_group_of_one_hides_behind_a_larger_one() {
        assert_eq!(masked(&[("PEER", 3, 90), ("DIRECT_HEAD", 1, 82)]), (vec![], Some("88.00".into())));
        assert_eq!(masked(&[("PEER", 3, 90)]), (vec!["PEER"], None));
        assert_eq!(masked(&[]), (vec![], None));
    }
}
