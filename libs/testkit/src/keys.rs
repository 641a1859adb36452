//! The key pair that signs tokens in tests.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};

/// An Ed25519 key pair as PEM; always the same, so never of use outside tests.
#[derive(Clone, Debug)]
pub struct TestKeys {
    /// PKCS#8 PEM.
    pub private_pem: String,
    /// SubjectPublicKeyInfo PEM.
    pub public_pem: String,
}

impl Default for TestKeys {
    fn default() -> Self {
        let key = SigningKey::from_bytes(&[7; 32]);
        let private = key.to_pkcs8_pem(LineEnding::LF).expect("32 bytes always encode");
        let public = key.verifying_key().to_public_key_pem(LineEnding::LF).expect("32 bytes always encode");
        Self { private_pem: private.to_string(), public_pem: public }
    }
}
