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

/// Letters of a message on the wire. A status travels in trailers, of which clients take 16 KB in all; what is longer is no answer to them.
const LONGEST_MESSAGE: usize = 300;
/// Bytes of all fields at fault together, for the same reason.
const MOST_OF_FIELDS: usize = 4_500;
/// Bytes that a field takes beside its words.
const FRAME: usize = 8;

/// A refusal on the wire: `ErrorInfo` with the reason, the message in Vietnamese, the fields at fault, as many as fit.
pub fn status(refusal: &Refusal) -> Status {
    let message = brief(&refusal.message);
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
    details.set_localized_message(LOCALE, &message);
    let mut room = MOST_OF_FIELDS;
    for (told, FieldProblem { field, message }) in refusal.fields.iter().enumerate() {
        let (field, message) = (brief(field), brief(message));
        let Some(left) = room.checked_sub(FRAME + field.len() + message.len()) else {
            details.add_bad_request_violation("", format!("Còn {} chỗ sai khác.", refusal.fields.len() - told));
            break;
        };
        room = left;
        details.add_bad_request_violation(field, message);
    }
    if refusal.kind == RefusalKind::Precondition {
        details.add_precondition_failure_violation(refusal.reason, "", &message);
    }
    if matches!(refusal.kind, RefusalKind::Conflict | RefusalKind::Exhausted) {
        details.set_retry_info(Some(std::time::Duration::from_millis(200)));
    }
    Status::with_error_details(code, message, details)
}

fn brief(message: &str) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
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
    fn however_much_is_wrong_the_trailers_hold_it() {
        let long = "ậ".repeat(5_000);
        for (field, message) in [(&*long, &*long), ("x", "y"), ("scores[CC1.1]", "Hãy chấm điểm tiêu chí này.")] {
            let fields = (0..900).map(|row| FieldProblem { field: format!("{row}.{field}"), message: message.to_owned() }).collect();
            let refusal = Refusal { fields, ..Refusal::new(RefusalKind::Precondition, "MUCH_WRONG", long.clone()) };
            let mut trailers = http::HeaderMap::new();
            status(&refusal).add_header(&mut trailers).unwrap();
            let size: usize = trailers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum();
            assert!(size < 16_384, "{size} bytes of {field}");
            let fields = Problem::from(&status(&refusal)).fields;
            assert_eq!(fields.last().unwrap().message, format!("Còn {} chỗ sai khác.", 901 - fields.len()));
        }
    }

    #[test]
    fn a_status_that_is_not_ours_still_has_words_for_people() {
        let problem = Problem::from(&Status::unavailable("tcp connect error"));
        assert_eq!(problem.reason, "");
        assert!(problem.message.starts_with("Hệ thống đang bận"));
    }
}
