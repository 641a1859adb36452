//! What is wrong with a configuration: all of it at once, by the names of the keys.

use std::fmt;

/// What is wrong with a configuration, a line each.
#[derive(Debug, Default)]
pub struct Problems(Vec<String>);

impl Problems {
    /// One more.
    pub fn add(&mut self, key: impl fmt::Display, what: impl fmt::Display) {
        self.0.push(format!("{key}: {what}"));
    }

    /// One more unless something holds.
    pub fn ensure(&mut self, holds: bool, key: impl fmt::Display, what: impl fmt::Display) {
        if !holds {
            self.add(key, what);
        }
    }

    /// What could be made of a key; one more problem when it could not.
    pub fn tried<T, E: fmt::Display>(&mut self, key: impl fmt::Display, made: Result<T, E>) -> Option<T> {
        made.map_err(|error| self.add(key, format!("{error:#}"))).ok()
    }

    /// Refuses when there are any.
    ///
    /// # Errors
    /// All of them.
    pub fn settle(self, service: &str) -> Result<(), Refused> {
        if self.0.is_empty() { Ok(()) } else { Err(self.refuse(service)) }
    }

    pub(crate) fn refuse(self, service: &str) -> Refused {
        Refused { service: service.to_owned(), problems: self.0 }
    }
}

/// A configuration that cannot be used. No value of a secret is in it.
#[derive(Debug, thiserror::Error)]
pub struct Refused {
    service: String,
    problems: Vec<String>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration of {} is wrong", self.service)?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}
