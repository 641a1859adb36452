//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use proto::worklog::v1 as api;
use proto::worklog::v1::worklog_service_server::WorklogService;
use runtime::Ctx;

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

runtime::serve! {
    WorklogService for Worklog as this with this.ctx;
    commands {
        submit_work_list,
        approve_work_list,
        return_work_list,
        save_log(this.grace_days),
        submit_log(this.grace_days),
        approve_logs,
        correct_log(this.grace_days),
        decide_delay,
        return_log,
        attach_file(this.ctx.clone()),
        remove_attachment,
        remind_late(this.grace_days),
        import_logs(this.grace_days),
        name_receiver,
        return_handover,
        confirm_handover,
    }
    queries {
        get_work_list,
        list_logs,
        list_pending,
        get_statistics,
        list_approved_work,
        get_suggested_entries,
        get_attachment,
        export_logs,
        list_reads,
        list_handovers,
        get_handover,
        get_work_summary,
    }
}
