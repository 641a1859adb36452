//! Score sheets that look like people's: near the total somebody has in mind, uneven over the criteria, in whole steps.

use proto::common::v1::criterion_score::Value;
use proto::common::v1::{Class, CriterionScore, EmployeeGroup, Points};
use proto::scoring::v1::{CriteriaSet, Criterion};

use super::dice::Dice;
use super::texts::forms::Tone;

/// Every criterion of a set, in order.
pub(super) fn criteria(set: &CriteriaSet) -> Vec<&Criterion> {
    set.sections.iter().flat_map(|section| &section.criteria).collect()
}

fn max(criterion: &Criterion) -> i32 {
    criterion.max.map_or(0, |points| points.hundredths)
}

fn step(criterion: &Criterion) -> i32 {
    criterion.step.map_or(50, |points| points.hundredths).max(1)
}

fn points(code: &str, hundredths: i32) -> CriterionScore {
    CriterionScore { code: code.to_owned(), value: Some(Value::Points(Points { hundredths })), note: String::new() }
}

/// The criterion that somebody with a zero got it for: a small one that cannot be left out.
pub(super) fn zero_criterion<'a>(set: &'a CriteriaSet, dice: &mut Dice) -> Option<&'a str> {
    let able: Vec<&str> =
        criteria(set).into_iter().filter(|one| one.zero_caps && !one.na_allowed && max(one) <= 500).map(|one| one.code.as_str()).collect();
    (!able.is_empty()).then(|| able[dice.index(able.len())])
}

/// A sheet whose total is as near to `target` hundredths as the steps allow; `zero` names a criterion with no points.
pub(super) fn sheet(set: &CriteriaSet, target: i32, zero: Option<&str>, leave_out: bool, dice: &mut Dice) -> Vec<CriterionScore> {
    let all = criteria(set);
    let counted: Vec<&Criterion> = all.iter().copied().filter(|one| !(leave_out && one.na_allowed)).collect();
    let most: i32 = counted.iter().map(|one| max(one)).sum();
    let wanted = i64::from(target) * i64::from(most) / 10_000;
    let start: Vec<i32> = counted
        .iter()
        .map(|one| {
            if zero == Some(one.code.as_str()) {
                0
            } else {
                (i64::from(max(one)) * i64::from(target) / 10_000) as i32 / step(one) * step(one)
            }
        })
        .collect();
    let mut given = approach(&counted, start, wanted as i32, zero, dice);
    for _ in 0..counted.len() {
        let (from, to) = (dice.index(counted.len()), dice.index(counted.len()));
        let amount = step(counted[from]);
        let movable = from != to
            && amount == step(counted[to])
            && given[from] - amount >= max(counted[from]) / 2
            && given[to] + amount <= max(counted[to]);
        if movable && zero != Some(counted[to].code.as_str()) && zero != Some(counted[from].code.as_str()) {
            given[from] -= amount;
            given[to] += amount;
        }
    }
    let given: Vec<(&str, i32)> = counted.iter().map(|one| one.code.as_str()).zip(given).collect();
    all.iter()
        .map(|one| match given.iter().find(|(code, _)| *code == one.code) {
            Some((code, hundredths)) => points(code, *hundredths),
            None => CriterionScore { code: one.code.clone(), value: Some(Value::NotApplicable(true)), note: String::new() },
        })
        .collect()
}

/// Another's sheet, moved step by step to the total that the reviewer has in mind.
pub(super) fn rescored(set: &CriteriaSet, theirs: &[CriterionScore], target: i32, dice: &mut Dice) -> Vec<CriterionScore> {
    let all = criteria(set);
    let known = |code: &str| theirs.iter().find(|score| score.code == code).and_then(|score| score.value.as_ref());
    let counted: Vec<&Criterion> = all.iter().copied().filter(|one| matches!(known(&one.code), Some(Value::Points(_)))).collect();
    let start: Vec<i32> =
        counted.iter().map(|one| if let Some(Value::Points(points)) = known(&one.code) { points.hundredths } else { 0 }).collect();
    let most: i32 = counted.iter().map(|one| max(one)).sum();
    let given = approach(&counted, start, (i64::from(target) * i64::from(most) / 10_000) as i32, None, dice);
    let given: Vec<CriterionScore> = counted.iter().zip(given).map(|(one, hundredths)| points(&one.code, hundredths)).collect();
    all.iter()
        .map(|one| match given.iter().find(|score| score.code == one.code) {
            Some(score) => score.clone(),
            None => CriterionScore { code: one.code.clone(), value: Some(Value::NotApplicable(true)), note: String::new() },
        })
        .collect()
}

/// Moves single criteria by a step, here and there, until the sum is as near as a step allows; never to zero.
fn approach(counted: &[&Criterion], mut given: Vec<i32>, wanted: i32, zero: Option<&str>, dice: &mut Dice) -> Vec<i32> {
    let mut sum: i32 = given.iter().sum();
    for _ in 0..2_000 {
        let at = dice.index(counted.len());
        let amount = step(counted[at]);
        if zero == Some(counted[at].code.as_str()) {
            continue;
        }
        if sum + amount <= wanted && given[at] + amount <= max(counted[at]) {
            given[at] += amount;
            sum += amount;
        } else if sum - amount >= wanted && given[at] - amount >= amount {
            given[at] -= amount;
            sum -= amount;
        }
    }
    given
}

/// Earned and possible hundredths of a sheet; what is not applicable counts in neither.
pub(super) fn earned(set: &CriteriaSet, scores: &[CriterionScore]) -> (i32, i32) {
    criteria(set).into_iter().fold((0, 0), |(earned, possible), one| {
        match scores.iter().find(|score| score.code == one.code).and_then(|score| score.value.as_ref()) {
            Some(Value::Points(points)) => (earned + points.hundredths, possible + max(one)),
            _ => (earned, possible),
        }
    })
}

/// A total as a share of a hundred points, in hundredths.
pub(super) fn total(set: &CriteriaSet, scores: &[CriterionScore]) -> i32 {
    let (earned, possible) = earned(set, scores);
    (i64::from(earned) * 10_000 / i64::from(possible.max(1))) as i32
}

/// The class that people expect for a total.
pub(super) fn class(total: i32, group: EmployeeGroup) -> Class {
    match total {
        9_000.. => Class::Htxs,
        7_500.. => Class::Htt,
        5_000.. if matches!(group, EmployeeGroup::VcLd | EmployeeGroup::VcKld | EmployeeGroup::Nld) => Class::Ht,
        5_000.. => Class::Hthc,
        _ => Class::Kht,
    }
}

/// How somebody writes about a year of this total.
pub(super) fn tone(total: i32) -> Tone {
    match total {
        9_000.. => Tone::Excellent,
        7_500.. => Tone::Good,
        _ => Tone::Fair,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::scoring::v1::CriteriaSection;

    fn set() -> CriteriaSet {
        let criterion = |index: usize, max: i32| Criterion {
            code: format!("C{index}"),
            max: Some(Points { hundredths: max }),
            step: Some(Points { hundredths: 50 }),
            zero_caps: true,
            na_allowed: index >= 14,
            ..Criterion::default()
        };
        let maxima = [500, 500, 500, 500, 500, 600, 500, 400, 1600, 1000, 1000, 400, 500, 500, 500, 500];
        let criteria = maxima.iter().enumerate().map(|(index, max)| criterion(index, *max)).collect();
        CriteriaSet { sections: vec![CriteriaSection { criteria, ..CriteriaSection::default() }], ..CriteriaSet::default() }
    }

    #[test]
    fn sheets_come_near_their_target_and_stay_inside_the_criteria() {
        let set = set();
        for target in [4_700, 6_550, 8_100, 8_850, 9_300, 9_700] {
            for seed in 0..20 {
                let mut dice = Dice::of(seed, &["sheet"]);
                let scores = sheet(&set, target, None, seed % 3 == 0, &mut dice);
                assert!((total(&set, &scores) - target).abs() <= 60, "{target}: {}", total(&set, &scores));
                let other = rescored(&set, &scores, target - 500, &mut dice);
                assert!((total(&set, &other) - (target - 500)).abs() <= 60, "{target}");
                for score in scores.iter().chain(&other) {
                    let Some(Value::Points(points)) = &score.value else { continue };
                    let one = criteria(&set).into_iter().find(|one| one.code == score.code).unwrap();
                    assert!(points.hundredths > 0 && points.hundredths <= max(one) && points.hundredths % 50 == 0, "{score:?}");
                }
            }
        }
    }

    #[test]
    fn a_zero_is_where_it_was_asked_for_and_nowhere_else() {
        let mut dice = Dice::of(1, &["zero"]);
        let set = set();
        let zero = zero_criterion(&set, &mut dice).unwrap();
        let scores = sheet(&set, 8_800, Some(zero), false, &mut dice);
        let zeros: Vec<&str> = scores
            .iter()
            .filter(|score| score.value == Some(Value::Points(Points { hundredths: 0 })))
            .map(|score| score.code.as_str())
            .collect();
        assert_eq!(zeros, [zero]);
    }
}
