//! The states of a record, each with what it carries.

use chrono::{DateTime, Utc};
use regulation::NotEvaluated;
use serde::{Deserialize, Serialize};

use super::{Closing, Decision, Outcome, Paper, SelfAssessment, Settled, Verification};

/// Where the evaluation of one person stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Not this year.
    NotEvaluated {
        /// Why.
        reason: NotEvaluated,
    },
    /// On paper (article 2.9).
    PaperEntry {
        /// What was entered and waits for a second person.
        entered: Option<Paper>,
    },
    /// The person is writing.
    SelfDraft {
        /// What was submitted before a re-score.
        before: Option<SelfAssessment>,
    },
    /// Submitted before the 360° opened.
    SelfSubmitted {
        /// What was submitted.
        own: SelfAssessment,
    },
    /// Colleagues and heads give opinions; once closed, the minutes wait for the result.
    In360 {
        /// What they judge.
        own: SelfAssessment,
        /// How it ended.
        closing: Option<Closing>,
    },
    /// In sealed minutes.
    MinutesReady {
        /// What was judged.
        own: SelfAssessment,
    },
    /// Verified by the direct head.
    DirectReviewed {
        /// What was judged.
        own: SelfAssessment,
        /// The verification.
        verification: Verification,
    },
    /// Settled.
    Decided {
        /// How.
        settled: Settled,
    },
    /// Public in the software.
    Published {
        /// How it was settled.
        settled: Settled,
        /// The result.
        outcome: Outcome,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Public, and appealed against.
    Appealed {
        /// How it was settled.
        settled: Settled,
        /// The result.
        outcome: Outcome,
        /// Public since when.
        at: DateTime<Utc>,
    },
    /// Nothing happens to it any more.
    Archived {
        /// How it ended: published, or not evaluated.
        before: Box<Self>,
    },
}

impl State {
    /// Name of the state as the workflow writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotEvaluated { .. } => "NOT_EVALUATED",
            Self::PaperEntry { .. } => "PAPER_ENTRY",
            Self::SelfDraft { .. } => "SELF_DRAFT",
            Self::SelfSubmitted { .. } => "SELF_SUBMITTED",
            Self::In360 { .. } => "IN_360",
            Self::MinutesReady { .. } => "MINUTES_READY",
            Self::DirectReviewed { .. } => "DIRECT_REVIEWED",
            Self::Decided { .. } => "DECIDED",
            Self::Published { .. } => "PUBLISHED",
            Self::Appealed { .. } => "APPEALED",
            Self::Archived { .. } => "ARCHIVED",
        }
    }

    /// As people read it.
    pub const fn vi(&self) -> &'static str {
        match self {
            Self::NotEvaluated { .. } => "không đánh giá",
            Self::PaperEntry { .. } => "nhập kết quả bằng giấy",
            Self::SelfDraft { .. } => "đang tự đánh giá",
            Self::SelfSubmitted { .. } => "đã gửi tự đánh giá",
            Self::In360 { closing: None, .. } => "đang tham gia ý kiến",
            Self::In360 { closing: Some(_), .. } => "đang tính điểm",
            Self::MinutesReady { .. } => "đã có biên bản số",
            Self::DirectReviewed { .. } => "đã thẩm định",
            Self::Decided { .. } => "đã quyết định",
            Self::Published { .. } => "đã công khai",
            Self::Appealed { .. } => "đang có kiến nghị",
            Self::Archived { .. } => "đã lưu trữ",
        }
    }

    /// The state, or what was archived.
    pub fn live(&self) -> &Self {
        match self {
            Self::Archived { before } => before.live(),
            live => live,
        }
    }

    /// How it was settled, once it is.
    pub fn settled(&self) -> Option<&Settled> {
        match self.live() {
            Self::Decided { settled } | Self::Published { settled, .. } | Self::Appealed { settled, .. } => Some(settled),
            _ => None,
        }
    }

    /// The result, and since when it has been public.
    pub fn published(&self) -> Option<(&Outcome, DateTime<Utc>)> {
        match self.live() {
            Self::Published { outcome, at, .. } | Self::Appealed { outcome, at, .. } => Some((outcome, *at)),
            _ => None,
        }
    }

    /// The last self-assessment submitted.
    pub fn own(&self) -> Option<&SelfAssessment> {
        match self {
            Self::SelfDraft { before } => before.as_ref(),
            Self::SelfSubmitted { own } | Self::In360 { own, .. } | Self::MinutesReady { own } | Self::DirectReviewed { own, .. } => {
                Some(own)
            }
            state => match state.settled()? {
                Settled::Online { own, .. } => Some(own),
                Settled::Paper { .. } => None,
            },
        }
    }

    /// The verification.
    pub fn verification(&self) -> Option<&Verification> {
        match (self, self.settled()) {
            (Self::DirectReviewed { verification, .. }, _) => Some(verification),
            (_, Some(Settled::Online { verification, .. })) => verification.as_ref(),
            _ => None,
        }
    }

    /// The decision.
    pub fn decision(&self) -> Option<&Decision> {
        match self.settled()? {
            Settled::Online { decision, .. } => Some(decision),
            Settled::Paper { .. } => None,
        }
    }

    /// The result on paper.
    pub fn paper(&self) -> Option<&Paper> {
        match (self, self.settled()) {
            (Self::PaperEntry { entered }, _) => entered.as_ref(),
            (_, Some(Settled::Paper { paper, .. })) => Some(paper),
            _ => None,
        }
    }
}
