//! Who is whose head (articles 3 and 5, sections 4.1 and 6 of the handbook).

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{Person, PersonId, Post, PostRole, UnitId};

/// Heads of units and of agencies, from the present posts of everybody who may be one.
pub struct Heads {
    units: HashMap<UnitId, PersonId>,
    agencies: HashMap<UnitId, PersonId>,
    /// The agency above a commune: its district.
    above: HashMap<UnitId, UnitId>,
}

/// The heads of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadsOf {
    /// Head of the unit the person sits in, or of the agency for leaders.
    pub direct: Option<PersonId>,
    /// Head of the agency.
    pub agency: Option<PersonId>,
}

impl Heads {
    /// From all posts that people hold on a day; `above` tells the agency above each commune. Where two lead, the appointed
    /// one comes before the acting.
    pub fn of<'a>(people: impl IntoIterator<Item = &'a Person>, above: HashMap<UnitId, UnitId>, day: NaiveDate) -> Self {
        let held = |person: &'a Person| person.posts.iter().filter(|post| post.holds_on(day)).map(|post| (post.kind, person.id, post));
        let mut posts: Vec<_> = people.into_iter().flat_map(held).collect();
        posts.sort_by_key(|(kind, person, _)| (*kind, *person));
        let (mut units, mut agencies) = (HashMap::new(), HashMap::new());
        for (_, person, post) in posts {
            match post.role {
                PostRole::UnitHead => drop(units.entry(post.unit).or_insert(person)),
                role if role.leads_agency() => drop(agencies.entry(post.agency).or_insert(person)),
                _ => {}
            }
        }
        Self { units, agencies, above }
    }

    /// The heads of a person who holds this post. Staff of a unit without a head answer to the agency head.
    pub fn heads_of(&self, person: PersonId, post: &Post) -> HeadsOf {
        let other = |head: Option<&PersonId>| head.copied().filter(|head| *head != person);
        let agency = match post.role {
            PostRole::AgencyHead => None,
            PostRole::CommuneChair => self.above.get(&post.agency).and_then(|district| other(self.agencies.get(district))),
            _ => other(self.agencies.get(&post.agency)),
        };
        let direct = match post.role {
            PostRole::Staff | PostRole::UnitDeputy => other(self.units.get(&post.unit)).or(agency),
            _ => agency,
        };
        HeadsOf { direct, agency }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Employment, PostId, ServiceFacts};
    use uuid::Uuid;

    const SO: u128 = 100;
    const HUYEN: u128 = 200;
    const XA: u128 = 201;

    fn person(id: u128, unit: u128, agency: u128, role: PostRole) -> Person {
        let unit = UnitId(Uuid::from_u128(unit));
        let agency = UnitId(Uuid::from_u128(agency));
        Person {
            id: PersonId(Uuid::from_u128(id)),
            version: 1,
            full_name: String::new(),
            email: String::new(),
            birth_date: None,
            party_member: false,
            posts: vec![Post {
                id: PostId(Uuid::from_u128(id)),
                unit,
                agency,
                title: String::new(),
                role,
                employment: Employment::CivilServant,
                rank: String::new(),
                step: String::new(),
                coefficient: String::new(),
                valid_from: None,
                valid_to: None,
                kind: crate::PostKind::Main,
            }],
            facts: ServiceFacts::default(),
            direct_head: None,
            agency_head: None,
        }
    }

    #[test]
    fn everybody_answers_to_whom_the_regulation_names() {
        let people = [
            person(1, SO, SO, PostRole::AgencyHead),
            person(2, SO, SO, PostRole::AgencyDeputy),
            person(3, 101, SO, PostRole::UnitHead),
            person(4, 101, SO, PostRole::UnitDeputy),
            person(5, 101, SO, PostRole::Staff),
            person(6, 102, SO, PostRole::Staff),
            person(7, HUYEN, HUYEN, PostRole::AgencyHead),
            person(8, XA, XA, PostRole::CommuneChair),
            person(9, XA, XA, PostRole::CommuneVice),
            person(10, XA, XA, PostRole::Staff),
        ];
        let above = HashMap::from([(UnitId(Uuid::from_u128(XA)), UnitId(Uuid::from_u128(HUYEN)))]);
        let heads = Heads::of(&people, above, "2019-06-01".parse().unwrap());
        let expected = [
            (1, None, None),
            (2, Some(1), Some(1)),
            (3, Some(1), Some(1)),
            (4, Some(3), Some(1)),
            (5, Some(3), Some(1)),
            (6, Some(1), Some(1)),
            (7, None, None),
            (8, Some(7), Some(7)),
            (9, Some(8), Some(8)),
            (10, Some(8), Some(8)),
        ];
        for (person, (id, direct, agency)) in people.iter().zip(expected) {
            let found = heads.heads_of(person.id, &person.posts[0]);
            let named = |id: Option<u128>| id.map(|id| PersonId(Uuid::from_u128(id)));
            assert_eq!(found, HeadsOf { direct: named(direct), agency: named(agency) }, "person {id}");
        }
    }
}
