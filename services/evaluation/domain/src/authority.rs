//! Who decides above agencies: by branch, and the nearest to the agency first (A13, A14).

use serde::{Deserialize, Serialize};

use crate::routing::Authority;
use crate::{PersonId, UnitId};

/// What somebody decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Who.
    pub person: PersonId,
    /// For which branch.
    pub authority: Authority,
    /// In one agency and in the agencies right below it; none for the whole province.
    pub scope: Option<UnitId>,
}

/// The one person who decides on `subject` of an agency: named for the agency, or else for the agency above (the district of a commune,
/// the department of a hospital), or else for the province. Nothing when there is nobody or more than one: then whoever has the role may,
/// or somebody must be named.
pub fn decider(mandates: &[Mandate], branch: Authority, agency: UnitId, above: Option<UnitId>, subject: PersonId) -> Option<PersonId> {
    let in_scope = |scope: Option<UnitId>| -> Vec<PersonId> {
        let fits = |mandate: &&Mandate| mandate.authority == branch && mandate.scope == scope && mandate.person != subject;
        mandates.iter().filter(fits).map(|mandate| mandate.person).collect()
    };
    let scopes = [Some(agency), above].into_iter().flatten().map(Some).chain([None]);
    let nearest = scopes.map(in_scope).find(|people| !people.is_empty())?;
    match nearest.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Whether anybody may decide on `subject` at all: whoever is named, or one of several who have the role in the agency or everywhere.
pub fn has_decider(mandates: &[Mandate], branch: Authority, agency: UnitId, above: Option<UnitId>, subject: PersonId) -> bool {
    let reaches = |mandate: &Mandate| mandate.scope.is_none_or(|scope| scope == agency);
    let may = |mandate: &Mandate| mandate.authority == branch && mandate.person != subject && reaches(mandate);
    decider(mandates, branch, agency, above, subject).is_some() || mandates.iter().any(may)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_nearest_authority_of_the_branch_decides_and_never_on_themself() {
        let (agency, district) = (UnitId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2)));
        let person = |n| PersonId(Uuid::from_u128(n));
        let mandate = |n, authority, scope| Mandate { person: person(n), authority, scope };
        use Authority::{Government, Party};
        let mandates = [
            mandate(10, Government, None),
            mandate(11, Party, None),
            mandate(12, Party, Some(district)),
            mandate(13, Government, Some(agency)),
            mandate(14, Party, Some(UnitId(Uuid::from_u128(3)))),
        ];
        let by = |branch, subject| decider(&mandates, branch, agency, Some(district), person(subject)).map(|person| person.0.as_u128());
        assert_eq!(by(Party, 90), Some(12));
        assert_eq!(by(Party, 12), Some(11), "the next above");
        assert_eq!(by(Government, 90), Some(13));
        let two = [mandate(10, Government, None), mandate(20, Government, None)];
        assert_eq!(decider(&two, Government, agency, None, person(90)), None, "either may");
        assert_eq!(decider(&[], Party, agency, None, person(90)), None);
        let has = |mandates: &[Mandate], subject| has_decider(mandates, Government, agency, Some(district), person(subject));
        let above = |n| mandate(n, Government, Some(district));
        assert_eq!((has(&[above(10)], 90), has(&[above(10), above(20)], 90)), (true, false), "of two above neither reaches the agency");
        assert_eq!((has(&two, 90), has(&[], 90), has(&mandates[..1], 10)), (true, false, false), "nobody decides on themself");
    }
}
