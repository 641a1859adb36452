//! Rights beside those that posts give (section 4.2 of the handbook).

words! {
    /// A right beside those that posts give.
    SystemRole {
        /// Decides on agency heads.
        HigherAuthority = "HIGHER_AUTHORITY", "Cấp có thẩm quyền";
        /// People, paper entries and reports of one agency; never scores.
        HrOfficer = "HR_OFFICER", "Cán bộ tổ chức";
        /// First-line help of one agency; no content.
        UnitIt = "UNIT_IT", "Cán bộ công nghệ thông tin";
        /// Criteria sets, periods, accounts, reports of the whole province.
        SnvAdmin = "SNV_ADMIN", "Quản trị Sở Nội vụ";
        /// Supplies the official e-mail list.
        MailAdmin = "MAIL_ADMIN", "Quản trị thư công vụ";
        /// Servers; nothing personal.
        Ops = "OPS", "Vận hành";
        /// Aggregated reports, results of heads.
        ProvinceLeader = "PROVINCE_LEADER", "Lãnh đạo tỉnh";
        /// Reads, with a logged reason.
        Auditor = "AUDITOR", "Giám sát";
        /// Decides on cadres of the Party and of unions in communes.
        PartyAuthority = "PARTY_AUTHORITY", "Cấp ủy có thẩm quyền (khối Đảng, đoàn thể)";
    }
}

impl SystemRole {
    /// True when nobody may hold `other` beside this role: who runs the servers sees no content, who audits changes none, and who
    /// administers decides on nobody (separation of duties, section 4.2 of the handbook).
    pub fn excludes(self, other: Self) -> bool {
        let decides = matches!(other, Self::HigherAuthority | Self::PartyAuthority);
        (matches!(self, Self::Ops | Self::Auditor) && self != other) || (self == Self::SnvAdmin && decides)
    }

    /// True for roles that give power over the whole province or over who has it: one asks for them and another one confirms.
    pub fn is_power(self) -> bool {
        match self {
            Self::HigherAuthority | Self::SnvAdmin | Self::ProvinceLeader | Self::Auditor | Self::PartyAuthority => true,
            Self::HrOfficer | Self::UnitIt | Self::MailAdmin | Self::Ops => false,
        }
    }

    /// Who gives and takes this role. Administrators appoint no auditor, who is to watch them too.
    pub fn givers(self) -> &'static [Self] {
        match self {
            Self::Auditor => &[Self::HigherAuthority, Self::ProvinceLeader],
            Self::HigherAuthority | Self::SnvAdmin | Self::ProvinceLeader | Self::PartyAuthority => {
                &[Self::SnvAdmin, Self::HigherAuthority, Self::ProvinceLeader]
            }
            Self::HrOfficer | Self::UnitIt | Self::MailAdmin | Self::Ops => &[Self::SnvAdmin],
        }
    }

    /// True for roles that hold in one agency only.
    pub fn is_of_an_agency(self) -> bool {
        matches!(self, Self::HrOfficer | Self::UnitIt)
    }

    /// True for roles that hold in one agency or everywhere: authorities above agencies.
    pub fn is_of_a_scope(self) -> bool {
        matches!(self, Self::HigherAuthority | Self::PartyAuthority)
    }
}
