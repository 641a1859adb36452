//! Which addresses are official ones (article 7.2): those of the domains that Sở Nội vụ named when the software was begun.

use kernel::{Refusal, text};

use crate::email_list::is_address;
use crate::error::{address_not_official, domain_invalid};

/// The domains as they are kept, when the address of the first administrator is in one of them; without any, the domain of that
/// address.
///
/// # Errors
/// `DOMAIN_INVALID`; `ADDRESS_NOT_OFFICIAL`.
pub fn domains(given: &[String], email: &str) -> Result<Vec<String>, Refusal> {
    let named = given.iter().map(|domain| text::clean(domain).trim_start_matches('@').to_lowercase());
    let mut domains: Vec<String> = named.filter(|domain| !domain.is_empty()).collect();
    if let Some(wrong) = domains.iter().find(|domain| !is_address(&format!("a@{domain}"))) {
        return Err(domain_invalid(wrong));
    }
    let host = email.split_once('@').filter(|_| is_address(email)).map(|(_, host)| host.to_owned());
    let host = host.ok_or_else(|| address_not_official("Hãy ghi địa chỉ thư công vụ, ví dụ hoalt@quangtri.gov.vn.".to_owned()))?;
    if domains.is_empty() {
        domains.push(host);
    } else if !is_official(email, &domains) {
        let message = format!("Địa chỉ này không thuộc tên miền thư công vụ ({}).", domains.join(", "));
        return Err(address_not_official(message));
    }
    domains.sort();
    domains.dedup();
    Ok(domains)
}

/// Whether an address is in one of the domains, or in one below them.
pub fn is_official(email: &str, domains: &[String]) -> bool {
    let Some((_, host)) = email.split_once('@') else { return false };
    domains.iter().any(|domain| host == domain || host.ends_with(&format!(".{domain}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_address_is_an_official_one() {
        let of = |given: &[&str], email: &str| {
            let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
            domains(&given, email).map_err(|refusal| refusal.reason)
        };
        assert_eq!(of(&[], "an@quangtri.gov.vn").unwrap(), ["quangtri.gov.vn"]);
        assert_eq!(of(&[" @QuangTri.gov.vn ", "", "danguy.vn"], "an@sonoivu.quangtri.gov.vn").unwrap(), ["danguy.vn", "quangtri.gov.vn"]);
        assert_eq!(of(&["quangtri.gov.vn"], "an@gmail.com").unwrap_err(), "ADDRESS_NOT_OFFICIAL");
        assert_eq!(of(&["quangtri.gov.vn"], "an@khongquangtri.gov.vn").unwrap_err(), "ADDRESS_NOT_OFFICIAL");
        assert_eq!(of(&[], "an").unwrap_err(), "ADDRESS_NOT_OFFICIAL");
        assert_eq!(of(&["quang tri"], "an@quangtri.gov.vn").unwrap_err(), "DOMAIN_INVALID");
    }
}
