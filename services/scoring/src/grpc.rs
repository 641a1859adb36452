//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use std::sync::Arc;

use proto::scoring::v1 as api;
use proto::scoring::v1::scoring_service_server::ScoringService;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

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

#[async_trait]
impl ScoringService for Scoring {
    async fn publish_policy_pack(
        &self,
        request: Request<api::PublishPolicyPackRequest>,
    ) -> Result<Response<api::PublishPolicyPackResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::publish_policy_pack(tx, actor, message))).await
    }

    async fn publish_shipped_law(
        &self,
        request: Request<api::PublishShippedLawRequest>,
    ) -> Result<Response<api::PublishShippedLawResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::publish_shipped_law(tx, actor, message))).await
    }

    async fn list_shipped_law(
        &self,
        request: Request<api::ListShippedLawRequest>,
    ) -> Result<Response<api::ListShippedLawResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_shipped_law(&self.ctx, &actor, &message).await).await
    }

    async fn get_law_of_year(&self, request: Request<api::GetLawOfYearRequest>) -> Result<Response<api::GetLawOfYearResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::get_law_of_year(&self.ctx, &message).await).await
    }

    async fn publish_criteria_set(
        &self,
        request: Request<api::PublishCriteriaSetRequest>,
    ) -> Result<Response<api::PublishCriteriaSetResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::publish_criteria_set(tx, actor, message))).await
    }

    async fn save_criteria_set_draft(
        &self,
        request: Request<api::SaveCriteriaSetDraftRequest>,
    ) -> Result<Response<api::SaveCriteriaSetDraftResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::save_criteria_set_draft(tx, actor, message))).await
    }

    async fn discard_criteria_set_draft(
        &self,
        request: Request<api::DiscardCriteriaSetDraftRequest>,
    ) -> Result<Response<api::DiscardCriteriaSetDraftResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::discard_criteria_set_draft(tx, actor, message))).await
    }

    async fn set_guidance(&self, request: Request<api::SetGuidanceRequest>) -> Result<Response<api::SetGuidanceResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::set_guidance(tx, actor, message))).await
    }

    async fn declare_fact(&self, request: Request<api::DeclareFactRequest>) -> Result<Response<api::DeclareFactResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::declare_fact(tx, actor, message))).await
    }

    async fn revoke_fact(&self, request: Request<api::RevokeFactRequest>) -> Result<Response<api::RevokeFactResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::revoke_fact(tx, actor, message))).await
    }

    async fn import_past_years(
        &self,
        request: Request<api::ImportPastYearsRequest>,
    ) -> Result<Response<api::ImportPastYearsResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::import_past_years(tx, actor, message))).await
    }

    async fn set_quota_exception(
        &self,
        request: Request<api::SetQuotaExceptionRequest>,
    ) -> Result<Response<api::SetQuotaExceptionResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::set_quota_exception(tx, actor, message))).await
    }

    async fn list_policy_packs(
        &self,
        request: Request<api::ListPolicyPacksRequest>,
    ) -> Result<Response<api::ListPolicyPacksResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::list_policy_packs(&self.ctx, &message).await).await
    }

    async fn get_policy_pack(&self, request: Request<api::GetPolicyPackRequest>) -> Result<Response<api::GetPolicyPackResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::get_policy_pack(&self.ctx, &message).await).await
    }

    async fn list_criteria_sets(
        &self,
        request: Request<api::ListCriteriaSetsRequest>,
    ) -> Result<Response<api::ListCriteriaSetsResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::list_criteria_sets(&self.ctx, &message).await).await
    }

    async fn get_criteria_set(
        &self,
        request: Request<api::GetCriteriaSetRequest>,
    ) -> Result<Response<api::GetCriteriaSetResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::get_criteria_set(&self.ctx, &message).await).await
    }

    async fn get_criteria_set_differences(
        &self,
        request: Request<api::GetCriteriaSetDifferencesRequest>,
    ) -> Result<Response<api::GetCriteriaSetDifferencesResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::get_criteria_set_differences(&self.ctx, &message).await).await
    }

    async fn get_criteria_set_draft(
        &self,
        request: Request<api::GetCriteriaSetDraftRequest>,
    ) -> Result<Response<api::GetCriteriaSetDraftResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_criteria_set_draft(&self.ctx, &actor, &message).await).await
    }

    async fn list_criteria_set_drafts(
        &self,
        request: Request<api::ListCriteriaSetDraftsRequest>,
    ) -> Result<Response<api::ListCriteriaSetDraftsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_criteria_set_drafts(&self.ctx, &actor, &message).await).await
    }

    async fn list_guidance(&self, request: Request<api::ListGuidanceRequest>) -> Result<Response<api::ListGuidanceResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_guidance(&self.ctx, &actor, &message).await).await
    }

    async fn list_facts(&self, request: Request<api::ListFactsRequest>) -> Result<Response<api::ListFactsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_facts(&self.ctx, &actor, &message).await).await
    }

    async fn list_quota_counts(
        &self,
        request: Request<api::ListQuotaCountsRequest>,
    ) -> Result<Response<api::ListQuotaCountsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_quota_counts(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn list_earlier_classes(
        &self,
        request: Request<api::ListEarlierClassesRequest>,
    ) -> Result<Response<api::ListEarlierClassesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_earlier_classes(&self.ctx, &actor, &message).await).await
    }

    async fn get_result(&self, request: Request<api::GetResultRequest>) -> Result<Response<api::GetResultResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_result(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn list_result_versions(
        &self,
        request: Request<api::ListResultVersionsRequest>,
    ) -> Result<Response<api::ListResultVersionsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_result_versions(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn list_reads(&self, request: Request<api::ListReadsRequest>) -> Result<Response<api::ListReadsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_reads(&self.ctx, &actor, &message).await).await
    }

    async fn get_span_years(&self, request: Request<api::GetSpanYearsRequest>) -> Result<Response<api::GetSpanYearsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_span_years(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn check_result(&self, request: Request<api::CheckResultRequest>) -> Result<Response<api::CheckResultResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::check_result(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn check_results(&self, request: Request<api::CheckResultsRequest>) -> Result<Response<api::CheckResultsResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::check_results(&self.ctx, &self.law, &actor, &message).await).await
    }

    async fn list_what_if_changes(
        &self,
        request: Request<api::ListWhatIfChangesRequest>,
    ) -> Result<Response<api::ListWhatIfChangesResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::list_what_if_changes(&self.ctx, &self.law, &actor, &message).await).await
    }
}
