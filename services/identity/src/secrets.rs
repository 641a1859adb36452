//! Passwords, tokens, and what is kept sealed.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
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

/// Seals what must be read again: secrets of authenticator applications, texts of mails. AES-256-GCM, bound to a purpose.
#[derive(Clone)]
pub(crate) struct Vault {
    keys: Arc<[RandomizedNonceKey]>,
    marks: Arc<hmac::Key>,
    requests: [u8; 32],
}

impl Vault {
    /// From keys of 32 bytes in base64. The first seals, all of them open: a new key goes in front of the old.
    pub fn new(keys: &[Secret]) -> anyhow::Result<Self> {
        anyhow::ensure!(!keys.is_empty(), "seal_keys is missing: 32 random bytes in base64");
        let bytes = |text: &Secret| {
            let bytes = STANDARD.decode(text.expose()).ok().filter(|bytes| bytes.len() == 32);
            bytes.ok_or_else(|| anyhow::anyhow!("seal_keys: each must be 32 bytes in base64"))
        };
        let keys = keys.iter().map(bytes).collect::<anyhow::Result<Vec<_>>>()?;
        let first = keys.first().map(Vec::as_slice).unwrap_or_default();
        let derived = |purpose: &str| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, first), purpose.as_bytes());
        let mut requests = [0; 32];
        requests.copy_from_slice(derived("digests of requests").as_ref());
        let marks = Arc::new(hmac::Key::new(hmac::HMAC_SHA256, derived("marks of logins").as_ref()));
        let open = |bytes: &Vec<u8>| Ok(RandomizedNonceKey::new(&AES_256_GCM, bytes)?);
        Ok(Self { keys: keys.iter().map(open).collect::<anyhow::Result<_>>()?, marks, requests })
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
        let failed = |error| Error::failed("sealing", format!("{error}"));
        let key = self.keys.first().ok_or_else(|| Error::failed("sealing", "no key"))?;
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::from(purpose), &mut sealed).map_err(failed)?;
        Ok(STANDARD.encode([nonce.as_ref().as_slice(), &sealed].concat()))
    }

    pub fn unseal(&self, purpose: &str, sealed: &str) -> Result<String, Error> {
        let failed = || Error::failed("unsealing", "sealed with none of seal_keys");
        let bytes = STANDARD.decode(sealed).map_err(|_| failed())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(failed)?;
        let opened = self.keys.iter().find_map(|key| {
            let mut text = sealed.to_vec();
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let length = key.open_in_place(nonce, Aad::from(purpose), &mut text).ok()?.len();
            text.truncate(length);
            String::from_utf8(text).ok()
        });
        opened.ok_or_else(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_purpose_only_also_after_a_new_key_came() {
        let key = |byte: u8| STANDARD.encode([byte; 32]).into();
        let old = Vault::new(&[key(1)]).unwrap();
        let sealed = old.seal("mail", "liên kết").unwrap();
        assert_ne!(sealed, old.seal("mail", "liên kết").unwrap());
        assert_eq!(Vault::new(&[key(2), key(1)]).unwrap().unseal("mail", &sealed).unwrap(), "liên kết");
        assert!(Vault::new(&[key(2)]).unwrap().unseal("mail", &sealed).is_err());
        assert!(old.unseal("totp", &sealed).is_err());
        assert!(old.unseal("mail", "y").is_err());
        assert!(Vault::new(&[]).is_err() && Vault::new(&["c2hvcnQ=".into()]).is_err());
    }

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
