//! What people are not to read on a page or a paper: codes, ids, and numbers written as programs write them.

/// Every word of a text that only programs should see, with what is wrong about it.
pub fn not_for_people(text: &str) -> Vec<String> {
    let written: Vec<&str> = text.split_whitespace().collect();
    let words: Vec<&str> = written.iter().map(|word| bare(word)).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // «Điều 1.2, 2.8, 2.9» names articles one after the other.
        let first = (0..at).rev().take_while(|before| is_decimal(words[*before]) && written[*before].ends_with(',')).last().unwrap_or(at);
        let before = first.checked_sub(1).map_or("", |before| words[before]);
        let after = words.get(at + 1).copied().unwrap_or_default();
        let wrong = if has_uuid(word) {
            "an id"
        } else if has_code(word) {
            "a code"
        } else if is_decimal(word) && !is_article(before) && !is_ordinal(word, after) {
            "a decimal point"
        } else {
            continue;
        };
        found.push(format!("{wrong}: {before} «{word}» {after}"));
    }
    found
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '_'))
}

/// 8-4-4-4-12 hexadecimal digits, anywhere.
fn has_uuid(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.windows(36).any(|part| {
        part.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}

/// `BAND_DIFFERS`: an underscore between capitals or digits.
fn has_code(word: &str) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    word.as_bytes().windows(3).any(|part| part[1] == b'_' && is_of_code(part[0]) && is_of_code(part[2]))
}

/// `89.98`, and neither `1.822`, where a dot sets thousands apart, nor an address of a computer.
fn is_decimal(word: &str) -> bool {
    let parts: Vec<&str> = word.trim_end_matches('%').split('.').collect();
    let digits = parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let thousands = parts[0].len() <= 3 && parts[1..].iter().all(|part| part.len() == 3);
    digits && !thousands && parts.len() != 4
}

/// `Điều 6.1`.
fn is_article(before: &str) -> bool {
    ["điều", "khoản", "mục"].contains(&before.to_lowercase().as_str())
}

/// `1.2 Chấp hành nội quy`: the number of what follows.
fn is_ordinal(word: &str, after: &str) -> bool {
    word.len() <= 5 && after.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ids_and_decimal_points_are_found_and_what_people_write_is_not() {
        for wrong in [
            "Cảnh báo: BAND_DIFFERS",
            "(GAP_2)",
            "bộ QT-2019-CC_KLD",
            "(/quyet-dinh/016e8652-2b8a-7c1d-9f0e-4d2a6b8c0e1f)",
            "(ngưỡng 10.000000)",
            "Tổng điểm 89.98",
            "tăng 4.5%",
            "Điều 6.1: 86.5 điểm",
        ] {
            assert_eq!(not_for_people(wrong).len(), 1, "{wrong}");
        }
        for right in [
            "89,98",
            "1.822 người",
            "1.234.567",
            "Điều 6.1, Điều 5.2.b",
            "Điều 1.2, 2.8, 2.9",
            "1.2 Chấp hành nội quy",
            "CC1.1",
            "10.47.1.12",
            "Chuyên viên (01.003)",
            "VT, SNV",
        ] {
            assert!(not_for_people(right).is_empty(), "{right}: {:?}", not_for_people(right));
        }
    }
}
