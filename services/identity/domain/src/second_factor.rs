//! Codes of an authenticator application, and recovery codes.

use chrono::TimeDelta;

/// Seconds that one code lasts (RFC 6238).
pub const STEP_SECONDS: u64 = 30;
/// How long the first one may be confirmed once somebody has seen who sets it up.
pub const SUPERVISED: TimeDelta = TimeDelta::minutes(30);
/// How long administrators may set up theirs with nobody beside them: the first one, who has proved the secret of the first run, and all
/// of them when none has any.
pub const ALONE: TimeDelta = TimeDelta::days(1);
/// Recovery codes that are given at once.
pub const RECOVERY_CODES: usize = 10;

/// A code as somebody typed it: without blanks and hyphens, in capitals.
pub fn typed(code: &str) -> String {
    code.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// True for what an application shows; anything else is a recovery code.
pub fn is_of_application(typed: &str) -> bool {
    typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// A recovery code in groups that are easy to copy by hand.
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert!(is_of_application(&typed(" 123 456 ")));
        assert!(!is_of_application(&typed("12345")));
        assert!(!is_of_application(&typed("ABCD-EFGH")));
        assert_eq!(typed(&grouped("ABCDEFGHIJ").to_lowercase()), "ABCDEFGHIJ");
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD-EFGH-IJ");
    }
}
