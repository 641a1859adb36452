//! The ceiling on a class (section 8.9 of the handbook). It is reported; software never picks who loses.

use std::collections::BTreeMap;

use kernel::Exact;
use regulation::{Class, Flag};

use crate::Pack;
use crate::pack::Quota;

/// The most people that may have the limited class, given how many have which class; none when the pack has no ceiling.
/// A part of a person is dropped.
pub fn most_in_quota(pack: &Pack, counts: &BTreeMap<Class, u32>) -> Option<u32> {
    let quota = &pack.rules.quota;
    most(quota, quota.pct.as_ref().filter(|_| quota.enabled)?, counts)
}

/// The ceiling and how far it is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// The limited class.
    pub class: Class,
    /// How many people have it.
    pub holders: u32,
    /// How many people it is measured against.
    pub denominator: u32,
    /// How many may have it.
    pub allowed: u32,
}

/// The ceiling of the pack over so many people of each class; none when the pack has no ceiling. `exceptional`: the agency's results
/// were found outstanding, so the higher share of the pack applies, where it names one.
pub fn ceiling(pack: &Pack, counts: &BTreeMap<Class, u32>, exceptional: bool) -> Option<Ceiling> {
    let quota = &pack.rules.quota;
    let usual = quota.pct.as_ref().filter(|_| quota.enabled)?;
    let percent = quota.exception_pct.as_ref().filter(|_| exceptional).unwrap_or(usual);
    let class = quota.class?;
    let (holders, denominator) = (counts.get(&class).copied().unwrap_or_default(), denominator(quota, counts));
    Some(Ceiling { class, holders, denominator, allowed: most(quota, percent, counts)? })
}

fn denominator(quota: &Quota, counts: &BTreeMap<Class, u32>) -> u32 {
    quota.denominator.iter().filter_map(|class| counts.get(class)).sum()
}

fn most(quota: &Quota, percent: &Exact, counts: &BTreeMap<Class, u32>) -> Option<u32> {
    let denominator = denominator(quota, counts);
    let exact = percent * &Exact::ratio(denominator.into(), 100);
    if exact.is_zero() {
        return Some(0);
    }
    // Rounding half up what is half a person less drops every part of a person, and keeps whole ones.
    (exact - Exact::ratio(1, 2)).round_half_up(0).parse().ok()
}

/// Told on everybody of the limited class when there are more of them than the ceiling allows; nobody's class changes.
pub(crate) fn flag(pack: &Pack, class: Class, counts: &BTreeMap<Class, u32>) -> Option<Flag> {
    let most = most_in_quota(pack, counts)?;
    let limited = pack.rules.quota.class == Some(class);
    (limited && counts.get(&class).is_some_and(|count| *count > most)).then_some(Flag::Quota)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn the_ceiling_is_counted_and_outstanding_agencies_have_a_higher_one() {
        let packs = shipped::packs().unwrap();
        let counts = BTreeMap::from([(Class::Htt, 23), (Class::Htxs, 5)]);
        let of = |pack: usize, exceptional| ceiling(&packs[pack], &counts, exceptional).map(|found| found.allowed);
        assert_eq!((of(0, false), of(2, false), of(3, false), of(3, true)), (None, Some(4), Some(4), Some(5)));
        assert_eq!(of(2, true), Some(4), "this decree names no higher share");
        let found = ceiling(&packs[3], &counts, false).unwrap();
        assert_eq!(found, Ceiling { class: Class::Htxs, holders: 5, denominator: 23, allowed: 4 });
    }
}
