//! The six groups that have criteria sets and forms of their own (article 4).

words! {
    /// A group of evaluated people.
    EmployeeGroup {
        Cb = "CB", "Cán bộ";
        CcLd = "CC_LD", "Công chức lãnh đạo, quản lý";
        CcKld = "CC_KLD", "Công chức không lãnh đạo, quản lý";
        VcLd = "VC_LD", "Viên chức lãnh đạo, quản lý";
        VcKld = "VC_KLD", "Viên chức không lãnh đạo, quản lý";
        Nld = "NLD", "Người lao động";
    }
}

impl EmployeeGroup {
    /// Within a sentence.
    pub fn in_sentence(self) -> String {
        kernel::text::uncapitalized(self.vi())
    }

    /// Viên chức.
    pub const fn is_public_employee(self) -> bool {
        matches!(self, Self::VcLd | Self::VcKld)
    }

    /// Fills in the part of the legal form for who holds a leading post. Cadres have a form of their own, without such a part.
    pub const fn has_leaders_part(self) -> bool {
        matches!(self, Self::CcLd | Self::VcLd)
    }

    /// Is scored by the criteria of who leads: cadres all do.
    pub const fn is_scored_as_leader(self) -> bool {
        matches!(self, Self::Cb | Self::CcLd | Self::VcLd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadres_lead_but_have_no_part_for_leaders() {
        let all = |of: fn(EmployeeGroup) -> bool| EmployeeGroup::ALL.into_iter().filter(|group| of(*group)).collect::<Vec<_>>();
        assert_eq!(all(EmployeeGroup::has_leaders_part), [EmployeeGroup::CcLd, EmployeeGroup::VcLd]);
        assert_eq!(all(EmployeeGroup::is_scored_as_leader), [EmployeeGroup::Cb, EmployeeGroup::CcLd, EmployeeGroup::VcLd]);
    }
}
