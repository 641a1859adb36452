//! Quarters and months: the parts of a year within which some laws score people (Decree 335/2025).

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a year is divided into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// Quý.
    Quarter,
    /// Tháng.
    Month,
}

impl SpanKind {
    const fn in_a_year(self) -> u32 {
        match self {
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }

    /// As people read it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Quarter => "quý",
            Self::Month => "tháng",
        }
    }

    /// All of a year, in order.
    pub fn spans(self) -> impl Iterator<Item = Span> {
        (1..=self.in_a_year()).map(move |number| Span { kind: self, number })
    }
}

/// One quarter or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    kind: SpanKind,
    number: u32,
}

impl Span {
    /// The quarter or month of that number, from 1; none when a year has no such one.
    pub fn new(kind: SpanKind, number: u32) -> Option<Self> {
        (1..=kind.in_a_year()).contains(&number).then_some(Self { kind, number })
    }

    /// Quarter or month.
    pub fn kind(self) -> SpanKind {
        self.kind
    }

    /// From 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Such as `Q1` or `M12`; stands in columns, steps of explanations and addresses.
    pub fn code(self) -> String {
        match self.kind {
            SpanKind::Quarter => format!("Q{}", self.number),
            SpanKind::Month => format!("M{}", self.number),
        }
    }

    /// As people read it: `quý III`, `tháng 12`.
    pub fn vi(self) -> String {
        match self.kind {
            SpanKind::Quarter => format!("quý {}", kernel::text::ROMAN[self.number as usize - 1]),
            SpanKind::Month => format!("tháng {}", self.number),
        }
    }

    /// Whether its first day has come.
    pub fn has_begun(self, year: i32, today: NaiveDate) -> bool {
        let month = match self.kind {
            SpanKind::Quarter => self.number * 3 - 2,
            SpanKind::Month => self.number,
        };
        NaiveDate::from_ymd_opt(year, month, 1).is_some_and(|first| first <= today)
    }
}

impl FromStr for Span {
    type Err = &'static str;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let all = SpanKind::Quarter.spans().chain(SpanKind::Month.spans());
        all.into_iter().find(|span| span.code() == code).ok_or("neither a quarter nor a month")
    }
}

impl TryFrom<String> for Span {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quarter_and_month_is_read_again_from_its_code_and_from_nothing_else() {
        for kind in [SpanKind::Quarter, SpanKind::Month] {
            for span in kind.spans() {
                assert_eq!(span.code().parse(), Ok(span));
                assert_eq!(Span::new(kind, span.number()), Some(span));
            }
        }
        for wrong in ["Q0", "Q5", "M13", "M01", "q1", "", "2026"] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
        assert_eq!((Span::new(SpanKind::Quarter, 5), Span::new(SpanKind::Month, 0)), (None, None));
        let names: Vec<String> = ["Q4", "M12"].map(|code| code.parse::<Span>().unwrap().vi()).into();
        assert_eq!(names, ["quý IV", "tháng 12"]);
    }

    #[test]
    fn a_span_begins_with_its_first_day() {
        let begun = |code: &str, today: &str| code.parse::<Span>().unwrap().has_begun(2026, today.parse().unwrap());
        assert!(begun("Q1", "2026-01-01") && begun("Q4", "2026-12-10") && begun("M12", "2027-03-01"));
        assert!(!begun("Q2", "2026-03-31") && !begun("M12", "2026-11-30") && !begun("Q1", "2025-12-31"));
    }
}
