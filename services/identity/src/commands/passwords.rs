//! Passwords: the first, another one by a link, another one by oneself.

use chrono::TimeDelta;
use contract::field;
use events::{Error, Tx};
use identity_domain::{
    Account, Deed, PersonId, Status, account_disabled, asked_too_often, current_password_wrong, invitation_over, password, password_same,
    password_wrong, person_not_found, policy, renamed_lately, reset_over,
};
use kernel::{date, text};
use proto::identity::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use tonic::Status as Answer;

use super::seconded::keep_seconded;
use super::tried::{Proof, tried};
use crate::config::Limits;
use crate::letters::{self, Letters};
use crate::network::Origin;
use crate::store::account_events::{Action, note};
use crate::store::credentials::Purpose;
use crate::store::sessions::Which;
use crate::store::tries::Key;
use crate::{secrets, store, wire};

/// Links that go to one person in an hour, whoever sends them.
const MOST_LINKS: u64 = 3;
/// Characters of the longest address.
const LONGEST_ADDRESS: usize = 254;

pub(crate) async fn activate(tx: &mut Tx, message: api::ActivateRequest) -> Result<api::ActivateResponse, Error> {
    let invited = store::credentials::use_link(tx, Purpose::Activate, secrets::digest(&message.activation_token)).await?;
    let id = invited.ok_or_else(invitation_over)?;
    let account = store::accounts::lock(tx.conn(), id).await?.ok_or_else(invitation_over)?;
    set(tx, &account, &message.password, &Origin::of(&message.client_address).network).await?;
    let account = account.activated(tx.now())?;
    store::accounts::save(tx, &account).await?;
    note(tx, id, Action::Activated, &Origin::of(&message.client_address).address).await?;
    Ok(api::ActivateResponse { email: account.email })
}

/// The same work and the same answer for every login, known or not: whether there is somebody to write to is looked up afterwards, where
/// nobody can measure it.
pub(crate) async fn request_password_reset(
    tx: &mut Tx,
    message: api::RequestPasswordResetRequest,
) -> Result<api::RequestPasswordResetResponse, Error> {
    let email = text::clean(&message.email).to_lowercase();
    store::reset_requests::add(tx, email.chars().take(LONGEST_ADDRESS).collect()).await?;
    Ok(api::RequestPasswordResetResponse {})
}

pub(crate) async fn reset_password(
    tx: &mut Tx,
    message: api::ResetPasswordRequest,
    letters: Letters,
) -> Result<api::ResetPasswordResponse, Error> {
    let known = store::credentials::use_link(tx, Purpose::Reset, secrets::digest(&message.reset_token)).await?;
    let id = known.ok_or_else(reset_over)?;
    let account = store::accounts::lock(tx.conn(), id).await?.filter(|account| account.status == Status::Active);
    let account = account.ok_or_else(reset_over)?;
    let origin = Origin::of(&message.client_address);
    set(tx, &account, &message.password, &origin.network).await?;
    store::sessions::end_of(tx, id, Which::All).await?;
    note(tx, id, Action::PasswordReset, &origin.address).await?;
    letters.warn(tx, &account, "mật khẩu đã được đặt lại bằng liên kết trong thư").await?;
    Ok(api::ResetPasswordResponse { email: account.email })
}

/// Changes the password as one try of the login.
pub(crate) async fn try_to_change_password<R>(
    ctx: &Ctx,
    actor: &Actor,
    proof: Proof,
    change: impl Future<Output = Result<R, Answer>>,
) -> Result<R, Answer> {
    let failed = |error: Error| runtime::call::status(&error);
    let known = store::accounts::find(&ctx.db, PersonId(actor.person)).await.map_err(failed)?;
    let account = known.ok_or_else(|| failed(person_not_found().into()))?;
    let login = Key::anywhere(secrets::digest(&account.email));
    tried(ctx, &login, &current_password_wrong(), proof, change).await
}

pub(crate) async fn change_password(
    tx: &mut Tx,
    actor: Actor,
    message: api::ChangePasswordRequest,
    letters: Letters,
    proof: Proof,
) -> Result<api::ChangePasswordResponse, Error> {
    let person = PersonId(actor.person);
    let account = store::accounts::lock(tx.conn(), person).await?.ok_or_else(person_not_found)?;
    store::sessions::still_open(tx.conn(), &actor).await?;
    let hash = store::credentials::password_hash(tx.conn(), person).await?;
    if !secrets::verify(text::compose(&message.current_password), hash, &actor.person.to_string()).await? {
        return Err(current_password_wrong().into());
    }
    proof.give();
    if message.new_password == message.current_password {
        return Err(password_same().into());
    }
    set(tx, &account, &message.new_password, &actor.person.to_string()).await?;
    store::sessions::end_of(tx, person, Which::AllBut(actor.session)).await?;
    note(tx, person, Action::PasswordChanged, "").await?;
    letters.warn(tx, &account, "mật khẩu đã được đổi").await?;
    Ok(api::ChangePasswordResponse {})
}

/// Proves as one try of the login that whoever acts knows the password: an open browser is not enough to stay in an account for good.
///
/// # Errors
/// `PASSWORD_WRONG`, and `ACCOUNT_LOCKED` after several.
pub(crate) async fn prove_password(ctx: &Ctx, account: &Account, password: &str) -> Result<(), Error> {
    // A form that was sent empty is no try.
    if password.is_empty() {
        return Err(password_wrong().into());
    }
    let login = Key::anywhere(secrets::digest(&account.email));
    store::tries::begin(ctx, &login).await?;
    let hash = store::credentials::password_hash(&ctx.db, account.person).await?;
    match secrets::verify(text::compose(password), hash, &account.person.to_string()).await {
        Ok(true) => return store::tries::forget(&ctx.db, &login).await,
        Ok(false) => {}
        Err(error) => {
            store::tries::release(&ctx.db, &login).await?;
            return Err(error);
        }
    }
    store::tries::failed(&ctx.db, &login, ctx.now()).await?;
    Err(password_wrong().into())
}

/// Whoever helps sends a link; nobody chooses a password for somebody else, and wrong tries count until the link is used.
pub(crate) async fn send_access_link(
    tx: &mut Tx,
    actor: Actor,
    message: api::SendAccessLinkRequest,
    letters: Letters,
    limits: Limits,
) -> Result<api::SendAccessLinkResponse, Error> {
    let id: PersonId = field::id("person_id", &message.person_id)?;
    let person = store::people::find(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    policy::may_send_link(&wire::who(&actor), person.post_on(date::office_day(tx.now())).map(|post| post.agency))?;
    let account = store::accounts::lock(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    let purpose = if account.status == Status::Invited { Purpose::Activate } else { Purpose::Reset };
    let hour_ago = tx.now() + letters::lasts(purpose) - TimeDelta::hours(1);
    if store::credentials::links_since(tx, id, purpose, hour_ago).await? >= MOST_LINKS {
        return Err(asked_too_often().into());
    }
    match account.status {
        Status::Invited => letters.invite(tx, &account, &person.full_name).await?,
        Status::Active => match account.links_from(limits.days_without_links_after_rename) {
            Some(from) if tx.now() < from => return Err(renamed_lately(&date::vi_moment(from)).into()),
            Some(_) | None => match keep_seconded(tx, &letters, account, Deed::Link).await? {
                Some(account) => letters.reset(tx, &account, &person.full_name).await?,
                None => return Ok(api::SendAccessLinkResponse { waits: true }),
            },
        },
        Status::Disabled => return Err(account_disabled().into()),
    }
    Ok(api::SendAccessLinkResponse { waits: false })
}

async fn set(tx: &Tx, account: &Account, password: &str, whose: &str) -> Result<(), Error> {
    let person = store::people::find(tx.conn(), account.person).await?.ok_or_else(person_not_found)?;
    let password = password::accept(password, &person.full_name, &person.email)?;
    store::credentials::set_password(tx, account.person, secrets::hash(password, whose).await?).await?;
    store::tries::forget_all(tx.conn(), &secrets::digest(&account.email)).await
}
