//! Between the contract and the domain: requests in, views and events out.

pub(crate) mod fault;
pub(crate) mod notice;

use chrono::{DateTime, NaiveDate, Utc};
use contract::{Word, field, out, word_or_none};
use identity_domain::placing::Question;
use identity_domain::policy::Who;
use identity_domain::workbook::Problem;
use identity_domain::{
    Account, Asked, AskedDeed, Deed, Delegation, Employment, Grant, Person, Post, PostKind, ServiceFacts, Status, Unit, UnitKind,
    employment_missing, post_kind_invalid, post_role_missing, role_unknown,
};
use kernel::{Refusal, date};
use proto::common::v1 as common;
use proto::identity::v1 as api;
use regulation::{Actor, PostRole, SystemRole};
use uuid::Uuid;

use crate::store::sessions::Step;
use crate::store::titles::Answer;

/// The actor as the rules see them.
pub(crate) fn who(actor: &Actor) -> Who {
    let grants = actor.grants.iter().map(|grant| Grant { role: grant.role, agency: grant.agency.map(Into::into) });
    Who { person: actor.person.into(), grants: grants.collect() }
}

/// What a session still waits for.
pub(crate) fn step(step: Step) -> api::SignInStep {
    match step {
        Step::Open => api::SignInStep::Open,
        Step::Code => api::SignInStep::Code,
        Step::Enrol => api::SignInStep::Enrol,
    }
}

/// The status to look for; none for every one.
pub(crate) fn status(status: api::AccountStatus) -> Option<Status> {
    match status {
        api::AccountStatus::Unspecified => None,
        api::AccountStatus::Invited => Some(Status::Invited),
        api::AccountStatus::Active => Some(Status::Active),
        api::AccountStatus::Disabled => Some(Status::Disabled),
    }
}

/// On which footing somebody is to be employed.
pub(crate) fn employment(employment: api::Employment) -> Result<Employment, Refusal> {
    Ok(match employment {
        api::Employment::Cadre => Employment::Cadre,
        api::Employment::CivilServant => Employment::CivilServant,
        api::Employment::PublicEmployee => Employment::PublicEmployee,
        api::Employment::Contract => Employment::Contract,
        api::Employment::Unspecified => return Err(employment_missing()),
    })
}

fn employment_out(employment: Employment) -> api::Employment {
    match employment {
        Employment::Cadre => api::Employment::Cadre,
        Employment::CivilServant => api::Employment::CivilServant,
        Employment::PublicEmployee => api::Employment::PublicEmployee,
        Employment::Contract => api::Employment::Contract,
    }
}

/// How a post is to be held.
pub(crate) fn post_kind(kind: api::PostKind) -> Result<PostKind, Refusal> {
    Ok(match kind {
        api::PostKind::Main => PostKind::Main,
        api::PostKind::Concurrent => PostKind::Concurrent,
        api::PostKind::Acting => PostKind::Acting,
        api::PostKind::Secondment => PostKind::Secondment,
        api::PostKind::Unspecified => return Err(post_kind_invalid()),
    })
}

/// A role in a request.
pub(crate) fn post_role(field: &str, role: common::PostRole) -> Result<PostRole, Refusal> {
    PostRole::of(role).ok_or_else(|| post_role_missing(field))
}

/// The kind of a unit that begins.
pub(crate) fn unit_kind(kind: api::UnitKind) -> Result<UnitKind, Refusal> {
    Ok(match kind {
        api::UnitKind::Department => UnitKind::Department,
        api::UnitKind::District => UnitKind::District,
        api::UnitKind::Commune => UnitKind::Commune,
        api::UnitKind::PublicService => UnitKind::PublicService,
        api::UnitKind::Association => UnitKind::Association,
        api::UnitKind::Division => UnitKind::Division,
        api::UnitKind::Leadership => UnitKind::Leadership,
        api::UnitKind::Province | api::UnitKind::Unspecified => {
            return Err(Refusal::invalid("UNIT_KIND_INVALID", "opening.kind", "Loại đơn vị không hợp lệ."));
        }
    })
}

/// A delegation as others may know it.
pub(crate) fn delegation(delegation: &Delegation) -> api::Delegation {
    api::Delegation {
        delegation_id: delegation.id.to_string(),
        version: delegation.version,
        head_id: delegation.head.to_string(),
        delegate_id: delegation.delegate.to_string(),
        from: Some(out::day(delegation.from)),
        until: Some(out::day(delegation.until)),
        reason: delegation.reason.clone(),
    }
}

/// The first moment of a year of office time, and of the next.
pub(crate) fn office_year(year: i32) -> Result<(DateTime<Utc>, DateTime<Utc>), Refusal> {
    let first = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).map(date::start_of_office_day);
    let years = if (2000..=2200).contains(&year) { first(year).zip(first(year + 1)) } else { None };
    years.ok_or_else(|| Refusal::invalid("YEAR_INVALID", "year", "Năm không hợp lệ."))
}

/// A role as tokens carry it.
pub(crate) fn token_grant(grant: &Grant) -> regulation::Grant {
    regulation::Grant { role: grant.role, agency: grant.agency.map(Uuid::from) }
}

/// A role in a request.
pub(crate) fn grant(grant: Option<api::RoleGrant>) -> Result<Grant, Refusal> {
    let grant = grant.ok_or_else(role_unknown)?;
    let role = SystemRole::of(grant.role).ok_or_else(role_unknown)?;
    Ok(Grant { role, agency: field::id_or_none("grant.agency_id", &grant.agency_id)? })
}

/// A unit as other services may know it.
pub(crate) fn unit(unit: &Unit) -> api::Unit {
    let kind = match unit.kind {
        UnitKind::Province => api::UnitKind::Province,
        UnitKind::Department => api::UnitKind::Department,
        UnitKind::District => api::UnitKind::District,
        UnitKind::Commune => api::UnitKind::Commune,
        UnitKind::PublicService => api::UnitKind::PublicService,
        UnitKind::Association => api::UnitKind::Association,
        UnitKind::Division => api::UnitKind::Division,
        UnitKind::Leadership => api::UnitKind::Leadership,
    };
    api::Unit {
        unit_id: unit.id.to_string(),
        version: unit.version,
        code: unit.code.clone(),
        name: unit.name.clone(),
        abbreviation: unit.abbreviation.clone(),
        kind: kind.into(),
        parent_id: unit.parent.map(|id| id.to_string()).unwrap_or_default(),
        agency_id: unit.agency.to_string(),
        sector: unit.sector.clone(),
        place: unit.place.clone(),
        valid_from: unit.valid_from.map(out::day),
        valid_to: unit.valid_to.map(out::day),
    }
}

fn post(post: &Post) -> api::Post {
    let kind = match post.kind {
        PostKind::Main => api::PostKind::Main,
        PostKind::Concurrent => api::PostKind::Concurrent,
        PostKind::Acting => api::PostKind::Acting,
        PostKind::Secondment => api::PostKind::Secondment,
    };
    api::Post {
        post_id: post.id.to_string(),
        unit_id: post.unit.to_string(),
        agency_id: post.agency.to_string(),
        title: post.title.clone(),
        role: post.role().number(),
        waits_as: word_or_none(post.waits.as_ref().map(|_| post.named)),
        group: post.group().number(),
        rank: post.rank.clone(),
        step: post.step.clone(),
        coefficient: post.coefficient.clone(),
        valid_from: post.valid_from.map(out::day),
        valid_to: post.valid_to.map(out::day),
        kind: kind.into(),
        employment: employment_out(post.employment).into(),
        ordered_head_id: post.ordered_head.map(|head| head.to_string()).unwrap_or_default(),
    }
}

fn facts(facts: &ServiceFacts) -> api::ServiceFacts {
    api::ServiceFacts {
        recruited_on: facts.recruited_on.map(out::day),
        transferred_on: facts.transferred_on.map(out::day),
        transferred_from: facts.transferred_from.clone(),
        training_full_days: facts.training_full_days.clone(),
        education_public_employee: facts.education_public_employee,
        left_on: facts.left_on.map(out::day),
    }
}

/// A person as other services may know them.
pub(crate) fn person(person: &Person) -> api::Person {
    api::Person {
        person_id: person.id.to_string(),
        version: person.version,
        full_name: person.full_name.clone(),
        email: person.email.clone(),
        party_member: person.party_member,
        posts: person.posts.iter().map(post).collect(),
        facts: Some(facts(&person.facts)),
        direct_head_id: person.direct_head.map(|id| id.to_string()).unwrap_or_default(),
        agency_head_id: person.agency_head.map(|id| id.to_string()).unwrap_or_default(),
        head_outside: person.head_outside,
    }
}

/// A person as colleagues may know them.
pub(crate) fn colleague(person: &Person) -> api::Person {
    api::Person { party_member: false, facts: None, ..self::person(person) }
}

/// An account, without its credentials.
pub(crate) fn account(account: &Account) -> api::Account {
    let status = match account.status {
        Status::Invited => api::AccountStatus::Invited,
        Status::Active => api::AccountStatus::Active,
        Status::Disabled => api::AccountStatus::Disabled,
    };
    api::Account {
        person_id: account.person.to_string(),
        version: account.version,
        email: account.email.clone(),
        status: status.into(),
        grants: account.grants.iter().map(role_grant).collect(),
        activated_at: account.activated_at.map(out::moment),
        asked: account.asked.iter().map(asked).collect(),
        asked_deeds: account.asked_deeds.iter().map(asked_deed).collect(),
    }
}

fn asked(asked: &Asked) -> api::AskedRole {
    api::AskedRole { grant: Some(role_grant(&asked.grant)), asked_by: asked.by.to_string(), asked_at: Some(out::moment(asked.at)) }
}

fn asked_deed(asked: &AskedDeed) -> api::AskedDeed {
    let (deed, email) = match &asked.deed {
        Deed::Rename(email) => (api::AccountDeed::Rename, email.clone()),
        Deed::Link => (api::AccountDeed::Link, String::new()),
        Deed::SecondFactor => (api::AccountDeed::SecondFactor, String::new()),
        Deed::Enable => (api::AccountDeed::Enable, String::new()),
    };
    api::AskedDeed { deed: deed.into(), email, asked_by: asked.by.to_string(), asked_at: Some(out::moment(asked.at)) }
}

/// A role as others see it.
pub(crate) fn role_grant(grant: &Grant) -> api::RoleGrant {
    api::RoleGrant { role: grant.role.number(), agency_id: grant.agency.map(|id| id.to_string()).unwrap_or_default() }
}

/// One thing wrong in a workbook.
pub(crate) fn problem(problem: Problem) -> api::ImportProblem {
    api::ImportProblem {
        sheet: problem.sheet.to_owned(),
        row: i32::try_from(problem.row).unwrap_or(i32::MAX),
        column: problem.column.to_owned(),
        reason: problem.reason.to_owned(),
        message: problem.message,
    }
}

/// A post of a list.
pub(crate) fn imported_post(post: &Post, unit_name: &str) -> api::ImportedPost {
    api::ImportedPost {
        unit_name: unit_name.to_owned(),
        title: post.title.clone(),
        role: post.named.number(),
        group: post.employment.group(post.named).number(),
    }
}

/// A title that somebody must explain.
pub(crate) fn question(question: &Question) -> api::TitleQuestion {
    api::TitleQuestion { title: question.title.clone(), at_top: question.top, proposed: question.proposed.number() }
}

/// What was answered about a title.
pub(crate) fn answer(answer: &Answer) -> api::TitleAnswer {
    api::TitleAnswer {
        title: answer.title.clone(),
        at_top: answer.at_top,
        agency_id: answer.agency.map(|id| id.to_string()).unwrap_or_default(),
        role: answer.role.number(),
    }
}
