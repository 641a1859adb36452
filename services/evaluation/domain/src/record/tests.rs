use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::TimeDelta;
use kernel::Refusal;
use proptest::prelude::*;
use regulation::{Class, EmployeeGroup, NotEvaluated, Relation};
use serde::Deserialize;
use uuid::Uuid;

use super::*;
use crate::Sheet;
use crate::period::Stage;
use crate::sheet::Answer;
use crate::tests::{content, now, period, person, policy, record, route, scores, signed, subject, with_rules};

fn submit(record: Record, stage: Stage) -> Result<Option<Changed<Record>>, Refusal> {
    submit_content(record, content(), stage)
}

fn submit_content(record: Record, content: SelfContent, stage: Stage) -> Result<Option<Changed<Record>>, Refusal> {
    with_rules(|rules| record.submit_self(content, false, rules, &[], stage, now()))
}

fn again_by() -> NaiveDate {
    "2019-11-22".parse().unwrap()
}

fn submitted() -> Record {
    submit(record(), Stage::SelfOpen).unwrap().unwrap().state
}

fn in_360() -> Record {
    submitted().open_360().unwrap().state
}

fn closed() -> Record {
    in_360().close_360(3, 2, &policy(), now()).unwrap().state
}

fn minutes_ready() -> Record {
    closed().minutes_sealed("ý kiến".to_owned()).unwrap().state
}

fn verified() -> Record {
    verify(minutes_ready(), said("Đồng ý"), signed(30), Stage::DirectReview).unwrap().unwrap().state
}

fn said(comment: &str) -> Opinion {
    Opinion { comment: comment.to_owned(), ..Opinion::default() }
}

/// As [`Record::verify`], where 88 points were computed.
fn verify(record: Record, opinion: Opinion, by: Signature, stage: Stage) -> Result<Option<Changed<Record>>, Refusal> {
    record.verify(opinion, by, Some(Points::whole(88)), &policy(), stage)
}

fn ruling() -> Ruling {
    Ruling { comment: "Hoàn thành tốt".to_owned(), decided_total: None, reason: String::new(), confirmed_zero: Vec::new() }
}

fn decide(record: Record, ruling: Ruling) -> Result<Option<Changed<Record>>, Refusal> {
    record.decide(DecisionId(Uuid::from_u128(9)), ruling, signed(40), &crate::tests::criteria(), Some(Points::whole(88)), Stage::Decision)
}

fn decided() -> Record {
    decide(verified(), ruling()).unwrap().unwrap().state
}

fn outcome() -> Outcome {
    Outcome {
        total: Some(Points::whole(88)),
        class: Some(Class::Htt),
        label: "Hoàn thành tốt nhiệm vụ".to_owned(),
        basis: String::new(),
        self_total: String::new(),
        r360: String::new(),
        sheets: 0,
        base: String::new(),
        flags: Vec::new(),
        caps: Vec::new(),
    }
}

fn on_paper() -> Record {
    let facts = Facts { transferred_on: "2019-08-01".parse().ok(), ..Facts::default() };
    Record::open(RecordId(Uuid::from_u128(3)), &period(), subject(), &facts, Place::default(), route(), &policy()).state
}

fn paper() -> NewPaper {
    NewPaper {
        old_agency: "Sở Tài chính".to_owned(),
        total: Some(Points::whole(86)),
        class: Some(Class::Htt),
        confirmed_by_old_head: "Nguyễn Văn A".to_owned(),
        confirmed_on: "2019-11-12".parse().unwrap(),
        scan: StoredFile {
            key: "k".to_owned(),
            name: "scan.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            size: 1,
            digest: String::new(),
        },
    }
}

fn entered() -> Record {
    on_paper().enter_paper(paper(), signed(50), &policy(), Stage::SelfOpen).unwrap().state
}

fn ask(record: Record, scope: RescoreScope) -> Result<Changed<Record>, Refusal> {
    record.ask_rescore((scope, again_by()), "Chênh lệch lớn", signed(30), &answered(), &policy(), Stage::DirectReview)
}

/// Two of the three reviewers have answered in the first round.
fn answered() -> Vec<Sheet> {
    let record = in_360();
    let mut sheets: Vec<Sheet> = assigned(&record, &[]);
    for sheet in sheets.iter_mut().take(2) {
        let answer = Answer { agree: true, ..Answer::default() };
        *sheet = with_rules(|rules| sheet.clone().submit(answer, &record, rules, now())).unwrap().unwrap().state;
    }
    sheets
}

fn assigned(record: &Record, earlier: &[Sheet]) -> Vec<Sheet> {
    let mut n = u128::from(record.round) * 1_000;
    let next = || {
        n += 1;
        Uuid::from_u128(n)
    };
    record.assign(earlier, "2019-12-03".parse().unwrap(), next).into_iter().map(|changed| changed.state).collect()
}

fn all_states() -> Vec<Record> {
    vec![
        record(),
        submitted(),
        in_360(),
        closed(),
        minutes_ready(),
        verified(),
        decided(),
        published(),
        on_paper(),
        entered(),
        excluded(),
        appealed(),
        archived(),
        ask(minutes_ready(), RescoreScope::Both).unwrap().state,
    ]
}

fn excluded() -> Record {
    submitted().exclude(NotEvaluated::LongLeave, "Nghỉ thai sản từ tháng 3", signed(50)).unwrap().state
}

fn appealed() -> Record {
    published().appeal("Chưa tính sáng kiến cấp tỉnh", &policy(), now()).unwrap().unwrap().state
}

fn archived() -> Record {
    published().archive(&policy(), later()).unwrap().state
}

/// When nobody can appeal any more.
fn later() -> DateTime<Utc> {
    now() + TimeDelta::days(20)
}

fn revise(record: Record, ruling: Ruling) -> Result<Changed<Record>, Refusal> {
    record.revise(DecisionId(Uuid::from_u128(10)), ruling, "Có căn cứ", signed(40), &crate::tests::criteria())
}

fn published() -> Record {
    decided().publish(Some(outcome()), &policy(), now()).unwrap().state
}

#[derive(Deserialize)]
struct Workflow {
    transitions: Vec<Transition>,
}

#[derive(Deserialize)]
struct Transition {
    from: String,
    to: String,
    event: String,
    when: Option<String>,
}

impl Workflow {
    fn read() -> Self {
        serde_saphyr::from_str(include_str!("../../../data/workflow.yaml")).unwrap()
    }

    /// Where the table lets an event lead a record.
    fn ends(&self, before: &Record, event: &str) -> Vec<&str> {
        let holds = |row: &&Transition| row.holds_for(before);
        let rows = self.transitions.iter().filter(|row| row.from == before.state.name() && row.event == event).filter(holds);
        rows.map(|row| row.to.as_str()).collect()
    }
}

#[test]
fn the_states_follow_the_workflow_and_every_other_step_is_refused() {
    let workflow = Workflow::read();
    let mut without_head = minutes_ready();
    without_head.direct_head = None;
    let mut seen = BTreeSet::new();
    for before in all_states().into_iter().chain([without_head]) {
        for (event, after) in steps(&before) {
            let from = before.state.name();
            match after {
                Ok(after) => {
                    assert!(workflow.ends(&before, event).contains(&after.state.name()), "{from} --{event}--> {}", after.state.name());
                    assert_eq!(after.version, before.version + 1, "{from} --{event}");
                    seen.insert((from, event, after.state.name()));
                }
                Err(refusal) => assert!(
                    refusal.is_none_or(|refusal| ["RECORD_STATE_WRONG", "PAPER_NOT_ENTERED"].contains(&refusal.reason)),
                    "{from} --{event}"
                ),
            }
        }
    }
    for row in &workflow.transitions {
        assert!(
            seen.iter().any(|step| *step == (row.from.as_str(), row.event.as_str(), row.to.as_str())),
            "{} --{}--> {}",
            row.from,
            row.event,
            row.to
        );
    }
}

impl Transition {
    fn holds_for(&self, record: &Record) -> bool {
        match self.when.as_deref() {
            None => true,
            Some("no_direct_head") => record.direct_head.is_none(),
            Some("scoring_again") => record.round > 1,
            Some(other) => panic!("nobody knows the condition {other}"),
        }
    }
}

/// How many events there are.
const EVENTS: usize = 18;

/// Tries every event on a record.
fn steps(before: &Record) -> Vec<(&'static str, Result<Record, Option<Refusal>>)> {
    (0..EVENTS).map(|number| step(before, number)).collect()
}

/// Tries one event on a record.
fn step(before: &Record, number: usize) -> (&'static str, Result<Record, Option<Refusal>>) {
    let step = |changed: Result<Option<Changed<Record>>, Refusal>| match changed {
        Ok(Some(changed)) => Ok(changed.state),
        Ok(None) => Err(None),
        Err(refusal) => Err(Some(refusal)),
    };
    let system = |changed: Option<Changed<Record>>| changed.map(|changed| changed.state).ok_or(None);
    let copy = || before.clone();
    match number {
        0 => ("submit_self", step(submit(copy(), Stage::SelfOpen))),
        1 => ("open_360", system(copy().open_360())),
        2 => ("seal_minutes", system(copy().minutes_sealed(String::new()))),
        3 => ("verify", step(verify(copy(), said("Khác"), signed(31), Stage::DirectReview))),
        4 => ("ask_rescore_self", step(ask(copy(), RescoreScope::OwnScore).map(Some))),
        5 => ("ask_rescore_reviewers", step(ask(copy(), RescoreScope::Reviewers).map(Some))),
        6 => ("decide", step(decide(copy(), Ruling { comment: "Khác".to_owned(), ..ruling() }))),
        7 => ("enter_paper", step(copy().enter_paper(paper(), signed(50), &policy(), Stage::SelfOpen).map(Some))),
        8 => ("confirm_paper", step(copy().confirm_paper(signed(51)))),
        9 => ("publish", system(copy().publish(Some(outcome()), &policy(), now()))),
        10 => ("reopen_self", step(copy().reopen_self("Nhầm số liệu", signed(50)).map(Some))),
        11 => ("return_to_direct_head", step(copy().return_to_direct_head("Thiếu căn cứ", signed(40), Stage::Decision).map(Some))),
        12 => ("exclude", step(copy().exclude(NotEvaluated::Retired, "Nghỉ hưu từ 01/11", signed(50)).map(Some))),
        13 => ("appeal", step(copy().appeal("Khác", &policy(), now()))),
        14 => ("uphold", step(copy().uphold("Đúng quy định", signed(40)).map(Some))),
        15 => ("revise", step(revise(copy(), ruling()).map(Some))),
        16 => ("withdraw_decision", step(copy().withdraw_decision("Nhầm hồ sơ", signed(40), Stage::Decision).map(Some))),
        _ => ("archive", system(copy().archive(&policy(), later()))),
    }
}

#[test]
fn a_self_assessment_must_be_complete() {
    let missing = SelfContent { scores: scores(53, 35)[..1].to_vec(), declared: None, ..content() };
    let refusal = submit_content(record(), missing, Stage::SelfOpen).unwrap_err();
    assert_eq!(refusal.reason, "SELF_ASSESSMENT_INCOMPLETE");
    assert_eq!(refusal.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["scores[CC2]", "declared_class"]);
    let of_public_employees = SelfContent { declared: Some(Class::Ht), ..content() };
    assert_eq!(submit_content(record(), of_public_employees, Stage::SelfOpen).unwrap_err().reason, "SELF_ASSESSMENT_INCOMPLETE");
}

#[test]
fn a_difference_of_own_total_and_declared_class_must_be_acknowledged() {
    let conflict = SelfContent { declared: Some(Class::Htxs), ..content() };
    assert_eq!(submit_content(record(), conflict.clone(), Stage::SelfOpen).unwrap_err().reason, "SELF_CONFLICT");
    let acknowledged = with_rules(|rules| record().submit_self(conflict, true, rules, &[], Stage::SelfOpen, now()));
    assert_eq!(acknowledged.unwrap().unwrap().state.own().unwrap().declared, Class::Htxs);
}

#[test]
fn a_draft_says_what_it_comes_to_once_every_criterion_is_scored_and_never_before() {
    let of = |content: SelfContent| with_rules(|rules| record().foresee(&content, rules));
    let part = SelfContent { scores: scores(53, 35)[..1].to_vec(), ..content() };
    assert_eq!(of(part), None, "a missing score is not zero");
    let fits = of(SelfContent { declared: None, ..content() }).unwrap();
    assert_eq!((fits.total, fits.conflict.is_none()), (Points::from_hundredths(8800), true));
    let differs = of(SelfContent { declared: Some(Class::Htxs), ..content() }).unwrap();
    assert_eq!(differs.conflict.unwrap().reason, "SELF_CONFLICT");
}

#[test]
fn a_member_needs_the_comment_of_the_party_cell_or_a_waiver() {
    let mut member = record();
    member.subject.party_member = true;
    assert_eq!(submit(member.clone(), Stage::SelfOpen).unwrap_err().reason, "PARTY_COMMENT_MISSING");
    let attached = member.clone().attach_party_comment("Chi bộ khu phố 1", "2019-11-10".parse().unwrap(), paper().scan, now()).unwrap();
    assert!(submit(attached.state.clone(), Stage::SelfOpen).unwrap().is_some());
    assert_eq!(attached.state.waive_party_comment("x", signed(30), &policy()).unwrap_err().reason, "PARTY_COMMENT_ATTACHED");
    assert_eq!(member.clone().waive_party_comment(" ", signed(30), &policy()).unwrap_err().reason, "TEXT_MISSING");
    let waived = member.waive_party_comment("Chuyển sinh hoạt Đảng", signed(30), &policy()).unwrap();
    assert!(submit(waived.state.clone(), Stage::SelfOpen).unwrap().is_some());
    let tomorrow = waived.state.clone().attach_party_comment("Chi bộ khu phố 1", "2019-11-21".parse().unwrap(), paper().scan, now());
    assert_eq!(tomorrow.unwrap_err().fields[0].field, "commented_on");
    let found = waived.state.attach_party_comment("Chi bộ khu phố 1", "2019-11-10".parse().unwrap(), paper().scan, now()).unwrap();
    assert!(matches!(found.state.party_comment, Some(PartyComment::Attached { .. })), "what was waived may still come");
    assert_eq!(record().waive_party_comment("x", signed(30), &policy()).unwrap_err().reason, "NOT_A_PARTY_MEMBER");
}

#[test]
fn the_same_submission_again_changes_nothing() {
    assert_eq!(submit(submitted(), Stage::SelfOpen).unwrap(), None);
    let other = SelfContent { scores: scores(54, 34), ..content() };
    assert_eq!(submit_content(submitted(), other, Stage::SelfOpen).unwrap_err().reason, "RECORD_STATE_WRONG");
}

#[test]
fn who_is_late_enters_the_360_at_once() {
    assert!(submit(record(), Stage::Review360Open).unwrap().unwrap().state.is_in_review());
    let mut alone = record();
    alone.reviewers.clear();
    assert!(submit(alone, Stage::DirectReview).unwrap().unwrap().state.awaits_minutes(), "with nobody to wait for");
    assert_eq!(submit(record(), Stage::Published).unwrap_err().reason, "PERIOD_OVER");
}

#[test]
fn closing_without_the_quorum_is_recorded_as_an_override() {
    let quorum_met = |invited, answered| match in_360().close_360(invited, answered, &policy(), now()).unwrap().state.state {
        State::In360 { closing: Some(closing), .. } => closing.quorum_met,
        _ => panic!("closed"),
    };
    assert!(quorum_met(4, 2) && quorum_met(0, 0));
    assert!(!quorum_met(4, 1) && !quorum_met(3, 1));
}

#[test]
fn agreeing_copies_the_self_scores_of_that_moment_and_is_final() {
    let record = in_360();
    let sheet = answered().remove(0);
    assert_eq!(sheet.opinion().unwrap().scores, record.own().unwrap().scores);
    let again = |answer| with_rules(|rules| sheet.clone().submit(answer, &record, rules, now()));
    assert_eq!(again(Answer { agree: true, ..Answer::default() }).unwrap(), None);
    let other = Answer { agree: false, scores: scores(50, 30), ..Answer::default() };
    assert_eq!(again(other.clone()).unwrap_err().reason, "REVIEW_SUBMITTED");
    let open = assigned(&record, &[]).remove(0);
    let on = |record: &Record, answer| with_rules(|rules| open.clone().submit(answer, record, rules, now()));
    assert_eq!(on(&closed(), other.clone()).unwrap_err().reason, "REVIEW_CLOSED");
    assert_eq!(on(&record, Answer { agree: true, ..other.clone() }).unwrap_err().reason, "REVIEW_INCOMPLETE");
    assert_eq!(on(&record, Answer { scores: scores(61, 30), ..other.clone() }).unwrap_err().fields[0].field, "scores[CC1]");
    assert!(on(&record, other).unwrap().is_some());
}

#[test]
fn a_void_sheet_takes_no_answer() {
    let void = assigned(&in_360(), &[]).remove(0).void("chuyển công tác").unwrap().state;
    let answer = Answer { agree: true, ..Answer::default() };
    assert_eq!(with_rules(|rules| void.submit(answer, &in_360(), rules, now())).unwrap_err().reason, "REVIEW_VOID");
}

#[test]
fn scoring_again_asks_those_who_scored_and_ends_after_two_rounds() {
    let again = ask(minutes_ready(), RescoreScope::Reviewers).unwrap().state;
    assert_eq!((again.round, again.is_in_review()), (2, true));
    assert_eq!(assigned(&again, &answered()).len(), 2, "the third had not answered");
    let back = again.close_360(2, 2, &policy(), now()).unwrap().state.minutes_sealed(String::new()).unwrap().state;
    let third = ask(back, RescoreScope::OwnScore).unwrap().state;
    assert_eq!((third.round, third.own().unwrap().submission), (3, 1), "the old self-score stays in effect");
    let third = submit(third, Stage::DirectReview).unwrap().unwrap().state;
    assert_eq!(third.own().unwrap().submission, 2);
    assert!(third.awaits_minutes(), "only the person scored again");
    let third = third.minutes_sealed(String::new()).unwrap().state;
    assert_eq!(ask(third, RescoreScope::Both).unwrap_err().reason, "RESCORE_ROUNDS_USED");
}

#[test]
fn scoring_again_by_both_goes_through_the_person_first() {
    let both = ask(verified(), RescoreScope::Both).unwrap().state;
    assert!(with_rules(|rules| both.may_be_drafted(&content(), rules)).is_ok());
    let both =
        with_rules(|rules| both.submit_self(content(), false, rules, &answered(), Stage::DirectReview, now())).unwrap().unwrap().state;
    assert!(both.is_in_review());
    assert_eq!(ask(minutes_ready(), RescoreScope::Reviewers).unwrap().state.rescores[0].round, 2);
    let nobody = minutes_ready().ask_rescore((RescoreScope::Reviewers, again_by()), "x", signed(30), &[], &policy(), Stage::DirectReview);
    assert_eq!(nobody.unwrap_err().reason, "NO_REVIEWERS");
}

#[test]
fn who_scores_again_may_be_laid_down_by_the_pack() {
    use RescoreScope::{Both, OwnScore, Reviewers};
    for (switch, only) in [("self", OwnScore), ("reviewers", Reviewers), ("both", Both)] {
        let mut pack = policy();
        pack.rescore.scope = switch.to_owned();
        for scope in [OwnScore, Reviewers, Both] {
            let asked =
                minutes_ready().ask_rescore((scope, again_by()), "Chênh lệch lớn", signed(30), &answered(), &pack, Stage::DirectReview);
            assert_eq!(asked.err().map(|refusal| refusal.reason), (scope != only).then_some("SCOPE_NOT_OF_PACK"), "{switch}");
        }
    }
}

#[test]
fn another_total_needs_a_reason_and_only_it_does() {
    let other = Ruling { decided_total: Some(Points::whole(84)), ..ruling() };
    assert_eq!(decide(verified(), other.clone()).unwrap_err().reason, "TEXT_MISSING");
    assert!(decide(verified(), Ruling { reason: "Kết quả thực tế".to_owned(), ..other.clone() }).unwrap().is_some());
    assert_eq!(decide(verified(), Ruling { reason: "x".to_owned(), ..ruling() }).unwrap_err().reason, "REASON_WITHOUT_TOTAL");
    assert_eq!(
        decide(verified(), Ruling { decided_total: Some(Points::from_hundredths(10_001)), ..other }).unwrap_err().reason,
        "TOTAL_OUT_OF_RANGE"
    );
    assert_eq!(decide(verified(), Ruling { confirmed_zero: vec!["X".to_owned()], ..ruling() }).unwrap_err().reason, "CRITERION_UNKNOWN");
    assert_eq!(decide(verified(), Ruling { comment: "\n ".to_owned(), ..ruling() }).unwrap_err().reason, "TEXT_MISSING");
}

#[test]
fn without_a_computed_total_the_decider_must_say_one() {
    let unscored =
        |ruling| verified().decide(DecisionId(Uuid::from_u128(9)), ruling, signed(40), &crate::tests::criteria(), None, Stage::Decision);
    assert_eq!(unscored(ruling()).unwrap_err().reason, "TOTAL_NEEDED");
    let total = Ruling { decided_total: Some(Points::whole(80)), reason: "Không có người tham gia ý kiến".to_owned(), ..ruling() };
    assert!(unscored(total).unwrap().is_some());
}

#[test]
fn heads_act_in_their_stages_only() {
    for stage in [Stage::Minutes, Stage::Review360Open] {
        assert_eq!(verify(minutes_ready(), said("x"), signed(30), stage).unwrap_err().reason, "NOT_AT_THIS_STAGE");
    }
    let early = verified().decide(
        DecisionId(Uuid::from_u128(9)),
        ruling(),
        signed(40),
        &crate::tests::criteria(),
        Some(Points::whole(88)),
        Stage::DirectReview,
    );
    assert_eq!(early.unwrap_err().reason, "NOT_AT_THIS_STAGE");
    assert_eq!(decide(minutes_ready(), ruling()).unwrap_err().reason, "RECORD_STATE_WRONG", "the direct head comes first");
    assert_eq!(verify(verified(), said("Đồng ý"), signed(30), Stage::DirectReview).unwrap(), None, "said already");
    assert_eq!(decide(decided(), ruling()).unwrap(), None, "decided already");
}

#[test]
fn a_proposal_far_from_what_was_computed_needs_a_reason_and_can_be_mended_until_the_decision() {
    let propose = |record: Record, points: i32, reason: &str| {
        let opinion = Opinion { proposed_total: Some(Points::whole(points)), reason: reason.to_owned(), ..said("Đồng ý") };
        verify(record, opinion, signed(30), Stage::Decision)
    };
    let refusal = propose(minutes_ready(), 8, " ").unwrap_err();
    assert_eq!((refusal.reason, refusal.fields[0].field.as_str()), ("PROPOSAL_FAR", "reason"));
    for near in [78, 88, 98] {
        assert!(propose(minutes_ready(), near, "").unwrap().is_some(), "{near} is within ten points of 88");
    }
    assert_eq!(propose(minutes_ready(), 77, "").unwrap_err().reason, "PROPOSAL_FAR");
    let meant = propose(minutes_ready(), 8, "Nghỉ không phép từ tháng 3").unwrap().unwrap().state;
    assert_eq!(meant.state.verification().unwrap().reason, "Nghỉ không phép từ tháng 3");
    let mended = propose(meant, 86, "").unwrap().unwrap().state;
    assert_eq!(mended.state.verification().unwrap().proposed_total, Some(Points::whole(86)));
    let of_law_before = Policy { decide: crate::pack::DecideRule { proposal_reason_over: None, ..policy().decide }, ..policy() };
    let opinion = Opinion { proposed_total: Some(Points::whole(8)), ..said("Đồng ý") };
    assert!(minutes_ready().verify(opinion.clone(), signed(30), Some(Points::whole(88)), &of_law_before, Stage::Decision).is_ok());
    assert!(minutes_ready().verify(opinion, signed(30), None, &policy(), Stage::Decision).is_ok(), "nothing was computed");
    let without = Opinion { reason: "x".to_owned(), ..said("Đồng ý") };
    assert_eq!(verify(minutes_ready(), without, signed(30), Stage::Decision).unwrap_err().reason, "REASON_WITHOUT_TOTAL");
}

#[test]
fn a_paper_result_takes_two_people_and_becomes_the_outcome() {
    assert_eq!(on_paper().confirm_paper(signed(51)).unwrap_err().reason, "PAPER_NOT_ENTERED");
    assert_eq!(entered().confirm_paper(signed(50)).unwrap_err().reason, "SECOND_PERSON_NEEDED");
    let decided = entered().confirm_paper(signed(51)).unwrap().unwrap().state;
    assert_eq!(decided.clone().confirm_paper(signed(51)).unwrap(), None);
    let published = decided.publish(None, &policy(), now()).unwrap().state;
    let outcome = published.published_outcome().unwrap();
    assert_eq!(
        (outcome.total, outcome.class, outcome.label.as_str()),
        (Some(Points::whole(86)), Some(Class::Htt), "Hoàn thành tốt nhiệm vụ")
    );
    let field = |wrong| on_paper().enter_paper(wrong, signed(50), &policy(), Stage::SelfOpen).unwrap_err().fields.remove(0).field;
    assert_eq!(field(NewPaper { class: Some(Class::Ht), ..paper() }), "class");
    assert_eq!(field(NewPaper { total: Some(Points::whole(101)), ..paper() }), "total");
    assert_eq!(field(NewPaper { total: Some(Points::from_hundredths(-1)), ..paper() }), "total");
    for day in ["2019-11-21", "1919-11-20"] {
        assert_eq!(field(NewPaper { confirmed_on: day.parse().unwrap(), ..paper() }), "confirmed_on", "{day}");
    }
}

#[test]
fn a_draft_may_be_incomplete_but_never_impossible() {
    let refused = |change: fn(&mut SelfContent)| {
        let mut draft = SelfContent::default();
        change(&mut draft);
        let fields = |refusal: Refusal| refusal.fields.into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        with_rules(|rules| record().may_be_drafted(&draft, rules)).map_err(fields).err().unwrap_or_default()
    };
    assert!(refused(|_| {}).is_empty(), "nothing is said yet");
    assert!(refused(|draft| draft.scores = scores(54, 34)[..1].to_vec()).is_empty(), "one criterion is open");
    assert_eq!(refused(|draft| draft.scores = scores(61, -1)), ["scores[CC1]", "scores[CC2]"]);
    assert_eq!(refused(|draft| draft.answers = BTreeMap::from([("khac".to_owned(), "x".to_owned())])), ["answers[khac]"]);
    assert_eq!(refused(|draft| draft.declared = Some(Class::Ht)), ["declared_class"], "a class of another group");
}

#[test]
fn who_verifies_and_decides_in_one_person_does_both_at_once() {
    let by_one = Record { direct_head: Some(person(40)), ..minutes_ready() };
    let verified = verify(by_one, said("Đồng ý"), signed(40), Stage::DirectReview).unwrap().unwrap().state;
    let decide = |record: Record, stage| {
        record.decide(DecisionId(Uuid::from_u128(9)), ruling(), signed(40), &crate::tests::criteria(), Some(Points::whole(88)), stage)
    };
    let decided = decide(verified.clone(), Stage::DirectReview).unwrap().unwrap().state;
    assert!(decided.state.verification().is_some() && decided.state.decision().is_some(), "two acts stay two");
    let by_two = Record { direct_head: Some(person(30)), ..verified };
    assert_eq!(decide(by_two, Stage::DirectReview).unwrap_err().reason, "NOT_AT_THIS_STAGE");
}

#[test]
fn whoever_it_waits_for_is_named() {
    let waits = |record: Record| record.awaited();
    assert_eq!(waits(record()), Some(Awaited::SelfAssessment));
    assert_eq!(waits(in_360()), Some(Awaited::Opinions));
    assert_eq!(waits(minutes_ready()), Some(Awaited::Verification(person(30))));
    assert_eq!(waits(Record { direct_head: None, decider: None, ..minutes_ready() }), Some(Awaited::HigherAuthority));
    assert_eq!(waits(verified()), Some(Awaited::Decision(person(40))));
    assert_eq!(waits(on_paper()), Some(Awaited::Paper));
    assert_eq!(waits(decided()), None);
}

#[test]
fn what_a_page_may_offer_is_just_what_would_be_taken() {
    let stage = Stage::DirectReview;
    let appealed = published().appeal("Chưa đúng", &policy(), now()).unwrap().unwrap().state;
    let mut member = record();
    member.subject.party_member = true;
    let all = [
        record(),
        member,
        submitted(),
        in_360(),
        closed(),
        minutes_ready(),
        verified(),
        decided(),
        published(),
        appealed,
        on_paper(),
        entered(),
    ];
    let done = |record: &Record, deed: Deed| {
        let record = record.clone();
        let somebody = Reviewer { person: person(77), full_name: "Người 77".to_owned(), relation: Relation::Peer };
        match deed {
            Deed::ReopenSelf => record.reopen_self("x", signed(51)).is_ok(),
            Deed::Exclude => record.exclude(NotEvaluated::New, "x", signed(51)).is_ok(),
            Deed::WaivePartyComment => record.waive_party_comment("x", signed(51), &policy()).is_ok(),
            Deed::Return => record.return_to_direct_head("x", signed(51), stage).is_ok(),
            Deed::Withdraw => record.withdraw_decision("x", signed(51), stage).is_ok(),
            Deed::EnterPaper => record.enter_paper(paper(), signed(51), &policy(), stage).is_ok(),
            Deed::ConfirmPaper => record.confirm_paper(signed(51)).is_ok(),
            Deed::AnswerAppeal => record.uphold("x", signed(51)).is_ok(),
            Deed::ChangeReviewer => record.change_reviewer(None, Some(somebody), "x", signed(51)).is_ok(),
            Deed::CorrectDirectHead => record.correct_direct_head(somebody, "x", signed(51)).is_ok(),
            Deed::Appeal => record.appeal("y", &policy(), now()).is_ok(),
        }
    };
    for (record, deed) in all.iter().flat_map(|record| Deed::ALL.map(|deed| (record, deed))) {
        let offered = record.allows(deed, person(51), stage, &policy(), now());
        assert_eq!(offered, done(record, deed), "{deed:?} in {}", record.state.name());
    }
}

#[test]
fn nothing_online_is_published_without_a_result() {
    assert!(decided().publish(None, &policy(), now()).is_none());
}

#[test]
fn the_form_shows_each_part_to_who_may_see_it() {
    let template = crate::form::template("MAU02_ND56").unwrap();
    let text = |record: &Record, sight, key: &str| {
        let form = record.filled_form(template, Some(&outcome()), sight);
        let fields: Vec<_> = form.sections.into_iter().flat_map(|section| section.fields).collect();
        fields.into_iter().find(|field| field.key == key).unwrap().text
    };
    let decided = decided();
    let oneself = Sight { verdict: false, party_comment: true, own_part_only: false, outline: false, opinions: Opinions::Known };
    assert_eq!(text(&decided, Sight::ANNOUNCED, "tu_phan_loai"), "HTT");
    assert_eq!(text(&decided, Sight::ANNOUNCED, "ket_qua_phan_loai"), "HTT");
    assert_eq!(text(&decided, Sight::ANNOUNCED, "nhan_xet_truc_tiep"), "Đồng ý");
    assert_eq!(text(&decided, oneself, "y_kien_tap_the"), "ý kiến");
    for key in ["nhan_xet_truc_tiep", "nx_uu_nhuoc", "ket_qua_phan_loai"] {
        assert_eq!(text(&decided, oneself, key), "", "{key}");
    }
    assert_eq!(text(&decided, Sight::REVIEWER, "y_kien_tap_the"), "");
    assert_eq!(text(&decided, Sight::REVIEWER, "uu_nhuoc"), "Tốt");
}

proptest! {
    #[test]
    fn the_basis_changes_with_everything_that_counts_and_only_with_that(versions in proptest::collection::vec(1_i64..5, 0..6)) {
        let sheets: Vec<(SheetId, Version)> = (100_u128..).zip(&versions).map(|(n, version)| (SheetId(Uuid::from_u128(n)), *version)).collect();
        let record = in_360();
        let basis = record.basis(&sheets).unwrap();
        let mut reversed = sheets.clone();
        reversed.reverse();
        prop_assert_eq!(record.basis(&reversed).unwrap(), basis.clone());
        prop_assert_eq!(closed().basis(&sheets).unwrap(), basis.clone());
        prop_assert_ne!(decided().basis(&sheets).unwrap(), basis.clone());
        if let Some((last, rest)) = sheets.split_last() {
            prop_assert_ne!(record.basis(rest).unwrap(), basis.clone());
            let newer: Vec<_> = rest.iter().copied().chain([(last.0, last.1 + 1)]).collect();
            prop_assert_ne!(record.basis(&newer).unwrap(), basis);
        }
    }
}

#[test]
fn every_state_survives_being_stored() {
    for record in all_states() {
        let document = serde_json::to_value(&record).unwrap();
        assert_eq!(serde_json::from_value::<Record>(document).unwrap(), record);
    }
}

#[test]
fn who_is_not_evaluated_has_no_reviewers_and_is_settled() {
    let facts = Facts { training_full_days: 200, ..Facts::default() };
    let away = Record::open(RecordId(Uuid::from_u128(4)), &period(), subject(), &facts, Place::default(), route(), &policy()).state;
    assert_eq!(away.not_evaluated(), Some(NotEvaluated::Training));
    assert!(away.reviewers.is_empty() && !away.is_open());
    assert_eq!(away.basis(&[]), None);
    assert_eq!(person(10), away.subject.person);
    assert_eq!(EmployeeGroup::CcKld, away.subject.group);
}

#[test]
fn an_appeal_is_heard_within_five_working_days_and_once_a_publication() {
    let published = published();
    let day = |days: i64| now() + TimeDelta::days(days);
    let on = |moment| published.clone().appeal("Chưa tính sáng kiến", &policy(), moment);
    let last = crate::calendar::end_of_term(kernel::date::office_day(now()), 5).unwrap();
    let next = kernel::date::start_of_office_day(last.succ_opt().unwrap());
    assert!(on(now()).is_ok() && on(next - TimeDelta::nanoseconds(1)).is_ok());
    assert_eq!(on(next).unwrap_err().reason, "APPEAL_TOO_LATE");
    assert_eq!(published.clone().appeal("  ", &policy(), now()).unwrap_err().reason, "TEXT_MISSING");

    let upheld = appealed().uphold("Đúng quy định", signed(40)).unwrap().state;
    assert_eq!(upheld.state, published.state, "the result stands as it was");
    assert_eq!(upheld.clone().appeal("Vẫn chưa đồng ý", &policy(), now()).unwrap_err().reason, "APPEALED_ALREADY");

    let anew = Ruling { decided_total: Some(Points::whole(91)), reason: "Tính thêm sáng kiến".to_owned(), ..ruling() };
    let revised = revise(appealed(), anew).unwrap().state;
    let answer = revised.appeals[0].answer.clone().unwrap();
    assert_eq!((answer.upheld, answer.before.as_ref()), (false, published.state.decision()), "what was decided before is kept");
    let again = revised.publish(Some(outcome()), &policy(), day(3)).unwrap().state;
    assert!(again.appeal("Vẫn chưa đồng ý", &policy(), day(3)).is_ok(), "another publication, another term");
}

#[test]
fn the_same_appeal_again_changes_nothing_and_another_is_refused() {
    assert_eq!(appealed().appeal("Chưa tính sáng kiến cấp tỉnh", &policy(), now()).unwrap(), None);
    assert_eq!(appealed().appeal("Khác", &policy(), now()).unwrap_err().reason, "RECORD_STATE_WRONG");
}

#[test]
fn a_record_is_archived_when_nobody_can_appeal_any_more_and_keeps_what_it_said() {
    assert_eq!(published().archive(&policy(), now()), None);
    assert_eq!(appealed().archive(&policy(), later()), None, "an appeal waits for its answer");
    let archived = archived();
    assert_eq!((archived.state.decision(), archived.published_outcome()), (published().state.decision(), published().published_outcome()));
    let excluded = excluded().archive(&policy(), now()).unwrap().state;
    assert_eq!(
        (excluded.not_evaluated(), excluded.phase()),
        (Some(NotEvaluated::LongLeave), "NOT_EVALUATED"),
        "nobody is counted as evaluated"
    );
}

#[test]
fn what_a_returned_verification_said_is_kept() {
    let returned = verified().return_to_direct_head("Thiếu căn cứ", signed(40), Stage::Decision).unwrap().state;
    let [StepBack { kind: StepBackKind::VerificationReturned { verification }, .. }] = returned.steps_back.as_slice() else {
        panic!("{:?}", returned.steps_back)
    };
    assert_eq!(Some(verification), verified().state.verification());
    assert_eq!(verified().return_to_direct_head(" ", signed(40), Stage::Decision).unwrap_err().reason, "TEXT_MISSING");
    assert_eq!(verified().return_to_direct_head("Muộn", signed(40), Stage::Published).unwrap_err().reason, "PERIOD_OVER");
}

#[test]
fn a_decision_is_taken_back_until_results_are_public_and_what_it_said_is_kept() {
    let withdrawn = decided().withdraw_decision("Nhầm hồ sơ", signed(40), Stage::Decision).unwrap().state;
    let [StepBack { kind: StepBackKind::DecisionWithdrawn { decision }, .. }] = withdrawn.steps_back.as_slice() else {
        panic!("{:?}", withdrawn.steps_back)
    };
    assert_eq!(Some(decision), decided().state.decision());
    assert_eq!(withdrawn.state, verified().state, "the direct head's word stands, and the decider is asked again");
    assert_eq!(decided().withdraw_decision(" ", signed(40), Stage::Decision).unwrap_err().reason, "TEXT_MISSING");
    assert_eq!(decided().withdraw_decision("Muộn", signed(40), Stage::Published).unwrap_err().reason, "PERIOD_OVER");
}

#[test]
fn a_reopened_self_assessment_counts_its_next_submission() {
    let reopened = submitted().reopen_self("Nhầm số liệu", signed(50)).unwrap().state;
    let corrected = SelfContent { scores: scores(54, 34), ..content() };
    let again = submit_content(reopened, corrected, Stage::SelfOpen).unwrap().unwrap().state;
    assert_eq!(again.own().unwrap().submission, 2);
    assert_eq!(again.state.name(), "SELF_SUBMITTED", "it waits for the 360° like any other");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever is tried in whatever order: the table says what happens, and what must hold does.
    #[test]
    fn any_sequence_of_steps_keeps_to_the_workflow(paper in proptest::bool::weighted(0.1), tried in proptest::collection::vec(0..EVENTS, 1..30)) {
        static WORKFLOW: LazyLock<Workflow> = LazyLock::new(Workflow::read);
        let mut record = if paper { on_paper() } else { record() };
        for number in tried {
            // A round is closed for the next step to find it so.
            if let Some(closed) = record.clone().close_360(3, 2, &policy(), now()) {
                record = closed.state;
            }
            let before = record.clone();
            let (event, after) = step(&before, number);
            let Ok(after) = after else { continue };
            prop_assert!(WORKFLOW.ends(&before, event).contains(&after.state.name()), "{} --{event}--> {}", before.state.name(), after.state.name());
            prop_assert_eq!(after.version, before.version + 1);
            prop_assert!(after.rescores.len() <= 2 && after.round == 1 + u32::try_from(after.rescores.len()).unwrap());
            prop_assert_eq!(after.is_published(), matches!(after.state.live(), State::Published { .. } | State::Appealed { .. }));
            prop_assert!(after.state.settled().is_none() || after.state.decision().is_some() != after.state.paper().is_some());
            prop_assert!(!matches!(before.state, State::Archived { .. }), "nothing follows the archive");
            prop_assert!(before.appeals.len() <= after.appeals.len() && before.steps_back.len() <= after.steps_back.len(), "history only grows");
            record = after;
        }
    }
}
