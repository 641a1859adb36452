//! Relation groups of the minutes for readers who may not know who said what (RP-4).

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

/// All groups when each has `min_group` sheets, and none otherwise: beside the 360° total, which is the mean of their means, the
/// others would tell the small one.
pub fn mask(groups: Vec<Mean<'_>>, min_group: usize) -> Vec<Mean<'_>> {
    if groups.iter().all(|group| group.sheets >= min_group) { groups } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(of: &[(&'static str, usize)]) -> Vec<&'static str> {
        let groups = of.iter().map(|(relation, sheets)| Mean { relation, sheets: *sheets, mean: Exact::ratio(90, 1) }).collect();
        mask(groups, 3).into_iter().map(|group| group.relation).collect()
    }

    #[test]
    fn one_small_group_hides_them_all() {
        assert!(shown(&[("PEER", 4), ("DEPUTY_SUP", 2)]).is_empty());
        assert_eq!(shown(&[("PEER", 4), ("UPWARD", 3)]), ["PEER", "UPWARD"]);
        assert!(shown(&[]).is_empty());
    }
}
