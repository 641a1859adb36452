//! The audit trail of a record or a period.

use contract::field;
use evaluation_domain::policy::{Action, Actor};
use events::Error;
use kernel::{Refusal, Version};
use proto::evaluation::v1 as api;
use proto::evaluation::v1::list_audit_entries_request::Subject;
use runtime::Ctx;
use store::chain::Break;
use uuid::Uuid;

use super::info;
use crate::store::audit::{self, Unsealed};
use crate::store::{periods, records};
use crate::{access, error, wire};

pub(crate) async fn list_audit_entries(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListAuditEntriesRequest,
) -> Result<api::ListAuditEntriesResponse, Error> {
    let of = readable(ctx, actor, message.subject.clone()).await?;
    let page = runtime::page::<Version>(message.page.as_ref())?;
    let (entries, next) = page.finish(audit::entries(&ctx.db, of, &page).await?, |entry| entry.version);
    let broken = audit::CHAIN.breaks(&ctx.db, Some(of), 1).await?;
    let unsealed = audit::unsealed(&ctx.db, Some(of), 1).await?;
    Ok(api::ListAuditEntriesResponse {
        entries: entries.iter().map(wire::audit_entry).collect(),
        page: info(next),
        problem: broken.first().map(break_at).or_else(|| unsealed.first().map(unsealed_at)).unwrap_or_default(),
    })
}

async fn readable(ctx: &Ctx, actor: &regulation::Actor, subject: Option<Subject>) -> Result<Uuid, Error> {
    let actor = Actor::from(actor);
    let check = |known_by, standings: &access::Standings, hidden: fn() -> Error| access::check(Action::Audit, known_by, standings, hidden);
    match subject {
        Some(Subject::RecordId(id)) => {
            let record = records::find(&ctx.db, field::id("record_id", &id)?).await?.ok_or_else(error::no_record)?;
            let period = periods::find(&ctx.db, record.period).await?.ok_or_else(error::no_period)?;
            check(Action::ReadRecord, &access::to_record(&actor, &record, &period), error::no_record)?;
            Ok(record.id.into())
        }
        Some(Subject::PeriodId(id)) => {
            let period = periods::find(&ctx.db, field::id("period_id", &id)?).await?.ok_or_else(error::no_period)?;
            check(Action::ReadPeriod, &access::to_period(&actor, &period), error::no_period)?;
            Ok(period.id.into())
        }
        None => Err(Refusal::invalid("SUBJECT_MISSING", "record_id", "Hãy chọn hồ sơ hoặc kỳ đánh giá.").into()),
    }
}

fn break_at(found: &Break) -> String {
    if found.is_gap {
        return format!("Thiếu dấu vết trước phiên bản {}.", found.step);
    }
    format!("Dấu vết của phiên bản {} không còn nguyên vẹn.", found.step)
}

fn unsealed_at(found: &Unsealed) -> String {
    format!("Nội dung hiện tại (phiên bản {}) không đúng với dấu vết cuối cùng.", found.version)
}
