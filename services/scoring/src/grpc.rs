//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use std::sync::Arc;

use proto::scoring::v1 as api;
use proto::scoring::v1::scoring_service_server::ScoringService;
use runtime::Ctx;

use crate::law::Law;
use crate::{commands, queries};

/// Implements the contract.
pub(crate) struct Scoring {
    ctx: Ctx,
    law: Arc<Law>,
}

impl Scoring {
    pub fn new(ctx: Ctx, law: Arc<Law>) -> Self {
        Self { ctx, law }
    }
}

runtime::serve! {
    ScoringService for Scoring as this with this.ctx;
    commands {
        publish_policy_pack,
        publish_shipped_law,
        publish_criteria_set,
        save_criteria_set_draft,
        discard_criteria_set_draft,
        set_guidance,
        declare_fact,
        revoke_fact,
        import_past_years,
        set_quota_exception,
    }
    queries {
        list_shipped_law,
        get_law_of_year,
        list_policy_packs,
        get_policy_pack,
        list_criteria_sets,
        get_criteria_set,
        get_criteria_set_differences,
        get_criteria_set_draft,
        list_criteria_set_drafts,
        list_guidance,
        list_facts,
        list_quota_counts(&this.law),
        list_earlier_classes,
        get_result(&this.law),
        list_result_versions(&this.law),
        list_reads,
        get_span_years(&this.law),
        check_result(&this.law),
        check_results(&this.law),
        list_what_if_changes(&this.law),
    }
}
