//! What nobody is told.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Stands where a secret is.
const HIDDEN: &str = "***";

/// A password, a key, or an address that may hold one. It is written to files that are configuration, and shown to nobody.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for whoever needs it to get in somewhere.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// True when none is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What may be shown: nothing of a secret; of an address, all but its user's password and its options.
    pub fn shown(&self) -> String {
        shown(&self.0)
    }
}

pub(crate) fn shown(secret: &str) -> String {
    let Some((scheme, rest)) = secret.split_once("://").filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    else {
        return if secret.is_empty() { String::new() } else { HIDDEN.to_owned() };
    };
    let pieces = rest.split(',');
    if rest.contains('@') && pieces.clone().any(|piece| !piece.contains('@')) {
        // The comma may stand in a password.
        return format!("{scheme}://{HIDDEN}");
    }
    let servers = pieces.map(|server| server.split_once("://").map_or(server, |(_, server)| server)).map(server);
    format!("{scheme}://{}", servers.collect::<Vec<_>>().join(","))
}

/// What may be shown of `user:password@host/path?options`. A password may hold any sign, so all up to the last `@` is taken for it.
fn server(text: &str) -> String {
    let (server, options) = text.split_once('?').map_or((text, ""), |(server, _)| (server, "?***"));
    match server.rsplit_once('@') {
        // An @ among the options: what is before the question mark may be a part of the password.
        _ if text.rfind('@').is_some_and(|at| at >= server.len()) => HIDDEN.to_owned(),
        None => format!("{server}{options}"),
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:{HIDDEN}@{host}{options}"),
            // A user alone may be a token.
            None => format!("{HIDDEN}@{host}{options}"),
        },
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.shown())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "writeOnly": true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_a_secret_and_everybody_where_a_server_is() {
        for (secret, shown) in [
            ("", ""),
            ("0012345", "***"),
            ("-----BEGIN PRIVATE KEY-----", "***"),
            ("postgres://eva:pa:ss@host:5432/evaluation?sslmode=disable", "postgres://eva:***@host:5432/evaluation?***"),
            ("postgres://eva:p@ss@host/x", "postgres://eva:***@host/x"),
            ("postgres://eva:p,x@host/x", "postgres://***"),
            ("postgres://eva:p?x@host/x", "postgres://***"),
            ("nats://token@host", "nats://***@host"),
            ("nats://a:b@one:4222,nats://c:d@two:4222", "nats://a:***@one:4222,c:***@two:4222"),
            ("redis://:secret@host", "redis://:***@host"),
            ("postgres://host/x", "postgres://host/x"),
        ] {
            assert_eq!(Secret::from(secret).shown(), shown, "{secret}");
        }
        assert_eq!(format!("{:?}", Secret::from("0012345")), "Secret(***)");
    }
}
