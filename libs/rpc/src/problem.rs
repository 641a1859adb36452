//! A refusal as a rich gRPC status, and back.

use kernel::{FieldProblem, Refusal, RefusalKind};
use proto::codec::{DOMAIN, LOCALE};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Not signed in, or no longer.
pub fn unauthenticated() -> Refusal {
    Refusal::new(RefusalKind::Unauthenticated, "SESSION_OVER", "Phiên đăng nhập đã hết hoặc chưa đăng nhập. Mời đăng nhập lại.")
}

/// A person who must have a second factor has none yet: the session is good for getting one, and for nothing else.
pub fn second_factor_needed() -> Refusal {
    Refusal::precondition("SECOND_FACTOR_NEEDED", "Nhiệm vụ của bạn cần xác thực hai lớp. Hãy cài đặt xác thực hai lớp trước khi tiếp tục.")
}

/// A refusal on the wire: `ErrorInfo` with the reason, the message in Vietnamese, the fields at fault.
pub fn status(refusal: &Refusal) -> Status {
    let code = match refusal.kind {
        RefusalKind::Invalid => Code::InvalidArgument,
        RefusalKind::Precondition => Code::FailedPrecondition,
        RefusalKind::Forbidden => Code::PermissionDenied,
        RefusalKind::NotFound => Code::NotFound,
        RefusalKind::Conflict => Code::Aborted,
        RefusalKind::AlreadyExists => Code::AlreadyExists,
        RefusalKind::Unauthenticated => Code::Unauthenticated,
        RefusalKind::Exhausted => Code::ResourceExhausted,
    };
    let mut details = ErrorDetails::new();
    details.set_error_info(refusal.reason, DOMAIN, std::collections::HashMap::new());
    details.set_localized_message(LOCALE, &refusal.message);
    for FieldProblem { field, message } in &refusal.fields {
        details.add_bad_request_violation(field, message);
    }
    if refusal.kind == RefusalKind::Precondition {
        details.add_precondition_failure_violation(refusal.reason, "", &refusal.message);
    }
    if matches!(refusal.kind, RefusalKind::Conflict | RefusalKind::Exhausted) {
        details.set_retry_info(Some(std::time::Duration::from_millis(200)));
    }
    Status::with_error_details(code, refusal.message.clone(), details)
}

/// A refusal as its caller reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// gRPC code.
    pub code: Code,
    /// Stable reason; empty when the status was not ours.
    pub reason: String,
    /// What to tell people, in Vietnamese.
    pub message: String,
    /// The fields at fault.
    pub fields: Vec<FieldProblem>,
    /// The command of which nobody heard whether it was carried out: its service knows.
    pub unheard: Option<Box<Operation>>,
}

/// A command that was sent to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Name of the service.
    pub service: &'static str,
    /// Name of the request message.
    pub command: &'static str,
    /// Its request id.
    pub id: String,
}

impl Operation {
    /// The operation that a request is; nothing of a query.
    pub fn of<M: proto::Method>(request: &M) -> Option<Self> {
        Some(Self { service: M::SERVICE, command: M::NAME, id: request.request_id()?.to_owned() })
    }
}

impl From<&Status> for Problem {
    fn from(status: &Status) -> Self {
        let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
        let message = status.get_details_localized_message().map(|localized| localized.message);
        let fields = status.get_details_bad_request().map(|request| request.field_violations).unwrap_or_default();
        Self {
            code: status.code(),
            reason,
            message: message.unwrap_or_else(|| "Hệ thống đang bận hoặc gặp sự cố. Mời thử lại sau ít phút.".to_owned()),
            fields: fields.into_iter().map(|field| FieldProblem { field: field.field, message: field.description }).collect(),
            unheard: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_arrives_with_reason_message_and_fields() {
        let refusal = Refusal::invalid("SCORE_ABOVE_MAX", "scores[CC1.1]", "Điểm không được quá 5.");
        let problem = Problem::from(&status(&refusal));
        assert_eq!((problem.code, problem.reason.as_str()), (Code::InvalidArgument, "SCORE_ABOVE_MAX"));
        assert_eq!(problem.message, "Điểm không được quá 5.");
        assert_eq!(problem.fields, refusal.fields);
    }

    #[test]
    fn a_status_that_is_not_ours_still_has_words_for_people() {
        let problem = Problem::from(&Status::unavailable("tcp connect error"));
        assert_eq!(problem.reason, "");
        assert!(problem.message.starts_with("Hệ thống đang bận"));
    }
}
