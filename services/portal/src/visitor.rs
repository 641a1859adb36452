//! Who asks before anybody is known: where they sit and with what.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::app::App;
use crate::session;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A browser that need not have a session.
pub struct Visitor {
    /// The network address; empty when nobody knows.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The secret of the session that it has; empty for none.
    pub secret: String,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = peer.map(|peer| address(peer, &parts.headers, &app.trusted_proxies).to_string()).unwrap_or_default();
        let user_agent = parts.headers.get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned();
        Ok(Self { address, user_agent, secret: session::secret_of(&parts.headers, app.https).unwrap_or_default() })
    }
}

/// Where a request comes from: whoever is connected, unless that is a proxy of ours. Each proxy writes whom it speaks for at the end of
/// `X-Forwarded-For`; what stands before the last address that is no proxy of ours, anybody can have written.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let ours = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut address = peer.to_canonical();
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !ours(&address) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(before) => address = before.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_chooses_their_own_address() {
        assert_eq!(from("203.0.113.9", &["10.1.1.1"], &[]), "203.0.113.9", "no proxy is configured");
        assert_eq!(from("203.0.113.9", &["10.1.1.1"], &["10.0.0.0/8"]), "203.0.113.9", "who speaks is no proxy of ours");
        assert_eq!(from("10.0.0.2", &["198.51.100.7, 203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9", "only the end is the proxy's word");
    }

    #[test]
    fn proxies_of_ours_are_believed_one_after_the_other() {
        assert_eq!(from("10.0.0.2", &["203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(from("10.0.0.2", &["203.0.113.9, 10.0.0.7"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(from("10.0.0.2", &["203.0.113.9", "10.0.0.7"], &["10.0.0.0/8"]), "203.0.113.9", "one line a proxy");
        assert_eq!(from("::ffff:10.0.0.2", &["2001:db8::1"], &["10.0.0.0/8"]), "2001:db8::1");
        for nonsense in ["", "unknown", "203.0.113.9:80, x"] {
            assert_eq!(from("10.0.0.2", &[nonsense], &["10.0.0.0/8"]), "10.0.0.2", "{nonsense}");
        }
    }
}
