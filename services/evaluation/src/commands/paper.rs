//! Results that were reached on paper (article 2.9).

use contract::{Word, field};
use evaluation_domain::policy::Action;
use evaluation_domain::record::NewPaper;
use events::{Error, Tx};
use proto::evaluation::v1 as api;
use regulation::Class;
use runtime::Ctx;

use super::{open_case, seen};
use crate::store::{directory, records};
use crate::{files, stages};

pub(crate) async fn enter_paper(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::EnterPaperRequest,
    ctx: Ctx,
) -> Result<api::EnterPaperResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::EnterPaper).await?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let upload = files::look_at(&ctx, "paper", case.record.id, "scan", message.scan).await?;
    let new = NewPaper {
        old_agency: message.old_agency,
        total: contract::points(message.total),
        class: Class::of(message.class),
        confirmed_by_old_head: message.confirmed_by_old_head,
        confirmed_on: field::day("confirmed_on", message.confirmed_on.as_ref())?,
        scan: files::stored(&upload),
    };
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = case.record.enter_paper(new, by, &policy, case.period.stage)?;
    upload.keep(&ctx).await?;
    let record = records::save(tx, changed).await?;
    Ok(api::EnterPaperResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn confirm_paper(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ConfirmPaperRequest,
) -> Result<api::ConfirmPaperResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::ConfirmPaper).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let present = case.record.clone();
    let record = match case.record.confirm_paper(by)? {
        Some(changed) => records::save(tx, changed).await?,
        None => present,
    };
    Ok(api::ConfirmPaperResponse { record: seen(tx, &record, &case.standings).await? })
}
