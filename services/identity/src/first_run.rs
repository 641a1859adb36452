//! How an empty installation is entered: one secret, hashed here, good for a few days and for one administrator.

use ::store::Db;
use chrono::{DateTime, TimeDelta, Utc};
use events::Error;
use identity_domain::second_factor;
use uuid::Uuid;

use crate::{codes, secrets, store};

/// How long the secret waits to be used.
const WAITS: TimeDelta = TimeDelta::days(3);
/// What wrong tries are counted under: there is no login yet.
pub(crate) const LOGIN: &str = "first run";

/// What opens the first run; shown once and kept nowhere.
#[derive(Clone, Debug)]
pub struct FirstRun {
    /// In groups, as people type it.
    pub secret: String,
    /// When it is over.
    pub expires_at: DateTime<Utc>,
}

/// Prepares the first run of an empty installation; `None` when somebody has an account. An earlier secret is over, and wrong tries
/// are forgotten.
///
/// # Errors
/// When the database does not answer.
pub async fn begin_first_run(db: &Db, now: DateTime<Utc>) -> Result<Option<FirstRun>, Error> {
    if !store::accounts::none_yet(db).await? {
        return Ok(None);
    }
    let (secret, digest) = codes::recovery();
    let expires_at = now + WAITS;
    store::installation::keep_secret(db, digest, expires_at).await?;
    store::tries::forget_all(db, &secrets::digest(LOGIN)).await?;
    Ok(Some(FirstRun { secret, expires_at }))
}

/// Lets every administrator set up a second factor with nobody beside them, when none of them has one: nobody could let them. Says how
/// long, or `None` when one has.
///
/// # Errors
/// When the database does not answer.
pub async fn let_administrators_enrol(db: &Db, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
    let administrators = store::accounts::administrators(db).await?;
    let all = administrators.iter().copied().map(Uuid::from).collect();
    if !store::second_factors::enrolled(db, all).await?.is_empty() {
        return Ok(None);
    }
    let until = now + second_factor::ALONE;
    store::second_factors::allow_all_alone(db, administrators, now, until).await?;
    Ok(Some(until))
}
