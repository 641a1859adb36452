//! The way of a list or a log: DRAFT → SUBMITTED → APPROVED or RETURNED, and from there SUBMITTED again.

use chrono::{DateTime, Utc};
use kernel::Refusal;
use serde::{Deserialize, Serialize};

use crate::{Person, PersonId, error};

pub(crate) const SHORTEST_REASON: usize = 5;
pub(crate) const LONGEST_REASON: usize = 1000;

/// Whether a text is a reason: long enough to help, and of characters that can be read.
pub(crate) fn is_reason(text: &str) -> bool {
    let length = kernel::text::clean_lines(text).chars().count();
    (SHORTEST_REASON..=LONGEST_REASON).contains(&length) && kernel::text::forbidden(text).is_none()
}

/// Who approved, as they were at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Their post, such as "Trưởng phòng"; may be empty.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Signature {
    /// The signature of a person at a moment.
    pub fn of(person: &Person, at: DateTime<Utc>) -> Self {
        Self { person: person.id, full_name: person.full_name.clone(), title: person.title.clone(), at }
    }
}

/// Where a list or a log stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Approval {
    /// Only the person works on it.
    Draft,
    /// Waits for the direct head.
    Submitted {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Accepted.
    Approved {
        /// By whom.
        by: Signature,
        /// Why nobody else approved it, where the software knows nobody above the person.
        note: Option<String>,
    },
    /// Sent back to the person.
    Returned {
        /// By whom.
        by: Signature,
        /// What to do better.
        reason: String,
    },
}

impl Approval {
    /// Why an agency head's own work needs no approval by another.
    pub const NO_SUPERIOR: &str =
        "Người đứng đầu cơ quan, đơn vị không có thủ trưởng trực tiếp trên phần mềm nên nội dung được ghi nhận ngay khi trình.";

    /// Why nobody here approves the work of a cadre of the Party or of a union in a commune.
    pub const HEAD_OUTSIDE: &str =
        "Cấp trên trực tiếp của người này (cấp ủy, tổ chức cấp trên) không dùng phần mềm nên nội dung được ghi nhận ngay khi trình.";

    /// Where a submission leads: to the direct head, or at once to being kept where the software knows nobody above (WL-5).
    pub fn on_submission(author: &Person, now: DateTime<Utc>) -> Self {
        if author.has_no_superior() {
            let note = if author.head_outside { Self::HEAD_OUTSIDE } else { Self::NO_SUPERIOR };
            return Self::Approved { by: Signature::of(author, now), note: Some(note.to_owned()) };
        }
        Self::Submitted { at: now }
    }

    /// What becomes of a submission when there is nobody above its author any more; nothing otherwise.
    pub fn left_alone(&self, author: &Person, now: DateTime<Utc>) -> Option<Self> {
        (matches!(self, Self::Submitted { .. }) && author.has_no_superior()).then(|| Self::on_submission(author, now))
    }

    /// Accepted by the direct head; nothing when it already is.
    ///
    /// # Errors
    /// `TRANSITION_REFUSED` when it does not wait for approval.
    pub fn approve(&self, by: Signature) -> Result<Option<Self>, Refusal> {
        match self {
            Self::Submitted { .. } => Ok(Some(Self::Approved { by, note: None })),
            Self::Approved { .. } => Ok(None),
            Self::Draft | Self::Returned { .. } => Err(error::transition(self.label(), "Đã phê duyệt")),
        }
    }

    /// Sent back by the direct head; nothing when it already is, for the same reason.
    ///
    /// # Errors
    /// `REASON_INVALID`, or `TRANSITION_REFUSED` when it does not wait for approval.
    pub fn send_back(&self, by: Signature, reason: &str) -> Result<Option<Self>, Refusal> {
        let reason = reason.trim();
        if !is_reason(reason) {
            return Err(error::reason_invalid(SHORTEST_REASON, LONGEST_REASON));
        }
        let reason = kernel::text::clean_lines(reason);
        match self {
            Self::Submitted { .. } => Ok(Some(Self::Returned { by, reason })),
            Self::Returned { reason: before, .. } if *before == reason => Ok(None),
            Self::Draft | Self::Approved { .. } | Self::Returned { .. } => Err(error::transition(self.label(), "Trả lại")),
        }
    }

    /// True when it counts.
    pub fn is_approved(&self) -> bool {
        matches!(self, Self::Approved { .. })
    }

    /// True when only the person knows of it.
    pub fn is_draft(&self) -> bool {
        matches!(self, Self::Draft)
    }

    /// True when it is with the approver or was accepted.
    pub fn is_handed_in(&self) -> bool {
        matches!(self, Self::Submitted { .. } | Self::Approved { .. })
    }

    /// The name of the state, as it is shown.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Draft => "Nháp",
            Self::Submitted { .. } => "Đã trình",
            Self::Approved { .. } => "Đã phê duyệt",
            Self::Returned { .. } => "Trả lại",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
