//! What follows from a class, alone and after earlier years (article 6.1, A12).

use std::collections::BTreeMap;

use regulation::{Class, Flag};
use serde::{Deserialize, Serialize};

use crate::Level;
use crate::pack::{Flags, Streak, StreakGap};

/// How an earlier year ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastYear {
    /// With this class.
    Class(Class),
    /// Not evaluated.
    NotEvaluated,
}

/// The flags of a class; `history` holds earlier years, later ones are not looked at.
pub(crate) fn flags(rules: &Flags, year: i32, class: Class, history: &BTreeMap<i32, PastYear>) -> Vec<Flag> {
    let mut flags = Vec::new();
    if rules.no_emulation_on.contains(&class) {
        flags.push(Flag::NoEmulation);
    }
    if rules.consider_on.contains(&class) {
        flags.push(Flag::ConsiderKht);
    }
    let listed = |class: Class| rules.streak.labels.contains(&class);
    if listed(class) && is_streak(&rules.streak, year, history) {
        flags.push(Flag::ConsiderStreak);
    } else if is_near(rules, year, class, history) {
        flags.push(Flag::Watch);
    }
    flags
}

/// Whether the years before were listed ones, as many as the streak takes.
fn is_streak(rules: &Streak, year: i32, history: &BTreeMap<i32, PastYear>) -> bool {
    let passed_over = |year: &i32| rules.gap == StreakGap::SkipNotEvaluated && history.get(year) == Some(&PastYear::NotEvaluated);
    let in_year = |year: i32| matches!(history.get(&year), Some(PastYear::Class(class)) if rules.labels.contains(class));
    let oldest = history.keys().next().copied().unwrap_or(year);
    let before = (oldest..year).rev().filter(|year| !passed_over(year)).take_while(|year| in_year(*year));
    before.take(usize::try_from(rules.years - 1).unwrap_or_default()).count() + 1 >= usize::try_from(rules.years).unwrap_or_default()
}

/// No streak by the letter, but close to one: a year without evaluation between, another label for the same level, or a failed
/// year right before a listed one.
fn is_near(rules: &Flags, year: i32, class: Class, history: &BTreeMap<i32, PastYear>) -> bool {
    let evaluated = history.range(..year).rev().find_map(|(past_year, past)| match past {
        PastYear::Class(past) => Some((*past_year, *past)),
        PastYear::NotEvaluated => None,
    });
    let Some((past_year, past)) = evaluated else { return false };
    let (listed, was_listed) = (rules.streak.labels.contains(&class), rules.streak.labels.contains(&past));
    let other_label = was_listed && Level::of(past) == Level::Third && Level::of(class) == Level::Third;
    let after_failure = listed && Level::of(past) == Level::Failed && past_year == year - 1;
    (listed && was_listed) || other_label || after_failure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn of(year: i32, class: Class, history: &[(i32, PastYear)]) -> Vec<Flag> {
        flags(&shipped::packs().unwrap()[0].rules.flags, year, class, &history.iter().copied().collect())
    }

    #[test]
    fn only_years_running_are_a_streak() {
        use PastYear::Class as In;
        assert_eq!(of(2020, Class::Hthc, &[(2019, In(Class::Hthc))]), [Flag::ConsiderStreak]);
        assert_eq!(of(2020, Class::Hthc, &[(2018, In(Class::Hthc)), (2019, PastYear::NotEvaluated)]), [Flag::Watch]);
        assert_eq!(of(2020, Class::Hthc, &[(2018, In(Class::Hthc)), (2019, In(Class::Htt))]), []);
        assert_eq!(of(2019, Class::Ht, &[(2018, In(Class::Hthc))]), [Flag::Watch], "another label");
        assert_eq!(of(2019, Class::Hthc, &[(2018, In(Class::Kht))]), [Flag::Watch], "after a failed year");
        assert_eq!(of(2020, Class::Ht, &[(2019, In(Class::Ht))]), []);
        assert_eq!(of(2020, Class::Htt, &[(2019, In(Class::Hthc))]), []);
        assert_eq!(of(2019, Class::Hthc, &[(2020, In(Class::Hthc))]), [], "later years are not looked at");
    }

    #[test]
    fn years_without_evaluation_are_passed_over_when_the_pack_says_so() {
        use PastYear::{Class as In, NotEvaluated};
        let mut rules = shipped::packs().unwrap().remove(0).rules.flags;
        rules.streak.gap = StreakGap::SkipNotEvaluated;
        let of = |history: &[(i32, PastYear)]| flags(&rules, 2020, Class::Hthc, &history.iter().copied().collect());
        assert_eq!(of(&[(2017, In(Class::Hthc)), (2018, NotEvaluated), (2019, NotEvaluated)]), [Flag::ConsiderStreak]);
        assert_eq!(of(&[(2019, In(Class::Hthc))]), [Flag::ConsiderStreak]);
        assert_eq!(of(&[(2018, In(Class::Hthc))]), [Flag::Watch], "nobody knows of 2019");
        assert_eq!(of(&[(2018, In(Class::Htt)), (2019, NotEvaluated)]), []);
    }

    #[test]
    fn under_the_later_decree_two_failed_years_are_the_streak() {
        let rules = &shipped::packs().unwrap()[1].rules.flags;
        let found = flags(rules, 2021, Class::Kht, &[(2020, PastYear::Class(Class::Kht))].into());
        assert_eq!(found, [Flag::NoEmulation, Flag::ConsiderKht, Flag::ConsiderStreak]);
    }
}
