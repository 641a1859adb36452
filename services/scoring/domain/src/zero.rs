//! One criterion with zero points keeps the class below "tốt" (article 6.1, A08).

use kernel::Refusal;

use crate::pack::Zero;
use crate::{CriteriaSet, Decision, ZeroSource, error};

/// The criteria whose zero caps the class, in the order of the set.
///
/// # Errors
/// `CRITERION_UNKNOWN` when the head confirmed the zero of something that the set does not have.
pub(crate) fn capping(rules: &Zero, set: &CriteriaSet, official: &[String], decision: Option<&Decision>) -> Result<Vec<String>, Refusal> {
    let confirmed = decision.map(|decision| &decision.confirmed_zero);
    if let Some(code) = confirmed.into_iter().flatten().find(|code| set.criterion(code).is_none()) {
        return Err(error::zero_of_unknown(code));
    }
    if !rules.enabled {
        return Ok(Vec::new());
    }
    let counts = |source: ZeroSource, found: bool| found && rules.source.contains(&source);
    let caps = set.criteria().filter(|criterion| {
        criterion.zero_caps
            && (counts(ZeroSource::Official, official.contains(&criterion.code))
                || counts(ZeroSource::HeadConfirmed, confirmed.is_some_and(|codes| codes.contains(&criterion.code))))
    });
    Ok(caps.map(|criterion| criterion.code.clone()).collect())
}
