//! The person's own part: draft, comment of the Party cell, submission.

use contract::field;
use evaluation_domain::policy::Action;
use events::{Error, Tx};
use kernel::{Refusal, RefusalKind};
use prost::Message;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::{Law, open_case, seen};
use crate::store::{directory, drafts, records, sheets};
use crate::{files, stages, wire};

/// Largest draft, in bytes.
const LARGEST_DRAFT: usize = 256 * 1024;

pub(crate) async fn save_self_draft(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::SaveSelfDraftRequest,
) -> Result<api::SaveSelfDraftResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::AssessSelf).await?;
    let law = Law::of(tx.conn(), &case.record).await?;
    let sent = message.content.unwrap_or_default();
    case.record.may_be_drafted(&wire::self_draft(sent.clone()), &law.rules())?;
    let content = sent.encode_to_vec();
    if content.len() > LARGEST_DRAFT {
        return Err(Refusal::invalid("DRAFT_TOO_LARGE", "content", "Bản nháp quá lớn; hãy rút gọn nội dung.").into());
    }
    if message.expected_version < 0 {
        return Err(Refusal::new(RefusalKind::Conflict, "CHANGED_MEANWHILE", "Bản nháp đã được lưu ở nơi khác. Mời tải lại trang.").into());
    }
    let version = drafts::save(tx, case.record.id, &content, message.expected_version).await?;
    Ok(api::SaveSelfDraftResponse { version, foresight: wire::foresight(&case.record, sent, &law.rules()) })
}

pub(crate) async fn submit_self(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::SubmitSelfRequest,
) -> Result<api::SubmitSelfResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::AssessSelf).await?;
    let law = Law::of(tx.conn(), &case.record).await?;
    let earlier = sheets::of_record(tx.conn(), case.record.id).await?;
    let content = wire::self_content(message.content)?;
    let present = case.record.clone();
    let changed = case.record.submit_self(content, message.conflict_acknowledged, &law.rules(), &earlier, case.period.stage, tx.now())?;
    let Some(changed) = changed else {
        return Ok(api::SubmitSelfResponse { record: seen(tx, &present, &case.standings).await? });
    };
    let record = records::save(tx, changed).await?;
    drafts::delete(tx, record.id).await?;
    if record.is_in_review() {
        stages::assign(tx, &record, &earlier, &case.period).await?;
    }
    Ok(api::SubmitSelfResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn attach_party_comment(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::AttachPartyCommentRequest,
    ctx: Ctx,
) -> Result<api::AttachPartyCommentResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::AssessSelf).await?;
    let commented_on = field::day("commented_on", message.commented_on.as_ref())?;
    let upload = files::look_at(&ctx, "party-comments", case.record.id, "file", message.file).await?;
    let changed = case.record.attach_party_comment(&message.cell, commented_on, files::stored(&upload), tx.now())?;
    upload.keep(&ctx).await?;
    let record = records::save(tx, changed).await?;
    Ok(api::AttachPartyCommentResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn waive_party_comment(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::WaivePartyCommentRequest,
) -> Result<api::WaivePartyCommentResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::WaivePartyComment).await?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let record = records::save(tx, case.record.waive_party_comment(&message.reason, by, &policy)?).await?;
    Ok(api::WaivePartyCommentResponse { record: seen(tx, &record, &case.standings).await? })
}
