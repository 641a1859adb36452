//! What posts make their holders in the evaluation (article 3).

words! {
    /// What a post makes its holder.
    PostRole {
        AgencyHead = "AGENCY_HEAD", "Người đứng đầu cơ quan (nhóm 1)";
        AgencyDeputy = "AGENCY_DEPUTY", "Cấp phó của người đứng đầu (nhóm 1)";
        UnitHead = "UNIT_HEAD", "Trưởng bộ phận (nhóm 2)";
        UnitDeputy = "UNIT_DEPUTY", "Phó trưởng bộ phận (nhóm 2)";
        Staff = "STAFF", "Công chức, viên chức, người lao động (nhóm 3)";
        CommuneChair = "COMMUNE_CHAIR", "Chủ tịch UBND cấp xã (nhóm 2)";
        CommuneVice = "COMMUNE_VICE", "Phó Chủ tịch UBND cấp xã (nhóm 2)";
    }
}

impl PostRole {
    /// Leads the agency that the post is in.
    pub const fn leads_agency(self) -> bool {
        matches!(self, Self::AgencyHead | Self::CommuneChair)
    }

    /// Leads an agency or a part of one: somebody's work is approved by its holder.
    pub const fn leads(self) -> bool {
        self.leads_agency() || matches!(self, Self::UnitHead)
    }

    /// Inside the parts of an agency, not at its top: the heads, deputies and members of units.
    pub const fn is_of_a_unit(self) -> bool {
        matches!(self, Self::UnitHead | Self::UnitDeputy | Self::Staff)
    }

    /// The role of who stands in for the head: a deputy in charge leads.
    #[must_use]
    pub const fn acting(self) -> Self {
        match self {
            Self::AgencyDeputy => Self::AgencyHead,
            Self::UnitDeputy => Self::UnitHead,
            Self::CommuneVice => Self::CommuneChair,
            Self::AgencyHead | Self::UnitHead | Self::CommuneChair | Self::Staff => self,
        }
    }

    /// Place among the posts of one person, the highest first.
    pub const fn height(self) -> u8 {
        match self {
            Self::AgencyHead => 0,
            Self::AgencyDeputy => 1,
            Self::CommuneChair => 2,
            Self::UnitHead => 3,
            Self::CommuneVice => 4,
            Self::UnitDeputy => 5,
            Self::Staff => 6,
        }
    }
}
