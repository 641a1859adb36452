//! Passwords, tokens, and what is kept sealed.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use events::Error;
use kernel::Digest;
use settings::Secret;

use crate::turns::TURNS;

/// What an unknown login is compared with, so that it takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$XvtpOMq6a2nCCYzT2yGWsXPmzfXePmIx7gGULBy9jnI";

fn hasher() -> Argon2<'static> {
    // 19 MiB, two passes, one lane: the least that ASVS accepts, about 30 ms.
    let params = Params::new(19_456, 2, 1, None).expect("constants within the limits of Argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes an accepted password, when it is the turn of `whose`.
pub(crate) async fn hash(password: String, whose: &str) -> Result<String, Error> {
    slowly(whose, move || hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await?
        .map_err(|error| Error::failed("hashing a password", error.to_string()))
}

/// Whether the password is the one that was hashed, when it is the turn of `whose`; takes as long without a hash.
pub(crate) async fn verify(password: String, hash: Option<String>, whose: &str) -> Result<bool, Error> {
    let known = hash.is_some();
    let matches = slowly(whose, move || {
        let hash = hash.as_deref().unwrap_or(NOBODY);
        PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(known && matches)
}

async fn slowly<T: Send + 'static>(whose: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let turn = TURNS.take(whose).await?;
    // The turn ends with the work, also when nobody waits for the answer any more.
    let hashing = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    hashing.await.map_err(|error| Error::failed("hashing", error))
}

/// A new secret of 256 bits, as text for links and cookies.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a token.
pub(crate) fn digest(token: &str) -> String {
    Digest::of(token.as_bytes()).as_str().to_owned()
}

/// What is kept sealed: secrets of authenticator applications, texts of mails.
#[derive(Clone)]
pub(crate) struct Vault {
    keys: seal::Keys,
    marks: Arc<hmac::Key>,
    requests: [u8; 32],
}

impl Vault {
    /// From keys of 32 bytes in base64. The first seals, all of them open: a new key goes in front of the old.
    pub fn new(keys: &[Secret]) -> Result<Self, seal::Error> {
        let keys = seal::Keys::new(keys)?;
        let marks = Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &keys.derived("marks of logins")));
        let requests = keys.derived("digests of requests");
        Ok(Self { keys, marks, requests })
    }

    /// By what the trail names something that somebody typed as a login: whoever has the database cannot try logins against it, nor
    /// passwords that were typed into the wrong field.
    pub fn mark(&self, typed: &str) -> String {
        hex::encode(hmac::sign(&self.marks, typed.as_bytes()))
    }

    /// The key of digests of requests, which hold passwords.
    pub fn digest_key(&self) -> &[u8] {
        &self.requests
    }

    pub fn seal(&self, purpose: &str, text: &str) -> Result<String, Error> {
        let sealed = self.keys.seal(purpose, text.as_bytes()).map_err(|error| Error::failed("sealing", error))?;
        Ok(STANDARD.encode(sealed))
    }

    pub fn unseal(&self, purpose: &str, sealed: &str) -> Result<String, Error> {
        let foreign = || Error::failed("unsealing", seal::Error::Foreign);
        let bytes = STANDARD.decode(sealed).map_err(|_| foreign())?;
        let text = self.keys.open(purpose, &bytes).map_err(|error| Error::failed("unsealing", error))?;
        String::from_utf8(text).map_err(|_| foreign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_accepted() {
        let hash = hash("mot cau dai".to_owned(), "").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("mot cau dai".to_owned(), Some(hash.clone()), "").await.unwrap());
        assert!(!verify("mot cau khac".to_owned(), Some(hash), "").await.unwrap());
        assert!(!verify("mot cau dai".to_owned(), None, "").await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
