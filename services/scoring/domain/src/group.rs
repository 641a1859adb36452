//! The six groups that have criteria sets of their own (article 4).

use serde::{Deserialize, Serialize};

/// A group of evaluated people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Group {
    /// Cán bộ.
    Cb,
    /// Công chức giữ chức vụ lãnh đạo, quản lý.
    CcLd,
    /// Công chức không giữ chức vụ lãnh đạo, quản lý.
    CcKld,
    /// Viên chức giữ chức vụ lãnh đạo, quản lý.
    VcLd,
    /// Viên chức không giữ chức vụ lãnh đạo, quản lý.
    VcKld,
    /// Người lao động.
    Nld,
}

impl Group {
    /// Every group, in the order of article 4.
    pub const ALL: [Self; 6] = [Self::Cb, Self::CcLd, Self::CcKld, Self::VcLd, Self::VcKld, Self::Nld];

    /// The codes as packs write them.
    pub(crate) const CODES: &'static [&'static str] = &["CB", "CC_LD", "CC_KLD", "VC_LD", "VC_KLD", "NLD"];

    /// The code as packs write it.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// As people read it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Cb => "cán bộ",
            Self::CcLd => "công chức lãnh đạo, quản lý",
            Self::CcKld => "công chức không lãnh đạo, quản lý",
            Self::VcLd => "viên chức lãnh đạo, quản lý",
            Self::VcKld => "viên chức không lãnh đạo, quản lý",
            Self::Nld => "người lao động",
        }
    }

    /// Whether its members lead.
    pub(crate) fn leads(self) -> bool {
        matches!(self, Self::Cb | Self::CcLd | Self::VcLd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_packs_write() {
        for group in Group::ALL {
            assert_eq!(serde_json::to_value(group).unwrap(), group.code());
        }
    }
}
