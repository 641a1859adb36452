//! The key pairs that sign in tests: tokens, and what each service announces.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
use settings::Secret;

/// An Ed25519 key pair as PEM; always the same, so never of use outside tests.
#[derive(Clone, Debug)]
pub struct TestKeys {
    /// PKCS#8 PEM.
    pub private_pem: String,
    /// SubjectPublicKeyInfo PEM.
    pub public_pem: String,
}

impl TestKeys {
    /// The pair of one service, or of anybody else with a name.
    pub fn of(name: &str) -> Self {
        let mut seed = [1; 32];
        for (place, byte) in name.bytes().enumerate() {
            seed[place % 32] ^= byte.rotate_left(u32::try_from(place / 32).unwrap_or_default());
        }
        Self::from_seed(seed)
    }

    fn from_seed(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        let private = key.to_pkcs8_pem(LineEnding::LF).expect("32 bytes always encode");
        let public = key.verifying_key().to_public_key_pem(LineEnding::LF).expect("32 bytes always encode");
        Self { private_pem: private.to_string(), public_pem: public }
    }
}

impl Default for TestKeys {
    fn default() -> Self {
        Self::from_seed([7; 32])
    }
}

/// A key that seals what is kept; always the same, so never of use outside tests.
pub fn seal_keys() -> Vec<Secret> {
    vec!["c2VhbGVkIGZvciB0aGUgdGVzdHMgb2YgdGhlIHllYXI=".into()]
}
