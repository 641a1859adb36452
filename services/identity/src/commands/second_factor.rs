//! One's own second factor, and its removal for somebody who lost it.
//!
//! Beginning and confirming keep no answers for repeated requests: they would hold secrets.

use chrono::{DateTime, Utc};
use contract::{field, out};
use events::{Error, Tx};
use identity_domain::{
    Account, Deed, Person, PersonId, code_wrong, enrolment_not_begun, enrolment_unsupervised, pairing_wrong, person_not_found, policy,
    second_factor, second_factor_known, second_factor_not_begun,
};
use kernel::date;
use proto::identity::v1 as api;
use regulation::Actor;
use runtime::Ctx;

use super::seconded::keep_seconded;
use super::{others_account, prove_password, reason};
use crate::config::SecondFactor;
use crate::letters::Letters;
use crate::secrets::Vault;
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;
use crate::{codes, store};

pub(crate) async fn begin_second_factor(
    ctx: &Ctx,
    vault: &Vault,
    rule: SecondFactor,
    actor: &Actor,
    message: api::BeginSecondFactorRequest,
) -> Result<api::BeginSecondFactorResponse, Error> {
    let person = PersonId(actor.person);
    store::sessions::still_open(&ctx.db, actor).await?;
    let account = store::accounts::find(&ctx.db, person).await?.ok_or_else(person_not_found)?;
    prove_password(ctx, &account, &message.password).await?;
    let known = store::second_factors::find(&ctx.db, person).await?;
    let mut alone = true;
    if known.as_ref().is_some_and(|known| known.secret.is_some()) {
        // Who has one proves it as well.
        codes::prove(ctx, vault, person, &message.code, "").await?;
    } else {
        let is_free = known.as_ref().and_then(|known| known.alone_until).is_some_and(|until| ctx.now() < until);
        let holder = store::people::find(&ctx.db, person).await?;
        alone = is_free || !must_have_one(rule, holder.as_ref(), &account, ctx.now());
    }
    let fresh = codes::fresh(vault, &account.email)?;
    let tx = ctx.begin().await?;
    let pairing_code = if alone { String::new() } else { codes::pairing(&fresh.sealed) };
    store::second_factors::begin(&tx, person, fresh.sealed).await?;
    tx.commit().await?;
    Ok(api::BeginSecondFactorResponse { secret: fresh.secret, otpauth_url: fresh.url, pairing_code })
}

/// Whether somebody must sign in with a second factor.
pub(super) fn must_have_one(rule: SecondFactor, person: Option<&Person>, account: &Account, now: DateTime<Utc>) -> bool {
    person.is_some_and(|person| rule.demands(person, &account.grants, date::office_day(now)))
}

pub(crate) async fn allow_enrolment(
    tx: &mut Tx,
    actor: Actor,
    message: api::AllowEnrolmentRequest,
    letters: Letters,
) -> Result<api::AllowEnrolmentResponse, Error> {
    let id: PersonId = field::id("person_id", &message.person_id)?;
    let person = store::people::find(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    let agency = person.post_on(date::office_day(tx.now())).map(|post| post.agency);
    let account = others_account(tx, &actor, &message.person_id, |who, account| policy::may_allow_enrolment(who, account, agency)).await?;
    let reason = reason(&message.reason)?;
    let known = store::second_factors::find(tx.conn(), id).await?;
    if known.as_ref().is_some_and(|known| known.secret.is_some()) {
        return Err(second_factor_known().into());
    }
    let until = tx.now() + second_factor::SUPERVISED;
    let pending = known.and_then(|known| known.pending).ok_or_else(enrolment_not_begun)?;
    let is_this = codes::pairing(&pending) == second_factor::typed(&message.pairing_code);
    if !is_this || !store::second_factors::allow(tx, id, &pending, until).await? {
        return Err(pairing_wrong().into());
    }
    note(tx, id, Action::EnrolmentAllowed, &reason).await?;
    letters
        .warn(
            tx,
            &account,
            &format!("xác thực hai lớp vừa cài được xác nhận là của bạn, nhập mã để hoàn tất trước {}", date::vi_moment(until)),
        )
        .await?;
    Ok(api::AllowEnrolmentResponse { until: Some(out::moment(until)) })
}

pub(crate) async fn confirm_second_factor(
    ctx: &Ctx,
    letters: &Letters,
    rule: SecondFactor,
    actor: &Actor,
    message: api::ConfirmSecondFactorRequest,
) -> Result<api::ConfirmSecondFactorResponse, Error> {
    let person = PersonId(actor.person);
    let mut tx = ctx.begin().await?;
    tx.on_behalf_of(actor.person);
    let account = store::accounts::lock(tx.conn(), person).await?.ok_or_else(person_not_found)?;
    store::sessions::still_open(tx.conn(), actor).await?;
    let known = store::second_factors::find(tx.conn(), person).await?.ok_or_else(second_factor_not_begun)?;
    let pending = known.pending.clone().ok_or_else(second_factor_not_begun)?;
    // Whoever has the password alone is not known to be who they say.
    let holder = store::people::find(tx.conn(), person).await?;
    if known.secret.is_none() && !known.may_confirm(tx.now()) && must_have_one(rule, holder.as_ref(), &account, tx.now()) {
        return Err(enrolment_unsupervised().into());
    }
    let code = second_factor::typed(&message.code);
    let step = codes::step_of(&letters.vault, &pending, &code, ctx.deps.clock.outside().timestamp())?.ok_or_else(code_wrong)?;
    let (recovery_codes, digests) = (0..second_factor::RECOVERY_CODES).map(|_| codes::recovery()).unzip();
    store::second_factors::confirm(&tx, person, pending, step, digests).await?;
    store::sessions::enrolled(&tx, actor.session).await?;
    store::sessions::end_of(&tx, person, Which::AllBut(actor.session)).await?;
    note(&tx, person, Action::SecondFactorSet, "").await?;
    letters.warn(&tx, &account, "đã cài đặt xác thực hai lớp").await?;
    tx.commit().await?;
    Ok(api::ConfirmSecondFactorResponse { recovery_codes })
}

pub(crate) async fn reset_second_factor(
    tx: &mut Tx,
    actor: Actor,
    message: api::ResetSecondFactorRequest,
    letters: Letters,
) -> Result<api::ResetSecondFactorResponse, Error> {
    let account = others_account(tx, &actor, &message.person_id, policy::may_reset_factor).await?;
    let person = account.person;
    let reason = reason(&message.reason)?;
    let Some(account) = keep_seconded(tx, &letters, account, Deed::SecondFactor).await? else {
        return Ok(api::ResetSecondFactorResponse { waits: true });
    };
    store::second_factors::remove(tx, person).await?;
    store::passkeys::remove_all(tx, person).await?;
    store::sessions::end_of(tx, person, Which::All).await?;
    note(tx, person, Action::SecondFactorRemoved, &reason).await?;
    letters.warn(tx, &account, "người có thẩm quyền đã gỡ xác thực hai lớp").await?;
    Ok(api::ResetSecondFactorResponse { waits: false })
}
