//! Which points reach which level.

use kernel::Exact;
use serde::Deserialize;

use crate::Level;

/// The bands of a pack, highest first; the lowest begins at zero.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Bands(Vec<Band>);

#[derive(Clone, Debug, Deserialize)]
struct Band {
    #[serde(deserialize_with = "super::rules::exact")]
    min: Exact,
    class: Level,
}

impl Bands {
    /// The level that `points` reach; a bound belongs to the band above it.
    pub fn level(&self, points: &Exact) -> Level {
        self.0.iter().find(|band| *points >= band.min).map_or(Level::Failed, |band| band.class)
    }

    /// Each of the four levels once, both columns strictly falling, down to zero.
    pub(super) fn are_complete(&self) -> bool {
        self.0.len() == Level::CODES.len()
            && self.0.windows(2).all(|pair| pair[0].min > pair[1].min && pair[0].class > pair[1].class)
            && self.0.last().is_some_and(|lowest| lowest.min.is_zero())
    }
}
