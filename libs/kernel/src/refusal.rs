//! A refusal: why a request was not carried out, for people and for programs.

use std::fmt;

/// What kind of "no" it is; decides the gRPC code and the page that the portal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The request itself is wrong, whatever the state: mend the named fields.
    Invalid,
    /// Right request, wrong moment: the state must change first.
    Precondition,
    /// The actor may know of the thing but not do this.
    Forbidden,
    /// No such thing, or the actor may not know of it.
    NotFound,
    /// Somebody else was faster: load again.
    Conflict,
    /// It is there already.
    AlreadyExists,
    /// Not signed in, or no longer.
    Unauthenticated,
    /// Too much at once: try again later.
    Exhausted,
}

/// One field of the request and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Path of the field in the request, such as `scores[CC1.1]`.
    pub field: String,
    /// What to do about it, in Vietnamese.
    pub message: String,
}

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal.
    pub kind: RefusalKind,
    /// Stable code for programs: `[A-Z0-9_]`, at most 63 characters.
    pub reason: &'static str,
    /// What happened and what to do, in Vietnamese.
    pub message: String,
    /// The fields at fault, if it is about fields.
    pub fields: Vec<FieldProblem>,
}

impl Refusal {
    /// A refusal without fields.
    pub fn new(kind: RefusalKind, reason: &'static str, message: impl Into<String>) -> Self {
        Self { kind, reason, message: message.into(), fields: Vec::new() }
    }

    /// A wrong request, naming one field.
    pub fn invalid(reason: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(RefusalKind::Invalid, reason, message.clone()).field(field, message)
    }

    /// Right request, wrong moment.
    pub fn precondition(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Precondition, reason, message)
    }

    /// The actor may not do this.
    pub fn forbidden(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Forbidden, reason, message)
    }

    /// No such thing, or not for this actor to know.
    pub fn not_found(what_vi: &str) -> Self {
        Self::new(RefusalKind::NotFound, "NOT_FOUND", format!("Không tìm thấy {what_vi}."))
    }

    /// Names one more field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push(FieldProblem { field: field.into(), message: message.into() });
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.reason)
    }
}

impl std::error::Error for Refusal {}
