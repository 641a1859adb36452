//! Records as their readers may see them.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Word, field};
use evaluation_domain::policy::{Action, Actor, may, reading};
use evaluation_domain::record::{Deed, Sight};
use evaluation_domain::{PeriodId, Record, UnitId};
use events::Error;
use kernel::Reading;
use prost::Message;
use proto::common::v1::File;
use proto::evaluation::v1 as api;
use regulation::SystemRole;
use runtime::Ctx;

use super::{info, reads};
use crate::access::Standings;
use crate::commands::Law;
use crate::store::ConnectionTrait;
use crate::store::reads::About;
use crate::store::records::Visible;
use crate::store::{drafts, periods, records, results, sheets};
use crate::{access, error, stages, wire};

/// A record as its reader sees it now, with scoring's result where it is of exactly this state.
pub(crate) async fn view(conn: &impl ConnectionTrait, record: &Record, standings: &Standings) -> Result<api::Record, Error> {
    let sight = access::sight(standings, record, stages::smallest_group(conn, record).await?);
    let basis = sheets::basis(conn, record).await?;
    let scored = results::of(conn, [record.id]).await?.remove(&record.id);
    let outcome = scored.map(|scored| scored.outcome).filter(|outcome| outcome.basis == basis && !basis.is_empty());
    Ok(wire::record(record, basis, outcome.as_ref(), sight))
}

pub(crate) async fn get_record(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::GetRecordRequest,
) -> Result<api::GetRecordResponse, Error> {
    let (record, standings) = readable(ctx, actor, &message.record_id, Action::ReadRecord).await?;
    reads::log(ctx, actor, reading(&standings), record.period, About::Record(record.id.into()), &message.reason).await?;
    let may = deeds(ctx, actor, &record, &standings).await?;
    Ok(api::GetRecordResponse { record: Some(view(&ctx.db, &record, &standings).await?), may })
}

/// Codes of what the reader may do with a record now.
async fn deeds(ctx: &Ctx, actor: &regulation::Actor, record: &Record, standings: &Standings) -> Result<Vec<String>, Error> {
    let period = periods::find(&ctx.db, record.period).await?.ok_or_else(error::no_period)?;
    let policy = stages::pack_of(&ctx.db, &record.pack_id).await?.policy;
    let open = |deed: &Deed| may(deed.action(), standings) && record.allows(*deed, actor.person.into(), period.stage, &policy, ctx.now());
    Ok(Deed::ALL.into_iter().filter(open).map(|deed| deed.code().to_owned()).collect())
}

/// A file that the record as its reader sees it names.
pub(crate) async fn get_record_file(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::GetRecordFileRequest,
) -> Result<api::GetRecordFileResponse, Error> {
    let (record, standings) = readable(ctx, actor, &message.record_id, Action::ReadRecord).await?;
    let seen = view(&ctx.db, &record, &standings).await?;
    let files = [seen.party_comment.and_then(|comment| comment.file), seen.paper.and_then(|paper| paper.scan)];
    let file = files.into_iter().flatten().find(|file| file.digest == message.digest).ok_or_else(error::no_file)?;
    reads::log(ctx, actor, reading(&standings), record.period, About::Record(record.id.into()), &message.reason).await?;
    let content = runtime::files::read(ctx, &file.object_key, &file.digest).await?;
    let file = File { name: file.name, content_type: file.content_type, content };
    Ok(api::GetRecordFileResponse { file: Some(file) })
}

async fn readable(ctx: &Ctx, actor: &regulation::Actor, record_id: &str, action: Action) -> Result<(Record, Standings), Error> {
    let actor = Actor::from(actor);
    let record = records::find(&ctx.db, field::id("record_id", record_id)?).await?.ok_or_else(error::no_record)?;
    let period = periods::find(&ctx.db, record.period).await?.ok_or_else(error::no_period)?;
    let standings = access::to_record(&actor, &record, &period);
    access::check(action, Action::ReadRecord, &standings, error::no_record)?;
    Ok((record, standings))
}

pub(crate) async fn get_self_draft(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::GetSelfDraftRequest,
) -> Result<api::GetSelfDraftResponse, Error> {
    let (record, _) = readable(ctx, actor, &message.record_id, Action::AssessSelf).await?;
    if let Some((bytes, version)) = drafts::find(&ctx.db, record.id).await? {
        let content = api::SelfContent::decode(&*bytes).map_err(|error| Error::decode("a draft", error))?;
        let law = Law::of(&ctx.db, &record).await?;
        let foresight = wire::foresight(&record, content.clone(), &law.rules());
        return Ok(api::GetSelfDraftResponse { content: Some(content), version, foresight });
    }
    let before = record.own().map(|own| api::SelfContent {
        scores: wire::wire_scores(&own.scores),
        answers: own.answers.clone(),
        declared_class: own.declared.number(),
    });
    Ok(api::GetSelfDraftResponse { content: before, version: 0, foresight: None })
}

/// Which records an actor may see in lists.
pub(crate) fn visible(actor: &Actor, headed: Vec<PeriodId>) -> Visible {
    let all = actor.scopes(&[SystemRole::SnvAdmin, SystemRole::Auditor, SystemRole::HrOfficer]);
    let higher = actor.scopes(&[SystemRole::HigherAuthority]);
    Visible {
        everything: all.contains(&None),
        person: Some(actor.person),
        judged_in: (!actor.reach.everywhere).then(|| actor.reach.agencies.iter().copied().map(UnitId::from).collect()),
        agencies: all.into_iter().flatten().collect(),
        periods: headed,
        undecided_inside: match higher.as_slice() {
            [] => None,
            scopes if scopes.contains(&None) => Some(None),
            scopes => Some(Some(scopes.iter().copied().flatten().collect())),
        },
        only_own: false,
        among: Vec::new(),
    }
}

pub(crate) async fn list_records(
    ctx: &Ctx,
    signed_in: &regulation::Actor,
    message: &api::ListRecordsRequest,
) -> Result<api::ListRecordsResponse, Error> {
    let actor = Actor::from(signed_in);
    let page = runtime::page(message.page.as_ref())?;
    let period = field::id_or_none("period_id", &message.period_id)?;
    let unit = field::id_or_none("unit_id", &message.unit_id)?;
    let headed = periods::headed_by(&ctx.db, &actor).await?;
    let among = message.record_ids.iter().map(|one| field::id("record_ids", one)).collect::<Result<_, _>>()?;
    let visible = Visible { only_own: message.mine, among, ..visible(&actor, headed) };
    let found = records::list(&ctx.db, &visible, period, unit, &page).await?;
    let (found, next) = page.finish(found, |placed| placed.key);
    let of = periods::many(&ctx.db, found.iter().map(|placed| placed.record.period)).await?;
    let references: Vec<&Record> = found.iter().map(|placed| &placed.record).collect();
    let bases = sheets::bases(&ctx.db, &references).await?;
    let scored = results::of(&ctx.db, references.iter().map(|record| record.id)).await?;
    let mut views = Vec::with_capacity(found.len());
    let (mut by_office, mut smallest) = (BTreeSet::new(), BTreeMap::new());
    for record in references {
        let Some(period) = of.iter().find(|period| period.id == record.period) else { continue };
        let standings = access::to_record(&actor, record, period);
        let reading = reading(&standings);
        if reading == Reading::ByOffice {
            by_office.insert(period.id);
        }
        // Who must say why reads nothing in passing.
        let outline = reading == Reading::WithReason;
        if !smallest.contains_key(&record.pack_id) {
            smallest.insert(record.pack_id.clone(), stages::smallest_group(&ctx.db, record).await?);
        }
        let sight = Sight { outline, ..access::sight(&standings, record, smallest[&record.pack_id]) };
        let basis = bases.get(&record.id).cloned().unwrap_or_default();
        let outcome = scored.get(&record.id).map(|scored| &scored.outcome).filter(|outcome| outcome.basis == basis && !basis.is_empty());
        views.push(wire::record(record, basis, outcome, sight));
    }
    for period in by_office {
        reads::log(ctx, signed_in, Reading::ByOffice, period, About::Records(period.into()), "").await?;
    }
    Ok(api::ListRecordsResponse { records: views, page: info(next) })
}
