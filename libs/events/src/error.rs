//! Why a command or the handling of an event did not go through.

use kernel::Refusal;
use sea_orm::DbErr;

/// Why a command or the handling of an event did not go through.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused by a rule; repeating it changes nothing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else was faster; loading again and repeating may help.
    #[error("another change was stored first")]
    Conflict,
    /// The database did not do its part; repeating may help.
    #[error(transparent)]
    Db(#[from] DbErr),
    /// Bytes that are not what they claim to be.
    #[error("cannot decode {what}")]
    Decode {
        /// What was to be decoded.
        what: &'static str,
        /// Why it could not be.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Anything else that went wrong outside the rules.
    #[error("{what}")]
    Failed {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Something outside the rules failed while doing `what`.
    pub fn failed(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed { what, source: source.into() }
    }

    /// Bytes were not `what` they claim to be.
    pub fn decode(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Decode { what, source: source.into() }
    }

    /// What went wrong and why, down to the first cause: for those who keep the system running, never for users.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            text = format!("{text}: {cause}");
            next = cause.source();
        }
        text
    }

    /// True when the database was not there: nothing that was tried is at fault.
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Db(error) if store::is_away(error))
    }

    /// True when repeating the same thing may succeed.
    pub fn may_heal(&self) -> bool {
        matches!(self, Self::Conflict | Self::Db(_) | Self::Failed { .. })
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict => Self::Conflict,
            store::Error::Db(error) => Self::Db(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::decode("a stored document", error)
    }
}
