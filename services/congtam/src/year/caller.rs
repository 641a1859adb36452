//! One person at their own screen: signs in with their own password, and acts through the public APIs only.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use proto::evaluation::v1::evaluation_service_client::EvaluationServiceClient;
use proto::evaluation::v1::*;
use proto::identity::v1::account_service_client::AccountServiceClient;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use proto::identity::v1::support_service_client::SupportServiceClient;
use proto::identity::v1::*;
use proto::reporting::v1::reporting_service_client::ReportingServiceClient;
use proto::reporting::v1::*;
use proto::scoring::v1::scoring_service_client::ScoringServiceClient;
use proto::scoring::v1::{
    DeclareFactRequest, DeclareFactResponse, GetCriteriaSetRequest, GetCriteriaSetResponse, GetLawOfYearRequest, GetLawOfYearResponse,
    GetResultRequest, GetResultResponse, PublishCriteriaSetRequest, PublishCriteriaSetResponse, PublishPolicyPackRequest,
    PublishPolicyPackResponse, SaveCriteriaSetDraftRequest, SaveCriteriaSetDraftResponse, SetGuidanceRequest, SetGuidanceResponse,
};
use proto::worklog::v1::worklog_service_client::WorklogServiceClient;
use proto::worklog::v1::*;
use tokio::sync::Mutex;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

use super::Endpoints;

/// A token is renewed well before its minute is over.
const TOKEN_AGE: Duration = Duration::from_secs(40);

/// The services, as tokens name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Service {
    Identity,
    Worklog,
    Evaluation,
    Scoring,
    Reporting,
}

impl Service {
    const fn audience(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Worklog => "worklog",
            Self::Evaluation => "evaluation",
            Self::Scoring => "scoring",
            Self::Reporting => "reporting",
        }
    }
}

/// Channels to every service, shared by everybody.
pub(crate) struct Doors {
    identity: Channel,
    worklog: Channel,
    evaluation: Channel,
    scoring: Channel,
    reporting: Channel,
    /// Counts moves of the rehearsal clock: sessions from before a move have expired.
    moves: AtomicU64,
}

impl Doors {
    pub(crate) fn new(endpoints: &Endpoints) -> anyhow::Result<Self> {
        Ok(Self {
            identity: rpc::channel(&endpoints.identity)?,
            worklog: rpc::channel(&endpoints.worklog)?,
            evaluation: rpc::channel(&endpoints.evaluation)?,
            scoring: rpc::channel(&endpoints.scoring)?,
            reporting: rpc::channel(&endpoints.reporting)?,
            moves: AtomicU64::new(0),
        })
    }

    pub(crate) fn clock_moved(&self) {
        self.moves.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) async fn bootstrap(&self, message: BootstrapRequest) -> Result<BootstrapResponse, Refused> {
        let call = async || AccountServiceClient::new(self.identity.clone()).bootstrap(rpc::client::plain(message.clone())).await;
        rpc::retrying(call).await.map_err(|status| Refused::new(&message.email, "bootstrap", &status))
    }

    pub(crate) async fn activate(&self, email: &str, message: ActivateRequest) -> Result<ActivateResponse, Refused> {
        let call = async || AccountServiceClient::new(self.identity.clone()).activate(rpc::client::plain(message.clone())).await;
        rpc::retrying(call).await.map_err(|status| Refused::new(email, "activate", &status))
    }

    fn channel(&self, service: Service) -> Channel {
        match service {
            Service::Identity => self.identity.clone(),
            Service::Worklog => self.worklog.clone(),
            Service::Evaluation => self.evaluation.clone(),
            Service::Scoring => self.scoring.clone(),
            Service::Reporting => self.reporting.clone(),
        }
    }
}

/// A call that a service answered with a refusal: who called, what, and why not.
#[derive(Debug)]
pub(crate) struct Refused {
    who: String,
    method: &'static str,
    pub(crate) problem: rpc::Problem,
    detail: String,
}

impl Refused {
    fn new(who: &str, method: &'static str, status: &Status) -> Self {
        Self { who: who.to_owned(), method, problem: status.into(), detail: status.message().to_owned() }
    }
}

impl Refused {
    /// The service has not heard yet of what the call is about.
    pub(crate) fn comes_too_early(&self) -> bool {
        self.problem.code == Code::NotFound || self.problem.reason.ends_with("_UNKNOWN")
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, method, problem, detail } = self;
        write!(f, "{who}: {method}: {:?} {}: {detail}", problem.code, problem.reason)?;
        problem.fields.iter().try_for_each(|field| write!(f, "; {}: {}", field.field, field.message))
    }
}

impl std::error::Error for Refused {}

struct Session {
    secret: String,
    moves: u64,
    tokens: HashMap<Service, (String, Instant)>,
}

/// A person with a login.
pub(crate) struct Caller {
    doors: Arc<Doors>,
    pub(crate) email: String,
    password: String,
    /// Of the second factor; empty for who has none.
    code: String,
    session: Mutex<Option<Session>>,
}

impl Caller {
    pub(crate) fn new(doors: &Arc<Doors>, email: &str, password: &str) -> Self {
        Self {
            doors: doors.clone(),
            email: email.to_owned(),
            password: password.to_owned(),
            code: String::new(),
            session: Mutex::new(None),
        }
    }

    /// With a code of the second factor, which is good for signing in once.
    pub(crate) fn with_code(self, code: &str) -> Self {
        Self { code: code.to_owned(), ..self }
    }

    async fn send<M: Clone, R>(
        &self,
        service: Service,
        method: &'static str,
        message: M,
        call: impl AsyncFn(Channel, Request<M>) -> Result<Response<R>, Status>,
    ) -> Result<R, Refused> {
        let mut token = self.token(service).await?;
        let mut signed_in_again = false;
        loop {
            let once = async || call(self.doors.channel(service), rpc::with_token(message.clone(), &token)).await;
            match rpc::retrying(once).await {
                Ok(answer) => return Ok(answer),
                Err(status) if status.code() == Code::Unauthenticated && !signed_in_again => {
                    *self.session.lock().await = None;
                    signed_in_again = true;
                    token = self.token(service).await?;
                }
                Err(status) => return Err(Refused::new(&self.email, method, &status)),
            }
        }
    }

    /// A fresh token for a service; signs in when there is no session or the clock moved since.
    async fn token(&self, service: Service) -> Result<String, Refused> {
        let mut kept = self.session.lock().await;
        let moves = self.doors.moves.load(Ordering::Relaxed);
        if kept.as_ref().is_none_or(|session| session.moves != moves) {
            *kept = Some(Session { secret: self.sign_in().await?, moves, tokens: HashMap::new() });
        }
        let Some(session) = kept.as_mut() else { unreachable!("set above") };
        if let Some((token, at)) = session.tokens.get(&service)
            && at.elapsed() < TOKEN_AGE
        {
            return Ok(token.clone());
        }
        let message = IssueTokenRequest { session_token: session.secret.clone(), audience: service.audience().to_owned() };
        let call = async || AccountServiceClient::new(self.doors.identity.clone()).issue_token(rpc::client::plain(message.clone())).await;
        let issued = rpc::retrying(call).await.map_err(|status| Refused::new(&self.email, "issue_token", &status))?;
        session.tokens.insert(service, (issued.token.clone(), Instant::now()));
        Ok(issued.token)
    }

    async fn sign_in(&self) -> Result<String, Refused> {
        let (email, password) = (self.email.clone(), self.password.clone());
        let message = SignInRequest { request_id: request_id(), email, password, user_agent: "congtam".to_owned(), ..Default::default() };
        let call = async || AccountServiceClient::new(self.doors.identity.clone()).sign_in(rpc::client::plain(message.clone())).await;
        let signed_in = rpc::retrying(call).await.map_err(|status| Refused::new(&self.email, "sign_in", &status))?;
        if signed_in.next() != SignInStep::Code {
            return Ok(signed_in.session_token);
        }
        let (session_token, code) = (signed_in.session_token, self.code.clone());
        let proof = ProveCodeRequest { request_id: request_id(), session_token, code, ..Default::default() };
        let prove = AccountServiceClient::new(self.doors.identity.clone()).prove_code(rpc::client::plain(proof)).await;
        Ok(prove.map_err(|status| Refused::new(&self.email, "prove_code", &status))?.into_inner().session_token)
    }
}

/// Names one attempt to change something, so that repeating it changes nothing more.
pub(crate) fn request_id() -> String {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string()
}

macro_rules! methods {
    ($($service:ident $client:ident { $($method:ident($request:ident) -> $response:ident;)* })*) => {
        impl Caller {$($(
            pub(crate) async fn $method(&self, message: $request) -> Result<$response, Refused> {
                let call = async |channel, request| $client::new(channel).$method(request).await;
                self.send(Service::$service, stringify!($method), message, call).await
            }
        )*)*}
    };
}

methods! {
    Identity AccountServiceClient {
        get_me(GetMeRequest) -> GetMeResponse;
        grant_role(GrantRoleRequest) -> GrantRoleResponse;
    }
    Identity DirectoryServiceClient {
        import_workbook(ImportWorkbookRequest) -> ImportWorkbookResponse;
        list_units(ListUnitsRequest) -> ListUnitsResponse;
        list_people(ListPeopleRequest) -> ListPeopleResponse;
    }
    Identity PersonnelServiceClient {
        list_heads_to_confirm(ListHeadsToConfirmRequest) -> ListHeadsToConfirmResponse;
        confirm_heads(ConfirmHeadsRequest) -> ConfirmHeadsResponse;
    }
    Identity SupportServiceClient {
        report_fault(ReportFaultRequest) -> ReportFaultResponse;
        answer_fault_report(AnswerFaultReportRequest) -> AnswerFaultReportResponse;
        forward_fault_report(ForwardFaultReportRequest) -> ForwardFaultReportResponse;
    }
    Worklog WorklogServiceClient {
        submit_work_list(SubmitWorkListRequest) -> SubmitWorkListResponse;
        approve_work_list(ApproveWorkListRequest) -> ApproveWorkListResponse;
        return_work_list(ReturnWorkListRequest) -> ReturnWorkListResponse;
        get_work_list(GetWorkListRequest) -> GetWorkListResponse;
        submit_log(SubmitLogRequest) -> SubmitLogResponse;
        approve_logs(ApproveLogsRequest) -> ApproveLogsResponse;
        return_log(ReturnLogRequest) -> ReturnLogResponse;
        list_pending(ListPendingRequest) -> ListPendingResponse;
    }
    Evaluation EvaluationServiceClient {
        list_periods(ListPeriodsRequest) -> ListPeriodsResponse;
        open_period(OpenPeriodRequest) -> OpenPeriodResponse;
        advance_period(AdvancePeriodRequest) -> AdvancePeriodResponse;
        get_period(GetPeriodRequest) -> GetPeriodResponse;
        check_routing(CheckRoutingRequest) -> CheckRoutingResponse;
        list_my_tasks(ListMyTasksRequest) -> ListMyTasksResponse;
        get_record(GetRecordRequest) -> GetRecordResponse;
        list_records(ListRecordsRequest) -> ListRecordsResponse;
        save_self_draft(SaveSelfDraftRequest) -> SaveSelfDraftResponse;
        get_self_draft(GetSelfDraftRequest) -> GetSelfDraftResponse;
        attach_party_comment(AttachPartyCommentRequest) -> AttachPartyCommentResponse;
        waive_party_comment(WaivePartyCommentRequest) -> WaivePartyCommentResponse;
        submit_self(SubmitSelfRequest) -> SubmitSelfResponse;
        list_my_sheets(ListMySheetsRequest) -> ListMySheetsResponse;
        get_sheet(GetSheetRequest) -> GetSheetResponse;
        submit_review(SubmitReviewRequest) -> SubmitReviewResponse;
        list_minutes(ListMinutesRequest) -> ListMinutesResponse;
        verify(VerifyRequest) -> VerifyResponse;
        ask_rescore(AskRescoreRequest) -> AskRescoreResponse;
        decide(DecideRequest) -> DecideResponse;
        enter_paper(EnterPaperRequest) -> EnterPaperResponse;
        confirm_paper(ConfirmPaperRequest) -> ConfirmPaperResponse;
        publish_results(PublishResultsRequest) -> PublishResultsResponse;
        sign_routing(SignRoutingRequest) -> SignRoutingResponse;
    }
    Scoring ScoringServiceClient {
        get_law_of_year(GetLawOfYearRequest) -> GetLawOfYearResponse;
        publish_policy_pack(PublishPolicyPackRequest) -> PublishPolicyPackResponse;
        publish_criteria_set(PublishCriteriaSetRequest) -> PublishCriteriaSetResponse;
        save_criteria_set_draft(SaveCriteriaSetDraftRequest) -> SaveCriteriaSetDraftResponse;
        declare_fact(DeclareFactRequest) -> DeclareFactResponse;
        set_guidance(SetGuidanceRequest) -> SetGuidanceResponse;
        get_criteria_set(GetCriteriaSetRequest) -> GetCriteriaSetResponse;
        get_result(GetResultRequest) -> GetResultResponse;
    }
    Reporting ReportingServiceClient {
        get_agency_results(GetAgencyResultsRequest) -> GetAgencyResultsResponse;
        list_documents(ListDocumentsRequest) -> ListDocumentsResponse;
        render_document(RenderDocumentRequest) -> RenderDocumentResponse;
    }
}
