//! Lets the higher share of the pack apply to an agency's year, or ends that.

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{SetQuotaExceptionRequest, SetQuotaExceptionResponse};
use regulation::Actor;
use scoring_domain::may_except;

use super::{document_ref, reason, year};
use crate::store::quotas::Model;
use crate::{store, wire};

pub(crate) async fn set_quota_exception(
    tx: &mut Tx,
    actor: Actor,
    message: SetQuotaExceptionRequest,
) -> Result<SetQuotaExceptionResponse, Error> {
    may_except(&actor)?;
    let agency = field::id("agency_id", &message.agency_id)?;
    let year = year(tx, message.year)?;
    if !store::people::knows_agency(tx.conn(), agency).await? {
        return Err(Refusal::not_found("cơ quan này").into());
    }
    let standing = store::quotas::exception(tx.conn(), agency, year).await?;
    let exception = match (standing, message.exceptional) {
        (Some(standing), true)
            if standing.reason == reason(&message.reason)? && standing.document_ref == document_ref(&message.document_ref)? =>
        {
            standing
        }
        (Some(_), true) => return Err(applies_already().into()),
        (None, false) => return Err(Refusal::not_found("tỷ lệ cao hơn của cơ quan").into()),
        (Some(mut standing), false) => {
            store::quotas::end(tx.conn(), standing.exception_id, actor.person, tx.now()).await?;
            (standing.ended_by, standing.ended_at) = (Some(actor.person), Some(tx.now()));
            standing
        }
        (None, true) => {
            let exception = Model {
                exception_id: tx.next_id(),
                agency_id: agency,
                year,
                reason: reason(&message.reason)?,
                document_ref: document_ref(&message.document_ref)?,
                granted_by: actor.person,
                granted_at: tx.now(),
                ended_by: None,
                ended_at: None,
            };
            store::quotas::grant(tx.conn(), exception.clone()).await?;
            exception
        }
    };
    store::quotas::mark(tx.conn(), agency, year).await?;
    Ok(SetQuotaExceptionResponse { exception: Some(wire::quota_exception(&exception)) })
}

fn applies_already() -> Refusal {
    Refusal::precondition("EXCEPTION_STANDS", "Đang áp dụng tỷ lệ cao hơn theo văn bản khác; hãy thôi áp dụng trước rồi ghi căn cứ mới.")
}
