//! What other systems are told, and when: from the states that the owners announce to the events of the catalogue. Pure.
//!
//! A state says everything about its aggregate and may come late, twice or after a newer one, which is then the one that counts. What was told
//! before is kept beside it ([`Told`]), so that the same state tells nothing twice, and a state that skips others tells all that they would
//! have told that still matters.
//!
//! Invariants:
//! - PA-1 What was told once is told again only when it says something else.
//! - PA-2 A result is published once; a later one of the same dossier corrects it and says which one it replaces.
//! - PA-3 A dossier and a period are closed once, and after all else that is told of them.
//! - PA-4 Nothing is told before the agency that answers for it is known by its code.
//! - PA-5 A post that goes from the staff list is told as withdrawn; nothing that was told is left standing by silence.

mod dossier;
mod law;
mod organisation;
mod period;
mod state;

pub use dossier::{Dossier, Outcome};
pub use law::Law;
pub use organisation::{Person, Post, Unit};
pub use period::Period;
pub use state::{PROVINCE, State, Told, Units, Untold};

#[cfg(test)]
mod tests;
