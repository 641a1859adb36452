//! Invitation mails as they lie in the mail folder.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

const LINK: &str = "kich-hoat?ma=";

/// Activation tokens by the address they were sent to; the newest mail of a person counts.
///
/// # Errors
/// When a mail cannot be read.
pub fn invitations(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut mails = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("the mail folder {} cannot be read", folder.display()))? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "eml") {
            mails.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    mails.sort();
    let mut tokens = BTreeMap::new();
    for (_, path) in mails {
        let mail = std::fs::read_to_string(&path).with_context(|| format!("the mail {} cannot be read", path.display()))?;
        tokens.extend(invitation(&mail));
    }
    Ok(tokens)
}

/// The address and the token of an invitation; nothing for other mails.
fn invitation(mail: &str) -> Option<(String, String)> {
    let mail = mail.replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n")?;
    let header = |name: &str| {
        head.lines().find_map(|line| line.split_once(':').filter(|(key, _)| key.eq_ignore_ascii_case(name))).map(|(_, value)| value.trim())
    };
    let to = header("To")?;
    let address = to.rsplit_once('<').map_or(to, |(_, rest)| rest.trim_end_matches('>')).trim().to_lowercase();
    let body = match header("Content-Transfer-Encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("quoted-printable") => from_quoted_printable(body),
        Some("base64") => from_base64(body)?,
        _ => body.to_owned(),
    };
    let rest = &body[body.find(LINK)? + LINK.len()..];
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~')).collect();
    Some((address, token))
}

fn from_base64(text: &str) -> Option<String> {
    let one_line: String = text.split_whitespace().collect();
    String::from_utf8(BASE64_STANDARD.decode(one_line).ok()?).ok()
}

fn from_quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'=').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(encoding: &str, body: &str) -> String {
        format!("From: a@b.vn\r\nTo: \"Lan\" <Lan.Nguyen@quangtri.gov.vn>\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}")
    }

    #[test]
    fn the_link_is_found_however_the_mail_is_written() {
        let expected = Some(("lan.nguyen@quangtri.gov.vn".to_owned(), "aB-9_xyz".to_owned()));
        assert_eq!(invitation(&mail("8bit", "Mời mở http://x/kich-hoat?ma=aB-9_xyz để bắt đầu")), expected);
        assert_eq!(invitation(&mail("quoted-printable", "M=E1=BB=9Di http://x/kich-hoat=\r\n?ma=3DaB-9_=\r\nxyz\r\n")), expected);
        let encoded = "aHR0cDovL3gva2ljaC1ob2\r\nF0P21hPWFCLTlfeHl6DQo=";
        assert_eq!(invitation(&mail("base64", encoded)), expected);
        assert_eq!(invitation(&mail("7bit", "Nhac viec")), None);
    }
}
