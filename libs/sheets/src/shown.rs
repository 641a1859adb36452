//! From a stored value to the cell that Excel shows.

use std::sync::LazyLock;

use calamine::{DataRef, ExcelDateTime};
use chrono::{Days, NaiveDate};
use kernel::grid::{Cell, Why};
use ssfmt::{DateSystem, FormatOptions, Locale};

use crate::layout::Raw;

/// A point for fractions, as payrolls write them; a blank between thousands, which no number column takes for a fraction.
static AS_WRITTEN: LazyLock<FormatOptions> = LazyLock::new(|| FormatOptions {
    date_system: DateSystem::Date1900,
    locale: Locale { thousands_separator: '\u{a0}', ..Locale::en_us() },
});

/// Half a millisecond: moments that far before midnight are shown as midnight.
const NEARLY: f64 = 0.5 / 86_400_000.0;
/// The day after the last that Excel knows.
const AFTER_ALL: f64 = 2_958_466.0;

/// What a cell shows. `format` is the code of its number format.
pub fn cell(value: &DataRef<'_>, raw: Option<&Raw>, format: &str, is_1904: bool) -> Cell {
    if let Some(uncomputed) = raw.and_then(uncomputed) {
        return uncomputed;
    }
    match value {
        DataRef::Empty => raw.map_or(Cell::Empty, unread),
        DataRef::Int(whole) => number(*whole as f64, format, is_1904),
        DataRef::Float(number_) => number(*number_, format, is_1904),
        DataRef::String(text) => Cell::written(text),
        DataRef::SharedString(text) => Cell::written(text),
        DataRef::DateTime(moment) => moment_cell(moment, format, is_1904),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Cell::Day(day),
            None => Cell::Unread { shown: text.clone(), why: Why::Kind },
        },
        DataRef::Bool(true) => Cell::Unread { shown: "TRUE".to_owned(), why: Why::Kind },
        DataRef::Bool(false) => Cell::Unread { shown: "FALSE".to_owned(), why: Why::Kind },
        DataRef::DurationIso(text) => Cell::Unread { shown: text.clone(), why: Why::Kind },
        DataRef::Error(error) => Cell::Unread { shown: error.to_string(), why: Why::Fault },
    }
}

/// A cell with something in it that could not be read.
pub fn unread(raw: &Raw) -> Cell {
    if let Some(uncomputed) = uncomputed(raw) {
        return uncomputed;
    }
    let shown = raw.value.clone().unwrap_or_default();
    match raw.kind.as_str() {
        "e" => Cell::Unread { shown, why: Why::Fault },
        // A formula whose answer is an empty text shows nothing.
        _ if shown.is_empty() => Cell::Empty,
        _ => Cell::Unread { shown, why: Why::Kind },
    }
}

fn uncomputed(raw: &Raw) -> Option<Cell> {
    let formula = raw.formula.as_ref()?;
    let computed = match &raw.value {
        Some(value) => !value.is_empty() || raw.kind == "str",
        None => false,
    };
    (!computed).then(|| Cell::Unread { shown: format!("={formula}"), why: Why::Uncomputed })
}

fn number(value: f64, format: &str, is_1904: bool) -> Cell {
    let plain = value.to_string();
    let Ok(shown) = ssfmt::format(value, format, &AS_WRITTEN) else { return Cell::Unread { shown: plain, why: Why::Kind } };
    let shown = kernel::text::clean(&shown);
    // A format of nothing but semicolons shows nothing.
    if shown.is_empty() || format.chars().all(|c| c == ';') {
        return Cell::Unread { shown: plain, why: Why::Kind };
    }
    if shown.contains("E+") || shown.contains("E-") {
        return Cell::Unread { shown, why: Why::Shortened };
    }
    if is_1904 && value.fract() == 0.0 && (7_000.0..80_000.0).contains(&value) {
        return Cell::Unread { shown, why: Why::Ambiguous };
    }
    Cell::Text(shown)
}

fn moment_cell(moment: &ExcelDateTime, format: &str, is_1904: bool) -> Cell {
    let serial = moment.as_f64();
    let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
    let options = FormatOptions { date_system, ..AS_WRITTEN.clone() };
    let no_day = || Cell::Unread { shown: ssfmt::format(serial, format, &options).unwrap_or_else(|_| serial.to_string()), why: Why::Kind };
    if moment.is_duration() || !shows_a_day(format) || !(0.0..AFTER_ALL).contains(&serial) {
        return no_day();
    }
    // Not negative, and less than any u64.
    let days = (serial + NEARLY).floor() as u64;
    let counted_from = match (is_1904, days) {
        (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1),
        // Excel shows 0 January and 29 February 1900, which never were.
        (false, 0 | 60) => None,
        (false, 1..60) => NaiveDate::from_ymd_opt(1899, 12, 31),
        (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    counted_from.and_then(|first| first.checked_add_days(Days::new(days))).map_or_else(no_day, Cell::Day)
}

/// Whether a format shows a day or a year: what is quoted or in brackets is no sign of it. Formats of other languages have no code here
/// and are dates.
fn shows_a_day(format: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    format.is_empty()
        || format == "General"
        || format.chars().any(|c| {
            let literal = quoted || bracketed || escaped;
            escaped = !literal && matches!(c, '\\' | '_' | '*');
            match c {
                '"' => quoted = !quoted,
                '[' if !quoted => bracketed = true,
                ']' if !quoted => bracketed = false,
                _ => {}
            }
            !literal && matches!(c, 'd' | 'D' | 'y' | 'Y')
        })
}
