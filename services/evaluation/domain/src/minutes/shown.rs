//! What colleagues see of the minutes: no names of reviewers, and no number from which one reviewer's could be worked out (A20).

use kernel::Exact;

use super::{Entry, Minutes, NOTICES};

impl Minutes {
    /// The minutes as a reader sees them; `may_know` says of which entries the reader may know who said what. Editions that
    /// were sealed with flags of classes and earlier years are shown without these to everybody.
    #[must_use]
    pub fn shown(&self, may_know: impl Fn(&Entry) -> bool, min_group: usize) -> Self {
        let mut shown = self.clone();
        for entry in &mut shown.entries {
            entry.flags.retain(|flag| NOTICES.contains(&flag.as_str()));
            if !may_know(entry) {
                entry.mask(min_group);
            }
        }
        if !self.entries.iter().any(may_know) {
            shown.absent.iter_mut().for_each(|absent| absent.name.clear());
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
            self.flags.clear();
        }
        let apart = !self.means.is_empty();
        let totals: Vec<Exact> = self.opinions.iter_mut().filter_map(|opinion| opinion.total.take()).map(Exact::from).collect();
        let mean = Exact::mean(&totals).filter(|_| totals.len() >= min_group);
        self.rescored_mean = mean.map_or(String::new(), |mean| mean.round_half_up(6));
        for opinion in &mut self.opinions {
            opinion.rater_name.clear();
            opinion.relation = opinion.relation.filter(|_| apart);
        }
        self.opinions.sort_by(|a, b| (a.relation, &a.strengths, &a.limits).cmp(&(b.relation, &b.strengths, &b.limits)));
    }
}
