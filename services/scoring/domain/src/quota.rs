//! The ceiling on a class (section 8.9 of the handbook). It is reported; software never picks who loses.

use std::collections::BTreeMap;

use kernel::Exact;

use crate::{Class, Flag, Pack};

/// The most people that may have the limited class, given how many have which class; none when the pack has no ceiling.
/// A part of a person is dropped.
pub fn most_in_quota(pack: &Pack, counts: &BTreeMap<Class, u32>) -> Option<u32> {
    let quota = &pack.rules.quota;
    let percent = quota.pct.as_ref().filter(|_| quota.enabled)?;
    let denominator: u32 = quota.denominator.iter().filter_map(|class| counts.get(class)).sum();
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
