//! The explanation of a result: every intermediate value, what was done, and the article that says so.

use kernel::Exact;
use serde::{Deserialize, Serialize};

use crate::Shown;

/// One step on the way to the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable name, such as `r360`.
    pub step: String,
    /// Plain decimal text with six places, or a class code.
    pub value: String,
    /// What was done, in Vietnamese.
    pub rule: String,
    /// Such as `Điều 6.1`.
    pub article: String,
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Trail(Vec<Step>);

impl Trail {
    pub(crate) fn number(&mut self, step: &str, value: &Exact, rule: impl Into<String>, article: &str) {
        self.word(step, Shown::of(value).as_str(), rule, article);
    }

    pub(crate) fn word(&mut self, step: &str, value: &str, rule: impl Into<String>, article: &str) {
        self.0.push(Step { step: step.to_owned(), value: value.to_owned(), rule: rule.into(), article: article.to_owned() });
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.0
    }
}
