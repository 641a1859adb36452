//! A device that keeps one passkey, with the browser around it.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The person was there, and proved to the device who they are.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
/// A new public key follows.
const ATTESTED: u8 = 0x40;

/// How a device and its browser answer.
pub struct Authenticator {
    /// The page that the browser shows.
    pub origin: &'static str,
    /// Whether the device asks for a finger or a PIN.
    pub verifies: bool,
    id: [u8; 16],
    key: EcdsaKeyPair,
    owner: Value,
}

impl Authenticator {
    pub fn new(origin: &'static str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = digest(&SHA256, key.public_key().as_ref()).as_ref()[..16].try_into().unwrap();
        Self { origin, verifies: true, id, key, owner: Value::Null }
    }

    /// Another device that says it is this one.
    pub fn forged(&self) -> Self {
        Self { id: self.id, owner: self.owner.clone(), ..Self::new(self.origin) }
    }

    /// Answers `navigator.credentials.create`.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.owner = options["user"]["id"].clone();
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        // COSE: an elliptic curve key for ES256 on P-256.
        let key = [&[0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let attested = [&[0; 16][..], &[0, 16], &self.id, &key].concat();
        let data = [self.data(&options["rp"]["id"], ATTESTED), attested].concat();
        let size = u8::try_from(data.len()).unwrap();
        let object = [&b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x58"[..], &[size], &data].concat();
        let response = json!({ "attestationObject": text(&object), "clientDataJSON": text(&self.client("webauthn.create", &options)) });
        self.credential(&response)
    }

    /// Answers `navigator.credentials.get`.
    pub fn get(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let data = self.data(&options["rpId"], 0);
        let client = self.client("webauthn.get", &options);
        let signed = [&data, digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "authenticatorData": text(&data),
            "clientDataJSON": text(&client),
            "signature": text(signature.as_ref()),
            "userHandle": self.owner,
        });
        self.credential(&response)
    }

    fn credential(&self, response: &Value) -> String {
        let id = text(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response }).to_string()
    }

    fn data(&self, domain: &Value, more: u8) -> Vec<u8> {
        let flags = PRESENT | if self.verifies { VERIFIED } else { 0 } | more;
        let domain = digest(&SHA256, domain.as_str().unwrap().as_bytes());
        [domain.as_ref(), &[flags], &[0; 4]].concat()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
