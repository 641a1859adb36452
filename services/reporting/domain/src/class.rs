//! Classes of a result and groups of employees, with the names that tables print.

use serde::{Deserialize, Serialize};

/// A class of the result (article 6.1), in the order of the summary's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// Hoàn thành xuất sắc nhiệm vụ.
    Htxs,
    /// Hoàn thành tốt nhiệm vụ.
    Htt,
    /// Hoàn thành nhiệm vụ: public employees and workers, and everybody under later law.
    Ht,
    /// Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực: cadres and civil servants.
    Hthc,
    /// Không hoàn thành nhiệm vụ.
    Kht,
}

impl Class {
    /// Every class, in the order of the summary's columns.
    pub const ALL: [Self; 5] = [Self::Htxs, Self::Htt, Self::Ht, Self::Hthc, Self::Kht];

    /// Code, as in policy packs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Htxs => "HTXS",
            Self::Htt => "HTT",
            Self::Hthc => "HTHC",
            Self::Ht => "HT",
            Self::Kht => "KHT",
        }
    }

    /// The class of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// Label of the regulation; a policy pack may have another.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Htxs => "Hoàn thành xuất sắc nhiệm vụ",
            Self::Htt => "Hoàn thành tốt nhiệm vụ",
            Self::Hthc => "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực",
            Self::Ht => "Hoàn thành nhiệm vụ",
            Self::Kht => "Không hoàn thành nhiệm vụ",
        }
    }
}

/// One of the six groups of employees (article 4), in the order of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Group {
    /// Cán bộ.
    Cb,
    /// Công chức lãnh đạo, quản lý.
    CcLd,
    /// Công chức không lãnh đạo, quản lý.
    CcKld,
    /// Viên chức lãnh đạo, quản lý.
    VcLd,
    /// Viên chức không lãnh đạo, quản lý.
    VcKld,
    /// Người lao động.
    Nld,
}

impl Group {
    /// Every group, in the order of the summary.
    pub const ALL: [Self; 6] = [Self::Cb, Self::CcLd, Self::CcKld, Self::VcLd, Self::VcKld, Self::Nld];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cb => "Cán bộ",
            Self::CcLd => "Công chức lãnh đạo, quản lý",
            Self::CcKld => "Công chức không lãnh đạo, quản lý",
            Self::VcLd => "Viên chức lãnh đạo, quản lý",
            Self::VcKld => "Viên chức không lãnh đạo, quản lý",
            Self::Nld => "Người lao động",
        }
    }
}

/// Roman numbers of the lines of groups.
pub const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
