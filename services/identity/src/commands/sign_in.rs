//! Opens a session.
//!
//! Without a stored answer for repeated requests: it would hold the session's secret. A repeated sign-in opens another
//! session, which harms nobody. Until the password is proved, a login that there is and one that there is not cost the same.

use chrono::TimeDelta;
use events::{Error, Tx};
use identity_domain::{Account, Status, lock, locked, network_locked, policy, sign_in_failed};
use kernel::{date, text};
use proto::identity::v1::{SignInRequest, SignInResponse};
use runtime::Ctx;

use super::trail::turned_away;
use crate::config::{Limits, SecondFactor, Session};
use crate::network::Origin;
use crate::secrets::Vault;
use crate::store::account_events::{Action, note};
use crate::store::denials;
use crate::store::sessions::{Client, Step};
use crate::store::tries::{self, Key};
use crate::turns::TURNS;
use crate::{secrets, store, wire};

/// Characters of a browser's name that are kept.
const LONGEST: usize = 200;

/// What decides who gets in, beside the password.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    pub session: Session,
    pub second_factor: SecondFactor,
    pub limits: Limits,
}

/// A login, as it is tried.
struct Tried {
    email: String,
    /// Keyed: what the trail names it by.
    mark: String,
    key: Key,
    client: Client,
}

pub(crate) async fn sign_in(ctx: &Ctx, vault: &Vault, rules: Rules, message: SignInRequest) -> Result<SignInResponse, Error> {
    let email = text::clean(&message.email).to_lowercase();
    let client = client(&message.client_address, &message.user_agent);
    let key = Key::of(secrets::digest(&email), &client.origin.network);
    let tried = Tried { mark: vault.mark(&email), email, key, client };
    match checked(ctx, rules.limits, &tried, &message.password).await {
        Ok(account) => open(ctx, rules, tried, account, &message.former_session_token).await,
        Err(error) => {
            turned_away(ctx, &error, &tried.client.origin, &tried.mark).await?;
            Err(error)
        }
    }
}

/// The account whose password this is.
async fn checked(ctx: &Ctx, limits: Limits, tried: &Tried, password: &str) -> Result<Account, Error> {
    let Origin { network, .. } = &tried.client.origin;
    let _inside = TURNS.enter(network)?;
    may_try(ctx, limits, tried).await?;
    tries::begin(ctx, &tried.key).await?;
    let (account, hash) = store::accounts::with_password(&ctx.db, &tried.email).await?;
    let right = match secrets::verify(text::compose(password), hash, network).await {
        Ok(right) => right,
        Err(error) => {
            tries::release(&ctx.db, &tried.key).await?;
            return Err(error);
        }
    };
    match account {
        Some(account) if right && account.status == Status::Active => Ok(account),
        account => {
            tries::failed(&ctx.db, &tried.key, ctx.now()).await?;
            let person = account.map(|account| account.person);
            denials::add(ctx, denials::PASSWORD, &tried.client.origin, &tried.mark, person).await?;
            Err(sign_in_failed().into())
        }
    }
}

/// What others tried from the same network, or at the same login, within reason.
async fn may_try(ctx: &Ctx, limits: Limits, tried: &Tried) -> Result<(), Error> {
    let (now, network) = (ctx.now(), tried.client.origin.network.as_str());
    let before = denials::before(&ctx.db, network, &tried.mark, &tried.email, now).await?;
    if !network.is_empty() && lock::is_network_locked(before.of_network, limits.wrong_passwords_of_a_network, before.known) {
        return Err(network_locked().into());
    }
    let seconds = lock::seconds_left_of_login(before.of_login, before.last, now);
    if seconds > 0 && !before.known { Err(locked(seconds).into()) } else { Ok(()) }
}

async fn open(ctx: &Ctx, rules: Rules, tried: Tried, account: Account, former: &str) -> Result<SignInResponse, Error> {
    let tx = ctx.begin().await?;
    // Closed in the meantime: then the one who closed it ended every session, and this would be one more.
    let account = store::accounts::lock(tx.conn(), account.person).await?.filter(|account| account.status == Status::Active);
    let account = account.ok_or_else(sign_in_failed)?;
    let step = step(&tx, rules.second_factor, &account).await?;
    let token = secrets::token();
    note(&tx, account.person, Action::SignedIn, &tried.client.origin.address).await?;
    store::sessions::end(&tx, &secrets::digest(former)).await?;
    store::sessions::open(&tx, account.person, secrets::digest(&token), step, tried.client).await?;
    tries::forget(tx.conn(), &tried.key).await?;
    let expires_at = tx.now() + TimeDelta::hours(rules.session.absolute_hours);
    tx.commit().await?;
    Ok(SignInResponse { session_token: token, expires_at: Some(wire::moment(expires_at)), next: wire::step(step).into() })
}

/// From where and with what somebody signs in, as far as it is kept.
pub(super) fn client(address: &str, user_agent: &str) -> Client {
    Client { origin: Origin::of(address), user_agent: text::clean(user_agent).chars().take(LONGEST).collect() }
}

async fn step(tx: &Tx, rule: SecondFactor, account: &Account) -> Result<Step, Error> {
    let factor = store::second_factors::find(tx.conn(), account.person).await?;
    if factor.is_some_and(|factor| factor.secret.is_some()) {
        return Ok(Step::Code);
    }
    let person = store::people::find(tx.conn(), account.person).await?;
    let needed = rule == SecondFactor::Required
        && person.is_some_and(|person| policy::needs_second_factor(&person, &account.grants, date::office_day(tx.now())));
    Ok(if needed { Step::Enrol } else { Step::Open })
}
