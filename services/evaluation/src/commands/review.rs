//! The reviewer answers.

use contract::field;
use evaluation_domain::Stage;
use evaluation_domain::policy::{Action, Actor};
use events::{Error, Tx};
use proto::evaluation::v1 as api;

use super::Law;
use crate::store::{periods, records, sheets};
use crate::{access, error, stages, wire};

pub(crate) async fn submit_review(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::SubmitReviewRequest,
) -> Result<api::SubmitReviewResponse, Error> {
    let actor = Actor::from(&actor);
    let id = field::id("sheet_id", &message.sheet_id)?;
    let asked = sheets::find(tx.conn(), id).await?.ok_or_else(error::no_sheet)?;
    let period = periods::find(tx.conn(), asked.period).await?.ok_or_else(error::no_period)?;
    access::check(Action::Review, Action::Review, &access::to_sheet(&actor, &asked, &period), error::no_sheet)?;
    // While the stage is open many answer at once; later the last answer closes the record, so they take turns.
    let closes_itself = period.stage > Stage::Review360Open;
    let record = match closes_itself {
        true => records::lock(tx, asked.record).await?,
        false => records::lock_shared(tx, asked.record).await?,
    };
    let record = record.ok_or_else(error::no_record)?;
    let sheet = sheets::lock(tx, id).await?.ok_or_else(error::no_sheet)?;
    let law = Law::of(tx.conn(), &record).await?;
    let present = sheet.clone();
    let Some(changed) = sheet.submit(wire::answer(message)?, &record, &law.rules(), tx.now())? else {
        return Ok(api::SubmitReviewResponse { sheet: Some(wire::sheet(&present)) });
    };
    let sheet = sheets::save(tx, changed).await?;
    if closes_itself && stages::is_complete(&record, &sheets::of_record(tx.conn(), record.id).await?) {
        stages::close(tx, vec![record], |_| &law.policy).await?;
    }
    Ok(api::SubmitReviewResponse { sheet: Some(wire::sheet(&sheet)) })
}
