//! The words of the regulation. Each has a code that packs, events and stored rows write, and the regulation's Vietnamese for screen
//! and paper alike; no service declares one of them, or a label of one, again.

#[macro_use]
mod words;

mod actor;
mod cap;
mod class;
mod flag;
mod group;
mod not_evaluated;
mod post;
mod relation;
mod role;

pub use actor::{Actor, Grant};
pub use cap::Cap;
pub use class::Class;
pub use flag::Flag;
pub use group::EmployeeGroup;
pub use not_evaluated::NotEvaluated;
pub use post::PostRole;
pub use relation::Relation;
pub use role::SystemRole;
pub use words::Unknown;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_not_known_is_never_told() {
        for words in [Flag::words("LATER_LAW"), Cap::words("LATER_LAW"), NotEvaluated::words("LATER_LAW")] {
            assert!(!words.is_empty() && !words.contains('_'), "{words}");
        }
        assert_eq!((Flag::words("GAP"), NotEvaluated::words("")), (Flag::Gap.vi(), ""));
    }
}
