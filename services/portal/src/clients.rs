//! The five services, called on behalf of a session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use proto::evaluation::v1::evaluation_service_client::EvaluationServiceClient;
use proto::evaluation::v1::{self as evaluation};
use proto::identity::v1::account_service_client::AccountServiceClient;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::identity::v1::notice_service_client::NoticeServiceClient;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use proto::identity::v1::support_service_client::SupportServiceClient;
use proto::identity::v1::{self as identity};
use proto::operations::v1::operation_service_client::OperationServiceClient;
use proto::operations::v1::{GetOperationRequest, GetOperationResponse};
use proto::reporting::v1::reporting_service_client::ReportingServiceClient;
use proto::reporting::v1::{self as reporting};
use proto::scoring::v1::scoring_service_client::ScoringServiceClient;
use proto::scoring::v1::{self as scoring};
use proto::worklog::v1::worklog_service_client::WorklogServiceClient;
use proto::worklog::v1::{self as worklog};
use rpc::{Operation, Problem};
use sha2::{Digest, Sha256};
use tonic::transport::Channel;
use tonic::{Code, Response, Status};

use crate::app::App;
use crate::config::Config;

/// How long a token is used: whoever is shut out stays in no longer.
const USED_FOR: TimeDelta = TimeDelta::seconds(5);
/// Enough for the largest answer: a document of 3 MiB, or a thousand rows.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// Tokens kept before the ended ones are swept out.
const SWEEP_AT: usize = 4096;

/// Digest of a session: what is kept in memory is not the secret itself.
type SessionKey = [u8; 32];

/// A token and when it is used no more, by session and audience.
type Tokens = HashMap<(SessionKey, &'static str), (String, DateTime<Utc>)>;

/// Channels to the services, and the tokens issued lately.
pub struct Clients {
    identity: Channel,
    worklog: Channel,
    evaluation: Channel,
    scoring: Channel,
    reporting: Channel,
    tokens: Mutex<Tokens>,
}

impl Clients {
    /// From the configured URLs.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            identity: rpc::channel(&config.identity_url)?,
            worklog: rpc::channel(&config.worklog_url)?,
            evaluation: rpc::channel(&config.evaluation_url)?,
            scoring: rpc::channel(&config.scoring_url)?,
            reporting: rpc::channel(&config.reporting_url)?,
            tokens: Mutex::default(),
        })
    }

    /// Accounts, for what needs no session.
    pub fn accounts(&self) -> AccountServiceClient<Channel> {
        AccountServiceClient::new(self.identity.clone())
    }

    /// Forgets the tokens of a session that has ended.
    pub fn forget(&self, session: &str) {
        let key = digest(session);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).retain(|(owner, _), _| *owner != key);
    }

    fn kept(&self, key: &(SessionKey, &'static str), now: DateTime<Utc>) -> Option<String> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(key).filter(|(_, until)| *until > now).map(|(token, _)| token.clone())
    }

    fn keep(&self, key: (SessionKey, &'static str), token: String, now: DateTime<Utc>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= SWEEP_AT {
            tokens.retain(|_, (_, until)| *until > now);
        }
        tokens.insert(key, (token, now + USED_FOR));
    }
}

fn digest(session: &str) -> SessionKey {
    Sha256::digest(session).into()
}

/// A signed-in browser's way to the services.
#[derive(Clone)]
pub struct Caller {
    app: App,
    session: Arc<str>,
}

impl Caller {
    /// For the session of this secret.
    pub fn new(app: App, session: &str) -> Self {
        Self { app, session: session.into() }
    }

    /// Forgets the tokens at hand: the session may do more now.
    pub fn renewed(&self) {
        self.app.clients.forget(&self.session);
    }

    /// A token that `audience` accepts: the one at hand, or a new one.
    async fn token(&self, audience: &'static str) -> Result<String, Problem> {
        let now = self.app.clock.now();
        let key = (digest(&self.session), audience);
        if let Some(token) = self.app.clients.kept(&key, now) {
            return Ok(token);
        }
        let request = identity::IssueTokenRequest { session_token: self.session.to_string(), audience: audience.to_owned() };
        let mut accounts = self.app.clients.accounts();
        let mut answer = accounts.issue_token(rpc::client::plain(request.clone())).await;
        if unreached(&answer) {
            answer = accounts.issue_token(rpc::client::plain(request)).await;
        }
        let issued = settle(answer)?;
        self.app.clients.keep(key, issued.token.clone(), now);
        Ok(issued.token)
    }
}

impl Caller {
    /// What became of a command that was sent to a service; nothing when there is no such service.
    pub async fn operation(&self, service: &str, request: GetOperationRequest) -> Result<Option<GetOperationResponse>, Problem> {
        let Clients { identity, worklog, evaluation, scoring, reporting, .. } = &*self.app.clients;
        let services =
            [("identity", identity), ("worklog", worklog), ("evaluation", evaluation), ("scoring", scoring), ("reporting", reporting)];
        let Some((audience, channel)) = services.into_iter().find(|(name, _)| *name == service) else { return Ok(None) };
        let token = self.token(audience).await?;
        let answer = OperationServiceClient::new(channel.clone()).get_operation(rpc::with_token(request, &token)).await;
        settle(answer).map(Some)
    }
}

/// Worth a second try: safe, for every command carries a request id. Cancelled is what had not left when its connection ended.
fn unreached<T>(answer: &Result<Response<T>, Status>) -> bool {
    answer.as_ref().is_err_and(|status| matches!(status.code(), Code::Unavailable | Code::Cancelled))
}

fn settle<T>(answer: Result<Response<T>, Status>) -> Result<T, Problem> {
    answer.map(Response::into_inner).map_err(|status| {
        if matches!(status.code(), Code::Unavailable | Code::Internal | Code::Unknown | Code::DeadlineExceeded) {
            tracing::warn!(%status, "a service did not answer");
        }
        Problem::from(&status)
    })
}

/// Declares [`Caller`] methods, one for each remote method that a page uses; in parentheses
/// another name for one that two services have.
macro_rules! calls {
    ($($package:ident $audience:literal $channel:ident $client:ident { $($method:ident $(($name:ident))? $request:ident $response:ident;)+ })+) => {
        impl Caller {$($(
            call! { $package $audience $channel $client [$method $($name)?] $request $response }
        )+)+}
    };
}

macro_rules! call {
    ($package:ident $audience:literal $channel:ident $client:ident [$method:ident] $request:ident $response:ident) => {
        call! { $package $audience $channel $client [$method $method] $request $response }
    };
    ($package:ident $audience:literal $channel:ident $client:ident [$method:ident $name:ident] $request:ident $response:ident) => {
        pub async fn $name(&self, request: $package::$request) -> Result<$package::$response, Problem> {
            let token = self.token($audience).await?;
            let mut client = $client::new(self.app.clients.$channel.clone()).max_decoding_message_size(LARGEST_ANSWER);
            let operation = Operation::of($audience, &request);
            let mut answer = client.$method(rpc::with_token(request.clone(), &token)).await;
            if unreached(&answer) {
                answer = client.$method(rpc::with_token(request, &token)).await;
            }
            let unheard = answer.as_ref().is_err_and(rpc::client::unheard);
            settle(answer).map_err(|problem| Problem { unheard: operation.filter(|_| unheard).map(Box::new), ..problem })
        }
    };
}

calls! {
    identity "identity" identity AccountServiceClient {
        get_me GetMeRequest GetMeResponse;
        list_my_sessions ListMySessionsRequest ListMySessionsResponse;
        end_sessions EndSessionsRequest EndSessionsResponse;
        change_password ChangePasswordRequest ChangePasswordResponse;
        begin_second_factor BeginSecondFactorRequest BeginSecondFactorResponse;
        begin_passkey BeginPasskeyRequest BeginPasskeyResponse;
        confirm_passkey ConfirmPasskeyRequest ConfirmPasskeyResponse;
        list_my_passkeys ListMyPasskeysRequest ListMyPasskeysResponse;
        remove_passkey RemovePasskeyRequest RemovePasskeyResponse;
        confirm_second_factor ConfirmSecondFactorRequest ConfirmSecondFactorResponse;
        list_accounts ListAccountsRequest ListAccountsResponse;
        list_account_events ListAccountEventsRequest ListAccountEventsResponse;
        send_access_link SendAccessLinkRequest SendAccessLinkResponse;
        disable_account DisableAccountRequest DisableAccountResponse;
        enable_account EnableAccountRequest EnableAccountResponse;
        reset_second_factor ResetSecondFactorRequest ResetSecondFactorResponse;
        grant_role GrantRoleRequest GrantRoleResponse;
        list_denials ListDenialsRequest ListDenialsResponse;
        list_reads (list_account_reads) ListReadsRequest ListReadsResponse;
        revoke_role RevokeRoleRequest RevokeRoleResponse;
        import_email_list ImportEmailListRequest ImportEmailListResponse;
        get_status_report GetStatusReportRequest GetStatusReportResponse;
    }
    identity "identity" identity DirectoryServiceClient {
        get_person GetPersonRequest GetPersonResponse;
        list_people ListPeopleRequest ListPeopleResponse;
        list_units ListUnitsRequest ListUnitsResponse;
        import_workbook ImportWorkbookRequest ImportWorkbookResponse;
        get_workbook_template GetWorkbookTemplateRequest GetWorkbookTemplateResponse;
    }
    identity "identity" identity PersonnelServiceClient {
        correct_post_role CorrectPostRoleRequest CorrectPostRoleResponse;
        answer_title AnswerTitleRequest AnswerTitleResponse;
        list_heads_to_confirm ListHeadsToConfirmRequest ListHeadsToConfirmResponse;
        confirm_heads ConfirmHeadsRequest ConfirmHeadsResponse;
        list_title_answers ListTitleAnswersRequest ListTitleAnswersResponse;
        appoint_to_post AppointToPostRequest AppointToPostResponse;
        add_person AddPersonRequest AddPersonResponse;
        correct_person CorrectPersonRequest CorrectPersonResponse;
        correct_post CorrectPostRequest CorrectPostResponse;
        withdraw_post WithdrawPostRequest WithdrawPostResponse;
        reorganise_units ReorganiseUnitsRequest ReorganiseUnitsResponse;
        end_post EndPostRequest EndPostResponse;
        record_leaving RecordLeavingRequest RecordLeavingResponse;
        record_training RecordTrainingRequest RecordTrainingResponse;
        delegate DelegateRequest DelegateResponse;
        end_delegation EndDelegationRequest EndDelegationResponse;
        list_my_delegations ListMyDelegationsRequest ListMyDelegationsResponse;
        list_personnel_problems ListPersonnelProblemsRequest ListPersonnelProblemsResponse;
    }
    identity "identity" identity SupportServiceClient {
        report_fault ReportFaultRequest ReportFaultResponse;
        list_fault_reports ListFaultReportsRequest ListFaultReportsResponse;
        get_fault_report GetFaultReportRequest GetFaultReportResponse;
        answer_fault_report AnswerFaultReportRequest AnswerFaultReportResponse;
        forward_fault_report ForwardFaultReportRequest ForwardFaultReportResponse;
        reopen_fault_report ReopenFaultReportRequest ReopenFaultReportResponse;
        close_fault_report CloseFaultReportRequest CloseFaultReportResponse;
    }
    identity "identity" identity NoticeServiceClient {
        list_my_notices ListMyNoticesRequest ListMyNoticesResponse;
        mark_notices_read MarkNoticesReadRequest MarkNoticesReadResponse;
    }
    worklog "worklog" worklog WorklogServiceClient {
        submit_work_list SubmitWorkListRequest SubmitWorkListResponse;
        get_work_list GetWorkListRequest GetWorkListResponse;
        approve_work_list ApproveWorkListRequest ApproveWorkListResponse;
        return_work_list ReturnWorkListRequest ReturnWorkListResponse;
        save_log SaveLogRequest SaveLogResponse;
        submit_log SubmitLogRequest SubmitLogResponse;
        approve_logs ApproveLogsRequest ApproveLogsResponse;
        return_log ReturnLogRequest ReturnLogResponse;
        list_logs ListLogsRequest ListLogsResponse;
        list_pending ListPendingRequest ListPendingResponse;
        get_work_summary GetWorkSummaryRequest GetWorkSummaryResponse;
        get_suggested_entries GetSuggestedEntriesRequest GetSuggestedEntriesResponse;
        correct_log CorrectLogRequest CorrectLogResponse;
        decide_delay DecideDelayRequest DecideDelayResponse;
        attach_file AttachFileRequest AttachFileResponse;
        remove_attachment RemoveAttachmentRequest RemoveAttachmentResponse;
        get_attachment GetAttachmentRequest GetAttachmentResponse;
        list_approved_work ListApprovedWorkRequest ListApprovedWorkResponse;
        get_statistics GetStatisticsRequest GetStatisticsResponse;
        export_logs ExportLogsRequest ExportLogsResponse;
        remind_late (remind_late_logs) RemindLateRequest RemindLateResponse;
        import_logs ImportLogsRequest ImportLogsResponse;
        name_receiver NameReceiverRequest NameReceiverResponse;
        confirm_handover ConfirmHandoverRequest ConfirmHandoverResponse;
        return_handover ReturnHandoverRequest ReturnHandoverResponse;
        list_handovers ListHandoversRequest ListHandoversResponse;
        get_handover GetHandoverRequest GetHandoverResponse;
        list_reads (list_work_reads) ListReadsRequest ListReadsResponse;
    }
    evaluation "evaluation" evaluation EvaluationServiceClient {
        get_period GetPeriodRequest GetPeriodResponse;
        list_periods ListPeriodsRequest ListPeriodsResponse;
        open_period OpenPeriodRequest OpenPeriodResponse;
        advance_period AdvancePeriodRequest AdvancePeriodResponse;
        extend_deadlines ExtendDeadlinesRequest ExtendDeadlinesResponse;
        set_publication SetPublicationRequest SetPublicationResponse;
        list_audit_entries ListAuditEntriesRequest ListAuditEntriesResponse;
        list_reads ListReadsRequest ListReadsResponse;
        list_progress ListProgressRequest ListProgressResponse;
        list_my_tasks ListMyTasksRequest ListMyTasksResponse;
        get_record GetRecordRequest GetRecordResponse;
        get_record_file GetRecordFileRequest GetRecordFileResponse;
        list_records ListRecordsRequest ListRecordsResponse;
        save_self_draft SaveSelfDraftRequest SaveSelfDraftResponse;
        get_self_draft GetSelfDraftRequest GetSelfDraftResponse;
        attach_party_comment AttachPartyCommentRequest AttachPartyCommentResponse;
        submit_self SubmitSelfRequest SubmitSelfResponse;
        list_my_sheets ListMySheetsRequest ListMySheetsResponse;
        get_sheet GetSheetRequest GetSheetResponse;
        submit_review SubmitReviewRequest SubmitReviewResponse;
        list_colleague_results ListColleagueResultsRequest ListColleagueResultsResponse;
        list_minutes ListMinutesRequest ListMinutesResponse;
        get_minutes GetMinutesRequest GetMinutesResponse;
        verify VerifyRequest VerifyResponse;
        ask_rescore AskRescoreRequest AskRescoreResponse;
        decide DecideRequest DecideResponse;
        publish_results PublishResultsRequest PublishResultsResponse;
        remind_late RemindLateRequest RemindLateResponse;
        check_routing CheckRoutingRequest CheckRoutingResponse;
        list_routes ListRoutesRequest ListRoutesResponse;
        change_reviewer ChangeReviewerRequest ChangeReviewerResponse;
        correct_direct_head CorrectDirectHeadRequest CorrectDirectHeadResponse;
        sign_routing SignRoutingRequest SignRoutingResponse;
        reopen_self ReopenSelfRequest ReopenSelfResponse;
        exclude_record ExcludeRecordRequest ExcludeRecordResponse;
        waive_party_comment WaivePartyCommentRequest WaivePartyCommentResponse;
        return_to_direct_head ReturnToDirectHeadRequest ReturnToDirectHeadResponse;
        withdraw_decision WithdrawDecisionRequest WithdrawDecisionResponse;
        enter_paper EnterPaperRequest EnterPaperResponse;
        confirm_paper ConfirmPaperRequest ConfirmPaperResponse;
        appeal_result AppealResultRequest AppealResultResponse;
        answer_appeal AnswerAppealRequest AnswerAppealResponse;
    }
    scoring "scoring" scoring ScoringServiceClient {
        publish_policy_pack PublishPolicyPackRequest PublishPolicyPackResponse;
        list_policy_packs ListPolicyPacksRequest ListPolicyPacksResponse;
        list_shipped_law ListShippedLawRequest ListShippedLawResponse;
        publish_shipped_law PublishShippedLawRequest PublishShippedLawResponse;
        get_law_of_year GetLawOfYearRequest GetLawOfYearResponse;
        get_policy_pack GetPolicyPackRequest GetPolicyPackResponse;
        publish_criteria_set PublishCriteriaSetRequest PublishCriteriaSetResponse;
        list_criteria_sets ListCriteriaSetsRequest ListCriteriaSetsResponse;
        get_criteria_set GetCriteriaSetRequest GetCriteriaSetResponse;
        save_criteria_set_draft SaveCriteriaSetDraftRequest SaveCriteriaSetDraftResponse;
        discard_criteria_set_draft DiscardCriteriaSetDraftRequest DiscardCriteriaSetDraftResponse;
        get_criteria_set_draft GetCriteriaSetDraftRequest GetCriteriaSetDraftResponse;
        list_criteria_set_drafts ListCriteriaSetDraftsRequest ListCriteriaSetDraftsResponse;
        get_criteria_set_differences GetCriteriaSetDifferencesRequest GetCriteriaSetDifferencesResponse;
        set_guidance SetGuidanceRequest SetGuidanceResponse;
        list_guidance ListGuidanceRequest ListGuidanceResponse;
        declare_fact DeclareFactRequest DeclareFactResponse;
        revoke_fact RevokeFactRequest RevokeFactResponse;
        list_facts ListFactsRequest ListFactsResponse;
        get_span_years GetSpanYearsRequest GetSpanYearsResponse;
        import_past_years ImportPastYearsRequest ImportPastYearsResponse;
        list_reads (list_result_reads) ListReadsRequest ListReadsResponse;
        list_what_if_changes ListWhatIfChangesRequest ListWhatIfChangesResponse;
        get_result GetResultRequest GetResultResponse;
        list_earlier_classes ListEarlierClassesRequest ListEarlierClassesResponse;
        set_quota_exception SetQuotaExceptionRequest SetQuotaExceptionResponse;
        list_quota_counts ListQuotaCountsRequest ListQuotaCountsResponse;
    }
    reporting "reporting" reporting ReportingServiceClient {
        get_agency_results GetAgencyResultsRequest GetAgencyResultsResponse;
        get_diary GetDiaryRequest GetDiaryResponse;
        list_documents ListDocumentsRequest ListDocumentsResponse;
        render_document RenderDocumentRequest RenderDocumentResponse;
        list_reads (list_document_reads) ListReadsRequest ListReadsResponse;
    }
}
