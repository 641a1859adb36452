//! Between the contract and the domain: requests in, views and events out.

pub(crate) mod fault;
pub(crate) mod notice;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use identity_domain::placing::Question;
use identity_domain::policy::Who;
use identity_domain::workbook::Problem;
use identity_domain::{
    Account, Asked, AskedDeed, Deed, Delegation, EmployeeGroup, Employment, Grant, Person, Post, PostKind, PostRole, ServiceFacts, Status,
    SystemRole, Unit, UnitKind, day_invalid, employment_missing, id_invalid, post_kind_invalid, post_role_missing, role_unknown,
};
use kernel::{Refusal, date};
use proto::common::v1 as common;
use proto::identity::v1 as api;
use rpc::{Actor, Role};
use uuid::Uuid;

use crate::store::sessions::Step;
use crate::store::titles::Answer;

/// An id in a request.
pub(crate) fn id<T: From<Uuid>>(field: &str, text: &str) -> Result<T, Refusal> {
    text.parse::<Uuid>().map(T::from).map_err(|_| id_invalid(field))
}

/// An id that may be left empty.
pub(crate) fn id_or_none<T: From<Uuid>>(field: &str, text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}

/// The actor as the rules see them.
pub(crate) fn who(actor: &Actor) -> Who {
    let grants = actor.grants.iter().map(|grant| Grant { role: system_role(grant.role), agency: grant.agency.map(Into::into) });
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

/// A day in a request; none when it is absent or empty.
pub(crate) fn day_of(field: &str, day: Option<&common::Day>) -> Result<Option<NaiveDate>, Refusal> {
    let Some(day) = day.filter(|day| !day.iso.is_empty()) else { return Ok(None) };
    let parsed = day.iso.parse::<NaiveDate>().ok().filter(|day| (1900..=2200).contains(&day.year()));
    parsed.map(Some).ok_or_else(|| day_invalid(field))
}

/// A moment in a request.
pub(crate) fn moment_of(moment: Option<&prost_types::Timestamp>) -> Option<DateTime<Utc>> {
    moment.and_then(|moment| DateTime::from_timestamp(moment.seconds, u32::try_from(moment.nanos).unwrap_or_default()))
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
    Ok(match role {
        common::PostRole::AgencyHead => PostRole::AgencyHead,
        common::PostRole::AgencyDeputy => PostRole::AgencyDeputy,
        common::PostRole::UnitHead => PostRole::UnitHead,
        common::PostRole::UnitDeputy => PostRole::UnitDeputy,
        common::PostRole::Staff => PostRole::Staff,
        common::PostRole::CommuneChair => PostRole::CommuneChair,
        common::PostRole::CommuneVice => PostRole::CommuneVice,
        common::PostRole::Unspecified => return Err(post_role_missing(field)),
    })
}

/// A role on the wire.
pub(crate) fn post_role_out(role: PostRole) -> common::PostRole {
    match role {
        PostRole::AgencyHead => common::PostRole::AgencyHead,
        PostRole::AgencyDeputy => common::PostRole::AgencyDeputy,
        PostRole::UnitHead => common::PostRole::UnitHead,
        PostRole::UnitDeputy => common::PostRole::UnitDeputy,
        PostRole::Staff => common::PostRole::Staff,
        PostRole::CommuneChair => common::PostRole::CommuneChair,
        PostRole::CommuneVice => common::PostRole::CommuneVice,
    }
}

fn group_out(group: EmployeeGroup) -> common::EmployeeGroup {
    match group {
        EmployeeGroup::Cb => common::EmployeeGroup::Cb,
        EmployeeGroup::CcLd => common::EmployeeGroup::CcLd,
        EmployeeGroup::CcKld => common::EmployeeGroup::CcKld,
        EmployeeGroup::VcLd => common::EmployeeGroup::VcLd,
        EmployeeGroup::VcKld => common::EmployeeGroup::VcKld,
        EmployeeGroup::Nld => common::EmployeeGroup::Nld,
    }
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
        from: Some(day(delegation.from)),
        until: Some(day(delegation.until)),
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
pub(crate) fn token_grant(grant: &Grant) -> rpc::Grant {
    let role = match grant.role {
        SystemRole::HigherAuthority => Role::HigherAuthority,
        SystemRole::HrOfficer => Role::HrOfficer,
        SystemRole::UnitIt => Role::UnitIt,
        SystemRole::SnvAdmin => Role::SnvAdmin,
        SystemRole::MailAdmin => Role::MailAdmin,
        SystemRole::Ops => Role::Ops,
        SystemRole::ProvinceLeader => Role::ProvinceLeader,
        SystemRole::Auditor => Role::Auditor,
        SystemRole::PartyAuthority => Role::PartyAuthority,
    };
    rpc::Grant { role, agency: grant.agency.map(Uuid::from) }
}

fn system_role(role: Role) -> SystemRole {
    match role {
        Role::HigherAuthority => SystemRole::HigherAuthority,
        Role::HrOfficer => SystemRole::HrOfficer,
        Role::UnitIt => SystemRole::UnitIt,
        Role::SnvAdmin => SystemRole::SnvAdmin,
        Role::MailAdmin => SystemRole::MailAdmin,
        Role::Ops => SystemRole::Ops,
        Role::ProvinceLeader => SystemRole::ProvinceLeader,
        Role::Auditor => SystemRole::Auditor,
        Role::PartyAuthority => SystemRole::PartyAuthority,
    }
}

/// A role in a request.
pub(crate) fn grant(grant: Option<api::RoleGrant>) -> Result<Grant, Refusal> {
    let grant = grant.ok_or_else(role_unknown)?;
    let role = match grant.role() {
        api::SystemRole::HigherAuthority => SystemRole::HigherAuthority,
        api::SystemRole::HrOfficer => SystemRole::HrOfficer,
        api::SystemRole::UnitIt => SystemRole::UnitIt,
        api::SystemRole::SnvAdmin => SystemRole::SnvAdmin,
        api::SystemRole::MailAdmin => SystemRole::MailAdmin,
        api::SystemRole::Ops => SystemRole::Ops,
        api::SystemRole::ProvinceLeader => SystemRole::ProvinceLeader,
        api::SystemRole::Auditor => SystemRole::Auditor,
        api::SystemRole::PartyAuthority => SystemRole::PartyAuthority,
        api::SystemRole::Unspecified => return Err(role_unknown()),
    };
    Ok(Grant { role, agency: id_or_none("grant.agency_id", &grant.agency_id)? })
}

/// A day on the wire.
pub(crate) fn day(day: NaiveDate) -> common::Day {
    common::Day { iso: day.to_string() }
}

/// A moment on the wire.
pub(crate) fn moment(moment: DateTime<Utc>) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: moment.timestamp(), nanos: i32::try_from(moment.timestamp_subsec_nanos()).unwrap_or_default() }
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
        valid_from: unit.valid_from.map(day),
        valid_to: unit.valid_to.map(day),
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
        role: post_role_out(post.role()).into(),
        waits_as: post.waits.as_ref().map(|_| post_role_out(post.named)).unwrap_or_default().into(),
        group: group_out(post.group()).into(),
        rank: post.rank.clone(),
        step: post.step.clone(),
        coefficient: post.coefficient.clone(),
        valid_from: post.valid_from.map(day),
        valid_to: post.valid_to.map(day),
        kind: kind.into(),
        employment: employment_out(post.employment).into(),
    }
}

fn facts(facts: &ServiceFacts) -> api::ServiceFacts {
    api::ServiceFacts {
        recruited_on: facts.recruited_on.map(day),
        transferred_on: facts.transferred_on.map(day),
        transferred_from: facts.transferred_from.clone(),
        training_full_days: facts.training_full_days.clone(),
        education_public_employee: facts.education_public_employee,
        left_on: facts.left_on.map(day),
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
        activated_at: account.activated_at.map(moment),
        asked: account.asked.iter().map(asked).collect(),
        asked_deeds: account.asked_deeds.iter().map(asked_deed).collect(),
    }
}

fn asked(asked: &Asked) -> api::AskedRole {
    api::AskedRole { grant: Some(role_grant(&asked.grant)), asked_by: asked.by.to_string(), asked_at: Some(moment(asked.at)) }
}

fn asked_deed(asked: &AskedDeed) -> api::AskedDeed {
    let (deed, email) = match &asked.deed {
        Deed::Rename(email) => (api::AccountDeed::Rename, email.clone()),
        Deed::Link => (api::AccountDeed::Link, String::new()),
        Deed::SecondFactor => (api::AccountDeed::SecondFactor, String::new()),
        Deed::Enable => (api::AccountDeed::Enable, String::new()),
    };
    api::AskedDeed { deed: deed.into(), email, asked_by: asked.by.to_string(), asked_at: Some(moment(asked.at)) }
}

/// A role as others see it.
pub(crate) fn role_grant(grant: &Grant) -> api::RoleGrant {
    let role = match grant.role {
        SystemRole::HigherAuthority => api::SystemRole::HigherAuthority,
        SystemRole::HrOfficer => api::SystemRole::HrOfficer,
        SystemRole::UnitIt => api::SystemRole::UnitIt,
        SystemRole::SnvAdmin => api::SystemRole::SnvAdmin,
        SystemRole::MailAdmin => api::SystemRole::MailAdmin,
        SystemRole::Ops => api::SystemRole::Ops,
        SystemRole::ProvinceLeader => api::SystemRole::ProvinceLeader,
        SystemRole::Auditor => api::SystemRole::Auditor,
        SystemRole::PartyAuthority => api::SystemRole::PartyAuthority,
    };
    api::RoleGrant { role: role.into(), agency_id: grant.agency.map(|id| id.to_string()).unwrap_or_default() }
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
        role: post_role_out(post.named).into(),
        group: group_out(EmployeeGroup::of(post.employment, post.named)).into(),
    }
}

/// A title that somebody must explain.
pub(crate) fn question(question: &Question) -> api::TitleQuestion {
    api::TitleQuestion { title: question.title.clone(), at_top: question.top, proposed: post_role_out(question.proposed).into() }
}

/// What was answered about a title.
pub(crate) fn answer(answer: &Answer) -> api::TitleAnswer {
    api::TitleAnswer {
        title: answer.title.clone(),
        at_top: answer.at_top,
        agency_id: answer.agency.map(|id| id.to_string()).unwrap_or_default(),
        role: post_role_out(answer.role).into(),
    }
}
