//! The classes of a result (article 6.1).

use serde::{Deserialize, Serialize};

use crate::Level;

/// A class of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Class {
    /// Hoàn thành xuất sắc nhiệm vụ.
    Htxs,
    /// Hoàn thành tốt nhiệm vụ.
    Htt,
    /// Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực.
    Hthc,
    /// Hoàn thành nhiệm vụ.
    Ht,
    /// Không hoàn thành nhiệm vụ.
    Kht,
}

impl Class {
    /// The codes as packs write them.
    pub(crate) const CODES: &'static [&'static str] = &["HTXS", "HTT", "HTHC", "HT", "KHT"];

    /// The code as packs write it.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// How high it stands, whatever the third class is called for the group.
    pub fn level(self) -> Level {
        match self {
            Self::Htxs => Level::Excellent,
            Self::Htt => Level::Good,
            Self::Hthc | Self::Ht => Level::Third,
            Self::Kht => Level::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_packs_write() {
        for class in [Class::Htxs, Class::Htt, Class::Hthc, Class::Ht, Class::Kht] {
            assert_eq!(serde_json::to_value(class).unwrap(), class.code());
        }
    }
}
