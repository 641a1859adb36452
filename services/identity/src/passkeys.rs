//! The ceremonies of WebAuthn at the address of the pages.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use events::Error;
use identity_domain::passkeys_not_offered;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// What people see when their device asks them.
const NAME: &str = "Công Tâm";

/// Creates and checks passkeys, where the address of the pages lets browsers know them.
#[derive(Clone)]
pub(crate) struct Passkeys(Option<Arc<Webauthn>>);

impl Passkeys {
    /// For pages at this address. Browsers know passkeys by domain and on secure pages only: an IP address, or a domain
    /// without https, offers none.
    pub fn at(portal_url: &str) -> anyhow::Result<Self> {
        let Some(origin) = Url::parse(portal_url).ok() else { return Ok(Self(None)) };
        let Some(domain) = origin.domain().filter(|domain| origin.scheme() == "https" || *domain == "localhost") else {
            return Ok(Self(None));
        };
        let webauthn = WebauthnBuilder::new(domain, &origin)?.rp_name(NAME).build()?;
        Ok(Self(Some(Arc::new(webauthn))))
    }

    /// The library at our address.
    ///
    /// # Errors
    /// `PASSKEYS_NOT_OFFERED` where there are none.
    pub fn offered(&self) -> Result<&Webauthn, Error> {
        Ok(self.0.as_deref().ok_or_else(passkeys_not_offered)?)
    }
}

/// How a credential is named in the table.
pub(crate) fn credential_id(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// As a column keeps it.
pub(crate) fn kept(what: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(what).map_err(|error| Error::failed("keeping a passkey", error))
}

/// From what a column kept.
pub(crate) fn read<T: DeserializeOwned>(kept: Value) -> Result<T, Error> {
    serde_json::from_value(kept).map_err(|error| Error::failed("reading a passkey", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_offered_where_browsers_know_them() {
        for (address, offered) in [
            ("https://congtam.quangtri.gov.vn", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", false),
            ("https://10.0.0.1", false),
            ("http://congtam.quangtri.gov.vn", false),
            ("", false),
        ] {
            assert_eq!(Passkeys::at(address).unwrap().offered().is_ok(), offered, "{address}");
        }
    }
}
