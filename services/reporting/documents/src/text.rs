//! Text as it can be printed.

use serde_json::Value;

use crate::Fonts;

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
    let shown: String = kernel::text::clean_lines(text).chars().map(|c| picture(c, fonts)).collect::<Vec<_>>().concat();
    shown.split_inclusive([' ', '\n']).map(breakable).collect()
}

/// What the font has for a character: itself, plainer ones of the same meaning, or a stand-in such as for an emoji in a comment, which
/// the reader sees, and the document of a whole agency does not fail because of it. Blanks keep words apart; other controls are nothing.
fn picture(c: char, fonts: &Fonts) -> String {
    let blank = c.is_whitespace() && c != '\u{a0}';
    match c {
        '\n' => "\n".to_owned(),
        _ if blank => " ".to_owned(),
        _ if c.is_control() || is_invisible(c) => String::new(),
        _ if has(fonts, c) => c.to_string(),
        _ => {
            let plainer = kernel::text::plainer(c);
            if plainer.chars().all(|c| has(fonts, c)) { plainer } else { kernel::text::UNKNOWN.to_string() }
        }
    }
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

/// Whether the font has a character, and what becomes of it in headings that are set in capitals.
fn has(fonts: &Fonts, c: char) -> bool {
    fonts.covers(c) && c.to_uppercase().all(|c| fonts.covers(c))
}

/// Marks that steer other text and would show as boxes: joiners, directions, variation selectors, notes between lines, tags.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
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
        assert_eq!(printable_text("Một\thai\u{b}ba\u{2028}bốn\u{3000}năm\u{2003}sáu", &fonts), "Một hai\nba\nbốn năm sáu");
        assert_eq!(printable_text("\u{f0b7} Ｌê\u{202e} An ①\u{e001}", &fonts), "• Lê An 1□");
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
