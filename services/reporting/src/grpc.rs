//! The calls of reporting: all of them questions.

use proto::reporting::v1::reporting_service_server::ReportingService;
use proto::reporting::v1::{
    GetAgencyResultsRequest, GetAgencyResultsResponse, GetDiaryRequest, GetDiaryResponse, GetStatusRequest, GetStatusResponse,
    ListDocumentsRequest, ListDocumentsResponse, ListReadsRequest, ListReadsResponse, RenderDocumentRequest, RenderDocumentResponse,
};
use runtime::Ctx;
use tonic::{Request, Response, Status};

use crate::presses::Presses;
use crate::queries;

/// The service behind gRPC.
pub(crate) struct Reporting {
    pub ctx: Ctx,
    pub presses: Presses,
}

#[tonic::async_trait]
impl ReportingService for Reporting {
    async fn get_agency_results(&self, request: Request<GetAgencyResultsRequest>) -> Result<Response<GetAgencyResultsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::agency_results(&self.ctx, &actor, &message).await).await
    }

    async fn list_documents(&self, request: Request<ListDocumentsRequest>) -> Result<Response<ListDocumentsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_documents(&self.ctx, &actor, &message).await).await
    }

    async fn get_diary(&self, request: Request<GetDiaryRequest>) -> Result<Response<GetDiaryResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_diary(&self.ctx, &actor, &message).await).await
    }

    async fn render_document(&self, request: Request<RenderDocumentRequest>) -> Result<Response<RenderDocumentResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::render_document(&self.ctx, &self.presses, &actor, &message).await).await
    }

    async fn list_reads(&self, request: Request<ListReadsRequest>) -> Result<Response<ListReadsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_reads(&self.ctx, &actor, &message).await).await
    }

    async fn get_status(&self, request: Request<GetStatusRequest>) -> Result<Response<GetStatusResponse>, Status> {
        self.ctx.query(request, async |actor, _| queries::get_status(&self.ctx, &actor).await).await
    }
}
