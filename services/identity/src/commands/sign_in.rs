//! Opens a session.
//!
//! Without a stored answer for repeated requests: it would hold the session's secret. A repeated sign-in opens another
//! session, which harms nobody. Until the password is proved, a login that there is and one that there is not cost the same.

use chrono::{DateTime, TimeDelta, Utc};
use contract::out;
use events::{Error, Tx};
use identity_domain::{Account, Status, lock, locked, network_locked, sign_in_failed};
use kernel::{Refusal, text};
use proto::identity::v1::{SignInRequest, SignInResponse};
use runtime::Ctx;

use super::second_factor::must_have_one;
use super::trail::turned_away;
use crate::config::{Limits, SecondFactor, Session};
use crate::network::Origin;
use crate::secrets::Vault;
use crate::store::account_events::{Action, note};
use crate::store::denials::{self, Before};
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
    let origin = &tried.client.origin;
    let _inside = TURNS.enter(&origin.network)?;
    let may = |before: &Before| may_try(before, limits, &origin.network, ctx.now());
    let counted = denials::begin(ctx, origin, &tried.mark, &tried.email, may).await?;
    let looked = looked_at(ctx, tried, password).await;
    let (right, account) = match looked {
        Ok(found) => found,
        Err(error) => {
            denials::forget(ctx, counted).await?;
            return Err(error);
        }
    };
    match account {
        Some(account) if right && account.status == Status::Active => {
            denials::forget(ctx, counted).await?;
            Ok(account)
        }
        account => {
            tries::failed(&ctx.db, &tried.key, ctx.now()).await?;
            denials::of_person(ctx, counted, account.map(|account| account.person)).await?;
            Err(sign_in_failed().into())
        }
    }
}

/// Whether the password is right, as one try of the login from the network.
async fn looked_at(ctx: &Ctx, tried: &Tried, password: &str) -> Result<(bool, Option<Account>), Error> {
    tries::begin(ctx, &tried.key).await?;
    let (account, hash) = store::accounts::with_password(&ctx.db, &tried.email).await?;
    match secrets::verify(text::compose(password), hash, &tried.client.origin.network).await {
        Ok(right) => Ok((right, account)),
        Err(error) => {
            tries::release(&ctx.db, &tried.key).await?;
            Err(error)
        }
    }
}

/// What others tried from the same network, or at the same login, within reason.
fn may_try(before: &Before, limits: Limits, network: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !network.is_empty() && lock::is_network_locked(before.of_network, limits.wrong_passwords_of_a_network, before.known) {
        return Err(network_locked());
    }
    let seconds = lock::seconds_left_of_login(before.of_login, before.last, now);
    if seconds > 0 && !before.known { Err(locked(seconds)) } else { Ok(()) }
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
    Ok(SignInResponse { session_token: token, expires_at: Some(out::moment(expires_at)), next: wire::step(step).into() })
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
    let needed = must_have_one(rule, person.as_ref(), account, tx.now());
    Ok(if needed { Step::Enrol } else { Step::Open })
}
