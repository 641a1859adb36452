//! Opens a session.
//!
//! Without a stored answer for repeated requests: it would hold the session's secret. A repeated sign-in opens another
//! session, which harms nobody.

use chrono::TimeDelta;
use events::Error;
use identity_domain::{Account, Status, policy, sign_in_failed};
use kernel::{date, text};
use proto::identity::v1::{SignInRequest, SignInResponse};
use runtime::Ctx;

use crate::config::{SecondFactor, Session};
use crate::store::account_events::{Action, note};
use crate::store::sessions::{Client, Step};
use crate::{secrets, store, wire};

/// Characters of an address and a browser's name that are kept.
const LONGEST: usize = 200;

pub(crate) async fn sign_in(ctx: &Ctx, session: Session, rule: SecondFactor, message: SignInRequest) -> Result<SignInResponse, Error> {
    let email = text::clean(&message.email).to_lowercase();
    let login = secrets::digest(&email);
    store::tries::begin(ctx, &login).await?;
    let account = store::accounts::by_email(&ctx.db, &email).await?;
    let hash = match &account {
        Some(account) => store::credentials::password_hash(&ctx.db, account.person).await?,
        None => None,
    };
    let right = secrets::verify(text::compose(&message.password), hash).await?;
    let Some(account) = account.clone().filter(|account| right && account.status == Status::Active) else {
        return Err(refuse(ctx, &login, account).await?);
    };
    let tx = ctx.begin().await?;
    // Closed in the meantime: then the one who closed it ended every session, and this would be one more.
    let account = store::accounts::lock(tx.conn(), account.person).await?.filter(|account| account.status == Status::Active);
    let account = account.ok_or_else(sign_in_failed)?;
    let step = step(&tx, rule, &account).await?;
    let token = secrets::token();
    let client = client(&message.client_address, &message.user_agent);
    note(&tx, account.person, Action::SignedIn, &client.address).await?;
    store::sessions::open(&tx, account.person, secrets::digest(&token), step, client).await?;
    store::tries::forget(tx.conn(), &login).await?;
    let expires_at = tx.now() + TimeDelta::hours(session.absolute_hours);
    tx.commit().await?;
    Ok(SignInResponse { session_token: token, expires_at: Some(wire::moment(expires_at)), next: wire::step(step).into() })
}

/// From where and with what somebody signs in, as far as it is kept.
pub(super) fn client(address: &str, user_agent: &str) -> Client {
    let short = |text: &str| text::clean(text).chars().take(LONGEST).collect();
    Client { address: short(address), user_agent: short(user_agent) }
}

async fn refuse(ctx: &Ctx, login: &str, account: Option<Account>) -> Result<Error, Error> {
    store::tries::failed(&ctx.db, login, ctx.now()).await?;
    if let Some(account) = account {
        let tx = ctx.begin().await?;
        note(&tx, account.person, Action::SignInFailed, "").await?;
        tx.commit().await?;
    }
    Ok(sign_in_failed().into())
}

async fn step(tx: &events::Tx, rule: SecondFactor, account: &Account) -> Result<Step, Error> {
    let factor = store::second_factors::find(tx.conn(), account.person).await?;
    if factor.is_some_and(|factor| factor.secret.is_some()) {
        return Ok(Step::Code);
    }
    let person = store::people::find(tx.conn(), account.person).await?;
    let needed = rule == SecondFactor::Required
        && person.is_some_and(|person| policy::needs_second_factor(&person, &account.grants, date::office_day(tx.now())));
    Ok(if needed { Step::Enrol } else { Step::Open })
}
