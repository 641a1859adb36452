//! What colleagues see of the minutes: no names of reviewers, no group so small that it gives one away (A20).

use kernel::Exact;

use super::{Entry, Minutes, RelationMean};

impl Minutes {
    /// The minutes as a reader sees them; `may_know` says of which entries the reader may know who said what.
    #[must_use]
    pub fn shown(&self, may_know: impl Fn(&Entry) -> bool, min_group: usize) -> Self {
        let mut shown = self.clone();
        for entry in shown.entries.iter_mut().filter(|entry| !may_know(entry)) {
            entry.mask(min_group);
        }
        if !self.entries.iter().any(may_know) {
            shown.absent.clear();
        }
        shown
    }
}

impl Entry {
    fn mask(&mut self, min_group: usize) {
        let mut means = std::mem::take(&mut self.means);
        means.sort_by_key(|mean| std::cmp::Reverse(mean.sheets));
        let size = |mean: &RelationMean| usize::try_from(mean.sheets).unwrap_or(usize::MAX);
        let large = means.iter().take_while(|mean| size(mean) >= min_group).count();
        let mut merged = means.split_off(large);
        // A merged group that is itself too small hides nothing: it takes the smallest large one in.
        while !merged.is_empty() && merged.iter().map(size).sum::<usize>() < min_group {
            let Some(next) = means.pop() else { break };
            merged.push(next);
        }
        let kept: Vec<_> = means.iter().filter_map(|mean| mean.relation).collect();
        means.sort_by_key(|mean| mean.relation);
        means.extend(merge(&merged));
        self.means = means;
        for opinion in &mut self.opinions {
            opinion.rater_name.clear();
            opinion.relation = opinion.relation.filter(|relation| kept.contains(relation));
        }
        self.opinions.sort_by(|a, b| (a.relation, &a.strengths, &a.limits).cmp(&(b.relation, &b.strengths, &b.limits)));
    }
}

fn merge(groups: &[RelationMean]) -> Option<RelationMean> {
    let sheets: u32 = groups.iter().map(|group| group.sheets).sum();
    if sheets == 0 {
        return None;
    }
    let weigh = |group: &RelationMean| {
        group.mean.parse::<Exact>().map(|mean| mean * Exact::ratio(group.sheets.into(), 1)).unwrap_or_else(|_| Exact::zero())
    };
    let sum: Exact = groups.iter().map(weigh).sum();
    Some(RelationMean { relation: None, sheets, mean: (sum / Exact::ratio(sheets.into(), 1)).round_half_up(6) })
}
