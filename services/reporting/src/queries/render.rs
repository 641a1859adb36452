//! Making one document.

use contract::announced;
use regulation::Actor;
use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use documents::model::Provenance;
use events::Error;
use kernel::{Reading, date};
use proto::common::v1::File;
use proto::evaluation::v1::Record;
use proto::reporting::v1 as api;
use reporting_domain::policy::{Reader, Resource, Verdict, may, reading_document, reading_work};
use reporting_domain::{Kind, document, error};

use runtime::Ctx;
use uuid::Uuid;

use super::{allowed, diary::Diary, dossier, minutes_of, reader, reviewers};
use crate::board::{Board, Law};
use crate::papers::{self, Office, Period};
use crate::presses::{Paper, Presses};
use crate::{store, wire};

/// Most that a response may carry.
const MOST_BYTES: usize = 3 << 20;

/// A document ready for the press, and what to call it.
struct Draft {
    paper: Paper,
    /// What the file name says after the kind, and the agency after that.
    about: String,
    of: String,
    year: i32,
    /// What the spreadsheet says it covers.
    scope: String,
    agency: Uuid,
    /// Whether anybody needs to know that it was made.
    reading: Reading,
}

pub(crate) async fn render_document(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::RenderDocumentRequest,
    presses: &Presses,
) -> Result<api::RenderDocumentResponse, Error> {
    let kind = wire::kind(message.kind)?;
    let format = kind.offered_as(wire::format(message.format)?)?;
    let subject = contract::field::id("subject_id", &message.subject_id)?;
    let reader = reader(ctx, actor).await?;
    let made_by = store::person(&ctx.db, actor.person).await?.map_or(String::new(), |person| person.full_name);
    let draft = match kind {
        Kind::Summary | Kind::Detail => of_agency(ctx, &reader, kind, subject, wire::asked_year(message.year)?, &made_by).await?,
        Kind::Minutes => of_minutes(ctx, &reader, subject).await?,
        Kind::Note | Kind::LegalForm | Kind::ScoreSheet => of_record(ctx, &reader, kind, subject).await?,
        Kind::Handover => of_handover(ctx, &reader, subject).await?,
        Kind::Diary => of_person(ctx, &reader, subject, &Period::asked(message.year, message.month)?).await?,
    };
    let reason = draft.reading.logged(&message.reason)?;
    let made = Provenance { made_by, made_at: ctx.now(), scope: draft.scope };
    let content = presses.print(draft.paper, format, made).await?;
    if content.len() > MOST_BYTES {
        return Err(error::too_large().into());
    }
    if let Some(reason) = reason {
        store::note(ctx, draft.agency, actor.person, wire::read_code(kind), subject, &reason).await?;
    }
    let name = document::file_name(kind, format, &draft.about, &draft.of, draft.year);
    let file = File { name, content_type: format.content_type().to_owned(), content };
    Ok(api::RenderDocumentResponse { file: Some(file) })
}

async fn of_agency(ctx: &Ctx, reader: &Reader, kind: Kind, agency: Uuid, year: i32, made_by: &str) -> Result<Draft, Error> {
    let resource = if kind == Kind::Summary { Resource::Counts { agency } } else { Resource::Names { agency } };
    let verdict = allowed(may(reader, &resource))?;
    // The summary has counts of every unit: for who may have all of them.
    if kind == Kind::Summary && verdict == Verdict::Part {
        return Err(error::not_yours().into());
    }
    let board = Board::load(ctx, agency, year).await?.ok_or_else(error::no_such_agency)?;
    if board.lines.is_empty() {
        return Err(error::nothing_published().into());
    }
    let office = Office::of(ctx, &board.agency).await?;
    let today = date::office_day(ctx.now());
    // Who keeps the personnel makes such tables; whoever else looks at one signs no part of it.
    let made_by = if reader.keeps_personnel(agency) { made_by } else { "" };
    let paper = match kind {
        Kind::Summary => Paper::Summary(papers::summary(&board, &office, made_by, today)),
        _ => Paper::Detail(papers::detail(&board, &office, made_by, today, verdict == Verdict::Part)),
    };
    let scope = format!("{}, năm {year}, kết quả đã công khai", board.agency.name);
    let reading = reading_document(reader, agency, false);
    Ok(Draft { paper, about: String::new(), of: board.agency.name, year, scope, agency, reading })
}

async fn of_minutes(ctx: &Ctx, reader: &Reader, minutes: Uuid) -> Result<Draft, Error> {
    let minutes = store::minutes_by_id(&ctx.db, minutes).await?.ok_or_else(error::no_such_document)?;
    let agency = announced::id::<Uuid>("an id", &minutes.agency_id)?;
    let records = store::records_of(&ctx.db, agency, minutes.year).await?;
    allowed(may(reader, &minutes_of(reader, &minutes, &records)?))?;
    let mut known = HashSet::new();
    for record in &records {
        if may(reader, &reviewers(record)?) == Verdict::Full {
            known.insert(record.record_id.as_str());
        }
    }
    let unit = store::unit(&ctx.db, agency).await?.ok_or_else(error::still_arriving)?;
    let office = Office::of(ctx, &unit).await?;
    let law = Law::of(ctx, records.first().map_or("", |record| &record.pack_id)).await?;
    let told_of = |record: &&Record| minutes.entries.iter().any(|entry| entry.record_id == record.record_id);
    let packs: BTreeSet<&str> = records.iter().filter(told_of).map(|record| record.pack_id.as_str()).collect();
    let mut smallest = law.smallest_group();
    for pack in packs {
        let asked = Law::of(ctx, pack).await?.smallest_group();
        smallest = if asked.people() > smallest.people() { asked } else { smallest };
    }
    let minutes = disclosure::minutes(minutes, |record| known.contains(record), smallest);
    let paper = papers::minutes(&minutes, &office, &law, &known)?;
    let scope = format!("{}, năm {}", minutes.unit_name, minutes.year);
    let reading = reading_document(reader, agency, false);
    Ok(Draft { paper: Paper::Minutes(paper), about: minutes.number, of: unit.name, year: minutes.year, scope, agency, reading })
}

async fn of_record(ctx: &Ctx, reader: &Reader, kind: Kind, record: Uuid) -> Result<Draft, Error> {
    let record = store::record(&ctx.db, record).await?.ok_or_else(error::no_such_document)?;
    let with_result = allowed(may(reader, &dossier(&record)?))? == Verdict::Full;
    let subject = record.subject.clone().unwrap_or_default();
    let agency = announced::id::<Uuid>("an id", &subject.agency_id)?;
    let unit = store::unit(&ctx.db, agency).await?.ok_or_else(error::still_arriving)?;
    let office = Office::of(ctx, &unit).await?;
    let law = Law::of(ctx, &record.pack_id).await?;
    let paper = match kind {
        Kind::Note => note(&record, &office, &law, with_result, reader, ctx.now())?,
        Kind::LegalForm => legal_form(ctx, reader, &record, &office, &law, with_result).await?,
        _ => score_sheet(ctx, reader, &record, &office, &law, with_result).await?,
    };
    let reading = reading_document(reader, agency, announced::id::<Uuid>("an id", &subject.person_id)? == reader.actor.person);
    let scope = format!("{}, năm {}", subject.full_name, record.year);
    Ok(Draft { paper, about: subject.full_name, of: unit.name, year: record.year, scope, agency, reading })
}

async fn of_handover(ctx: &Ctx, reader: &Reader, handover: Uuid) -> Result<Draft, Error> {
    let handover = store::handover(&ctx.db, handover).await?.ok_or_else(error::no_such_document)?;
    let sides = [&handover.giver_id, &handover.receiver_id].into_iter().chain(&handover.head_ids);
    let takes_part = sides
        .filter_map(|id| announced::id_or_none("an id", id).transpose())
        .collect::<Result<Vec<_>, _>>()?
        .contains(&reader.actor.person);
    let agency = announced::id_or_none("an id", &handover.agency_id)?;
    let resource = Resource::Handover { agency, takes_part };
    allowed(may(reader, &resource))?;
    let agency = agency.ok_or_else(error::still_arriving)?;
    let unit = store::unit(&ctx.db, agency).await?.ok_or_else(error::still_arriving)?;
    let left = match announced::id_or_none("an id", &handover.unit_id)? {
        Some(left) => store::unit(&ctx.db, left).await?,
        None => None,
    };
    let office = Office::of(ctx, &unit).await?;
    let today = date::office_day(ctx.now());
    let paper = papers::handover(&handover, left.as_ref().map_or(unit.name.as_str(), |left| &left.name), &office, today);
    let year = date::office_year(contract::moment(handover.opened_at).unwrap_or(ctx.now()));
    let scope = format!("{}, {}", handover.giver_name, unit.name);
    let reading = reading_work(reader, &resource, agency);
    Ok(Draft { paper: Paper::WorkTable(paper), about: handover.giver_name, of: unit.name, year, scope, agency, reading })
}

async fn of_person(ctx: &Ctx, reader: &Reader, person: Uuid, period: &Period) -> Result<Draft, Error> {
    let diary = Diary::load(ctx, reader, person, period).await?;
    let whose = papers::whose(ctx, &diary.person, period).await?.ok_or_else(error::still_arriving)?;
    let today = date::office_day(ctx.now());
    let paper = papers::diary(&diary.person, &whose, diary.approver.as_ref(), &diary.logs, period, today);
    let (of, year, agency) = (whose.office.name().to_owned(), period.year, diary.agency);
    let scope = format!("{}, {}", diary.person.full_name, period.title());
    let about = period.month.map_or_else(String::new, |month| format!(" tháng {month}"));
    let about = format!("{}{about}", diary.person.full_name);
    Ok(Draft { paper: Paper::WorkTable(paper), about, of, year, scope, agency, reading: reading_work(reader, &diary.resource, agency) })
}

fn note(record: &Record, office: &Office, law: &Law, with_result: bool, reader: &Reader, now: DateTime<Utc>) -> Result<Paper, Error> {
    let person = announced::id::<Uuid>("an id", &record.subject.clone().unwrap_or_default().person_id)?;
    // The office that enters the paper reads what it entered; only the subject waits for the publication.
    let note = papers::note(record, office, law, with_result || reader.actor.person != person, now);
    Ok(Paper::Note(note.ok_or_else(error::no_note)?))
}

async fn legal_form(ctx: &Ctx, reader: &Reader, record: &Record, office: &Office, law: &Law, with_result: bool) -> Result<Paper, Error> {
    let form = record.form.as_ref().filter(|form| !form.sections.is_empty() && papers::note_title(record).is_none());
    let form = form.ok_or_else(error::no_form)?;
    let person = announced::id::<Uuid>("an id", &record.subject.clone().unwrap_or_default().person_id)?;
    let work = store::work_summary(&ctx.db, person, record.year).await?;
    // Before the publication only the subject reads with parts left out; the heads wrote those parts.
    let heads_parts = with_result || reader.actor.person != person;
    Ok(Paper::LegalForm(papers::legal_form(record, form, office, law, work.as_ref(), heads_parts, ctx.now())?))
}

async fn score_sheet(ctx: &Ctx, reader: &Reader, record: &Record, office: &Office, law: &Law, with_result: bool) -> Result<Paper, Error> {
    let own = record.self_.as_ref().ok_or_else(error::not_scored)?;
    let set = store::criteria_set(&ctx.db, &record.criteria_set_id).await?.ok_or_else(error::still_arriving)?;
    let id = announced::id::<Uuid>("an id", &record.record_id)?;
    let result = if with_result { store::result(&ctx.db, id).await? } else { None };
    let person = announced::id::<Uuid>("an id", &record.subject.clone().unwrap_or_default().person_id)?;
    let knows = person == reader.actor.person || may(reader, &reviewers(record)?) == Verdict::Full;
    // One sheet for every reader, as its person gets it, but for who gave a score of it and may not know the others'.
    let told = if knows || !store::is_reviewed_by(&ctx.db, id, reader.actor.person).await? {
        disclosure::result
    } else {
        disclosure::result_for_reviewer
    };
    let result = result.map(|result| told(result, law.smallest_group()));
    Ok(Paper::ScoreSheet(papers::score_sheet(record, own, &set, result.as_ref(), office, law, ctx.now())))
}
