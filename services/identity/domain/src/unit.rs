//! Units of the organisation.

use chrono::NaiveDate;
use kernel::{Refusal, Version};
use serde::{Deserialize, Serialize};

use crate::{UnitId, error};

/// What kind of body a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitKind {
    /// The province itself.
    Province,
    /// Sở, ban, ngành.
    Department,
    /// UBND cấp huyện.
    District,
    /// UBND cấp xã: an agency of its own inside a district.
    Commune,
    /// Đơn vị sự nghiệp cấp tỉnh.
    PublicService,
    /// Hội được giao biên chế.
    Association,
    /// A part of an agency.
    Division,
    /// The leadership of an agency as a part of it.
    Leadership,
}

impl UnitKind {
    /// As the staff list writes it.
    pub fn from_vi(text: &str) -> Option<Self> {
        Some(match kernel::text::clean(text).to_lowercase().as_str() {
            "tỉnh" => Self::Province,
            "sở, ban, ngành" => Self::Department,
            "ubnd cấp huyện" => Self::District,
            "ubnd cấp xã" => Self::Commune,
            "đơn vị sự nghiệp cấp tỉnh" => Self::PublicService,
            "hội" => Self::Association,
            "phòng, ban, bộ phận" => Self::Division,
            "ban lãnh đạo" => Self::Leadership,
            _ => return None,
        })
    }

    /// The values a staff list may use, for messages.
    pub const VI: &str =
        "Tỉnh; Sở, ban, ngành; UBND cấp huyện; UBND cấp xã; Đơn vị sự nghiệp cấp tỉnh; Hội; Phòng, ban, bộ phận; Ban lãnh đạo";

    /// True for bodies that have a head, a year and documents of their own.
    pub fn is_agency(self) -> bool {
        !matches!(self, Self::Division | Self::Leadership)
    }

    /// Whether a body of this kind can stand under one of another: an agency is no part of a part of an agency.
    pub fn stands_under(self, above: Self) -> bool {
        !self.is_agency() || above.is_agency()
    }
}

/// A unit of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit.
    pub id: UnitId,
    /// How often it changed.
    pub version: Version,
    /// Stable code from the staff list.
    pub code: String,
    /// Full name.
    pub name: String,
    /// For document numbers.
    pub abbreviation: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above; none for the province.
    pub parent: Option<UnitId>,
    /// The agency that it is or is part of.
    pub agency: UnitId,
    /// Sector, such as "y tế".
    pub sector: String,
    /// Place in document headings.
    pub place: String,
    /// First day of the unit, where known.
    pub valid_from: Option<NaiveDate>,
    /// Last day of the unit; none while it exists.
    pub valid_to: Option<NaiveDate>,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Closed on its last day.
    ///
    /// # Errors
    /// When it was closed before, or would end before it began.
    pub fn closed(self, last: NaiveDate) -> Result<Self, Refusal> {
        if self.valid_to.is_some() || self.valid_from.is_some_and(|from| last < from) {
            return Err(error::unit_closed(&self.name));
        }
        Ok(Self { valid_to: Some(last), version: self.version + 1, ..self })
    }

    /// With another name.
    #[must_use]
    pub fn renamed(self, name: String, abbreviation: String) -> Self {
        Self { name, abbreviation, ..self }
    }

    /// Under another unit: a part of an agency stays in the agency.
    ///
    /// # Errors
    /// Under a unit of another agency, or an agency under a part of one.
    pub fn moved_under(self, above: &Self) -> Result<Self, Refusal> {
        if !self.kind.stands_under(above.kind) {
            return Err(error::agency_under_part("changing.parent_code", &above.name));
        }
        if !self.kind.is_agency() && self.agency != above.agency {
            return Err(error::unit_of_another_agency(&self.name));
        }
        Ok(Self { parent: Some(above.id), ..self })
    }

    /// True when nothing but the version differs.
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { version: other.version, ..self.clone() } == *other
    }
}
