//! The worked examples of the handbook that are not golden scores, and what a result may not be computed from.

use std::collections::BTreeMap;

use kernel::Points;
use regulation::{Cap, Class, EmployeeGroup, Flag, Relation};
use scoring_domain::{
    CriteriaSet, Decision, Entry, Evidence, Facts, Input, Outcome, Pack, Review, Score, ScoreSheet, SelfConflict, Study, compute, shipped,
};

fn law() -> (Pack, CriteriaSet) {
    (shipped::packs().unwrap().remove(0), shipped::criteria_sets().unwrap().remove(2))
}

/// A full sheet but for the given criteria.
fn sheet(set: &CriteriaSet, other: &[(&str, Score)]) -> ScoreSheet {
    let score = |code: &str, max: Points| other.iter().find(|(other, _)| *other == code).map_or(Score::Points(max), |(_, score)| *score);
    let entries: Vec<_> = set.criteria().map(|c| Entry { code: c.code.clone(), score: Some(score(&c.code, c.max)) }).collect();
    ScoreSheet::read(set, &entries).unwrap()
}

fn input(own: ScoreSheet, reviews: Vec<ScoreSheet>) -> Input {
    let reviews = reviews.into_iter().map(|sheet| Review { relation: Relation::Peer, agree: false, sheet }).collect();
    let evidence = Evidence::Sheets { own: Some(own), reviews };
    Input {
        group: EmployeeGroup::CcKld,
        year: 2019,
        evidence,
        declared: None,
        decision: None,
        history: BTreeMap::new(),
        facts: Facts::default(),
    }
}

fn of(input: &Input) -> Outcome {
    let (pack, set) = law();
    compute(&pack, &set, input).unwrap()
}

const ZERO: Score = Score::Points(Points::ZERO);

#[test]
fn a_zero_caps_only_when_it_is_everybody_s_or_confirmed() {
    let (_, set) = law();
    let (full, zero) = (sheet(&set, &[]), sheet(&set, &[("CC4.4", ZERO)]));
    let everybody = of(&input(zero.clone(), vec![zero.clone(), zero.clone()]));
    assert_eq!((everybody.classed.unwrap().class, everybody.caps), (Class::Hthc, vec![Cap::ZeroCriterion]));
    let one_peer = of(&input(full.clone(), vec![zero.clone(), full.clone()]));
    assert_eq!((one_peer.classed.unwrap().class, one_peer.caps), (Class::Htxs, vec![]));
    let mut confirmed = input(full.clone(), vec![zero, full]);
    confirmed.decision = Some(Decision { confirmed_zero: ["CC4.4".to_owned()].into(), ..Decision::default() });
    let confirmed = of(&confirmed);
    assert_eq!(confirmed.classed.unwrap().class, Class::Hthc);
    assert!(confirmed.explanation.iter().any(|step| step.step == "cap.zero" && step.rule.contains("CC4.4")));
}

#[test]
fn a_heading_caps_only_when_all_that_was_scored_under_it_is_zero() {
    let (pack, set) = law();
    let by_section = Pack::from_json(&pack.document.replace("\"level\":\"leaf\"", "\"level\":\"section\"")).unwrap();
    let section = set.sections.iter().find(|section| section.criteria.iter().any(|criterion| criterion.na_allowed)).unwrap();
    let of = |scores: &[(&str, Score)]| {
        let sheet = sheet(&set, scores);
        compute(&by_section, &set, &input(sheet.clone(), vec![sheet])).unwrap().caps
    };
    let all =
        |score: fn(usize) -> Score| section.criteria.iter().enumerate().map(|(at, c)| (c.code.as_str(), score(at))).collect::<Vec<_>>();
    assert_eq!(of(&all(|_| ZERO)), [Cap::ZeroCriterion]);
    assert_eq!(of(&all(|at| if at == 0 { ZERO } else { Score::NotApplicable })), [Cap::ZeroCriterion], "the only one scored");
    assert_eq!(of(&all(|at| if at == 0 { ZERO } else { Score::Points(Points::whole(1)) })), [], "one has points");
    assert_eq!(of(&all(|_| Score::NotApplicable)), [], "nothing was scored");
}

#[test]
fn a_study_result_is_told_where_the_pack_makes_it_a_basis_and_changes_no_point() {
    let (pack, set) = law();
    let (from, to) = ("2019-03-01".parse().unwrap(), "2019-06-30".parse().unwrap());
    let study = Study { institution: "Trường Chính trị Lê Duẩn".to_owned(), from, to, result: "Giỏi".to_owned() };
    let mut studied = input(sheet(&set, &[]), vec![sheet(&set, &[])]);
    let plain = of(&studied);
    studied.facts.studies = vec![study];
    let told = of(&studied);
    let step = told.explanation.iter().find(|step| step.step == "study").unwrap();
    assert_eq!((step.value.as_str(), step.article.as_str()), ("Giỏi", "Điều 2.8"));
    assert_eq!((told.classed, told.flags), (plain.classed, plain.flags));
    let silent = Pack::from_json(&pack.document.replace("\"study_result_is_basis\":true", "\"study_result_is_basis\":false")).unwrap();
    assert!(!compute(&silent, &set, &studied).unwrap().explanation.iter().any(|step| step.step == "study"));
}

#[test]
fn what_does_not_apply_caps_nothing() {
    let (_, set) = law();
    let na = sheet(&set, &[("CC6.1", Score::NotApplicable)]);
    let outcome = of(&input(na, vec![sheet(&set, &[("CC6.1", ZERO)])]));
    assert!(outcome.caps.is_empty());
    let criterion = outcome.criteria.iter().find(|criterion| criterion.code == "CC6.1").unwrap();
    assert_eq!((criterion.own, criterion.official.as_ref()), (Some(Score::NotApplicable), None));
}

#[test]
fn no_sheet_that_counts_is_said_and_a_decided_total_still_decides() {
    let (_, set) = law();
    let mut alone = input(sheet(&set, &[]), vec![]);
    let outcome = of(&alone);
    assert!(outcome.classed.is_none());
    assert!(outcome.explanation.iter().any(|step| step.step == "r360" && step.rule.contains("Chưa có phiếu")));
    alone.decision = Some(Decision { decided_total: Some(Points::whole(84)), ..Decision::default() });
    let decided = of(&alone);
    assert_eq!(decided.classed.unwrap().class, Class::Htt);
    assert!(decided.base.is_none());
}

#[test]
fn a_literal_self_class_yields_to_a_cap_and_to_a_decided_total() {
    let (pack, set) = law();
    let pack = Pack::from_json(&pack.document.replace("\"mode\":\"narrow\"", "\"mode\":\"literal\"")).unwrap();
    assert_eq!(pack.rules.self_conflict(), SelfConflict::Literal);
    let low = sheet(&set, &[("CC4.1", ZERO), ("CC4.2", ZERO)]);
    let mut declared = input(low.clone(), vec![low]);
    declared.declared = Some(Class::Htxs);
    let outcome = compute(&pack, &set, &declared).unwrap();
    assert!(outcome.flags.contains(&Flag::SelfConflict));
    assert_eq!(outcome.classed.unwrap().class, Class::Hthc, "capped");
    let good = sheet(&set, &[("CC4.1", Score::Points(Points::whole(1)))]);
    let mut decided = input(good.clone(), vec![good]);
    decided.declared = Some(Class::Htxs);
    assert_eq!(compute(&pack, &set, &decided).unwrap().classed.unwrap().class, Class::Htxs, "literal");
    decided.decision = Some(Decision { decided_total: Some(Points::whole(80)), ..Decision::default() });
    assert_eq!(compute(&pack, &set, &decided).unwrap().classed.unwrap().class, Class::Htt, "decided");
}

#[test]
fn every_step_of_the_pipeline_is_explained_in_order_with_its_article() {
    let (_, set) = law();
    let mut all = input(sheet(&set, &[]), vec![sheet(&set, &[("CC4.1", ZERO)])]);
    all.declared = Some(Class::Htt);
    let outcome = of(&all);
    let steps: Vec<_> = outcome.explanation.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(
        steps,
        ["self_total", "r360.PEER", "r360", "base", "gap", "self_result", "official", "total", "band", "class", "flag", "flag", "flag"]
    );
    assert!(outcome.explanation.iter().all(|step| step.article.starts_with("Điều ") && !step.rule.is_empty()));
    assert_eq!(outcome.flags, [Flag::Gap, Flag::BandDiffers, Flag::SelfConflict]);
    assert_eq!(outcome.base.unwrap().as_str(), "92.000000");
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let (pack, set) = law();
    let right = input(sheet(&set, &[]), vec![]);
    let reason = |pack: &Pack, set: &CriteriaSet, input: &Input| compute(pack, set, input).unwrap_err().reason;
    let packs = shipped::packs().unwrap();
    let sets = shipped::criteria_sets().unwrap();
    assert_eq!(reason(&packs[4], &set, &right), "GROUP_NOT_COVERED");
    assert_eq!(reason(&pack, &sets[0], &right), "CRITERIA_OF_OTHER_GROUP");
    assert_eq!(reason(&packs[3], &set, &right), "FORMULA_MISMATCH");
    assert_eq!(reason(&pack, &set, &Input { declared: Some(Class::Ht), ..right.clone() }), "CLASS_NOT_OF_GROUP");
    let decided = |decision| Input { decision: Some(decision), ..right.clone() };
    let too_much = Decision { decided_total: Some(Points::from_hundredths(10_001)), ..Decision::default() };
    assert_eq!(reason(&pack, &set, &decided(too_much)), "TOTAL_OUT_OF_RANGE");
    let unknown = Decision { confirmed_zero: ["XX".to_owned()].into(), ..Decision::default() };
    assert_eq!(reason(&pack, &set, &decided(unknown)), "CRITERION_UNKNOWN");
}
