//! Who is evaluated, and how (articles 1.2, 2.8 and 2.9; A22 to A26).

use chrono::{Datelike, Days, NaiveDate, Weekday};
use kernel::{Exact, date};
use regulation::{EmployeeGroup, NotEvaluated};
use serde::{Deserialize, Serialize};

use crate::pack::EligibilityRule;

/// What of a person's year decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// First day in any agency.
    pub recruited_on: Option<NaiveDate>,
    /// Day of moving in from another agency.
    pub transferred_on: Option<NaiveDate>,
    /// The agency before.
    pub transferred_from: String,
    /// Full days of training in the year.
    pub training_full_days: u32,
    /// Teacher or other public employee of the education sector.
    pub education_public_employee: bool,
    /// Last day, when already known.
    pub left_on: Option<NaiveDate>,
}

/// Where somebody works, as far as it decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// Sector of the unit.
    pub sector: &'a str,
    /// The agency is a commune.
    pub in_commune: bool,
}

/// How somebody is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the software.
    Online,
    /// On paper by the agency before, then entered.
    Paper,
    /// Not this year.
    Not(NotEvaluated),
}

/// How somebody is evaluated in a year of `working_days`.
pub fn way(rule: &EligibilityRule, group: EmployeeGroup, place: Place<'_>, facts: &Facts, year: i32, working_days: u32) -> Way {
    let cutoff = rule.cutoff_in(year);
    let too_short = |since: NaiveDate, months| date::add_months(since, months) > cutoff;
    let education = facts.education_public_employee || rule.exclude_vc_sector.iter().any(|excluded| excluded == place.sector);
    if group.is_public_employee() && education && !rule.exclude_vc_sector.is_empty() {
        return Way::Not(NotEvaluated::OutOfScope);
    }
    if group == EmployeeGroup::Nld && place.in_commune && rule.exclude_commune_nld {
        return Way::Not(NotEvaluated::OutOfScope);
    }
    if facts.left_on.is_some_and(|day| day <= cutoff) {
        return Way::Not(NotEvaluated::Retired);
    }
    if Exact::ratio(facts.training_full_days.into(), working_days.max(1).into()) > rule.training_share_over {
        return Way::Not(NotEvaluated::Training);
    }
    if let Some(transferred_on) = facts.transferred_on {
        return if too_short(transferred_on, rule.transfer_months) { Way::Paper } else { Way::Online };
    }
    match facts.recruited_on {
        Some(day) if too_short(day, rule.new_hire_min_months) => Way::Not(NotEvaluated::New),
        _ => Way::Online,
    }
}

/// Working days of a year: Monday to Friday without the public holidays, which are made up for when they fall on a
/// weekend (10 until 2020, 11 since).
pub fn working_days(year: i32) -> u32 {
    let holidays = if year < 2021 { 10 } else { 11 };
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return 250 };
    let days = (0..366).map(|offset| first + Days::new(offset)).take_while(|day| day.year() == year);
    let weekdays = days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).count();
    u32::try_from(weekdays).unwrap_or(261) - holidays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::policy;

    fn facts() -> Facts {
        Facts { recruited_on: "2001-09-01".parse().ok(), ..Facts::default() }
    }

    fn decide(group: EmployeeGroup, facts: &Facts) -> Way {
        way(&policy().eligibility, group, Place::default(), facts, 2019, 250)
    }

    #[test]
    fn training_counts_only_above_half_of_the_working_days() {
        for (id, days, expected) in [("G26", 126, Way::Not(NotEvaluated::Training)), ("G27", 125, Way::Online)] {
            assert_eq!(decide(EmployeeGroup::CcKld, &Facts { training_full_days: days, ..facts() }), expected, "{id}");
        }
    }

    #[test]
    fn six_months_are_counted_to_the_cutoff_and_clamp_to_the_end_of_the_month() {
        for (id, day, expected) in
            [("G28", "2019-06-16", Way::Paper), ("G29", "2019-06-15", Way::Online), ("E-M3", "2019-08-31", Way::Paper)]
        {
            let moved = Facts { recruited_on: day.parse().ok(), transferred_on: day.parse().ok(), ..facts() };
            assert_eq!(decide(EmployeeGroup::CcKld, &moved), expected, "{id}");
            let recruited = Facts { recruited_on: day.parse().ok(), ..Facts::default() };
            let expected = if expected == Way::Paper { Way::Not(NotEvaluated::New) } else { Way::Online };
            assert_eq!(decide(EmployeeGroup::CcKld, &recruited), expected, "{id}, recruited");
        }
    }

    #[test]
    fn public_employees_of_education_are_out_of_scope_and_civil_servants_are_not() {
        let teacher = Facts { education_public_employee: true, ..facts() };
        assert_eq!(decide(EmployeeGroup::VcKld, &teacher), Way::Not(NotEvaluated::OutOfScope));
        assert_eq!(decide(EmployeeGroup::CcKld, &teacher), Way::Online);
        let school = Place { sector: "education", in_commune: false };
        assert_eq!(way(&policy().eligibility, EmployeeGroup::VcLd, school, &facts(), 2019, 250), Way::Not(NotEvaluated::OutOfScope));
        assert_eq!(way(&policy().eligibility, EmployeeGroup::CcLd, school, &facts(), 2019, 250), Way::Online);
    }

    #[test]
    fn contract_workers_of_communes_are_out_of_scope_where_the_pack_says_so() {
        let decide = |excluded, group, in_commune| {
            let rule = EligibilityRule { exclude_commune_nld: excluded, ..policy().eligibility };
            way(&rule, group, Place { sector: "", in_commune }, &facts(), 2019, 250)
        };
        assert_eq!(decide(true, EmployeeGroup::Nld, true), Way::Not(NotEvaluated::OutOfScope));
        for (excluded, group, in_commune) in
            [(true, EmployeeGroup::Nld, false), (true, EmployeeGroup::CcKld, true), (false, EmployeeGroup::Nld, true)]
        {
            assert_eq!(decide(excluded, group, in_commune), Way::Online, "{excluded} {group:?} {in_commune}");
        }
    }

    #[test]
    fn who_left_before_the_cutoff_is_not_evaluated() {
        assert_eq!(decide(EmployeeGroup::CcKld, &Facts { left_on: "2019-12-15".parse().ok(), ..facts() }), Way::Not(NotEvaluated::Retired));
        assert_eq!(decide(EmployeeGroup::CcKld, &Facts { left_on: "2019-12-16".parse().ok(), ..facts() }), Way::Online);
    }

    #[test]
    fn a_year_has_about_250_working_days() {
        assert_eq!((working_days(2019), working_days(2024)), (251, 251));
    }
}
