//! The agency takes a declaration back.

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{RevokeFactRequest, RevokeFactResponse};
use regulation::Actor;
use scoring_domain::{may_declare, may_read_facts};

use super::declare_fact::published;
use super::reason;
use crate::store::facts::Revoked;
use crate::{store, wire};

pub(crate) async fn revoke_fact(tx: &mut Tx, actor: Actor, message: RevokeFactRequest) -> Result<RevokeFactResponse, Error> {
    let not_found = || Refusal::not_found("khai báo");
    let mut fact = store::facts::find(tx.conn(), field::id("fact_id", &message.fact_id)?).await?.ok_or_else(not_found)?;
    let mut agencies = store::people::agencies(tx.conn(), fact.person).await?.unwrap_or_default();
    agencies.push(fact.agency);
    may_read_facts(&actor, Some(fact.person), &agencies)?;
    may_declare(&actor, fact.person, &agencies)?;
    let reason = reason(&message.reason)?;
    store::lock_person(tx.conn(), fact.person).await?;
    if fact.revoked.is_some() {
        return Ok(RevokeFactResponse { fact: Some(wire::fact(&fact)) });
    }
    let year = fact.declared.year;
    let mut records = store::records::of_person(tx.conn(), fact.person).await?;
    records.retain(|record| record.year == year);
    if records.iter().any(|record| record.progress == scoring_domain::Progress::Published) {
        return Err(published(year).into());
    }
    if fact.declared.content.gives_points() && !records.is_empty() {
        let message = "Kết quả đang tính theo khai báo này; hãy khai báo lại với số liệu đúng thay vì thu hồi.";
        return Err(Refusal::precondition("TASK_RESULTS_NEEDED", message).into());
    }
    let revoked = Revoked { by: actor.person, at: tx.now(), reason };
    store::facts::revoke(tx.conn(), fact.id, &revoked).await?;
    store::due::mark(tx.conn(), fact.person, year, tx.now()).await?;
    fact.revoked = Some(revoked);
    Ok(RevokeFactResponse { fact: Some(wire::fact(&fact)) })
}
