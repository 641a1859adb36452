//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use proto::evaluation::v1 as api;
use proto::evaluation::v1::evaluation_service_server::EvaluationService;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

use crate::{commands, queries};

/// Implements the contract.
pub(crate) struct Evaluation {
    ctx: Ctx,
}

impl Evaluation {
    pub fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

#[async_trait]
impl EvaluationService for Evaluation {
    async fn open_period(&self, request: Request<api::OpenPeriodRequest>) -> Result<Response<api::OpenPeriodResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::open_period(tx, actor, message))).await
    }

    async fn advance_period(&self, request: Request<api::AdvancePeriodRequest>) -> Result<Response<api::AdvancePeriodResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::advance_period(tx, actor, message))).await
    }

    async fn get_period(&self, request: Request<api::GetPeriodRequest>) -> Result<Response<api::GetPeriodResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_period(&self.ctx, actor, message).await).await
    }

    async fn list_periods(&self, request: Request<api::ListPeriodsRequest>) -> Result<Response<api::ListPeriodsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_periods(&self.ctx, actor, message).await).await
    }

    async fn list_progress(&self, request: Request<api::ListProgressRequest>) -> Result<Response<api::ListProgressResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_progress(&self.ctx, actor, message).await).await
    }

    async fn check_routing(&self, request: Request<api::CheckRoutingRequest>) -> Result<Response<api::CheckRoutingResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::check_routing(&self.ctx, actor, message).await).await
    }

    async fn list_my_tasks(&self, request: Request<api::ListMyTasksRequest>) -> Result<Response<api::ListMyTasksResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_my_tasks(&self.ctx, actor, message).await).await
    }

    async fn get_record(&self, request: Request<api::GetRecordRequest>) -> Result<Response<api::GetRecordResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_record(&self.ctx, actor, message).await).await
    }

    async fn get_record_file(&self, request: Request<api::GetRecordFileRequest>) -> Result<Response<api::GetRecordFileResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_record_file(&self.ctx, actor, message).await).await
    }

    async fn list_records(&self, request: Request<api::ListRecordsRequest>) -> Result<Response<api::ListRecordsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_records(&self.ctx, actor, message).await).await
    }

    async fn save_self_draft(&self, request: Request<api::SaveSelfDraftRequest>) -> Result<Response<api::SaveSelfDraftResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::save_self_draft(tx, actor, message))).await
    }

    async fn get_self_draft(&self, request: Request<api::GetSelfDraftRequest>) -> Result<Response<api::GetSelfDraftResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_self_draft(&self.ctx, actor, message).await).await
    }

    async fn attach_party_comment(
        &self,
        request: Request<api::AttachPartyCommentRequest>,
    ) -> Result<Response<api::AttachPartyCommentResponse>, Status> {
        let ctx = self.ctx.clone();
        self.ctx
            .mutate(request, |tx, actor, message| Box::pin(async move { commands::attach_party_comment(&ctx, tx, actor, message).await }))
            .await
    }

    async fn waive_party_comment(
        &self,
        request: Request<api::WaivePartyCommentRequest>,
    ) -> Result<Response<api::WaivePartyCommentResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::waive_party_comment(tx, actor, message))).await
    }

    async fn submit_self(&self, request: Request<api::SubmitSelfRequest>) -> Result<Response<api::SubmitSelfResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::submit_self(tx, actor, message))).await
    }

    async fn list_my_sheets(&self, request: Request<api::ListMySheetsRequest>) -> Result<Response<api::ListMySheetsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_my_sheets(&self.ctx, actor, message).await).await
    }

    async fn get_sheet(&self, request: Request<api::GetSheetRequest>) -> Result<Response<api::GetSheetResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_sheet(&self.ctx, actor, message).await).await
    }

    async fn submit_review(&self, request: Request<api::SubmitReviewRequest>) -> Result<Response<api::SubmitReviewResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::submit_review(tx, actor, message))).await
    }

    async fn list_minutes(&self, request: Request<api::ListMinutesRequest>) -> Result<Response<api::ListMinutesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_minutes(&self.ctx, actor, message).await).await
    }

    async fn get_minutes(&self, request: Request<api::GetMinutesRequest>) -> Result<Response<api::GetMinutesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_minutes(&self.ctx, actor, message).await).await
    }

    async fn verify(&self, request: Request<api::VerifyRequest>) -> Result<Response<api::VerifyResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::verify(tx, actor, message))).await
    }

    async fn ask_rescore(&self, request: Request<api::AskRescoreRequest>) -> Result<Response<api::AskRescoreResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::ask_rescore(tx, actor, message))).await
    }

    async fn decide(&self, request: Request<api::DecideRequest>) -> Result<Response<api::DecideResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::decide(tx, actor, message))).await
    }

    async fn enter_paper(&self, request: Request<api::EnterPaperRequest>) -> Result<Response<api::EnterPaperResponse>, Status> {
        let ctx = self.ctx.clone();
        self.ctx.mutate(request, |tx, actor, message| Box::pin(async move { commands::enter_paper(&ctx, tx, actor, message).await })).await
    }

    async fn confirm_paper(&self, request: Request<api::ConfirmPaperRequest>) -> Result<Response<api::ConfirmPaperResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::confirm_paper(tx, actor, message))).await
    }

    async fn publish_results(&self, request: Request<api::PublishResultsRequest>) -> Result<Response<api::PublishResultsResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::publish_results(tx, actor, message))).await
    }

    async fn reopen_self(&self, request: Request<api::ReopenSelfRequest>) -> Result<Response<api::ReopenSelfResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::reopen_self(tx, actor, message))).await
    }

    async fn exclude_record(&self, request: Request<api::ExcludeRecordRequest>) -> Result<Response<api::ExcludeRecordResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::exclude_record(tx, actor, message))).await
    }

    async fn return_to_direct_head(
        &self,
        request: Request<api::ReturnToDirectHeadRequest>,
    ) -> Result<Response<api::ReturnToDirectHeadResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::return_to_direct_head(tx, actor, message))).await
    }

    async fn withdraw_decision(
        &self,
        request: Request<api::WithdrawDecisionRequest>,
    ) -> Result<Response<api::WithdrawDecisionResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::withdraw_decision(tx, actor, message))).await
    }

    async fn appeal_result(&self, request: Request<api::AppealResultRequest>) -> Result<Response<api::AppealResultResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::appeal_result(tx, actor, message))).await
    }

    async fn answer_appeal(&self, request: Request<api::AnswerAppealRequest>) -> Result<Response<api::AnswerAppealResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::answer_appeal(tx, actor, message))).await
    }

    async fn list_colleague_results(
        &self,
        request: Request<api::ListColleagueResultsRequest>,
    ) -> Result<Response<api::ListColleagueResultsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_colleague_results(&self.ctx, actor, message).await).await
    }

    async fn list_routes(&self, request: Request<api::ListRoutesRequest>) -> Result<Response<api::ListRoutesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_routes(&self.ctx, actor, message).await).await
    }

    async fn change_reviewer(&self, request: Request<api::ChangeReviewerRequest>) -> Result<Response<api::ChangeReviewerResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::change_reviewer(tx, actor, message))).await
    }

    async fn correct_direct_head(
        &self,
        request: Request<api::CorrectDirectHeadRequest>,
    ) -> Result<Response<api::CorrectDirectHeadResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::correct_direct_head(tx, actor, message))).await
    }

    async fn sign_routing(&self, request: Request<api::SignRoutingRequest>) -> Result<Response<api::SignRoutingResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::sign_routing(tx, actor, message))).await
    }

    async fn remind_late(&self, request: Request<api::RemindLateRequest>) -> Result<Response<api::RemindLateResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::remind_late(tx, actor, message))).await
    }

    async fn list_reads(&self, request: Request<api::ListReadsRequest>) -> Result<Response<api::ListReadsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_reads(&self.ctx, actor, message).await).await
    }

    async fn extend_deadlines(
        &self,
        request: Request<api::ExtendDeadlinesRequest>,
    ) -> Result<Response<api::ExtendDeadlinesResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::extend_deadlines(tx, actor, message))).await
    }

    async fn set_publication(&self, request: Request<api::SetPublicationRequest>) -> Result<Response<api::SetPublicationResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::set_publication(tx, actor, message))).await
    }

    async fn list_audit_entries(
        &self,
        request: Request<api::ListAuditEntriesRequest>,
    ) -> Result<Response<api::ListAuditEntriesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_audit_entries(&self.ctx, actor, message).await).await
    }
}
