//! Why a reviewer scores a subject (article 3, articles 2.5 and 5.1.c).

use serde::{Deserialize, Serialize};

/// The relation of a reviewer to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Relation {
    /// Đồng cấp.
    Peer,
    /// The reviewer is the subject's subordinate.
    Upward,
    /// The reviewer is a deputy above the subject.
    DeputySup,
    /// Thủ trưởng trực tiếp.
    DirectHead,
    /// Thủ trưởng cơ quan, đơn vị.
    AgencyHead,
    /// Higher authority: decides, and counts in no group of the 360° total.
    Higher,
}

impl Relation {
    /// The codes of the groups of the 360° total, as packs write them.
    pub(crate) const CODES: &'static [&'static str] = &["PEER", "UPWARD", "DEPUTY_SUP", "DIRECT_HEAD", "AGENCY_HEAD"];

    /// The code as packs write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Higher => "HIGHER",
            counted => Self::CODES[counted as usize],
        }
    }

    /// As explanations name it.
    pub(crate) fn vi(self) -> &'static str {
        match self {
            Self::Peer => "đồng cấp",
            Self::Upward => "cấp dưới",
            Self::DeputySup => "cấp phó phụ trách",
            Self::DirectHead => "Thủ trưởng trực tiếp",
            Self::AgencyHead => "Thủ trưởng cơ quan, đơn vị",
            Self::Higher => "cấp trên có thẩm quyền",
        }
    }

    /// A head's sheet, as against a colleague's (article 2.5).
    pub(crate) fn is_head(self) -> bool {
        matches!(self, Self::DirectHead | Self::AgencyHead)
    }
}
