//! The calls of reporting: all of them questions.

use proto::reporting::v1 as api;
use proto::reporting::v1::reporting_service_server::ReportingService;
use runtime::Ctx;

use crate::presses::Presses;
use crate::queries;

/// The service behind gRPC.
pub(crate) struct Reporting {
    pub ctx: Ctx,
    pub presses: Presses,
}

runtime::serve! {
    ReportingService for Reporting as this with this.ctx;
    commands {}
    queries {
        get_agency_results,
        list_documents,
        get_diary,
        render_document(&this.presses),
        list_reads,
        get_status,
    }
}
