//! Who says so: every service signs what it announces, and believes of another only what that one signed.
//!
//! The signature (Ed25519) covers everything that a consumer goes by: source, type, aggregate, version, id, time, trace and data. It
//! does not depend on the bus or on what the bus adds.

use std::collections::{BTreeMap, HashMap};

use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::Envelope;

/// Says what is signed, so that the same key signs nothing else by accident.
const PURPOSE: &[u8] = b"congtam event 1";
const END: &str = "-----END PUBLIC KEY-----";

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadKey {
    /// What this service signs with.
    #[error("signing_key is not an Ed25519 private key in PKCS#8 PEM")]
    Signing,
    /// What a source is recognised by.
    #[error("verifying_keys.{0} is not one or more Ed25519 public keys in PEM")]
    Verifying(String),
}

/// What a service signs with, and what it recognises its sources by.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    own: Option<SigningKey>,
    sources: HashMap<String, Vec<VerifyingKey>>,
}

impl Keys {
    /// From PEM, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write it. An empty signing key is for those who
    /// announce nothing. A source has several keys, one after another, while it changes them.
    ///
    /// # Errors
    /// Names the key that cannot be used.
    pub fn from_pem(signing_key: &str, verifying_keys: &BTreeMap<String, String>) -> Result<Self, BadKey> {
        let own = Some(signing_key.trim()).filter(|pem| !pem.is_empty()).map(SigningKey::from_pkcs8_pem);
        let own = own.transpose().map_err(|_| BadKey::Signing)?;
        let keys_of = |(source, pem): (&String, &String)| {
            let blocks = pem.split_inclusive(END).map(str::trim).filter(|block| !block.is_empty());
            let keys: Result<Vec<VerifyingKey>, _> = blocks.map(VerifyingKey::from_public_key_pem).collect();
            let keys = keys.ok().filter(|keys| !keys.is_empty()).ok_or_else(|| BadKey::Verifying(source.clone()))?;
            Ok((source.clone(), keys))
        };
        Ok(Self { own, sources: verifying_keys.iter().map(keys_of).collect::<Result<_, _>>()? })
    }

    /// The signature of an event; nothing when there is no key to sign with.
    pub fn sign(&self, envelope: &Envelope) -> Option<[u8; 64]> {
        self.own.as_ref().map(|key| key.sign(&signed(envelope)).to_bytes())
    }

    /// Whether the source that the event names signed exactly this.
    pub fn signed_by_source(&self, envelope: &Envelope, signature: &[u8]) -> bool {
        let (Ok(signature), Some(keys)) = (Signature::from_slice(signature), self.sources.get(&envelope.source)) else { return false };
        let signed = signed(envelope);
        keys.iter().any(|key| key.verify_strict(&signed, &signature).is_ok())
    }

    /// Whether the owner of these keys signed exactly this.
    pub(crate) fn signed_by_owner(&self, envelope: &Envelope, signature: &[u8]) -> bool {
        let (Ok(signature), Some(own)) = (Signature::from_slice(signature), &self.own) else { return false };
        own.verifying_key().verify_strict(&signed(envelope), &signature).is_ok()
    }

    /// The signature of another text than an event; `purpose` says which, so that it is taken for nothing else.
    pub fn sign_text(&self, purpose: &str, text: &[u8]) -> Option<[u8; 64]> {
        self.own.as_ref().map(|key| key.sign(&text_signed(purpose, text)).to_bytes())
    }

    /// Whether `source`, or the owner of these keys, signed the text for this purpose.
    pub fn signed_text(&self, source: &str, purpose: &str, text: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        let own = self.own.as_ref().map(SigningKey::verifying_key);
        let mut keys = self.sources.get(source).into_iter().flatten().chain(&own);
        keys.any(|key| key.verify_strict(&text_signed(purpose, text), &signature).is_ok())
    }

    /// Whether there is a key to recognise a source by.
    pub fn know(&self, source: &str) -> bool {
        self.sources.contains_key(source)
    }
}

fn text_signed(purpose: &str, text: &[u8]) -> Vec<u8> {
    [&(purpose.len() as u64).to_be_bytes(), purpose.as_bytes(), text].concat()
}

/// Every part after its length: no two events have the same bytes.
fn signed(envelope: &Envelope) -> Vec<u8> {
    let Envelope { id, kind, source, aggregate, version, at, traceparent, data, again: _ } = envelope;
    let (version, at) = (version.to_be_bytes(), at.timestamp_micros().to_be_bytes());
    let trace = traceparent.as_deref().unwrap_or_default();
    let parts: [&[u8]; 9] =
        [PURPOSE, source.as_bytes(), kind.as_bytes(), aggregate.as_bytes(), &version, id.as_bytes(), &at, trace.as_bytes(), data];
    let mut bytes = Vec::with_capacity(data.len() + 256);
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use testkit::TestKeys;
    use uuid::Uuid;

    fn keys(own: &str, known: &[(&str, String)]) -> Result<Keys, BadKey> {
        let known = known.iter().map(|(source, pem)| ((*source).to_owned(), pem.clone())).collect();
        Keys::from_pem(&TestKeys::of(own).private_pem, &known)
    }

    fn event() -> Envelope {
        Envelope {
            id: Uuid::from_u128(1),
            kind: "congtam.evaluation.v1.RecordChanged".to_owned(),
            source: "evaluation".to_owned(),
            aggregate: Uuid::from_u128(2),
            version: 3,
            at: DateTime::from_timestamp_micros(4).unwrap(),
            traceparent: Some("5".to_owned()),
            data: bytes::Bytes::from_static(b"6"),
            again: 0,
        }
    }

    #[test]
    fn whatever_is_changed_of_an_event_its_signature_no_longer_fits() {
        let keys =
            keys("evaluation", &[("evaluation", TestKeys::of("evaluation").public_pem), ("scoring", TestKeys::of("scoring").public_pem)]);
        let keys = keys.unwrap();
        let signature = keys.sign(&event()).unwrap();
        assert!(keys.signed_by_source(&event(), &signature));
        let changes: [fn(&mut Envelope); 9] = [
            |event| event.id = Uuid::from_u128(9),
            |event| event.kind.push('x'),
            |event| event.source = "scoring".to_owned(),
            |event| event.source = "nobody".to_owned(),
            |event| event.aggregate = Uuid::from_u128(9),
            |event| event.version += 1,
            |event| event.at = DateTime::from_timestamp_micros(5).unwrap(),
            |event| event.traceparent = None,
            |event| event.data = bytes::Bytes::from_static(b"7"),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = event();
            change(&mut changed);
            assert!(!keys.signed_by_source(&changed, &signature), "change {number}");
        }
        assert!(!keys.signed_by_source(&event(), &[]), "no signature");
        assert!(!keys.signed_by_source(&event(), &[0; 64]), "none that could be one");
    }

    #[test]
    fn a_source_that_changes_its_key_is_known_by_both() {
        let (old, new) = (TestKeys::of("evaluation"), TestKeys::of("evaluation, a year later"));
        let both = format!("{}\n{}", old.public_pem, new.public_pem);
        for own in ["evaluation", "evaluation, a year later"] {
            let keys = keys(own, &[("evaluation", both.clone())]).unwrap();
            assert!(keys.signed_by_source(&event(), &keys.sign(&event()).unwrap()));
        }
    }

    #[test]
    fn a_wrong_key_is_named() {
        let named = |refused: Result<Keys, BadKey>| refused.unwrap_err().to_string();
        assert!(named(Keys::from_pem("nonsense", &BTreeMap::new())).contains("signing_key"));
        assert!(named(keys("a", &[("scoring", "nonsense".to_owned())])).contains("verifying_keys.scoring"));
        assert!(named(keys("a", &[("scoring", String::new())])).contains("verifying_keys.scoring"));
        assert!(Keys::from_pem("", &BTreeMap::new()).unwrap().sign(&event()).is_none());
    }
}
