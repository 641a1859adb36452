//! From where a call comes, as far as limits go by it.

use std::net::IpAddr;

/// Characters of an address that are kept.
const LONGEST: usize = 64;

/// Where somebody sits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// As it was told.
    pub address: String,
    /// What limits go by; empty when nobody told, and then none does.
    pub network: String,
}

impl Origin {
    /// From the address that the pages tell.
    pub fn of(address: &str) -> Self {
        let parsed = address.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical());
        Self { address: address.trim().chars().take(LONGEST).collect(), network: parsed.map(network).unwrap_or_default() }
    }
}

/// One address of the fourth version; of the sixth the first half, in which one household has as many as it likes.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network_however_many_addresses_it_takes() {
        let network = |address: &str| Origin::of(address).network;
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!((network(""), network("proxy.local")), (String::new(), String::new()));
    }
}
