//! Inboxes and fault reports.

use proto::identity::v1 as api;
use proto::identity::v1::notice_service_server::NoticeService;
use proto::identity::v1::support_service_server::SupportService;
use tonic::{Request, Response, Status, async_trait};

use super::Desk;
use crate::{commands, queries};

/// What each person is told.
pub(crate) struct Notices(pub Desk);

#[async_trait]
impl NoticeService for Notices {
    async fn list_my_notices(&self, request: Request<api::ListMyNoticesRequest>) -> Result<Response<api::ListMyNoticesResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_my_notices(ctx, &actor, message).await).await
    }

    async fn mark_notices_read(
        &self,
        request: Request<api::MarkNoticesReadRequest>,
    ) -> Result<Response<api::MarkNoticesReadResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::mark_notices_read(tx, actor, message))).await
    }
}

/// Help with the software.
pub(crate) struct Support(pub Desk);

#[async_trait]
impl SupportService for Support {
    async fn report_fault(&self, request: Request<api::ReportFaultRequest>) -> Result<Response<api::ReportFaultResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::report_fault(tx, actor, message))).await
    }

    async fn list_fault_reports(
        &self,
        request: Request<api::ListFaultReportsRequest>,
    ) -> Result<Response<api::ListFaultReportsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_fault_reports(ctx, &actor, message).await).await
    }

    async fn get_fault_report(
        &self,
        request: Request<api::GetFaultReportRequest>,
    ) -> Result<Response<api::GetFaultReportResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::get_fault_report(ctx, &actor, message).await).await
    }

    async fn answer_fault_report(
        &self,
        request: Request<api::AnswerFaultReportRequest>,
    ) -> Result<Response<api::AnswerFaultReportResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::answer_fault_report(tx, actor, message))).await
    }

    async fn forward_fault_report(
        &self,
        request: Request<api::ForwardFaultReportRequest>,
    ) -> Result<Response<api::ForwardFaultReportResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::forward_fault_report(tx, actor, message))).await
    }

    async fn reopen_fault_report(
        &self,
        request: Request<api::ReopenFaultReportRequest>,
    ) -> Result<Response<api::ReopenFaultReportResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::reopen_fault_report(tx, actor, message))).await
    }

    async fn close_fault_report(
        &self,
        request: Request<api::CloseFaultReportRequest>,
    ) -> Result<Response<api::CloseFaultReportResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::close_fault_report(tx, actor, message))).await
    }
}
