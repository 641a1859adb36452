//! How somebody reads what is about a person, and what is kept of it.

use crate::{Refusal, text};

const LONGEST_REASON: usize = 500;

/// How somebody reads what is about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is theirs, or their part in it: nobody counts it.
    OwnPart,
    /// By office: it is logged.
    ByOffice,
    /// As an auditor: it is logged, with a reason.
    WithReason,
}

impl Reading {
    /// The reason to be logged, empty where none is needed; `None` when nothing is logged.
    ///
    /// # Errors
    /// `READ_REASON_NEEDED` when an auditor does not say why, or too much is said.
    pub fn logged(self, reason: &str) -> Result<Option<String>, Refusal> {
        let reason = text::clean(reason);
        let fits = match self {
            Self::OwnPart => return Ok(None),
            Self::ByOffice => reason.is_empty() || text::is_said(&reason),
            Self::WithReason => text::is_said(&reason),
        };
        if fits && reason.chars().count() <= LONGEST_REASON { Ok(Some(reason)) } else { Err(reason_needed()) }
    }
}

fn reason_needed() -> Refusal {
    Refusal::invalid("READ_REASON_NEEDED", "reason", "Hãy ghi lý do xem hồ sơ, từ 1 đến 500 ký tự; lý do được lưu vào nhật ký.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_says_why_and_nobody_writes_a_novel() {
        let long = "x".repeat(501);
        for (reading, reason, logged) in [
            (Reading::OwnPart, "", Ok(None)),
            (Reading::ByOffice, "", Ok(Some(""))),
            (Reading::ByOffice, long.as_str(), Err("READ_REASON_NEEDED")),
            (Reading::WithReason, " ", Err("READ_REASON_NEEDED")),
            (Reading::WithReason, "\u{200b}\u{2800}", Err("READ_REASON_NEEDED")),
            (Reading::ByOffice, "\u{202e}Đơn số 5", Ok(Some("Đơn số 5"))),
            (Reading::WithReason, " Đơn số 5 ", Ok(Some("Đơn số 5"))),
        ] {
            let found = reading.logged(reason);
            let found = found.as_ref().map(Option::as_deref).map_err(|refusal| refusal.reason);
            assert_eq!(found, logged, "{reading:?} {reason:.10}");
        }
    }
}
