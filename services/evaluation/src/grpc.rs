//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use proto::evaluation::v1 as api;
use proto::evaluation::v1::evaluation_service_server::EvaluationService;
use runtime::Ctx;

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

runtime::serve! {
    EvaluationService for Evaluation as this with this.ctx;
    commands {
        open_period,
        advance_period,
        save_self_draft,
        attach_party_comment(this.ctx.clone()),
        waive_party_comment,
        submit_self,
        submit_review,
        verify,
        ask_rescore,
        decide,
        enter_paper(this.ctx.clone()),
        confirm_paper,
        publish_results,
        reopen_self,
        exclude_record,
        return_to_direct_head,
        withdraw_decision,
        appeal_result,
        answer_appeal,
        change_reviewer,
        correct_direct_head,
        sign_routing,
        remind_late,
        extend_deadlines,
        set_publication,
    }
    queries {
        get_period,
        list_periods,
        list_progress,
        check_routing,
        list_my_tasks,
        get_record,
        get_record_file,
        list_records,
        get_self_draft,
        list_my_sheets,
        get_sheet,
        list_minutes,
        get_minutes,
        list_colleague_results,
        list_routes,
        list_reads,
        list_audit_entries,
    }
}
