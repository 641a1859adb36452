//! What a rule answers: a new state that is not stored yet.

use crate::Version;

/// A new state that is not stored yet, and the only thing that the store saves. Saving announces it: each aggregate has
/// exactly one event, its whole new state.
#[must_use = "a change that is not saved did not happen"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<T> {
    /// The state to store; its version is one more than `expected`.
    pub state: T,
    /// The version that the stored state must still have; 0 when there is none yet.
    pub expected: Version,
}

/// An aggregate that counts its changes.
pub trait Counted {
    /// The number of changes so far.
    fn version_mut(&mut self) -> &mut Version;
}

impl<T: Counted> Changed<T> {
    /// The first state.
    pub fn first(mut state: T) -> Self {
        *state.version_mut() = 1;
        Self { state, expected: 0 }
    }

    /// The next state.
    pub fn next(mut state: T) -> Self {
        let version = state.version_mut();
        let expected = *version;
        *version += 1;
        Self { state, expected }
    }

    /// Two steps of one transaction, stored and announced as one change.
    ///
    /// # Errors
    /// What the second step refuses.
    pub fn then<E>(self, step: impl FnOnce(T) -> Result<Self, E>) -> Result<Self, E> {
        let expected = self.expected;
        let mut after = step(self.state)?;
        *after.state.version_mut() = expected + 1;
        Ok(Self { state: after.state, expected })
    }
}
