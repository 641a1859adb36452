//! What colleagues see of the minutes: no names of reviewers, and no number from which one reviewer's could be worked out (A20).

use super::{Entry, Minutes};

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
    /// The 360° total is the mean of the groups' means: whoever knows it and all means but one knows that one too. So one small
    /// group merges them all into the total, and a total of a few sheets is not shown either.
    fn mask(&mut self, min_group: usize) {
        let size = |sheets: u32| usize::try_from(sheets).unwrap_or(usize::MAX);
        if self.means.iter().any(|mean| size(mean.sheets) < min_group) {
            self.means.clear();
        }
        if size(self.answered) < min_group {
            self.r360.clear();
            self.gap.clear();
        }
        let apart = !self.means.is_empty();
        for opinion in &mut self.opinions {
            opinion.rater_name.clear();
            opinion.relation = opinion.relation.filter(|_| apart);
        }
        self.opinions.sort_by(|a, b| (a.relation, &a.strengths, &a.limits).cmp(&(b.relation, &b.strengths, &b.limits)));
    }
}
