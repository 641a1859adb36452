//! Who may call what: every method with everybody. A refused call is named; what one may not know of is not there.

use std::fmt::Write;

use proto::evaluation::v1::*;
use rpc::Problem;
use tonic::{Response, Status};

use crate::house::{House, OTHER_AGENCY, Present, Who, deadlines};

const EVERYBODY: [Who; 16] = [
    Who::Hoa,
    Who::Binh,
    Who::Head,
    Who::Director,
    Who::Chairman,
    Who::Hr,
    Who::SecondHr,
    Who::OtherHr,
    Who::Admin,
    Who::Auditor,
    Who::Newcomer,
    Who::Stranger,
    Who::ItOfficer,
    Who::Ops,
    Who::MailAdmin,
    Who::ProvinceLeader,
];

/// `yes` when the door is open, whatever the room then says.
fn verdict<R>(answer: Result<Response<R>, Status>) -> &'static str {
    match answer {
        Ok(_) => "yes",
        Err(status) => match Problem::from(&status).reason.as_str() {
            "FORBIDDEN" => "no",
            "NOT_FOUND" => "hidden",
            _ => "yes",
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_knows_whom_it_serves() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = records[&Who::Hoa.id()].clone();
    let newcomer = records[&Who::Newcomer.id()].clone();
    let list = ListMinutesRequest { page: None, period_id: period.clone(), ..Default::default() };
    let all_minutes = house.ask(Who::Director, list).await.minutes;
    let minutes = all_minutes.into_iter().find(|minutes| minutes.unit_name == "Văn phòng").unwrap().minutes_id;
    let sheets = house.ask(Who::Head, ListMySheetsRequest::default()).await.sheets;
    let sheet = sheets.into_iter().find(|sheet| sheet.record_id == hoa).unwrap().sheet_id;
    // Every call is wrong in its content, so that being let in changes nothing.
    for present in [Present::Here, Present::Moved, Present::Left] {
        house.are(present);
        let mut table = String::new();
        macro_rules! row {
            ($method:ident, $request:expr) => {
                let mut line = format!("{:<22}", stringify!($method));
                for who in EVERYBODY {
                    let answer = house.client().$method(house.request(who, $request)).await;
                    write!(line, " {who:?}={}", verdict(answer)).unwrap();
                }
                writeln!(table, "{line}").unwrap();
            };
        }
        let id = || house.request_id();
        row!(
            open_period,
            OpenPeriodRequest {
                request_id: id(),
                agency_id: OTHER_AGENCY.to_string(),
                year: 2019,
                pack_id: "none".to_owned(),
                deadlines: Some(deadlines()),
                special_duty: false,
                packs: Vec::new(),
                publish_to_colleagues: None,
            }
        );
        row!(
            advance_period,
            AdvancePeriodRequest { request_id: id(), period_id: period.clone(), to: PeriodState::Logging.into(), anyway: false, people: 0 }
        );
        row!(set_publication, SetPublicationRequest { request_id: id(), period_id: period.clone(), ..Default::default() });
        row!(extend_deadlines, ExtendDeadlinesRequest { request_id: id(), period_id: period.clone(), ..Default::default() });
        row!(list_reads, ListReadsRequest { period_id: period.clone(), page: None });
        row!(get_period, GetPeriodRequest { period_id: period.clone() });
        row!(list_progress, ListProgressRequest::default());
        row!(check_routing, CheckRoutingRequest { period_id: period.clone(), ..Default::default() });
        row!(get_record, GetRecordRequest { record_id: hoa.clone(), ..Default::default() });
        row!(save_self_draft, SaveSelfDraftRequest { request_id: id(), record_id: hoa.clone(), ..SaveSelfDraftRequest::default() });
        row!(get_self_draft, GetSelfDraftRequest { record_id: hoa.clone() });
        row!(
            attach_party_comment,
            AttachPartyCommentRequest { request_id: id(), record_id: hoa.clone(), ..AttachPartyCommentRequest::default() }
        );
        row!(
            waive_party_comment,
            WaivePartyCommentRequest { request_id: id(), record_id: hoa.clone(), ..WaivePartyCommentRequest::default() }
        );
        row!(submit_self, SubmitSelfRequest { request_id: id(), record_id: hoa.clone(), ..SubmitSelfRequest::default() });
        row!(get_sheet, GetSheetRequest { sheet_id: sheet.clone() });
        row!(submit_review, SubmitReviewRequest { request_id: id(), sheet_id: sheet.clone(), ..SubmitReviewRequest::default() });
        row!(get_minutes, GetMinutesRequest { minutes_id: minutes.clone(), ..Default::default() });
        row!(verify, VerifyRequest { request_id: id(), record_id: hoa.clone(), ..VerifyRequest::default() });
        row!(ask_rescore, AskRescoreRequest { request_id: id(), record_id: hoa.clone(), ..AskRescoreRequest::default() });
        row!(decide, DecideRequest { request_id: id(), record_id: hoa.clone(), ..DecideRequest::default() });
        row!(enter_paper, EnterPaperRequest { request_id: id(), record_id: newcomer.clone(), ..EnterPaperRequest::default() });
        row!(confirm_paper, ConfirmPaperRequest { request_id: id(), record_id: newcomer.clone() });
        row!(publish_results, PublishResultsRequest { request_id: id(), period_id: period.clone() });
        row!(reopen_self, ReopenSelfRequest { request_id: id(), record_id: hoa.clone(), ..ReopenSelfRequest::default() });
        row!(exclude_record, ExcludeRecordRequest { request_id: id(), record_id: hoa.clone(), ..ExcludeRecordRequest::default() });
        row!(
            return_to_direct_head,
            ReturnToDirectHeadRequest { request_id: id(), record_id: hoa.clone(), ..ReturnToDirectHeadRequest::default() }
        );
        row!(withdraw_decision, WithdrawDecisionRequest { request_id: id(), record_id: hoa.clone(), ..WithdrawDecisionRequest::default() });
        row!(appeal_result, AppealResultRequest { request_id: id(), record_id: hoa.clone(), ..AppealResultRequest::default() });
        row!(answer_appeal, AnswerAppealRequest { request_id: id(), record_id: hoa.clone(), ..AnswerAppealRequest::default() });
        row!(list_routes, ListRoutesRequest { period_id: period.clone(), page: None, reason: "Thanh tra".to_owned() });
        row!(list_colleague_results, ListColleagueResultsRequest { period_id: period.clone(), page: None });
        row!(change_reviewer, ChangeReviewerRequest { request_id: id(), record_id: hoa.clone(), ..ChangeReviewerRequest::default() });
        row!(
            correct_direct_head,
            CorrectDirectHeadRequest { request_id: id(), record_id: hoa.clone(), ..CorrectDirectHeadRequest::default() }
        );
        row!(sign_routing, SignRoutingRequest { request_id: id(), period_id: period.clone() });
        row!(remind_late, RemindLateRequest { request_id: id(), period_id: period.clone() });
        row!(
            list_audit_entries,
            ListAuditEntriesRequest { subject: Some(list_audit_entries_request::Subject::RecordId(hoa.clone())), page: None }
        );
        match present {
            Present::Here => insta::assert_snapshot!(table),
            // Whoever has gone keeps what is their own, wherever they are now.
            Present::Moved | Present::Left => insta::assert_snapshot!("who_has_gone", table),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_hold_only_what_one_may_open() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    for who in EVERYBODY {
        let message = ListRecordsRequest { period_id: period.clone(), ..ListRecordsRequest::default() };
        let listed = house.ask(who, message).await.records;
        for id in records.values() {
            let message = GetRecordRequest { record_id: id.clone(), reason: "Thanh tra theo kế hoạch".to_owned() };
            let opens = house.client().get_record(house.request(who, message)).await.is_ok();
            assert_eq!(listed.iter().any(|record| record.record_id == *id), opens, "{who:?} {id}");
        }
        let mine = ListRecordsRequest { mine: true, ..ListRecordsRequest::default() };
        let own = house.ask(who, mine).await.records;
        assert!(own.iter().all(|record| record.subject.as_ref().unwrap().person_id == who.id().to_string()), "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_nothing_is_served() {
    let house = House::open().await;
    let status = house.client().list_my_tasks(ListMyTasksRequest {}).await.unwrap_err();
    assert_eq!(Problem::from(&status).reason, "SESSION_OVER");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_result_comes_from_is_told_to_nobody_before_the_minutes_and_then_to_those_who_know_the_names() {
    let house = House::open().await;
    let (period, hoa) = house.opinions_asked().await;
    let hoa = &hoa;
    house.agree_to_all(Who::Head).await;
    let told = async |who| !house.record(who, hoa).await.basis.is_empty();
    for who in [Who::Hoa, Who::Head, Who::Director, Who::Hr, Who::Admin, Who::Auditor] {
        assert!(!told(who).await, "{who:?}: it changes with every sheet");
    }
    house.advance(&period, PeriodState::Minutes).await;
    house.confirm(hoa).await;
    testkit::eventually("minutes are sealed", async || told(Who::Head).await.then_some(())).await;
    for (who, knows) in [(Who::Director, true), (Who::Auditor, true), (Who::Hoa, false), (Who::Hr, false), (Who::Admin, false)] {
        assert_eq!(told(who).await, knows, "{who:?}");
    }
}
