//! What may be done with a record, for pages to offer nothing that is bound to be refused.

use chrono::{DateTime, Utc};

use super::{Record, Settled, State};
use crate::PersonId;
use crate::pack::Policy;
use crate::period::Stage;
use crate::policy::Action;

/// One thing to do with a record beside the tasks of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Let the person correct what they submitted.
    ReopenSelf,
    /// Find that they are not evaluated.
    Exclude,
    /// Agree to go without the comment of the Party cell.
    WaivePartyComment,
    /// Send the verification back.
    Return,
    /// Take the decision back.
    Withdraw,
    /// Enter the result on paper.
    EnterPaper,
    /// Check what was entered.
    ConfirmPaper,
    /// Answer an appeal.
    AnswerAppeal,
    /// Change who reviews.
    ChangeReviewer,
    /// Name another direct head.
    CorrectDirectHead,
    /// Appeal against one's own result.
    Appeal,
}

impl Deed {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::ReopenSelf,
        Self::Exclude,
        Self::WaivePartyComment,
        Self::Return,
        Self::Withdraw,
        Self::EnterPaper,
        Self::ConfirmPaper,
        Self::AnswerAppeal,
        Self::ChangeReviewer,
        Self::CorrectDirectHead,
        Self::Appeal,
    ];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReopenSelf => "REOPEN_SELF",
            Self::Exclude => "EXCLUDE",
            Self::WaivePartyComment => "WAIVE_PARTY_COMMENT",
            Self::Return => "RETURN",
            Self::Withdraw => "WITHDRAW",
            Self::EnterPaper => "ENTER_PAPER",
            Self::ConfirmPaper => "CONFIRM_PAPER",
            Self::AnswerAppeal => "ANSWER_APPEAL",
            Self::ChangeReviewer => "CHANGE_REVIEWER",
            Self::CorrectDirectHead => "CORRECT_DIRECT_HEAD",
            Self::Appeal => "APPEAL",
        }
    }

    /// Whose it is.
    pub const fn action(self) -> Action {
        match self {
            Self::ReopenSelf | Self::Exclude => Action::StepBack,
            Self::WaivePartyComment => Action::WaivePartyComment,
            Self::Return | Self::Withdraw | Self::AnswerAppeal => Action::Decide,
            Self::EnterPaper => Action::EnterPaper,
            Self::ConfirmPaper => Action::ConfirmPaper,
            Self::ChangeReviewer | Self::CorrectDirectHead => Action::CorrectRouting,
            Self::Appeal => Action::Appeal,
        }
    }
}

impl Record {
    /// Whether the record stands so that this would be taken from somebody who has the right.
    pub fn allows(&self, deed: Deed, by: PersonId, stage: Stage, policy: &Policy, now: DateTime<Utc>) -> bool {
        let heads_stage = matches!(stage, Stage::DirectReview | Stage::Decision);
        match (deed, &self.state) {
            (Deed::ReopenSelf, State::SelfSubmitted { .. }) => true,
            (Deed::Exclude, State::SelfDraft { before: None } | State::SelfSubmitted { .. } | State::PaperEntry { .. }) => true,
            (Deed::WaivePartyComment, State::SelfDraft { .. }) => {
                self.subject.party_member && self.party_comment.is_none() && policy.party_comment.waivable
            }
            (Deed::Return, State::DirectReviewed { .. }) => heads_stage,
            (Deed::Withdraw, State::Decided { settled: Settled::Online { .. } }) => heads_stage,
            (Deed::EnterPaper, State::PaperEntry { .. }) => stage < Stage::Published,
            (Deed::ConfirmPaper, State::PaperEntry { entered: Some(paper) }) => paper.entered_by.person != by,
            (Deed::AnswerAppeal, State::Appealed { .. }) => true,
            (Deed::ChangeReviewer, State::SelfDraft { .. } | State::SelfSubmitted { .. } | State::In360 { closing: None, .. }) => true,
            (
                Deed::CorrectDirectHead,
                State::SelfDraft { .. } | State::SelfSubmitted { .. } | State::In360 { closing: None, .. } | State::MinutesReady { .. },
            ) => true,
            (Deed::Appeal, State::Published { .. }) => self.may_appeal(policy, now),
            _ => false,
        }
    }
}
