//! Requests as the domain takes them.

use contract::Word;
use evaluation_domain::record::{Opinion, RescoreScope, Ruling, SelfContent};
use evaluation_domain::sheet::Answer;
use kernel::Refusal;
use proto::evaluation::v1 as api;
use regulation::{Class, NotEvaluated};

use super::{draft_scores, scores};

pub(crate) fn self_content(content: Option<api::SelfContent>) -> Result<SelfContent, Refusal> {
    let content = content.unwrap_or_default();
    Ok(SelfContent {
        scores: scores(content.scores)?,
        answers: content.answers.into_iter().collect(),
        declared: Class::of(content.declared_class),
    })
}

/// What a draft says so far: a note to a criterion that is not scored yet is no score.
pub(crate) fn self_draft(content: api::SelfContent) -> SelfContent {
    SelfContent {
        scores: draft_scores(content.scores),
        answers: content.answers.into_iter().collect(),
        declared: Class::of(content.declared_class),
    }
}

pub(crate) fn answer(message: api::SubmitReviewRequest) -> Result<Answer, Refusal> {
    Ok(Answer {
        agree: message.agree,
        scores: scores(message.scores)?,
        strengths: message.strengths,
        limits: message.limits,
        suggested: Class::of(message.suggested_class),
    })
}

pub(crate) fn rescore_scope(value: i32) -> Result<RescoreScope, Refusal> {
    match api::RescoreScope::try_from(value).unwrap_or(api::RescoreScope::Unspecified) {
        api::RescoreScope::Self_ => Ok(RescoreScope::OwnScore),
        api::RescoreScope::Reviewers => Ok(RescoreScope::Reviewers),
        api::RescoreScope::Both => Ok(RescoreScope::Both),
        api::RescoreScope::Unspecified => {
            Err(Refusal::invalid("SCOPE_INVALID", "scope", "Hãy chọn ai chấm lại: cá nhân, người tham gia ý kiến, hoặc cả hai."))
        }
    }
}

pub(crate) fn wire_rescore_scope(scope: RescoreScope) -> i32 {
    let scope = match scope {
        RescoreScope::OwnScore => api::RescoreScope::Self_,
        RescoreScope::Reviewers => api::RescoreScope::Reviewers,
        RescoreScope::Both => api::RescoreScope::Both,
    };
    scope.into()
}

/// Why somebody is not evaluated, by its code.
pub(crate) fn not_evaluated_reason(code: &str) -> Result<NotEvaluated, Refusal> {
    code.parse()
        .map_err(|_| Refusal::invalid("REASON_UNKNOWN", "not_evaluated_reason", "Hãy chọn một lý do không đánh giá trong danh sách."))
}

pub(crate) fn opinion(message: api::VerifyRequest) -> Opinion {
    Opinion { comment: message.comment, proposed_total: contract::points(message.proposed_total), reason: message.reason }
}

pub(crate) fn ruling(message: api::DecideRequest) -> Ruling {
    Ruling {
        comment: message.comment,
        decided_total: contract::points(message.decided_total),
        reason: message.reason,
        confirmed_zero: message.confirmed_zero,
    }
}
