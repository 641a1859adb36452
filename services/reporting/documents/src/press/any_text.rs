//! Whatever text people can paste, in whatever place of whatever form, gives a document that can be kept for good.

use proptest::prelude::*;

use super::*;
use crate::samples;

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Fonts::load(None).expect("the fonts of Debian")));

/// Every form, with its data.
fn papers() -> [(&'static Source, Value); 8] {
    [
        (&SUMMARY, view::summary(&samples::summary())),
        (&DETAIL, view::detail(&samples::detail(2))),
        (&MINUTES, view::minutes(&samples::minutes())),
        (&MINUTES, view::minutes(&samples::minutes_for_heads(2))),
        (&NOTE, view::note(&samples::note())),
        (&LEGAL_FORM, view::legal_form(&samples::legal_form(1))),
        (&SCORE_SHEET, view::score_sheet(&samples::score_sheet())),
        (&WORK_TABLE, view::work_table(&samples::work_table(2))),
    ]
}

/// Puts `text` behind whatever is written.
fn write(value: &mut Value, text: &str) {
    match value {
        Value::String(written) => {
            written.push(' ');
            written.push_str(text);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| write(value, text)),
        Value::Object(fields) => fields.values_mut().for_each(|value| write(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn print_all(text: &str, tagged: bool) {
    for (index, (template, mut data)) in papers().into_iter().enumerate() {
        write(&mut data, text);
        if let Err(problem) = PRESS.print("any", template, data, tagged) {
            panic!("form {index}, {text:?}: {problem}");
        }
    }
}

#[test]
fn every_character_that_is_printed_can_be_kept() {
    let mut pictures: Vec<String> = (0..=0x0010_ffff).filter_map(char::from_u32).map(|c| c.to_string()).collect();
    let mut known = std::collections::BTreeSet::new();
    pictures.retain_mut(|text| {
        let mut printed = Value::String(std::mem::take(text));
        text::printable(&mut printed, &PRESS.fonts);
        *text = printed.as_str().unwrap_or_default().to_owned();
        known.insert(text.clone())
    });
    assert!(pictures.len() > 1000, "{} pictures", pictures.len());
    // One form shows them all; each is a word of its own, so that none leans on another.
    for words in pictures.chunks(400) {
        let (template, mut data) = papers().into_iter().nth(4).expect("the note");
        write(&mut data, &words.join(" "));
        for tagged in [true, false] {
            PRESS.print("note", template, data.clone(), tagged).unwrap_or_else(|problem| panic!("{words:?}: {problem}"));
        }
    }
}

#[test]
fn what_word_processors_leave_in_text_gives_every_document() {
    for text in [
        "\u{f0b7}\tgạch\u{f0a7} \u{f0d8} \u{f0fc}\u{f02d}\u{f001}\u{f6be}",
        "dòng\u{b}dòng\u{c}dòng\u{2028}dòng\u{2029}dòng\u{85}dòng\r\ndòng\rdòng",
        "\u{202e}ngược\u{2066}\u{200f} עברית العربية ไทย 中文 한국어 देवनागरी",
        "👩‍👩‍👧 👍🏽 🇻🇳 \u{fe0f} ☑ ✓ ➢ ✔ ■ ◆",
        "\u{301}\u{323}\u{20dd}a\u{300}\u{301}\u{302}\u{303}",
        "\u{fffe}\u{ffff}\u{fdd0}\u{1ffff}\u{e001}\u{10fffd}\u{fffd}\u{fffc}\u{feff}\u{e0041}",
        "\u{0}\u{1}\u{7}\u{1b}\u{7f}\u{9f}",
        "",
    ] {
        print_all(text, true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn random_text_gives_every_document(characters in prop::collection::vec(any::<char>(), 1..200), tagged in any::<bool>()) {
        print_all(&characters.into_iter().collect::<String>(), tagged);
    }

    #[test]
    fn words_stay_apart_on_paper(words in prop::collection::vec("[a-z]{1,8}", 1..6), between in prop::sample::select(vec!['\t', '\u{b}', '\u{c}', '\u{85}', '\u{a0}', '\u{2003}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{3000}', '\r', '\n'])) {
        let mut printed = Value::String(words.join(&between.to_string()));
        text::printable(&mut printed, &PRESS.fonts);
        // Where a long word may break is no letter of it.
        let printed = printed.as_str().unwrap_or_default().replace('\u{200b}', "");
        let shown: Vec<&str> = printed.split_whitespace().collect();
        prop_assert_eq!(shown, words);
    }
}
