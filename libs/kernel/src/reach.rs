//! For whom somebody acts at present.

use std::collections::BTreeSet;

use uuid::Uuid;

/// Agencies for which somebody acts at present: those of their posts and of their authority, and those right below these. What a
/// record made of them counts only there: who has left, moved or lost their authority acts no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// An authority of the whole province.
    pub everywhere: bool,
    /// The agencies.
    pub agencies: BTreeSet<Uuid>,
}

impl Reach {
    /// Whether they act for an agency.
    pub fn covers(&self, agency: Uuid) -> bool {
        self.everywhere || self.agencies.contains(&agency)
    }
}
