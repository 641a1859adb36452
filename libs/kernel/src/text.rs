//! Vietnamese text: one normal form inside, forgiving search, names sorted by given name.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Refusal;

const LONGEST_SEARCH: usize = 200;

/// What nobody sees: zero-width blanks and joiners, the soft hyphen, the mark of byte order.
const UNSEEN: [char; 7] = ['\u{ad}', '\u{180e}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// Marks that turn the direction of reading, by which a text can look like another. Nobody writes them here; they come with what is
/// copied from address books and web pages.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text as it is stored: trimmed, inner blanks single, composed (NFC), without NUL, which PostgreSQL cannot keep, without what nobody
/// sees and what turns the direction of reading; the two letters that look like Đ are one.
pub fn clean(text: &str) -> String {
    let seen = text.chars().filter(|c| !UNSEEN.contains(c) && !turns(*c)).map(|c| match c {
        '\0' => ' ',
        '\u{d0}' | '\u{189}' => 'Đ',
        '\u{f0}' => 'đ',
        other => legible(other),
    });
    let seen: String = seen.collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Stands for a character that nobody has a picture of.
pub const UNKNOWN: char = '□';

/// A character as everybody sees it: lines end in one way; the bullets that word processors take from Symbol and Wingdings, which are
/// nothing without those fonts, are bullets; other private characters and those that are none stand for themselves no more.
fn legible(c: char) -> char {
    match c {
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{f0b7}' | '\u{f09f}' | '\u{f06c}' => '•',
        '\u{f0a7}' | '\u{f06e}' => '▪',
        '\u{f0d8}' | '\u{f0e0}' | '\u{f0e8}' | '\u{f0f0}' | '\u{f0ae}' => '→',
        '\u{f0fc}' | '\u{f0d6}' => '√',
        '\u{f02d}' | '\u{f0be}' => '–',
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}' => UNKNOWN,
        other if other as u32 & 0xfffe == 0xfffe => UNKNOWN,
        other => other,
    }
}

/// A character in plainer ones of the same meaning, such as `A` for one in full width; itself when it is plain.
pub fn plainer(c: char) -> String {
    std::iter::once(c).nfkd().nfc().collect()
}

/// A Cyrillic or Greek letter within a word of Latin ones, which it only looks like.
pub fn alike(text: &str) -> Option<char> {
    const LOOKALIKES: &str = "АВЕЅІЈКМНОРСТХУаеѕіјорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧνο";
    let latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c) || ('\u{1e00}'..='\u{1eff}').contains(&c);
    let mixed = |word: &str| word.chars().any(latin).then(|| word.chars().find(|c| LOOKALIKES.contains(*c))).flatten();
    text.split(|c: char| !c.is_alphanumeric()).find_map(mixed)
}

/// Text composed (NFC) and otherwise as typed, for secrets.
pub fn compose(text: &str) -> String {
    text.nfc().collect()
}

/// Text with its lines kept, each line composed (NFC), without NUL and what turns the direction of reading, and trimmed at its end.
pub fn clean_lines(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '\0' && !turns(*c)).map(legible).collect();
    text.lines().map(|line| line.trim_end().nfc().collect::<String>()).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A character that has no place in text people write: controls other than line breaks and tabs (PostgreSQL cannot keep NUL),
/// and the marks that turn the direction of reading, by which a text can look like another.
pub fn forbidden(text: &str) -> Option<char> {
    text.chars().find(|c| turns(*c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

/// Whether a text says something that people can read: a letter or a digit, and nothing [`forbidden`].
pub fn is_said(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && forbidden(text).is_none()
}

/// Text for search: lower case, no tone or vowel marks, đ as d. `Đặng Thị Hoà` becomes `dang thi hoa`.
pub fn fold(text: &str) -> String {
    let bare: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    clean(&bare.to_lowercase()).replace('đ', "d")
}

/// The folded words of a search box, none for an empty one.
///
/// # Errors
/// `SEARCH_INVALID` for more than 200 characters, or characters that no text may have.
pub fn search_words(field: &str, search: &str) -> Result<Vec<String>, Refusal> {
    if search.chars().count() > LONGEST_SEARCH || forbidden(search).is_some() {
        let message = format!("Nội dung tìm kiếm tối đa {LONGEST_SEARCH} ký tự và không có ký tự điều khiển.");
        return Err(Refusal::invalid("SEARCH_INVALID", field, message));
    }
    Ok(fold(search).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

/// What several said, each thing once with all that came with it, what most said first. Line by line; lines that differ only in
/// blanks, case or a full stop at the end say the same.
pub fn gathered<'a, T: Clone>(said: impl IntoIterator<Item = (&'a str, T)>) -> Vec<(String, Vec<T>)> {
    let mut lines: Vec<(String, String, Vec<T>)> = Vec::new();
    for (text, by) in said {
        for line in text.lines().map(clean).filter(|line| !line.is_empty()) {
            let key = line.trim_end_matches('.').to_lowercase();
            match lines.iter_mut().find(|(known, ..)| *known == key) {
                Some((.., whose)) => whose.push(by.clone()),
                None => lines.push((key, line, vec![by.clone()])),
            }
        }
    }
    lines.sort_by(|(a, _, by_a), (b, _, by_b)| by_b.len().cmp(&by_a.len()).then_with(|| compare_words(a, b)));
    lines.into_iter().map(|(_, line, by)| (line, by)).collect()
}

/// Roman numbers of lines, quarters and sections, from one on.
pub const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Text with a capital at its beginning.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text as it goes on within a sentence.
pub fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The given name: the last word of a Vietnamese name.
pub fn given_name(full_name: &str) -> &str {
    full_name.rsplit(' ').next().unwrap_or(full_name)
}

/// Dictionary order of Vietnamese words: letters first (a ă â … đ e ê … o ô ơ … u ư), tones second (ngang huyền hỏi ngã sắc nặng).
pub fn compare_words(a: &str, b: &str) -> Ordering {
    let letters = |text: &str| -> Vec<(u32, u32)> { text.to_lowercase().nfc().filter(|c| !c.is_whitespace()).map(weigh).collect() };
    let (a, b) = (letters(a), letters(b));
    a.iter()
        .map(|(letter, _)| letter)
        .cmp(b.iter().map(|(letter, _)| letter))
        .then_with(|| a.iter().map(|(_, tone)| tone).cmp(b.iter().map(|(_, tone)| tone)))
}

/// Order of people in a list: given name, then family and middle names.
pub fn compare_names(a: &str, b: &str) -> Ordering {
    compare_words(given_name(a), given_name(b)).then_with(|| compare_words(a, b))
}

/// Text whose binary order is that of [`compare_names`], for databases that sort by bytes.
pub fn name_sort_key(full_name: &str) -> String {
    let key = |words: &str| {
        let weights: Vec<(u32, u32)> = words.to_lowercase().nfc().filter(|c| !c.is_whitespace()).map(weigh).collect();
        let letters: String = weights.iter().map(|(letter, _)| format!("{letter:06x}")).collect();
        let tones: String = weights.iter().map(|(_, tone)| tone.to_string()).collect();
        format!("{letters} {tones}")
    };
    format!("{} {}", key(given_name(full_name)), key(full_name))
}

/// The weight of one letter: which letter (its vowel or stroke mark included), and which tone.
fn weigh(letter: char) -> (u32, u32) {
    let mut tone = 0;
    let mut mark = 0;
    let mut base = letter;
    for part in std::iter::once(letter).nfd() {
        match part {
            '\u{300}' => tone = 1,
            '\u{309}' => tone = 2,
            '\u{303}' => tone = 3,
            '\u{301}' => tone = 4,
            '\u{323}' => tone = 5,
            '\u{306}' => mark = 1,
            '\u{302}' => mark = 2,
            '\u{31b}' => mark = 3,
            'đ' => (base, mark) = ('d', 1),
            other => base = other,
        }
    }
    (base as u32 * 4 + mark, tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_said_is_told_once_with_how_many_said_it() {
        let said = [("Nhiệt tình.", 1), ("Cần chủ động hơn\nnhiệt  tình", 2), ("", 3), ("Nhiệt tình", 4), ("Chủ động", 5)];
        let found = gathered(said);
        assert_eq!(
            found,
            [("Nhiệt tình.".into(), vec![1, 2, 4]), ("Cần chủ động hơn".into(), vec![2]), ("Chủ động".into(), vec![5])],
            "most first, then in the order of the dictionary"
        );
    }

    #[test]
    fn search_forgets_marks_in_any_normal_form() {
        for text in ["Đặng Thị Hoà", "Đặng Thị Hòa", "ĐẶNG  THỊ HOÀ", "\u{d0}ặng Thị Hoà", &"Đặng Thị Hoà".nfd().collect::<String>()]
        {
            assert_eq!(fold(text), "dang thi hoa");
        }
    }

    #[test]
    fn what_is_pasted_keeps_its_lines_and_its_bullets() {
        let pasted = "\u{f0b7}\tMột\u{b}\u{f0a7} hai\u{2028}\u{f0fc} ba\u{2029}\u{e123}\u{ffff}\u{fdd0}";
        assert_eq!(clean_lines(pasted), "•\tMột\n▪ hai\n√ ba\n□□□");
        assert_eq!(clean(pasted), "• Một ▪ hai √ ba □□□");
        assert_eq!((plainer('Ａ'), plainer('①'), plainer('ậ'), plainer('㎏')), ("A".into(), "1".into(), "ậ".into(), "kg".into()));
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        for name in ["Lý Văn\u{200b} Dụ", "Lý\u{a0}Văn\u{202f}Dụ", "\u{feff}Lý Va\u{306}n Dụ", "Lý Văn D\u{ad}ụ"] {
            assert_eq!(clean(name), "Lý Văn Dụ", "{name:?}");
        }
        assert_eq!((clean("\u{d0}ặng"), clean("\u{189}ặng")), ("Đặng".into(), "Đặng".into()));
        assert_eq!((alike("Lê \u{410}n"), alike("N\u{43e}i")), (Some('\u{410}'), Some('\u{43e}')));
        assert_eq!((alike("5 μg β-lactam"), alike("Достоевский"), alike("Lê An")), (None, None, None));
    }

    #[test]
    fn text_to_store_has_no_nul() {
        assert_eq!((clean("a\0b \0"), clean_lines("a\0b\nc\0 ")), ("a b".into(), "ab\nc".into()));
    }

    #[test]
    fn controls_and_marks_of_direction_are_found_and_lines_are_not() {
        for text in ["a\0", "\u{202e}b", "c\u{2066}", "\u{7f}", "\u{200f}"] {
            assert!(forbidden(text).is_some(), "{text:?}");
        }
        assert_eq!(forbidden("Một\r\n\tHai «ba» – bốn"), None);
    }

    #[test]
    fn a_search_is_folded_words_and_refuses_what_no_text_has() {
        assert_eq!(search_words("search", "  Báo cáo ĐỀ ÁN ").unwrap(), ["bao", "cao", "de", "an"]);
        assert_eq!(search_words("search", "").unwrap(), [""; 0]);
        for search in ["a\0", &"x".repeat(201)] {
            assert_eq!(search_words("search", search).unwrap_err().reason, "SEARCH_INVALID");
        }
    }

    #[test]
    fn names_sort_by_given_name_in_dictionary_order() {
        let sorted = ["Lê An", "Bùi Ánh", "Lê Ăn", "Lê Ân", "Lê Da", "Lê Dũng", "Lê Đa", "Lê Đức", "Trần Thị Hoa", "Nguyễn Văn Hòa"];
        let mut names = sorted;
        names.reverse();
        names.sort_by(|a, b| compare_names(a, b));
        assert_eq!(names, sorted);
        names.reverse();
        names.sort_by_key(|name| name_sort_key(name));
        assert_eq!(names, sorted);
    }
}
