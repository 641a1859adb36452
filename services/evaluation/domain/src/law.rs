//! The law of a period: which pack holds for which group of employees.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{Refusal, SmallestGroup};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};

use crate::directory::{self, Person, Snapshot, Unit};
use crate::pack::Formula;
use crate::{Period, Policy, UnitId, error};

/// A pack that a period is held under, as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRef {
    /// Its id.
    pub id: String,
    /// Digest of its document.
    pub digest: String,
}

/// Which group is held under which pack; groups that are not named are held under the period's pack.
pub type GroupPacks = BTreeMap<EmployeeGroup, PackRef>;

/// The policies of a period, by group.
#[derive(Clone, Debug)]
pub struct Laws {
    rest: Policy,
    named: BTreeMap<EmployeeGroup, Policy>,
}

impl Laws {
    /// One policy for everybody.
    pub fn one(policy: Policy) -> Self {
        Self { rest: policy, named: BTreeMap::new() }
    }

    /// Policies of their own for the named groups, `rest` for all others.
    pub fn new(rest: Policy, named: BTreeMap<EmployeeGroup, Policy>) -> Self {
        Self { rest, named }
    }

    /// The policy of a group.
    pub fn of(&self, group: EmployeeGroup) -> &Policy {
        self.named.get(&group).unwrap_or(&self.rest)
    }

    /// How many of these people, by their groups, get points from what the agency declares.
    pub fn declared_among(&self, groups: &[EmployeeGroup]) -> usize {
        groups.iter().filter(|group| self.of(**group).formula == Formula::CommonPlusTask).count()
    }

    /// The policies that hold for somebody.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        EmployeeGroup::ALL.into_iter().map(|group| self.of(group))
    }

    /// Each pack named for groups is made for them, and every pack for the year.
    ///
    /// # Errors
    /// `PACK_NOT_VALID`, `PACK_NOT_FOR_GROUP`.
    pub(crate) fn fit(&self, year: i32) -> Result<(), Refusal> {
        let of_other_years = |group: &EmployeeGroup| !self.of(*group).valid_years.contains(&year);
        if let Some(group) = EmployeeGroup::ALL.into_iter().find(of_other_years) {
            let named = self.named.contains_key(&group);
            return Err(error::pack_not_valid(if named { format!("packs[{}]", group.code()) } else { "pack_id".to_owned() }, year));
        }
        match self.named.iter().find(|(group, policy)| !policy.groups.contains(group)) {
            Some((group, _)) => Err(error::pack_not_for_group(*group)),
            None => Ok(()),
        }
    }

    /// The last day to publish: the earliest of all groups, for they are published together.
    pub fn publish_by(&self, year: i32, special_duty: bool) -> NaiveDate {
        self.all().map(|policy| policy.publish_by(year, special_duty)).min().unwrap_or(NaiveDate::MAX)
    }

    /// How many sheets a group of reviewers needs to be shown where people of several groups stand together.
    pub fn smallest_group(&self) -> SmallestGroup {
        self.all().map(Policy::smallest_group).max_by_key(|smallest| smallest.people()).unwrap_or(SmallestGroup::TELLS_NOTHING)
    }

    /// An agency on a day of an evaluation year, each person by the law of their group.
    pub fn snapshot(&self, agency: UnitId, day: NaiveDate, year: i32, units: &BTreeMap<UnitId, Unit>, people: &[Person]) -> Snapshot {
        let by = |policy: &Policy| directory::snapshot(agency, day, year, units, people, policy);
        let mut whole = by(&self.rest);
        for (group, policy) in &self.named {
            // The same people in the same order: only whether and how they are evaluated differs.
            let theirs = by(policy);
            let candidates = whole.candidates.iter_mut().zip(theirs.candidates);
            candidates.filter(|(one, _)| one.subject.group == *group).for_each(|(one, other)| *one = other);
            let members = whole.members.iter_mut().zip(theirs.members);
            members.filter(|(one, _)| one.group == *group).for_each(|(one, other)| *one = other);
        }
        whole
    }
}

/// Reads which groups were given which pack; a pack for `rest` is needed unless every group was given one.
///
/// # Errors
/// `GROUP_TWICE`, `GROUPS_MISSING`, `GROUP_WITHOUT_PACK`.
pub fn group_packs(given: &[(Vec<EmployeeGroup>, String)], rest: &str) -> Result<BTreeMap<EmployeeGroup, String>, Refusal> {
    let mut named = BTreeMap::new();
    for (place, (groups, pack)) in given.iter().enumerate() {
        if groups.is_empty() {
            return Err(error::groups_missing(place));
        }
        for group in groups {
            if named.insert(*group, pack.clone()).is_some() {
                return Err(error::group_twice(place, *group));
            }
        }
    }
    match EmployeeGroup::ALL.into_iter().find(|group| rest.is_empty() && !named.contains_key(group)) {
        Some(group) => Err(error::group_without_pack(group)),
        None => Ok(named),
    }
}

impl Period {
    /// The pack of a group.
    pub fn pack_of(&self, group: EmployeeGroup) -> (&str, &str) {
        self.group_packs.get(&group).map_or((&self.pack_id, &self.pack_digest), |pack| (&pack.id, &pack.digest))
    }

    /// Every pack that holds for somebody, with its groups.
    pub fn packs(&self) -> Vec<(&str, &str, BTreeSet<EmployeeGroup>)> {
        let mut packs: Vec<(&str, &str, BTreeSet<EmployeeGroup>)> = Vec::new();
        for group in EmployeeGroup::ALL {
            let (id, digest) = self.pack_of(group);
            match packs.iter_mut().find(|(known, ..)| *known == id) {
                Some((.., groups)) => drop(groups.insert(group)),
                None => packs.push((id, digest, BTreeSet::from([group]))),
            }
        }
        packs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{period, policy};

    fn civil() -> Policy {
        Policy {
            valid_years: vec![2026],
            groups: vec![EmployeeGroup::CcLd, EmployeeGroup::CcKld],
            publish_deadline: "12-15".to_owned(),
            ..policy()
        }
    }

    #[test]
    fn each_group_has_the_law_that_was_named_for_it() {
        let named = group_packs(&[(vec![EmployeeGroup::CcLd, EmployeeGroup::CcKld], "CC".to_owned())], "QT").unwrap();
        assert_eq!(named.keys().copied().collect::<Vec<_>>(), [EmployeeGroup::CcLd, EmployeeGroup::CcKld]);
        assert_eq!(group_packs(&[(vec![EmployeeGroup::CcLd], "CC".to_owned())], "").unwrap_err().reason, "GROUP_WITHOUT_PACK");
        assert_eq!(group_packs(&[(Vec::new(), "CC".to_owned())], "QT").unwrap_err().reason, "GROUPS_MISSING");
        let twice = [(vec![EmployeeGroup::Nld], "A".to_owned()), (vec![EmployeeGroup::Nld], "B".to_owned())];
        assert_eq!(group_packs(&twice, "QT").unwrap_err().reason, "GROUP_TWICE");
        assert_eq!(group_packs(&[(EmployeeGroup::ALL.to_vec(), "A".to_owned())], "").unwrap().len(), 6);
    }

    #[test]
    fn a_pack_is_used_for_its_years_and_groups_only_and_the_earliest_deadline_holds() {
        let rest = || Policy { valid_years: vec![2026], ..policy() };
        let laws = Laws::new(rest(), BTreeMap::from([(EmployeeGroup::CcKld, civil())]));
        laws.fit(2026).unwrap();
        assert_eq!(laws.fit(2019).unwrap_err().reason, "PACK_NOT_VALID");
        assert_eq!(laws.publish_by(2026, false).to_string(), "2026-12-15");
        let wrong = Laws::new(rest(), BTreeMap::from([(EmployeeGroup::VcKld, civil())]));
        assert_eq!(wrong.fit(2026).unwrap_err().reason, "PACK_NOT_FOR_GROUP");
    }

    #[test]
    fn a_period_tells_its_packs_with_their_groups() {
        let civil = PackRef { id: "CC".to_owned(), digest: "c".to_owned() };
        let packs = GroupPacks::from([(EmployeeGroup::CcLd, civil.clone()), (EmployeeGroup::CcKld, civil)]);
        let mixed = Period { group_packs: packs, ..period() };
        assert_eq!(mixed.pack_of(EmployeeGroup::CcKld), ("CC", "c"));
        let told: Vec<_> = mixed.packs().into_iter().map(|(id, _, groups)| (id.to_owned(), groups.len())).collect();
        assert_eq!(told, [("QT-2019".to_owned(), 4), ("CC".to_owned(), 2)]);
        assert_eq!(period().packs().len(), 1);
    }
}
