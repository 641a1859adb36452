//! Which pack is proposed for a group in a year; Sở Nội vụ may choose another.

use std::cmp::Reverse;

use regulation::EmployeeGroup;

use crate::Pack;

/// Of the packs that were made for the year and the group, the one for the fewest groups; of those, the one whose years begin last.
pub fn proposed<'a>(packs: impl IntoIterator<Item = &'a Pack>, year: i32, group: EmployeeGroup) -> Option<&'a Pack> {
    let fitting = packs.into_iter().filter(|pack| pack.valid_years.contains(&year) && pack.groups.contains(&group));
    fitting.min_by_key(|pack| (pack.groups.len(), Reverse(pack.valid_years.iter().min().copied()), pack.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn every_group_has_law_in_every_year_until_2030() {
        let packs = shipped::packs().unwrap();
        let of = |year, group| proposed(&packs, year, group).map(|pack| pack.id.as_str());
        for (year, law) in [(2019, "QT-2019"), (2020, "ND90-2020"), (2022, "ND90-2020"), (2023, "ND90-48-2023"), (2025, "ND90-48-2023")] {
            assert!(EmployeeGroup::ALL.iter().all(|group| of(year, *group) == Some(law)), "{year}");
        }
        for year in 2026..=2030 {
            let of_year = EmployeeGroup::ALL.map(|group| of(year, group).unwrap());
            let expected = ["QT-2026-CB-NLD", "ND335-2026-CC", "ND335-2026-CC", "ND233-2026-VC", "ND233-2026-VC", "QT-2026-CB-NLD"];
            assert_eq!(of_year, expected, "{year}");
        }
        assert_eq!(of(2018, EmployeeGroup::Cb), None);
    }
}
