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
    /// In one agency, or in the agencies of one district; none for the whole province.
    pub scope: Option<UnitId>,
}

/// The one person who decides on `subject` of an agency: named for the agency, or else for the district above, or else for the
/// province. Nothing when there is nobody or more than one: then whoever has the role may, or somebody must be named.
pub fn decider(mandates: &[Mandate], branch: Authority, agency: UnitId, district: Option<UnitId>, subject: PersonId) -> Option<PersonId> {
    let in_scope = |scope: Option<UnitId>| -> Vec<PersonId> {
        let fits = |mandate: &&Mandate| mandate.authority == branch && mandate.scope == scope && mandate.person != subject;
        mandates.iter().filter(fits).map(|mandate| mandate.person).collect()
    };
    let scopes = [Some(agency), district].into_iter().flatten().map(Some).chain([None]);
    let nearest = scopes.map(in_scope).find(|people| !people.is_empty())?;
    match nearest.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
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
    }
}
