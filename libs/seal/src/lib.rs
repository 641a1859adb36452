//! Seals what must be read again, so that whoever has a disk or a database alone reads nothing: AES-256-GCM, bound to a purpose.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use settings::Secret;

/// Why something is not sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No key was given.
    #[error("is missing: 32 random bytes in base64")]
    Missing,
    /// A key is not one.
    #[error("each must be 32 bytes in base64")]
    NoKey,
    /// The cipher refused.
    #[error("cannot be sealed")]
    Failed,
    /// It was sealed with another key or for another purpose, or changed since.
    #[error("was sealed with none of the keys, or for something else")]
    Foreign,
}

/// Keys of 32 bytes. The first seals, all of them open: a new key goes in front of the old.
#[derive(Clone)]
pub struct Keys {
    all: Arc<[RandomizedNonceKey]>,
    root: Arc<hmac::Key>,
}

impl Keys {
    /// From base64.
    ///
    /// # Errors
    /// When there is none, or one is not of 32 bytes.
    pub fn new(keys: &[Secret]) -> Result<Self, Error> {
        let bytes = |text: &Secret| STANDARD.decode(text.expose()).ok().filter(|bytes| bytes.len() == 32).ok_or(Error::NoKey);
        let keys = keys.iter().map(bytes).collect::<Result<Vec<_>, _>>()?;
        let root = Arc::new(hmac::Key::new(hmac::HMAC_SHA256, keys.first().ok_or(Error::Missing)?));
        let open = |bytes: &Vec<u8>| RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|_| Error::NoKey);
        Ok(Self { all: keys.iter().map(open).collect::<Result<_, _>>()?, root })
    }

    /// A key for something that is not sealing, which follows from the first.
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(hmac::sign(&self.root, purpose.as_bytes()).as_ref());
        key
    }

    /// Sealed bytes, which open for this purpose alone.
    ///
    /// # Errors
    /// When the cipher refuses: more than 64 GiB.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut sealed = plain.to_vec();
        let key = self.all.first().ok_or(Error::Missing)?;
        let nonce = key.seal_in_place_append_tag(Aad::from(purpose), &mut sealed).map_err(|_| Error::Failed)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// What was sealed for this purpose.
    ///
    /// # Errors
    /// [`Error::Foreign`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::Foreign)?;
        let with = |key: &RandomizedNonceKey| {
            let mut plain = sealed.to_vec();
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let length = key.open_in_place(nonce, Aad::from(purpose), &mut plain).ok()?.len();
            plain.truncate(length);
            Some(plain)
        };
        self.all.iter().find_map(with).ok_or(Error::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Keys {
        Keys::new(&bytes.iter().map(|byte| STANDARD.encode([*byte; 32]).into()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_purpose_only_also_after_a_new_key_came() {
        let old = keys(&[1]);
        let sealed = old.seal("mail", "liên kết".as_bytes()).unwrap();
        assert_ne!(sealed, old.seal("mail", "liên kết".as_bytes()).unwrap());
        assert_eq!(keys(&[2, 1]).open("mail", &sealed).unwrap(), "liên kết".as_bytes());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        for (keys, purpose, sealed) in [(keys(&[2]), "mail", &sealed), (keys(&[1]), "totp", &sealed), (keys(&[1]), "mail", &changed)] {
            assert_eq!(keys.open(purpose, sealed), Err(Error::Foreign));
        }
        assert_eq!(old.open("mail", b"y"), Err(Error::Foreign));
    }

    #[test]
    fn keys_are_of_thirty_two_bytes() {
        assert_eq!(Keys::new(&[]).err(), Some(Error::Missing));
        assert_eq!(Keys::new(&["c2hvcnQ=".into()]).err(), Some(Error::NoKey));
    }
}
