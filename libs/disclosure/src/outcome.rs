//! Results: totals, groups and criteria.

use kernel::SmallestGroup;
use proto::evaluation::v1 as evaluation;
use proto::scoring::v1 as scoring;

/// What the steps of the groups of the 360° total begin with; the code of the relation follows.
const GROUP_STEP: &str = "r360.";
/// The steps that hold the 360° total, or what gives it to who knows the self-score.
const TOTAL_STEPS: [&str; 4] = ["r360", "gap", "base", "official"];
/// The flags that say how far self-score and 360° total are apart.
const DISTANCE_FLAGS: [&str; 2] = ["GAP", "BAND_DIFFERS"];

/// A result for who may not know which group gave what. The 360° total is the mean of the groups' means, so a small group hides all
/// of them; by criterion only whole points of all reviewers together are left then, and no official value, which would give the
/// exact one back. A total of a few sheets is not told either.
#[must_use]
pub fn result(mut result: scoring::Result, smallest: SmallestGroup) -> scoring::Result {
    result.basis.clear();
    if result.r360.is_empty() {
        return result;
    }
    let groups: Vec<usize> = result.relation_means.iter().map(|group| people(group.sheets)).collect();
    let (tells, apart) = (smallest.tells(groups.iter().sum()), smallest.tells_apart(groups));
    if !apart {
        result.relation_means.clear();
        result.explanation.retain(|step| !step.step.starts_with(GROUP_STEP));
    }
    for criterion in &mut result.criteria {
        if apart && smallest.tells(people(criterion.smallest_group)) {
            continue;
        }
        let together = std::mem::take(&mut criterion.all_reviewers);
        criterion.r360 = if tells && smallest.tells(people(criterion.reviewers)) { together } else { String::new() };
        criterion.official.clear();
    }
    if !tells {
        (result.r360, result.base) = (String::new(), String::new());
        result.explanation.retain(|step| !TOTAL_STEPS.contains(&step.step.as_str()) && !is_distance(&step.value));
        result.flags.retain(|flag| !is_distance(flag));
    }
    result
}

/// A result for a reader by office who gave one of the sheets: a low score of their own beside a high mean would tell those of the
/// others, so nothing is told by criterion.
#[must_use]
pub fn result_for_reviewer(whole: scoring::Result, smallest: SmallestGroup) -> scoring::Result {
    let mut told = result(whole, smallest);
    for criterion in &mut told.criteria {
        criterion.r360.clear();
        criterion.official.clear();
    }
    told
}

/// The result that a record carries, for who may not know who gave which score.
#[must_use]
pub fn outcome(mut outcome: evaluation::Outcome, smallest: SmallestGroup) -> evaluation::Outcome {
    outcome.basis.clear();
    if !outcome.r360.is_empty() && !smallest.tells(people(outcome.sheets)) {
        (outcome.r360, outcome.base) = (String::new(), String::new());
        outcome.flags.retain(|flag| !is_distance(flag));
    }
    outcome
}

fn is_distance(flag: &str) -> bool {
    DISTANCE_FLAGS.contains(&flag)
}

/// Counts of sheets are never negative; events of before do not have all of them, and nothing is told then.
pub(crate) fn people(count: i32) -> usize {
    usize::try_from(count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: SmallestGroup = SmallestGroup::new(3);

    fn computed(groups: &[i32]) -> scoring::Result {
        let step = |step: &str| scoring::ExplanationStep { step: step.to_owned(), value: "81.333333".to_owned(), ..Default::default() };
        let sheets = groups.iter().sum();
        scoring::Result {
            basis: "b".repeat(64),
            r360: "81.333333".to_owned(),
            base: "84.666667".to_owned(),
            relation_means: groups.iter().map(|sheets| scoring::RelationMean { sheets: *sheets, ..Default::default() }).collect(),
            explanation: ["self_total", "r360.PEER", "r360", "base", "gap", "official", "total"].map(step).into(),
            criteria: vec![scoring::CriterionResult {
                code: "I.1".to_owned(),
                r360: "3.555556".to_owned(),
                official: "4.277778".to_owned(),
                all_reviewers: "4".to_owned(),
                reviewers: sheets,
                smallest_group: groups.iter().copied().min().unwrap_or_default(),
                ..Default::default()
            }],
            flags: vec!["GAP".to_owned(), "QUOTA".to_owned()],
            ..Default::default()
        }
    }

    fn told(groups: &[i32]) -> (String, String, String, usize, Vec<String>) {
        let told = result(computed(groups), THREE);
        let steps = told.explanation.into_iter().map(|step| step.step).collect();
        (told.r360, told.criteria[0].r360.clone(), told.criteria[0].official.clone(), told.relation_means.len(), steps)
    }

    #[test]
    fn large_groups_are_told_exactly() {
        let (r360, criterion, official, groups, steps) = told(&[3, 4]);
        assert_eq!((r360.as_str(), criterion.as_str(), official.as_str(), groups), ("81.333333", "3.555556", "4.277778", 2));
        assert_eq!(steps.len(), 7);
    }

    #[test]
    fn a_small_group_leaves_the_total_and_whole_points_of_all_together() {
        let (r360, criterion, official, groups, steps) = told(&[3, 1]);
        assert_eq!((r360.as_str(), criterion.as_str(), official.as_str(), groups), ("81.333333", "4", "", 0));
        assert_eq!(steps, ["self_total", "r360", "base", "gap", "official", "total"]);
    }

    #[test]
    fn a_few_sheets_are_not_told_at_all() {
        let (r360, criterion, official, groups, steps) = told(&[1, 1]);
        assert_eq!((r360.as_str(), criterion.as_str(), official.as_str(), groups), ("", "", "", 0));
        assert_eq!(steps, ["self_total", "total"]);
        assert_eq!(result(computed(&[1, 1]), THREE).flags, ["QUOTA"]);
        assert_eq!(result(computed(&[9]), THREE).basis, "", "it changes with every sheet");
    }

    #[test]
    fn a_criterion_that_few_scored_is_told_as_a_small_group_is() {
        let mut few = computed(&[5, 4]);
        few.criteria[0].smallest_group = 1;
        assert_eq!(result(few.clone(), THREE).criteria[0].r360, "4");
        few.criteria[0].reviewers = 2;
        assert_eq!(result(few, THREE).criteria[0].r360, "");
    }

    #[test]
    fn what_has_no_360_is_told_whole() {
        let tasks = scoring::Result { base: "88.000000".to_owned(), ..Default::default() };
        assert_eq!(result(tasks.clone(), THREE), tasks);
    }

    #[test]
    fn the_result_of_a_record_goes_by_the_same_rule() {
        let of = |sheets| {
            outcome(
                evaluation::Outcome {
                    r360: "81.333333".to_owned(),
                    base: "84.666667".to_owned(),
                    flags: vec!["GAP".to_owned()],
                    sheets,
                    ..Default::default()
                },
                THREE,
            )
        };
        assert_eq!((of(3).r360.as_str(), of(3).flags.len()), ("81.333333", 1));
        assert_eq!((of(2).r360.as_str(), of(2).base.as_str(), of(2).flags.len()), ("", "", 0));
        assert_eq!(of(0).r360, "", "records of before do not say");
    }
}
