//! Bands: which level a number of points reaches.

use regulation::Class;
use serde::{Deserialize, Serialize};

/// How high a class stands, lowest first. What the third level is called depends on the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Không hoàn thành nhiệm vụ.
    #[serde(rename = "KHT")]
    Failed,
    /// Below "tốt", whatever it is called.
    #[serde(rename = "BAND3")]
    Third,
    /// Hoàn thành tốt nhiệm vụ.
    #[serde(rename = "HTT")]
    Good,
    /// Hoàn thành xuất sắc nhiệm vụ.
    #[serde(rename = "HTXS")]
    Excellent,
}

impl Level {
    /// The codes as packs write them.
    pub(crate) const CODES: &'static [&'static str] = &["HTXS", "HTT", "BAND3", "KHT"];

    /// How high a class stands, whatever the third is called for the group.
    pub fn of(class: Class) -> Self {
        match class {
            Class::Htxs => Self::Excellent,
            Class::Htt => Self::Good,
            Class::Hthc | Class::Ht => Self::Third,
            Class::Kht => Self::Failed,
        }
    }

    /// The class of this level where the third is called `third`.
    pub(crate) fn class(self, third: Class) -> Class {
        match self {
            Self::Excellent => Class::Htxs,
            Self::Good => Class::Htt,
            Self::Third => third,
            Self::Failed => Class::Kht,
        }
    }
}
