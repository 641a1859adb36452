//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use proto::worklog::v1 as api;
use proto::worklog::v1::worklog_service_server::WorklogService;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

use crate::{commands, queries};

/// Implements the contract.
pub(crate) struct Worklog {
    ctx: Ctx,
    /// See [`crate::Config::grace_days`].
    grace_days: u32,
}

impl Worklog {
    pub fn new(ctx: Ctx, grace_days: u32) -> Self {
        Self { ctx, grace_days }
    }
}

#[async_trait]
impl WorklogService for Worklog {
    async fn submit_work_list(
        &self,
        request: Request<api::SubmitWorkListRequest>,
    ) -> Result<Response<api::SubmitWorkListResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::submit_work_list(tx, actor, message))).await
    }

    async fn get_work_list(&self, request: Request<api::GetWorkListRequest>) -> Result<Response<api::GetWorkListResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_work_list(&self.ctx, &actor, &message).await).await
    }

    async fn approve_work_list(
        &self,
        request: Request<api::ApproveWorkListRequest>,
    ) -> Result<Response<api::ApproveWorkListResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::approve_work_list(tx, actor, message))).await
    }

    async fn return_work_list(
        &self,
        request: Request<api::ReturnWorkListRequest>,
    ) -> Result<Response<api::ReturnWorkListResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::return_work_list(tx, actor, message))).await
    }

    async fn save_log(&self, request: Request<api::SaveLogRequest>) -> Result<Response<api::SaveLogResponse>, Status> {
        let grace_days = self.grace_days;
        self.ctx.mutate(request, move |tx, actor, message| Box::pin(commands::save_log(tx, actor, message, grace_days))).await
    }

    async fn submit_log(&self, request: Request<api::SubmitLogRequest>) -> Result<Response<api::SubmitLogResponse>, Status> {
        let grace_days = self.grace_days;
        self.ctx.mutate(request, move |tx, actor, message| Box::pin(commands::submit_log(tx, actor, message, grace_days))).await
    }

    async fn approve_logs(&self, request: Request<api::ApproveLogsRequest>) -> Result<Response<api::ApproveLogsResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::approve_logs(tx, actor, message))).await
    }

    async fn correct_log(&self, request: Request<api::CorrectLogRequest>) -> Result<Response<api::CorrectLogResponse>, Status> {
        let grace_days = self.grace_days;
        self.ctx.mutate(request, move |tx, actor, message| Box::pin(commands::correct_log(tx, actor, message, grace_days))).await
    }

    async fn decide_delay(&self, request: Request<api::DecideDelayRequest>) -> Result<Response<api::DecideDelayResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::decide_delay(tx, actor, message))).await
    }

    async fn return_log(&self, request: Request<api::ReturnLogRequest>) -> Result<Response<api::ReturnLogResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::return_log(tx, actor, message))).await
    }

    async fn list_logs(&self, request: Request<api::ListLogsRequest>) -> Result<Response<api::ListLogsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_logs(&self.ctx, &actor, &message).await).await
    }

    async fn list_pending(&self, request: Request<api::ListPendingRequest>) -> Result<Response<api::ListPendingResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_pending(&self.ctx, &actor, &message).await).await
    }

    async fn get_statistics(&self, request: Request<api::GetStatisticsRequest>) -> Result<Response<api::GetStatisticsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_statistics(&self.ctx, &actor, &message).await).await
    }

    async fn list_approved_work(
        &self,
        request: Request<api::ListApprovedWorkRequest>,
    ) -> Result<Response<api::ListApprovedWorkResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_approved_work(&self.ctx, &actor, &message).await).await
    }

    async fn get_suggested_entries(
        &self,
        request: Request<api::GetSuggestedEntriesRequest>,
    ) -> Result<Response<api::GetSuggestedEntriesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_suggested_entries(&self.ctx, &actor, &message).await).await
    }

    async fn get_attachment(&self, request: Request<api::GetAttachmentRequest>) -> Result<Response<api::GetAttachmentResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_attachment(&self.ctx, &actor, &message).await).await
    }

    async fn attach_file(&self, request: Request<api::AttachFileRequest>) -> Result<Response<api::AttachFileResponse>, Status> {
        let ctx = self.ctx.clone();
        self.ctx
            .mutate(request, move |tx, actor, message| Box::pin(async move { commands::attach_file(&ctx, tx, actor, message).await }))
            .await
    }

    async fn remove_attachment(
        &self,
        request: Request<api::RemoveAttachmentRequest>,
    ) -> Result<Response<api::RemoveAttachmentResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::remove_attachment(tx, actor, message))).await
    }

    async fn remind_late(&self, request: Request<api::RemindLateRequest>) -> Result<Response<api::RemindLateResponse>, Status> {
        let grace_days = self.grace_days;
        self.ctx.mutate(request, move |tx, actor, message| Box::pin(commands::remind_late(tx, actor, message, grace_days))).await
    }

    async fn export_logs(&self, request: Request<api::ExportLogsRequest>) -> Result<Response<api::ExportLogsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::export_logs(&self.ctx, &actor, &message).await).await
    }

    async fn import_logs(&self, request: Request<api::ImportLogsRequest>) -> Result<Response<api::ImportLogsResponse>, Status> {
        let grace_days = self.grace_days;
        self.ctx.mutate(request, move |tx, actor, message| Box::pin(commands::import_logs(tx, actor, message, grace_days))).await
    }

    async fn list_reads(&self, request: Request<api::ListReadsRequest>) -> Result<Response<api::ListReadsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_reads(&self.ctx, &actor, &message).await).await
    }

    async fn name_receiver(&self, request: Request<api::NameReceiverRequest>) -> Result<Response<api::NameReceiverResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::name_receiver(tx, actor, message))).await
    }

    async fn return_handover(&self, request: Request<api::ReturnHandoverRequest>) -> Result<Response<api::ReturnHandoverResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::return_handover(tx, actor, message))).await
    }

    async fn confirm_handover(
        &self,
        request: Request<api::ConfirmHandoverRequest>,
    ) -> Result<Response<api::ConfirmHandoverResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::confirm_handover(tx, actor, message))).await
    }

    async fn list_handovers(&self, request: Request<api::ListHandoversRequest>) -> Result<Response<api::ListHandoversResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_handovers(&self.ctx, &actor, &message).await).await
    }

    async fn get_handover(&self, request: Request<api::GetHandoverRequest>) -> Result<Response<api::GetHandoverResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_handover(&self.ctx, &actor, &message).await).await
    }

    async fn get_work_summary(
        &self,
        request: Request<api::GetWorkSummaryRequest>,
    ) -> Result<Response<api::GetWorkSummaryResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_work_summary(&self.ctx, &actor, &message).await).await
    }
}
