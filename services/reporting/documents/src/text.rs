//! Text as it can be printed.

use serde_json::Value;

use crate::Fonts;

/// Stands for a character that the font has no picture of, such as an emoji in a comment: seen by the reader, and the
/// document of a whole agency does not fail because of it.
const UNKNOWN: char = '□';

/// Makes every text of the data printable: lines kept, composed (NFC), no control characters, only characters of the font.
pub(crate) fn printable(value: &mut Value, fonts: &Fonts) {
    match value {
        Value::String(text) => *text = printable_text(text, fonts),
        Value::Array(values) => values.iter_mut().for_each(|value| printable(value, fonts)),
        Value::Object(fields) => fields.values_mut().for_each(|value| printable(value, fonts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable_text(text: &str, fonts: &Fonts) -> String {
    let shown: String = kernel::text::clean_lines(text)
        .chars()
        .filter(|c| *c == '\n' || !(c.is_control() || is_invisible(*c)))
        .map(|c| if c == '\n' || fonts.covers(c) { c } else { UNKNOWN })
        .collect();
    shown.split_inclusive([' ', '\n']).map(breakable).collect()
}

/// Longest run of letters that the narrowest column of a table takes; no Vietnamese word comes near.
const LONGEST_WORD: usize = 14;

/// Lets an address or the like break where a column ends; digests and moments stay whole.
fn breakable(word: &str) -> String {
    let is_code = |c: char| c.is_ascii_hexdigit() || "T:+- \n".contains(c);
    if word.chars().count() <= LONGEST_WORD || word.chars().all(is_code) {
        return word.to_owned();
    }
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(LONGEST_WORD).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\u{200b}")
}

/// Marks that steer other text and would show as boxes: joiners, directions, variation selectors.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}')
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_keeps_its_lines_but_no_stray_marks() {
        let fonts = Fonts::load(None).unwrap();
        assert_eq!(printable_text("Thuy\u{300} \u{200b}Trang\u{7}\nHoà  ", &fonts), "Thuỳ Trang\nHoà");
        assert_eq!(printable_text("Tốt 👍", &fonts), "Tốt □");
        assert_eq!(printable_text("xem https://quangtri.gov.vn/125", &fonts), "xem https://quangt\u{200b}ri.gov.vn/125");
        assert_eq!(printable_text("2020-01-05T09:30:00+07:00", &fonts), "2020-01-05T09:30:00+07:00");
    }

    #[test]
    fn a_folder_without_fonts_names_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let problem = Fonts::load(Some(folder.path())).err().unwrap().to_string();
        assert!(problem.contains("fonts-liberation2"), "{problem}");
    }
}
