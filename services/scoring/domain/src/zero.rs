//! One criterion with zero points keeps the class below "tốt" (article 6.1, A08).

use kernel::Refusal;

use crate::pack::Zero;
use crate::{CriteriaSet, Criterion, CriterionResult, Decision, Section, ZeroLevel, ZeroSource, error};

/// The criteria whose zero caps the class, in the order of the set. `results` says which were scored at all.
///
/// # Errors
/// `CRITERION_UNKNOWN` when the head confirmed the zero of something that the set does not have.
pub(crate) fn capping(
    rules: &Zero,
    set: &CriteriaSet,
    official: &[String],
    results: &[CriterionResult],
    decision: Option<&Decision>,
) -> Result<Vec<String>, Refusal> {
    let confirmed = decision.map(|decision| &decision.confirmed_zero);
    if let Some(code) = confirmed.into_iter().flatten().find(|code| set.criterion(code).is_none()) {
        return Err(error::zero_of_unknown(code));
    }
    if !rules.enabled {
        return Ok(Vec::new());
    }
    let counts = |source: ZeroSource, found: bool| found && rules.source.contains(&source);
    let is_zero = |criterion: &Criterion| {
        criterion.zero_caps
            && (counts(ZeroSource::Official, official.contains(&criterion.code))
                || counts(ZeroSource::HeadConfirmed, confirmed.is_some_and(|codes| codes.contains(&criterion.code))))
    };
    let was_scored = |criterion: &Criterion| results.iter().any(|result| result.code == criterion.code && result.official.is_some());
    let caps = |section: &&Section| match rules.level {
        ZeroLevel::Leaf => true,
        ZeroLevel::Section => section.criteria.iter().all(|criterion| is_zero(criterion) || !was_scored(criterion)),
    };
    let leaves = set.sections.iter().filter(caps).flat_map(|section| &section.criteria);
    Ok(leaves.filter(|criterion| is_zero(criterion)).map(|criterion| criterion.code.clone()).collect())
}
