//! Codes of the second factor: made, checked, each accepted once.

use events::Error;
use identity_domain::{PersonId, code_wrong, second_factor};
use runtime::Ctx;
use totp_rs::{Builder, Secret, Totp};

use crate::secrets::{self, Vault};
use crate::store::account_events::{Action, note};
use crate::store::{second_factors, tries};

/// What secrets of applications are sealed for.
const TOTP: &str = "totp";
const ISSUER: &str = "Công Tâm";

/// A new secret of somebody: sealed, and for the application.
pub(crate) struct Fresh {
    pub sealed: String,
    pub secret: String,
    pub url: String,
}

pub(crate) fn fresh(vault: &Vault, login: &str) -> Result<Fresh, Error> {
    let secret = Secret::generate();
    let text = secret.to_base32();
    let url = application(secret, login)?.to_url().map_err(|error| Error::failed("writing the address of a secret", error.to_string()))?;
    Ok(Fresh { sealed: vault.seal(TOTP, &text)?, secret: text, url })
}

/// The step of a code that fits a sealed secret now.
pub(crate) fn step_of(vault: &Vault, sealed: &str, code: &str, now: i64) -> Result<Option<i64>, Error> {
    let text = vault.unseal(TOTP, sealed)?;
    let secret = Secret::try_from_base32(&text).map_err(|error| Error::failed("reading a secret", error.to_string()))?;
    let found = application(secret, "")?.check(code, u64::try_from(now).unwrap_or_default());
    Ok(found.and_then(|step| i64::try_from(step).ok()))
}

fn application(secret: Secret, login: &str) -> Result<Totp, Error> {
    let builder = Builder::new().with_secret(secret).with_step_duration(second_factor::STEP_SECONDS).with_skew(1);
    let builder = if login.is_empty() { builder } else { builder.with_account_name(login).with_issuer(Some(ISSUER)) };
    builder.build().map_err(|error| Error::failed("making a second factor", error.to_string()))
}

/// A new recovery code of 120 bits: what is shown, and what is kept.
pub(crate) fn recovery() -> (String, String) {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let code: String = rand::random::<[u8; 24]>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    (second_factor::grouped(&code), secrets::digest(&code))
}

/// Six digits by which somebody tells which waiting secret they have before them; they tell nothing of it.
pub(crate) fn pairing(sealed: &str) -> String {
    let digest = secrets::digest(sealed);
    let number = digest.bytes().fold(0_u64, |number, byte| (number * 257 + u64::from(byte)) % 1_000_000);
    format!("{number:06}")
}

/// Checks that `code` proves the second factor of somebody now, and uses it up.
///
/// # Errors
/// `CODE_WRONG`; `ACCOUNT_LOCKED` after wrong ones.
pub(crate) async fn prove(ctx: &Ctx, vault: &Vault, person: PersonId, code: &str, address: &str) -> Result<(), Error> {
    let code = second_factor::typed(code);
    let login = tries::Key::anywhere(secrets::digest(&format!("code {person}")));
    tries::begin(ctx, &login).await?;
    if fits(ctx, vault, person, &code).await? {
        return tries::forget(&ctx.db, &login).await;
    }
    tries::failed(&ctx.db, &login, ctx.now()).await?;
    let tx = ctx.begin().await?;
    note(&tx, person, Action::CodeFailed, address).await?;
    tx.commit().await?;
    Err(code_wrong().into())
}

async fn fits(ctx: &Ctx, vault: &Vault, person: PersonId, code: &str) -> Result<bool, Error> {
    let Some(sealed) = second_factors::find(&ctx.db, person).await?.and_then(|known| known.secret) else { return Ok(false) };
    if second_factor::is_of_application(code) {
        let Some(step) = step_of(vault, &sealed, code, ctx.deps.clock.outside().timestamp())? else { return Ok(false) };
        return second_factors::use_step(&ctx.db, person, step).await;
    }
    let used = second_factors::use_recovery(&ctx.db, person, &secrets::digest(code), ctx.now()).await?;
    if used {
        let tx = ctx.begin().await?;
        note(&tx, person, Action::RecoveryCodeUsed, "").await?;
        tx.commit().await?;
    }
    Ok(used)
}
