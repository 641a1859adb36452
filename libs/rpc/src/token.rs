//! The short-lived token by which a service knows who is acting: EdDSA, one audience, a minute.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::Refusal;
use regulation::{Actor, Grant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::unauthenticated;

const ISSUER: &str = "identity";
const LIFETIME: Duration = Duration::seconds(60);
/// How far two machines' clocks may differ.
const LEEWAY_SECONDS: i64 = 5;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    jti: Uuid,
    iat: i64,
    exp: i64,
    grants: Vec<Grant>,
    #[serde(default)]
    serves: Vec<Uuid>,
}

/// The audience of tokens for sessions that must still get a second factor: no method takes them but those that lead there.
pub fn while_enrolling(audience: &str) -> String {
    format!("{audience}.enrolling")
}

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the key is not an Ed25519 key in PEM")]
pub struct BadKey(#[from] jsonwebtoken::errors::Error);

/// Issues tokens; only identity has one.
pub struct Signer(EncodingKey);

impl Signer {
    /// From an Ed25519 private key in PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// When it is not such a key.
    pub fn from_pem(pem: &str) -> Result<Self, BadKey> {
        Ok(Self(EncodingKey::from_ed_pem(pem.as_bytes())?))
    }

    /// A token that `audience` accepts for a minute, and the moment of its end. `id` names the token.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, actor: &Actor, audience: &str, id: Uuid, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>), BadKey> {
        let expires = now + LIFETIME;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: audience.to_owned(),
            sub: actor.person,
            sid: actor.session,
            jti: id,
            iat: now.timestamp(),
            exp: expires.timestamp(),
            grants: actor.grants.clone(),
            serves: actor.serves.clone(),
        };
        Ok((jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.0)?, expires))
    }
}

/// Recognises tokens meant for one service.
pub struct Verifier {
    /// One, and another one while identity changes its key.
    keys: Vec<DecodingKey>,
    validation: Validation,
}

/// Where a key in PEM ends.
const END: &str = "-----END PUBLIC KEY-----";

impl Verifier {
    /// From identity's public key in PEM, or two of them one after another while it changes its key; accepts tokens for `audience` only.
    ///
    /// # Errors
    /// When one is not such a key.
    pub fn from_pem(pem: &str, audience: &str) -> Result<Self, BadKey> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[ISSUER]);
        // Checked below against our own clock.
        validation.validate_exp = false;
        let blocks = pem.split_inclusive(END).map(str::trim).filter(|block| !block.is_empty());
        let keys = blocks.map(|block| DecodingKey::from_ed_pem(block.as_bytes())).collect::<Result<Vec<_>, _>>()?;
        // Nothing at all is no key either.
        if keys.is_empty() {
            DecodingKey::from_ed_pem(b"")?;
        }
        Ok(Self { keys, validation })
    }

    /// The actor behind a token.
    ///
    /// # Errors
    /// Unauthenticated for a token that is not ours, not for this service, or over.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Actor, Refusal> {
        let decoded = self.keys.iter().find_map(|key| jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok());
        let claims = decoded.ok_or_else(unauthenticated)?.claims;
        if now.timestamp() > claims.exp + LEEWAY_SECONDS {
            return Err(unauthenticated());
        }
        Ok(Actor { person: claims.sub, grants: claims.grants, serves: claims.serves, session: claims.sid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;
    use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
    use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
    use regulation::SystemRole;

    fn keys(seed: u8) -> (String, String) {
        let key = SigningKey::from_bytes(&[seed; 32]);
        (key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(), key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap())
    }

    fn actor() -> Actor {
        Actor {
            person: Uuid::from_u128(1),
            grants: vec![Grant { role: SystemRole::HrOfficer, agency: Some(Uuid::from_u128(3)) }],
            serves: vec![Uuid::from_u128(3)],
            session: Uuid::from_u128(2),
        }
    }

    #[test]
    fn a_token_names_its_actor_to_its_audience_for_a_minute() {
        let (private, public) = keys(7);
        let now = "2019-12-01T00:00:00Z".parse().unwrap();
        let (token, expires) = Signer::from_pem(&private).unwrap().issue(&actor(), "scoring", Uuid::nil(), now).unwrap();
        let scoring = Verifier::from_pem(&public, "scoring").unwrap();
        assert_eq!(scoring.verify(&token, now).unwrap(), actor());
        assert!(scoring.verify(&token, expires + Duration::seconds(6)).is_err(), "over");
        assert!(Verifier::from_pem(&public, "worklog").unwrap().verify(&token, now).is_err(), "another service");
        assert!(Verifier::from_pem(&keys(8).1, "scoring").unwrap().verify(&token, now).is_err(), "another issuer");
    }

    #[test]
    fn while_identity_changes_its_key_tokens_of_both_are_known() {
        let now = "2019-12-01T00:00:00Z".parse().unwrap();
        let [(before, before_public), (after, after_public), (other, _)] = [7, 8, 9].map(keys);
        let both = Verifier::from_pem(&format!("{before_public}\n{after_public}"), "scoring").unwrap();
        let known = |private: &str| {
            let (token, _) = Signer::from_pem(private).unwrap().issue(&actor(), "scoring", Uuid::nil(), now).unwrap();
            both.verify(&token, now).is_ok()
        };
        assert_eq!([&before, &after, &other].map(|key| known(key)), [true, true, false]);
        for bad in ["", " \n", &format!("{before_public}\nrubbish"), &before] {
            assert!(Verifier::from_pem(bad, "scoring").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_token_signed_with_the_public_key_as_a_secret_is_refused() {
        let (_, public) = keys(7);
        let now: DateTime<Utc> = "2019-12-01T00:00:00Z".parse().unwrap();
        let claims = serde_json::json!({"iss": ISSUER, "aud": "scoring", "sub": Uuid::nil(), "sid": Uuid::nil(), "jti": Uuid::nil(),
            "iat": now.timestamp(), "exp": now.timestamp() + 60, "grants": []});
        let forged = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(public.as_bytes())).unwrap();
        assert!(Verifier::from_pem(&public, "scoring").unwrap().verify(&forged, now).is_err());
    }
}
