//! The class that people give themselves, beside what their own score says (article 6.1, A07).

use regulation::Class;

use crate::{Level, SelfConflict};

/// What came of it.
pub(crate) struct SelfResult {
    /// The result of the self-assessment.
    pub result: Class,
    /// Whether score and declared class disagree.
    pub conflict: bool,
}

/// Compares the level of the self-score with the declared class. `third` is what the third level is called for the group.
pub(crate) fn self_result(mode: SelfConflict, scored: Level, declared: Option<Class>, third: Class) -> SelfResult {
    let Some(declared) = declared else { return SelfResult { result: scored.class(third), conflict: false } };
    let conflict = Level::of(declared) != scored;
    let result = match mode {
        SelfConflict::Narrow | SelfConflict::Literal => declared,
        SelfConflict::LowerOf => Level::of(declared).min(scored).class(third),
    };
    SelfResult { result, conflict }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_class_is_the_self_result_unless_the_lower_one_is_wanted() {
        let of = |mode| self_result(mode, Level::Good, Some(Class::Htxs), Class::Hthc);
        assert!(of(SelfConflict::Narrow).conflict);
        assert_eq!(of(SelfConflict::Narrow).result, Class::Htxs);
        assert_eq!(of(SelfConflict::Literal).result, Class::Htxs);
        assert_eq!(of(SelfConflict::LowerOf).result, Class::Htt);
        assert_eq!(self_result(SelfConflict::LowerOf, Level::Good, Some(Class::Hthc), Class::Hthc).result, Class::Hthc);
        assert_eq!(self_result(SelfConflict::Narrow, Level::Third, None, Class::Ht).result, Class::Ht);
    }
}
