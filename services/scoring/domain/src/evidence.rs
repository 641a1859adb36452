//! Which sheets count, and the fingerprint by which two services agree that they counted the same ones.

use std::collections::BTreeMap;

use kernel::{Digest, Version, fingerprint};
use uuid::Uuid;

/// What decides whether a sheet counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetStanding {
    /// The sheet.
    pub sheet: Uuid,
    /// Its version.
    pub version: Version,
    /// Whose it is.
    pub rater: Uuid,
    /// Which round it was given in.
    pub round: i32,
    /// Submitted, and neither returned nor void since.
    pub submitted: bool,
}

/// The sheets in effect: of each reviewer's submitted sheets the one of the latest round.
pub fn in_effect<T>(sheets: impl IntoIterator<Item = T>, standing: impl Fn(&T) -> SheetStanding) -> Vec<T> {
    let mut latest: BTreeMap<Uuid, T> = BTreeMap::new();
    for sheet in sheets {
        let new = standing(&sheet);
        if !new.submitted {
            continue;
        }
        let newer = latest.get(&new.rater).is_none_or(|held| {
            let held = standing(held);
            (new.round, new.sheet) > (held.round, held.sheet)
        });
        if newer {
            latest.insert(new.rater, sheet);
        }
    }
    latest.into_values().collect()
}

/// The fingerprint of what a result is computed from: the self-score's submission, the sheets in effect, the decision.
pub fn basis(record: Uuid, submission: Option<i64>, sheets: impl IntoIterator<Item = (Uuid, Version)>, decision: Option<Uuid>) -> Digest {
    let own = submission.map(|submission| (record, submission));
    fingerprint(own.into_iter().chain(sheets).chain(decision.map(|decision| (decision, 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(id: u128, rater: u128, round: i32, submitted: bool) -> SheetStanding {
        SheetStanding { sheet: Uuid::from_u128(id), version: 2, rater: Uuid::from_u128(rater), round, submitted }
    }

    #[test]
    fn of_one_reviewer_the_latest_submitted_round_counts() {
        let sheets = [sheet(1, 7, 1, true), sheet(2, 7, 2, true), sheet(3, 8, 1, true), sheet(4, 8, 2, false), sheet(5, 9, 1, false)];
        let mut forward = in_effect(sheets, |sheet| *sheet);
        let mut backward = in_effect(sheets.into_iter().rev(), |sheet| *sheet);
        forward.sort_by_key(|sheet| sheet.sheet);
        backward.sort_by_key(|sheet| sheet.sheet);
        assert_eq!(forward, [sheets[1], sheets[2]]);
        assert_eq!(backward, forward);
    }

    #[test]
    fn the_basis_is_the_fingerprint_of_exactly_what_is_there() {
        let [record, sheet, decision] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(basis(record, None, [], None), fingerprint([]));
        assert_eq!(basis(record, Some(2), [(sheet, 4)], Some(decision)), fingerprint([(record, 2), (sheet, 4), (decision, 1)]));
    }
}
