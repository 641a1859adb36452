//! The trail of those who were turned away, and how often one thing may be asked for.

use std::time::Duration;

use events::Error;
use identity_domain::{asked_too_often, sign_in_failed};
use rpc::Problem;
use runtime::Ctx;
use tonic::Status;

use crate::network::Origin;
use crate::store::denials;

/// Denials of one kind that are kept a minute for one login from one network: a flood fills no table.
const KEPT_A_MINUTE: i64 = 3;

/// Keeps why somebody was turned away before a password was looked at. A wrong password is kept where it is found wrong.
pub(super) async fn turned_away(ctx: &Ctx, error: &Error, origin: &Origin, login_mark: &str) -> Result<(), Error> {
    match error {
        Error::Refused(refusal) if refusal.reason != sign_in_failed().reason => keep(ctx, refusal.reason, origin, login_mark).await,
        Error::Refused(_) | Error::Conflict | Error::Db(_) | Error::Decode { .. } | Error::Failed { .. } => Ok(()),
    }
}

/// Keeps that a door was tried with a wrong key: `reasons` say which refusals are that.
pub(crate) async fn trailed<R>(ctx: &Ctx, address: &str, reasons: &[&str], outcome: Result<R, Status>) -> Result<R, Status> {
    if let Err(status) = &outcome {
        let reason = Problem::from(status).reason;
        if reasons.contains(&reason.as_str()) {
            keep(ctx, &reason, &Origin::of(address), "").await.map_err(|error| runtime::call::status(&error))?;
        }
    }
    outcome
}

async fn keep(ctx: &Ctx, reason: &str, origin: &Origin, login_mark: &str) -> Result<(), Error> {
    let key = format!("denials {reason} {} {login_mark}", origin.network);
    if ctx.cache.incr(&key, Duration::from_secs(60)).await <= KEPT_A_MINUTE {
        denials::add(ctx, reason, origin, login_mark).await?;
    }
    Ok(())
}

/// How often something may be asked for.
#[derive(Clone, Copy)]
pub(crate) struct Often {
    what: &'static str,
    most: i64,
    within: Duration,
}

/// Beginnings of signing in by passkey, each of which keeps a row.
pub(crate) const PASSKEY_STARTS: Often = Often { what: "passkey starts", most: 30, within: Duration::from_secs(60) };
/// Links to choose another password, asked for by whoever says to be somebody.
pub(crate) const RESETS: Often = Often { what: "resets", most: 20, within: Duration::from_secs(900) };
/// Links that one officer has mailed.
pub(crate) const LINKS: Often = Often { what: "links", most: 60, within: Duration::from_secs(3600) };

impl Often {
    /// Counts one more for `whose`; who is nobody is not counted.
    ///
    /// # Errors
    /// `ASKED_TOO_OFTEN`.
    pub async fn ask(self, ctx: &Ctx, whose: &str) -> Result<(), Error> {
        if whose.is_empty() {
            return Ok(());
        }
        let asked = ctx.cache.incr(&format!("{} {whose}", self.what), self.within).await;
        if asked > self.most { Err(asked_too_often().into()) } else { Ok(()) }
    }
}
