//! From what the owners announce to what is public of it. What is not mapped here does not enter this service.

use catalogue::data::{AppliedLaw, Deadlines, LawRef, Person as PublicPerson, TotalPoints, UnitRef};
use catalogue::{LawKind, Open, PostKind, UnitKind};
use chrono::{DateTime, NaiveDate, Utc};
use contract::{Word, announced};
use events::{Error, Incoming};
use kernel::date::office_day;
use partners_domain::{Dossier, Law, Outcome, Period, Person, Post, State, Unit};
use proto::common::v1::EmployeeGroup as GroupCode;
use proto::evaluation::v1::{self as evaluation, PeriodChanged, PeriodState, RecordChanged, RecordState};
use proto::identity::v1::{self as identity, PersonChanged, UnitChanged};
use proto::scoring::v1::{self as scoring, CriteriaSetPublished, PolicyPackPublished};
use regulation::EmployeeGroup;

/// The state that an event carries; nothing where nothing of it is public.
pub(crate) fn state(event: &Incoming) -> Result<Option<State>, Error> {
    let state = if event.is::<UnitChanged>() {
        State::Unit(unit(event.decode::<UnitChanged>()?.unit.unwrap_or_default())?)
    } else if event.is::<PersonChanged>() {
        State::Person(person(event.decode::<PersonChanged>()?.person.unwrap_or_default())?)
    } else if event.is::<PeriodChanged>() {
        State::Period(period(event.decode::<PeriodChanged>()?.period.unwrap_or_default())?)
    } else if event.is::<RecordChanged>() {
        State::Dossier(dossier(event.decode::<RecordChanged>()?.record.unwrap_or_default())?)
    } else if event.is::<PolicyPackPublished>() {
        State::Law(policy_pack(event.decode::<PolicyPackPublished>()?.pack.unwrap_or_default())?)
    } else if event.is::<CriteriaSetPublished>() {
        State::Law(criteria_set(event.decode::<CriteriaSetPublished>()?.criteria_set.unwrap_or_default())?)
    } else {
        return Ok(None);
    };
    Ok(Some(state))
}

fn unit(unit: identity::Unit) -> Result<Unit, Error> {
    let kind = match unit.kind() {
        identity::UnitKind::Unspecified => return Err(announced::unknown("the kind of a unit")),
        identity::UnitKind::Province => UnitKind::Province,
        identity::UnitKind::Department => UnitKind::Department,
        identity::UnitKind::District => UnitKind::District,
        identity::UnitKind::Commune => UnitKind::Commune,
        identity::UnitKind::PublicService => UnitKind::PublicService,
        identity::UnitKind::Association => UnitKind::Association,
        identity::UnitKind::Division => UnitKind::Division,
        identity::UnitKind::Leadership => UnitKind::Leadership,
    };
    Ok(Unit {
        id: announced::id("a unit", &unit.unit_id)?,
        code: unit.code,
        name: unit.name,
        abbreviation: unit.abbreviation,
        kind: kind.into(),
        parent: announced::id_or_none("a unit above", &unit.parent_id)?,
        agency: announced::id_or_none("an agency", &unit.agency_id)?,
        valid_from: contract::day(unit.valid_from.as_ref()),
        valid_to: contract::day(unit.valid_to.as_ref()),
    })
}

fn person(person: identity::Person) -> Result<Person, Error> {
    let id = announced::id("a person", &person.person_id)?;
    Ok(Person { id, full_name: person.full_name, posts: person.posts.into_iter().map(post).collect::<Result<_, _>>()? })
}

fn post(post: identity::Post) -> Result<Post, Error> {
    let kind = match post.kind() {
        // Posts of before there were kinds.
        identity::PostKind::Unspecified | identity::PostKind::Main => PostKind::Main,
        identity::PostKind::Concurrent => PostKind::Concurrent,
        identity::PostKind::Acting => PostKind::Acting,
        identity::PostKind::Secondment => PostKind::Secondment,
    };
    Ok(Post {
        id: announced::id("a post", &post.post_id)?,
        unit: announced::id("a unit", &post.unit_id)?,
        agency: announced::id("an agency", &post.agency_id)?,
        role: announced::word::<regulation::PostRole>("a role", post.role())?.into(),
        group: announced::word::<EmployeeGroup>("a group", post.group())?.into(),
        title: post.title,
        kind: kind.into(),
        valid_from: contract::day(post.valid_from.as_ref()),
        valid_to: contract::day(post.valid_to.as_ref()),
    })
}

fn period(period: evaluation::Period) -> Result<Period, Error> {
    let (is_opened, is_closed) = match period.state() {
        PeriodState::Unspecified => return Err(announced::unknown("the state of a period")),
        PeriodState::Planned | PeriodState::Logging => (false, false),
        PeriodState::SelfOpen
        | PeriodState::Review360Open
        | PeriodState::Minutes
        | PeriodState::DirectReview
        | PeriodState::Decision
        | PeriodState::Published
        | PeriodState::Appeal => (true, false),
        PeriodState::Archived => (true, true),
    };
    let deadlines = period.deadlines.unwrap_or_default();
    let law = |pack: evaluation::GroupPack| {
        let groups = groups(pack.groups().collect())?;
        Ok(AppliedLaw { groups, policy_pack: LawRef { law_id: pack.pack_id, digest: pack.pack_digest } })
    };
    Ok(Period {
        id: announced::id("a period", &period.period_id)?,
        year: period.year,
        agency: announced::id("an agency", &period.agency_id)?,
        deadlines: Deadlines {
            self_assessment: contract::day(deadlines.self_by.as_ref()),
            review: contract::day(deadlines.review_by.as_ref()),
            verification: contract::day(deadlines.verify_by.as_ref()),
            decision: contract::day(deadlines.decide_by.as_ref()),
            publication: contract::day(deadlines.publish_by.as_ref()),
        },
        law: period.packs.into_iter().map(law).collect::<Result<_, Error>>()?,
        is_opened,
        is_closed,
    })
}

fn dossier(record: evaluation::Record) -> Result<Dossier, Error> {
    let subject = record.subject.clone().unwrap_or_default();
    Ok(Dossier {
        id: announced::id("a record", &record.record_id)?,
        period: announced::id("a period", &record.period_id)?,
        year: record.year,
        person: PublicPerson { person_id: announced::id("a person", &subject.person_id)?, full_name: subject.full_name.clone() },
        agency: announced::id("an agency", &subject.agency_id)?,
        unit: UnitRef { unit_id: announced::id("a unit", &subject.unit_id)?, name: subject.unit_name.clone() },
        post_title: subject.title.clone(),
        group: announced::word::<EmployeeGroup>("a group", subject.group())?.into(),
        outcome: outcome(&record)?,
        is_closed: record.state() == RecordState::Archived,
    })
}

/// The result, where it is published.
fn outcome(record: &evaluation::Record) -> Result<Option<Outcome>, Error> {
    let (Some(outcome), Some(published_at)) = (&record.outcome, contract::moment(record.published_at)) else { return Ok(None) };
    let (decided_on, decided_by_post) = decided(record, published_at);
    Ok(Some(Outcome {
        class: announced::word::<regulation::Class>("a class", outcome.class())?.into(),
        class_label: outcome.label.clone(),
        total: contract::points(outcome.total).map(TotalPoints),
        decided_on,
        decided_by_post,
        published_at,
        policy_pack: LawRef { law_id: record.pack_id.clone(), digest: record.pack_digest.clone() },
        criteria_set_id: Some(record.criteria_set_id.clone()).filter(|_| record.paper.is_none()).filter(|id| !id.is_empty()),
    }))
}

/// When it was decided, and the post of who decided. A result on paper names who confirmed it, not their post.
fn decided(record: &evaluation::Record, published_at: DateTime<Utc>) -> (NaiveDate, Option<String>) {
    if let Some(paper) = &record.paper {
        return (contract::day(paper.confirmed_on.as_ref()).unwrap_or_else(|| office_day(published_at)), None);
    }
    let signature = record.decision.as_ref().and_then(|decision| decision.signature.as_ref());
    let at = signature.and_then(|signature| contract::moment(signature.at)).unwrap_or(published_at);
    (office_day(at), signature.map(|signature| signature.title.clone()).filter(|title| !title.is_empty()))
}

fn policy_pack(pack: scoring::PolicyPack) -> Result<Law, Error> {
    Ok(Law {
        kind: LawKind::PolicyPack.into(),
        groups: groups(pack.groups().collect())?,
        published_at: published_at(pack.published_at)?,
        law: LawRef { law_id: pack.pack_id, digest: pack.digest },
        title: pack.title,
        years: pack.valid_years,
    })
}

fn criteria_set(set: scoring::CriteriaSet) -> Result<Law, Error> {
    Ok(Law {
        kind: LawKind::CriteriaSet.into(),
        groups: groups(vec![set.group()])?,
        published_at: published_at(set.published_at)?,
        law: LawRef { law_id: set.criteria_set_id, digest: set.digest },
        title: set.title,
        years: Vec::new(),
    })
}

fn groups(groups: Vec<GroupCode>) -> Result<Vec<Open<EmployeeGroup>>, Error> {
    groups.into_iter().map(|group| EmployeeGroup::of(group).map(Open::Known).ok_or_else(|| announced::unknown("a group"))).collect()
}

fn published_at(at: Option<prost_types::Timestamp>) -> Result<DateTime<Utc>, Error> {
    contract::moment(at).ok_or_else(|| announced::unknown("when law was published"))
}
