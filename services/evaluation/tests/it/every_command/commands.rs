//! Every command of the service, who gives it here, and where in the year of its subject it is in place.

use prost::Message;
use proto::common::v1 as common;
use proto::evaluation::v1::*;
use rpc::Problem;

use crate::house::{AGENCY, House, Who, content, day, deadlines, points};

/// A command as this year gives it.
pub struct Command {
    pub name: &'static str,
    pub by: Who,
    /// Whose record it is about, while it is out of place.
    pub about: Who,
    /// Whether it is about a record, and not about a period or a sheet.
    pub of_record: bool,
    /// Stops at which it would change something.
    pub at: &'static [&'static str],
}

const fn command(name: &'static str, by: Who, about: Who, at: &'static [&'static str]) -> Command {
    Command { name, by, about, of_record: true, at }
}

const fn elsewhere(name: &'static str, by: Who, at: &'static [&'static str]) -> Command {
    Command { of_record: false, ..command(name, by, Who::Hoa, at) }
}

// SEALED: the minutes are, and the period has not moved on; VERIFIED: as DIRECT_REVIEWED, before the stage of decisions.
// RESCORE, NOT_EVALUATED and PAPER_ENTRY are of other records, met in the stage of direct review.
const WRITING: &[&str] = &["SELF_DRAFT", "RESCORE"];
const BEFORE_360: &[&str] = &["SELF_DRAFT", "SELF_SUBMITTED"];
const NOT_BEGUN: &[&str] = &["SELF_DRAFT", "SELF_SUBMITTED", "PAPER_ENTRY"];
const TILL_360: &[&str] = &["SELF_DRAFT", "SELF_SUBMITTED", "IN_360", "RESCORE"];
const TILL_VERIFIED: &[&str] = &["SELF_DRAFT", "SELF_SUBMITTED", "IN_360", "SEALED", "MINUTES_READY", "RESCORE"];
const SOMEBODY_WAITS: &[&str] = &["SELF_DRAFT", "IN_360", "MINUTES_READY", "DIRECT_REVIEWED", "DECIDED"];
const PLANNED_TILL_DECIDED: &[&str] =
    &["PLANNED", "SELF_DRAFT", "SELF_SUBMITTED", "IN_360", "SEALED", "MINUTES_READY", "VERIFIED", "DIRECT_REVIEWED", "DECIDED"];
const ON_PAPER: &[&str] =
    &["SELF_DRAFT", "SELF_SUBMITTED", "IN_360", "SEALED", "MINUTES_READY", "PAPER_ENTRY", "VERIFIED", "DIRECT_REVIEWED", "DECIDED"];
const IN_HEADS_STAGES: &[&str] = &["VERIFIED", "DIRECT_REVIEWED"];

const TILL_ARCHIVED: &[&str] = &[
    "PLANNED",
    "SELF_DRAFT",
    "SELF_SUBMITTED",
    "IN_360",
    "SEALED",
    "MINUTES_READY",
    "VERIFIED",
    "DIRECT_REVIEWED",
    "DECIDED",
    "PUBLISHED",
    "APPEALED",
];

pub const COMMANDS: [Command; 25] = [
    elsewhere("OpenPeriod", Who::Admin, &[]),
    elsewhere("AdvancePeriod", Who::Hr, &["PLANNED"]),
    elsewhere("ExtendDeadlines", Who::Admin, PLANNED_TILL_DECIDED),
    elsewhere("SetPublication", Who::Admin, TILL_ARCHIVED),
    elsewhere("RemindLate", Who::Admin, SOMEBODY_WAITS),
    elsewhere("SignRouting", Who::Chairman, BEFORE_360),
    command("ChangeReviewer", Who::Hr, Who::Hoa, TILL_360),
    command("CorrectDirectHead", Who::Hr, Who::Hoa, TILL_VERIFIED),
    command("SaveSelfDraft", Who::Hoa, Who::Hoa, WRITING),
    command("AttachPartyComment", Who::Binh, Who::Binh, WRITING),
    command("WaivePartyComment", Who::Head, Who::Binh, WRITING),
    command("SubmitSelf", Who::Hoa, Who::Hoa, WRITING),
    command("ReopenSelf", Who::Hr, Who::Hoa, &["SELF_SUBMITTED"]),
    command("ExcludeRecord", Who::Hr, Who::Hoa, NOT_BEGUN),
    elsewhere("SubmitReview", Who::Binh, &["IN_360"]),
    command("Verify", Who::Head, Who::Hoa, &["MINUTES_READY", "VERIFIED", "DIRECT_REVIEWED"]),
    command("AskRescore", Who::Head, Who::Hoa, &["MINUTES_READY"]),
    command("ReturnToDirectHead", Who::Director, Who::Hoa, IN_HEADS_STAGES),
    command("Decide", Who::Director, Who::Hoa, &["DIRECT_REVIEWED"]),
    command("WithdrawDecision", Who::Director, Who::Hoa, &["DECIDED"]),
    command("EnterPaper", Who::Hr, Who::Newcomer, ON_PAPER),
    command("ConfirmPaper", Who::SecondHr, Who::Newcomer, &[]),
    elsewhere("PublishResults", Who::Admin, &[]),
    command("AppealResult", Who::Hoa, Who::Hoa, &["PUBLISHED"]),
    command("AnswerAppeal", Who::Director, Who::Hoa, &["APPEALED"]),
];

/// What a command is about, and what is said in it.
#[derive(Clone)]
pub struct Target {
    pub agency: String,
    pub period: String,
    pub record: String,
    pub sheet: String,
    pub words: &'static str,
    pub decide_by: &'static str,
}

impl Target {
    /// Nothing that there is.
    pub fn unknown() -> Self {
        let id = || uuid::Uuid::from_u128(999).to_string();
        Self { agency: id(), period: id(), record: id(), sheet: id(), words: "Không có", decide_by: "2019-12-12" }
    }

    /// The agency, without a period yet.
    pub fn agency() -> Self {
        Self { agency: AGENCY.to_string(), ..Self::unknown() }
    }
}

/// Gives a command; its answer, or the reason of its refusal.
pub async fn give(house: &House, by: Who, name: &str, request_id: &str, target: &Target) -> Result<Vec<u8>, String> {
    macro_rules! call {
        ($method:ident, $message:expr) => {
            match house.client().$method(house.request(by, $message)).await {
                Ok(answer) => Ok(answer.into_inner().encode_to_vec()),
                Err(status) => Err(Problem::from(&status).reason),
            }
        };
    }
    let request_id = request_id.to_owned();
    let Target { agency: agency_id, period: period_id, record: record_id, sheet: sheet_id, words, decide_by } = target.clone();
    let words = words.to_owned();
    let later = Some(Deadlines { decide_by: day(decide_by), ..deadlines() });
    let mut assessment = content();
    assessment.answers.values_mut().for_each(|answer| answer.clone_from(&words));
    match name {
        "OpenPeriod" => {
            call!(
                open_period,
                OpenPeriodRequest {
                    request_id,
                    agency_id,
                    year: 2019,
                    pack_id: "QT-2019".to_owned(),
                    deadlines: Some(deadlines()),
                    special_duty: false,
                    packs: Vec::new(),
                    publish_to_colleagues: None,
                }
            )
        }
        "AdvancePeriod" => {
            call!(advance_period, AdvancePeriodRequest { request_id, period_id, to: PeriodState::Logging.into(), anyway: false, people: 0 })
        }
        "ExtendDeadlines" => {
            call!(extend_deadlines, ExtendDeadlinesRequest { request_id, period_id, deadlines: later, reason: words })
        }
        "SetPublication" => {
            call!(set_publication, SetPublicationRequest { request_id, period_id, publish_to_colleagues: false, reason: words })
        }
        "RemindLate" => call!(remind_late, RemindLateRequest { request_id, period_id }),
        "SignRouting" => call!(sign_routing, SignRoutingRequest { request_id, period_id }),
        "ChangeReviewer" => {
            let remove_id = Who::Binh.id().to_string();
            call!(change_reviewer, ChangeReviewerRequest { request_id, record_id, remove_id, reason: words, ..Default::default() })
        }
        "CorrectDirectHead" => {
            let person_id = Who::Director.id().to_string();
            call!(correct_direct_head, CorrectDirectHeadRequest { request_id, record_id, person_id, reason: words })
        }
        "SaveSelfDraft" => {
            let content = Some(assessment);
            call!(save_self_draft, SaveSelfDraftRequest { request_id, record_id, content, expected_version: 0 })
        }
        "AttachPartyComment" => {
            let file = Some(common::File { content: testkit::pdf(&words), ..crate::house::pdf() });
            let message = AttachPartyCommentRequest { request_id, record_id, cell: words, commented_on: day("2019-11-10"), file };
            call!(attach_party_comment, message)
        }
        "WaivePartyComment" => call!(waive_party_comment, WaivePartyCommentRequest { request_id, record_id, reason: words }),
        "SubmitSelf" => {
            let content = Some(assessment);
            call!(submit_self, SubmitSelfRequest { request_id, record_id, content, conflict_acknowledged: false })
        }
        "ReopenSelf" => call!(reopen_self, ReopenSelfRequest { request_id, record_id, reason: words }),
        "ExcludeRecord" => {
            let not_evaluated_reason = "LONG_LEAVE".to_owned();
            call!(exclude_record, ExcludeRecordRequest { request_id, record_id, not_evaluated_reason, reason: words })
        }
        "SubmitReview" => {
            call!(submit_review, SubmitReviewRequest { request_id, sheet_id, agree: true, strengths: words, ..Default::default() })
        }
        "Verify" => call!(verify, VerifyRequest { request_id, record_id, comment: words, ..VerifyRequest::default() }),
        "AskRescore" => {
            call!(ask_rescore, AskRescoreRequest { request_id, record_id, scope: RescoreScope::Self_.into(), reason: words })
        }
        "ReturnToDirectHead" => {
            call!(return_to_direct_head, ReturnToDirectHeadRequest { request_id, record_id, reason: words })
        }
        "WithdrawDecision" => call!(withdraw_decision, WithdrawDecisionRequest { request_id, record_id, reason: words }),
        "Decide" => call!(decide, DecideRequest { request_id, record_id, comment: words, ..Default::default() }),
        "EnterPaper" => {
            let scan = Some(common::File { content: testkit::pdf(&words), ..crate::house::pdf() });
            let message = EnterPaperRequest { request_id, record_id, total: points(80), scan, ..house.paper_request("") };
            call!(enter_paper, message)
        }
        "ConfirmPaper" => call!(confirm_paper, ConfirmPaperRequest { request_id, record_id }),
        "PublishResults" => call!(publish_results, PublishResultsRequest { request_id, period_id }),
        "AppealResult" => call!(appeal_result, AppealResultRequest { request_id, record_id, text: words }),
        "AnswerAppeal" => call!(answer_appeal, AnswerAppealRequest { request_id, record_id, reason: words, revised: None }),
        other => panic!("{other} is given by nobody here"),
    }
}
