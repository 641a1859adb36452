//! Counting people per class (RP-1, RP-2).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Exact, Points, SmallestGroup};
use regulation::{Class, EmployeeGroup};

/// Fewest people that classes are counted of for readers who may not know whose they are.
const FEWEST_COUNTED: SmallestGroup = SmallestGroup::new(5);

/// What became of one person's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A published class.
    Classed(Class),
    /// Not evaluated this year, for one of the reasons of article 2.8.
    NotEvaluated,
}

/// One person as a table counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person<U> {
    /// EmployeeGroup of the evaluated post.
    pub group: EmployeeGroup,
    /// Unit of the evaluated post.
    pub unit: U,
    /// What became of it.
    pub outcome: Outcome,
}

/// How many have which class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People per class.
    pub classes: BTreeMap<Class, u32>,
    /// People without a class by rule.
    pub not_evaluated: u32,
}

impl Tally {
    /// Counts one person more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Classed(class) => *self.classes.entry(class).or_default() += 1,
            Outcome::NotEvaluated => self.not_evaluated += 1,
        }
    }

    /// People with a class.
    pub fn evaluated(&self) -> u32 {
        self.classes.values().sum()
    }

    /// Everybody.
    pub fn total(&self) -> u32 {
        self.evaluated() + self.not_evaluated
    }

    /// Whether the counts tell nobody's class: enough people, and not all of them, or all but one, in one class.
    pub fn tells_nobody(&self) -> bool {
        let evaluated = self.evaluated();
        let enough = FEWEST_COUNTED.tells(usize::try_from(evaluated).unwrap_or(usize::MAX));
        enough && self.classes.values().all(|people| people + 1 < evaluated)
    }

    /// People in one class.
    pub fn of(&self, class: Class) -> u32 {
        self.classes.get(&class).copied().unwrap_or_default()
    }

    /// Share of `people` among those evaluated, in hundredths of a percent; none when nobody was.
    pub fn percent(&self, people: u32) -> Option<Points> {
        let evaluated = self.evaluated();
        let share = (evaluated > 0).then(|| Exact::ratio(i64::from(people) * 100, i64::from(evaluated)))?;
        share.to_points_half_up().ok()
    }
}

/// Everybody together.
pub fn all<U>(people: &[Person<U>]) -> Tally {
    by(people, |_| ()).remove(&()).unwrap_or_default()
}

/// One tally for each value of a key, in its order.
pub fn by<U, K: Ord>(people: &[Person<U>], key: impl Fn(&Person<U>) -> K) -> BTreeMap<K, Tally> {
    let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
    for person in people {
        tallies.entry(key(person)).or_default().add(person.outcome);
    }
    tallies
}

/// The parts whose counts may be told beside their whole to who may not know whose class is whose. What the parts left out come to
/// together can be subtracted, so it must tell nobody's class either: the smallest of the others is left out until it does not.
pub fn told<K: Ord + Clone>(whole: &Tally, parts: &BTreeMap<K, Tally>) -> BTreeSet<K> {
    if !whole.tells_nobody() {
        return BTreeSet::new();
    }
    let (mut told, mut left_out): (BTreeMap<K, &Tally>, Vec<&Tally>) = (BTreeMap::new(), Vec::new());
    for (key, tally) in parts.iter().filter(|(_, tally)| tally.evaluated() > 0) {
        if tally.tells_nobody() {
            told.insert(key.clone(), tally);
        } else {
            left_out.push(tally);
        }
    }
    while !left_out.is_empty() && !together(&left_out).tells_nobody() {
        let Some(smallest) = told.iter().min_by_key(|(_, tally)| tally.evaluated()).map(|(key, _)| key.clone()) else { break };
        left_out.extend(told.remove(&smallest));
    }
    told.into_keys().collect()
}

fn together(tallies: &[&Tally]) -> Tally {
    let mut sum = Tally::default();
    for (class, people) in tallies.iter().flat_map(|tally| &tally.classes) {
        *sum.classes.entry(*class).or_default() += people;
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn people(of: &[(Class, u32)], not_evaluated: u32) -> Tally {
        Tally { classes: of.iter().copied().collect(), not_evaluated }
    }

    #[test]
    fn shares_are_of_those_evaluated_and_round_half_up() {
        let tally = people(&[(Class::Htxs, 1), (Class::Htt, 5)], 10);
        assert_eq!(tally.percent(1), Some(Points::from_hundredths(1_667)));
        assert_eq!(tally.percent(5), Some(Points::from_hundredths(8_333)));
        assert_eq!(people(&[(Class::Htt, 800)], 0).percent(1), Some(Points::from_hundredths(13)), "0.125 rounds up");
        assert_eq!(people(&[], 4).percent(0), None);
    }

    #[test]
    fn the_two_classes_of_the_third_band_are_counted_apart() {
        let tally = people(&[(Class::Hthc, 2), (Class::Ht, 3), (Class::Kht, 1)], 0);
        assert_eq!(Class::COLUMNS.map(|class| tally.of(class)), [0, 0, 3, 2, 1]);
    }

    #[test]
    fn few_people_one_class_and_all_but_one_are_not_told() {
        let tells = |htt, htxs| people(&[(Class::Htt, htt), (Class::Htxs, htxs)], 3).tells_nobody();
        assert!(tells(3, 2) && tells(8, 2));
        assert!(!tells(2, 2) && !tells(9, 0) && !tells(9, 1), "four; all; the one knows the others");
    }

    #[test]
    fn what_is_left_out_cannot_be_subtracted() {
        let parts = BTreeMap::from([
            ("Ban Giám đốc", people(&[(Class::Htt, 4)], 0)),
            ("Văn phòng", people(&[(Class::Htt, 4), (Class::Htxs, 3)], 0)),
            ("Phòng A", people(&[(Class::Htt, 9), (Class::Htxs, 2)], 1)),
            ("Ban mới", people(&[], 2)),
        ]);
        let whole = together(&parts.values().collect::<Vec<_>>());
        assert_eq!(told(&whole, &parts), BTreeSet::from(["Phòng A"]), "with Văn phòng told, the four would be what is left");
        assert!(told(&people(&[(Class::Htt, 4)], 0), &parts).is_empty());
    }

    fn person() -> impl Strategy<Value = Person<u8>> {
        let outcome = prop_oneof![prop::sample::select(&Class::ALL[..]).prop_map(Outcome::Classed), Just(Outcome::NotEvaluated)];
        (prop::sample::select(&EmployeeGroup::ALL[..]), 0..4_u8, outcome).prop_map(|(group, unit, outcome)| Person { group, unit, outcome })
    }

    proptest! {
        #[test]
        fn groups_and_units_add_up_to_everybody(people in prop::collection::vec(person(), 0..200)) {
            let whole = all(&people);
            prop_assert_eq!(whole.total() as usize, people.len());
            for parts in [by(&people, |person| (person.group, 0)), by(&people, |person| (EmployeeGroup::Cb, person.unit))] {
                prop_assert_eq!(parts.values().map(Tally::total).sum::<u32>(), whole.total());
                prop_assert_eq!(parts.values().map(|part| part.of(Class::Ht)).sum::<u32>(), whole.of(Class::Ht));
            }
            let units = by(&people, |person| person.unit);
            let told = told(&whole, &units);
            let hidden: Vec<&Tally> = units.iter().filter(|(unit, tally)| !told.contains(unit) && tally.evaluated() > 0).map(|(_, tally)| tally).collect();
            prop_assert!(told.iter().all(|unit| units[unit].tells_nobody()));
            prop_assert!(told.is_empty() || hidden.is_empty() || together(&hidden).tells_nobody());
            let percents: i32 = Class::ALL.iter().filter_map(|class| whole.percent(whole.of(*class))).map(Points::hundredths).sum();
            prop_assert!(whole.evaluated() == 0 || (percents - 10_000).abs() <= 2);
        }
    }
}
