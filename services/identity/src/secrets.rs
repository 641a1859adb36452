//! Passwords and tokens.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use events::Error;
use kernel::Digest;
use tokio::sync::Semaphore;

/// Hashing is slow on purpose: as many at once as a small machine has cores, the rest wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What an unknown login is compared with, so that it takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$XvtpOMq6a2nCCYzT2yGWsXPmzfXePmIx7gGULBy9jnI";

fn hasher() -> Argon2<'static> {
    // 19 MiB, two passes, one lane: the least that ASVS accepts, about 30 ms.
    let params = Params::new(19_456, 2, 1, None).expect("constants within the limits of Argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes an accepted password.
pub(crate) async fn hash(password: String) -> Result<String, Error> {
    slowly(move || hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await?
        .map_err(|error| Error::failed("hashing a password", error.to_string()))
}

/// Whether the password is the one that was hashed; takes as long without a hash.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool, Error> {
    let known = hash.is_some();
    let matches = slowly(move || {
        let hash = hash.as_deref().unwrap_or(NOBODY);
        PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(known && matches)
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _turn = AT_ONCE.acquire().await.map_err(|error| Error::failed("waiting to hash", error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::failed("hashing", error))
}

/// A new secret of 256 bits, as text for links and cookies.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a token.
pub(crate) fn digest(token: &str) -> String {
    Digest::of(token.as_bytes()).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_accepted() {
        let hash = hash("mot cau dai".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("mot cau dai".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!verify("mot cau khac".to_owned(), Some(hash)).await.unwrap());
        assert!(!verify("mot cau dai".to_owned(), None).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
