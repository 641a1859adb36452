//! Other services' announcements as the domain takes them.

use contract::{Word, announced};
use evaluation_domain::authority::Mandate;
use evaluation_domain::directory::{Person, Post, Unit, UnitKind};
use evaluation_domain::eligibility::Facts;
use evaluation_domain::minutes::RelationMean;
use evaluation_domain::record::Outcome;
use evaluation_domain::routing::Authority;
use evaluation_domain::{CriteriaSet, Criterion, PersonId};
use events::Error;
use kernel::Points;
use proto::{identity::v1 as identity, scoring::v1 as scoring};
use regulation::{Class, EmployeeGroup, PostRole, Relation};

use crate::store::results::Scored;

pub(crate) fn unit(unit: &identity::Unit) -> Result<Unit, Error> {
    let kind = match unit.kind() {
        identity::UnitKind::Province => UnitKind::Province,
        identity::UnitKind::Commune => UnitKind::Commune,
        identity::UnitKind::Leadership => UnitKind::Leadership,
        identity::UnitKind::Unspecified
        | identity::UnitKind::Department
        | identity::UnitKind::District
        | identity::UnitKind::PublicService
        | identity::UnitKind::Association
        | identity::UnitKind::Division => UnitKind::Other,
    };
    Ok(Unit {
        id: announced::id("an id", &unit.unit_id)?,
        name: unit.name.clone(),
        abbreviation: unit.abbreviation.clone(),
        kind,
        parent: announced::id_or_none("an id", &unit.parent_id)?,
        agency: announced::id_or_none("an id", &unit.agency_id)?,
        sector: unit.sector.clone(),
    })
}

pub(crate) fn person(person: &identity::Person) -> Result<Person, Error> {
    let facts = person.facts.clone().unwrap_or_default();
    let training = facts.training_full_days.iter().map(|(year, days)| (*year, u32::try_from(*days).unwrap_or_default()));
    Ok(Person {
        id: announced::id("an id", &person.person_id)?,
        full_name: person.full_name.clone(),
        party_member: person.party_member,
        posts: person.posts.iter().filter_map(|one| post(one).transpose()).collect::<Result<_, _>>()?,
        training: training.collect(),
        facts: Facts {
            recruited_on: contract::day(facts.recruited_on.as_ref()),
            transferred_on: contract::day(facts.transferred_on.as_ref()),
            transferred_from: facts.transferred_from,
            training_full_days: 0,
            education_public_employee: facts.education_public_employee,
            left_on: contract::day(facts.left_on.as_ref()),
        },
        named_head: announced::id_or_none("an id", &person.direct_head_id)?,
        named_agency_head: announced::id_or_none("an id", &person.agency_head_id)?,
    })
}

/// Whose account it is, and what they decide on above agencies; nothing for a closed account.
pub(crate) fn mandates(account: &identity::Account) -> Result<(PersonId, Vec<Mandate>), Error> {
    let person = announced::id("an id", &account.person_id)?;
    let authority = |grant: &identity::RoleGrant| match grant.role() {
        identity::SystemRole::HigherAuthority => Some(Authority::Government),
        identity::SystemRole::PartyAuthority => Some(Authority::Party),
        _ => None,
    };
    let open = account.status() != identity::AccountStatus::Disabled;
    let above = account.grants.iter().filter(|_| open).filter_map(|grant| Some((authority(grant)?, &grant.agency_id)));
    let mandates = above.map(|(authority, scope)| Ok(Mandate { person, authority, scope: announced::id_or_none("an id", scope)? }));
    Ok((person, mandates.collect::<Result<_, Error>>()?))
}

/// A post; nothing for one that takes no part in the evaluation.
fn post(post: &identity::Post) -> Result<Option<Post>, Error> {
    let (Some(role), Some(group)) = (PostRole::of(post.role), EmployeeGroup::of(post.group)) else { return Ok(None) };
    let Some(agency) = announced::id_or_none("an id", &post.agency_id)? else { return Ok(None) };
    Ok(Some(Post {
        unit: announced::id("an id", &post.unit_id)?,
        agency,
        title: post.title.clone(),
        role,
        group,
        rank: post.rank.clone(),
        step: post.step.clone(),
        coefficient: post.coefficient.clone(),
        valid_from: contract::day(post.valid_from.as_ref()),
        valid_to: contract::day(post.valid_to.as_ref()),
        seconded: post.kind() == identity::PostKind::Secondment,
        ordered_head: announced::id_or_none("an id", &post.ordered_head_id)?,
    }))
}

pub(crate) fn criteria_set(set: &scoring::CriteriaSet) -> Result<CriteriaSet, Error> {
    let group = announced::word("the group of a criteria set", set.group)?;
    let criterion = |criterion: &scoring::Criterion| Criterion {
        code: criterion.code.clone(),
        title: criterion.title.clone(),
        max: contract::points(criterion.max).unwrap_or(Points::ZERO),
        step: contract::points(criterion.step).unwrap_or(Points::ZERO),
        na_allowed: criterion.na_allowed,
    };
    let criteria = set.sections.iter().flat_map(|section| &section.criteria).map(criterion).collect();
    Ok(CriteriaSet { id: set.criteria_set_id.clone(), group, criteria })
}

pub(crate) fn scored(result: &scoring::Result) -> Scored {
    let mean = |mean: &scoring::RelationMean| RelationMean {
        relation: Relation::of(mean.relation),
        sheets: u32::try_from(mean.sheets).unwrap_or_default(),
        mean: mean.mean.clone(),
    };
    Scored {
        outcome: Outcome {
            total: contract::points(result.total),
            class: Class::of(result.class),
            label: result.label.clone(),
            basis: result.basis.clone(),
            self_total: result.self_total.clone(),
            r360: result.r360.clone(),
            base: result.base.clone(),
            flags: result.flags.clone(),
            caps: result.caps.clone(),
            sheets: result.relation_means.iter().filter_map(|mean| u32::try_from(mean.sheets).ok()).sum(),
        },
        means: result.relation_means.iter().map(mean).collect(),
        is_decided: result.stage() == scoring::ResultStage::Decided,
    }
}
