//! Inboxes and fault reports.

use std::sync::Arc;

use proto::identity::v1 as api;
use proto::identity::v1::notice_service_server::NoticeService;
use proto::identity::v1::support_service_server::SupportService;

use super::Desk;
use crate::{commands, queries};

/// What each person is told.
pub(crate) struct Notices(pub Arc<Desk>);

runtime::serve! {
    NoticeService for Notices as this with this.0.ctx;
    commands {
        mark_notices_read,
    }
    queries {
        list_my_notices,
    }
}

/// Help with the software.
pub(crate) struct Support(pub Arc<Desk>);

runtime::serve! {
    SupportService for Support as this with this.0.ctx;
    commands {
        report_fault,
        answer_fault_report,
        forward_fault_report,
        reopen_fault_report,
        close_fault_report,
    }
    queries {
        list_fault_reports,
        get_fault_report,
    }
}
