//! Digests: what was said can be proved unchanged.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Version;

/// A SHA-256 digest, written in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }

    /// The digest of bytes that follow a sealed link: changing any earlier link changes all later ones.
    #[must_use]
    pub fn chain(&self, bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::new().chain_update(&self.0).chain_update(b"\n").chain_update(bytes).finalize()))
    }

    /// As hexadecimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The digest of a set of versioned things, in whatever order they are given: two services that hold the same versions
/// of the same things get the same fingerprint.
pub fn fingerprint(things: impl IntoIterator<Item = (Uuid, Version)>) -> Digest {
    let mut things: Vec<_> = things.into_iter().collect();
    things.sort_unstable();
    let text: String = things.iter().map(|(id, version)| format!("{id} {version}\n")).collect();
    Digest::of(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_depends_on_versions_and_not_on_order() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(fingerprint([(a, 1), (b, 2)]), fingerprint([(b, 2), (a, 1)]));
        assert_ne!(fingerprint([(a, 1), (b, 2)]), fingerprint([(a, 2), (b, 2)]));
    }
}
