//! What people may see: figures, the list of their documents, the documents themselves.

mod agency;
mod diary;
mod documents;
mod reads;
mod render;

pub(crate) use agency::get_agency_results;
use contract::announced;
pub(crate) use diary::get_diary;
pub(crate) use documents::list_documents;
pub(crate) use reads::list_reads;
use regulation::{Actor, SystemRole};
pub(crate) use render::render_document;
use uuid::Uuid;

use events::Error;
use kernel::{Refusal, date};
use proto::evaluation::v1::{Minutes, Record, RecordState};
use proto::reporting::v1::{GetStatusRequest, GetStatusResponse};
use reporting_domain::error;
use reporting_domain::policy::{Reader, Resource, Stage, Verdict};

use runtime::Ctx;

use crate::board::is_published;
use crate::{store, wire};

/// Counts of what was heard, for who runs the servers: for others they would tell when a reviewer answers.
pub(crate) async fn get_status(ctx: &Ctx, actor: &Actor, _: &GetStatusRequest) -> Result<GetStatusResponse, Error> {
    if !actor.grants.iter().any(|grant| grant.role == SystemRole::Ops) {
        return Err(error::not_yours().into());
    }
    Ok(GetStatusResponse { events_heard: store::counts(&ctx.db).await? })
}

/// The signed-in person with the posts that they hold today.
async fn reader(ctx: &Ctx, actor: &Actor) -> Result<Reader, Error> {
    let person = store::person(&ctx.db, actor.person).await?;
    wire::reader(actor, person.as_ref(), date::office_day(ctx.now()))
}

/// A record as the policy sees it.
fn dossier(record: &Record) -> Result<Resource, Error> {
    let subject = record.subject.clone().unwrap_or_default();
    Ok(Resource::Dossier {
        agency: announced::id::<Uuid>("an id", &subject.agency_id)?,
        subject: announced::id::<Uuid>("an id", &subject.person_id)?,
        direct_head: announced::id_or_none("an id", &record.direct_head_id)?,
        decider: announced::id_or_none("an id", &record.decider_id)?,
        decided_outside: record.decided_outside,
        stage: stage(record),
    })
}

/// Minutes as the policy sees them; `records` are those of the agency and year.
fn minutes_of(reader: &Reader, minutes: &Minutes, records: &[Record]) -> Result<Resource, Error> {
    let me = reader.actor.person.to_string();
    let is_told_of = |record: &&Record| minutes.entries.iter().any(|entry| entry.record_id == record.record_id);
    let is_mine = |record: &Record| {
        let subject = record.subject.as_ref();
        subject.is_some_and(|subject| subject.unit_id == minutes.unit_id && subject.person_id == me)
    };
    let judged = |record: &&Record| [&record.direct_head_id, &record.decider_id].contains(&&me);
    Ok(Resource::Minutes {
        agency: announced::id::<Uuid>("an id", &minutes.agency_id)?,
        takes_part: records.iter().any(is_mine) || records.iter().filter(is_told_of).any(|record| judged(&record)),
        of_agency_head: records.iter().filter(is_told_of).any(|record| record.decider_id.is_empty()),
    })
}

/// Who said what about a record, as the policy sees it.
fn reviewers(record: &Record) -> Result<Resource, Error> {
    let subject = record.subject.clone().unwrap_or_default();
    Ok(Resource::Reviewers {
        agency: announced::id::<Uuid>("an id", &subject.agency_id)?,
        subject: announced::id::<Uuid>("an id", &subject.person_id)?,
        direct_head: announced::id_or_none("an id", &record.direct_head_id)?,
        decider: announced::id_or_none("an id", &record.decider_id)?,
    })
}

/// Refuses what may not be read.
fn allowed(verdict: Verdict) -> Result<Verdict, Refusal> {
    match verdict {
        Verdict::Full | Verdict::Part => Ok(verdict),
        Verdict::Forbidden => Err(error::not_yours()),
        Verdict::Hidden => Err(error::no_such_document()),
    }
}

fn stage(record: &Record) -> Stage {
    if is_published(record.state) {
        return Stage::Published;
    }
    match record.state() {
        RecordState::MinutesReady | RecordState::DirectReviewed | RecordState::Decided => Stage::Minuted,
        _ => Stage::Open,
    }
}
