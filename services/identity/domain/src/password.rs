//! Which passwords are accepted: long ones that are not easy to guess (zxcvbn, with the words of this place); no rule about
//! kinds of characters.

use kernel::{Refusal, text};
use zxcvbn::{Score, zxcvbn};

use crate::error;

const SHORTEST: usize = 12;
const LONGEST: usize = 128;
const COMMON: &str = include_str!("../../data/common-passwords.txt");
/// Words that everybody tries first here.
const CONTEXT: [&str; 4] = ["congtam", "quangtri", "sonoivu", "matkhau"];

/// The password as it is hashed: composed (NFC), otherwise as typed.
///
/// # Errors
/// Says what to do when it is too short, too long, easy to guess, or mostly the person's own name or e-mail.
pub fn accept(password: &str, full_name: &str, email: &str) -> Result<String, Refusal> {
    let composed = text::compose(password);
    let length = composed.chars().count();
    if length < SHORTEST {
        return Err(error::password_refused(format!("Mật khẩu phải có ít nhất {SHORTEST} ký tự.")));
    }
    if length > LONGEST {
        return Err(error::password_refused(format!("Mật khẩu không được quá {LONGEST} ký tự.")));
    }
    let folded = text::fold(&composed);
    let bare = folded.replace(' ', "");
    let login = email.split('@').next().unwrap_or_default();
    let own = [text::fold(full_name).replace(' ', ""), text::fold(login)];
    let guessable = own.iter().map(String::as_str).chain(CONTEXT).filter(|word| word.len() >= 4);
    if guessable.into_iter().any(|word| bare.contains(word) && bare.len() < word.len() + 8) {
        return Err(error::password_refused("Mật khẩu không được dựa vào họ tên, email hoặc tên hệ thống."));
    }
    // Its lists are of English speakers: ours are given as words that everybody here tries first.
    let tried_first: Vec<&str> = COMMON.lines().chain(own.iter().map(String::as_str)).chain(CONTEXT).collect();
    if [folded, bare].iter().any(|form| zxcvbn(form, &tried_first).score() < Score::Three) {
        return Err(error::password_refused("Mật khẩu này dễ bị đoán. Hãy chọn một câu dài của riêng bạn."));
    }
    Ok(composed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_own_passwords_are_accepted_and_others_say_why() {
        let check = |password: &str| accept(password, "Nguyễn Văn Hòa", "hoa.nguyenvan@quangtri.gov.vn");
        for good in ["mot cau dai cua rieng toi", "Trời xanh mây trắng 7", "k9#vTq2!mXw8", "quangtri toi yeu que huong"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "ngắn quá",
            "123456789012",
            "aaaaaaaaaaaaa",
            "Password12345",
            "qwertyuiop123",
            "iloveyou2019",
            "abcdefgh12345",
            "nguyenvanhoa1",
            "Nguyễn Văn Hòa 1",
            "congtam2019!!",
            "hoa.nguyenvan1",
            &"x7".repeat(80),
        ] {
            assert_eq!(check(bad).unwrap_err().reason, "PASSWORD_REFUSED", "{bad}");
        }
    }
}
