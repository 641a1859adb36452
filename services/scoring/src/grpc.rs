//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

use proto::scoring::v1 as api;
use proto::scoring::v1::scoring_service_server::ScoringService;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

use crate::{commands, queries};

/// Implements the contract.
pub(crate) struct Scoring {
    ctx: Ctx,
}

impl Scoring {
    pub fn new(ctx: Ctx) -> Self {
        Self { ctx }
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

    async fn list_policy_packs(
        &self,
        request: Request<api::ListPolicyPacksRequest>,
    ) -> Result<Response<api::ListPolicyPacksResponse>, Status> {
        self.ctx.query(request, async |_, message| queries::list_policy_packs(&self.ctx, &message).await).await
    }

    async fn publish_criteria_set(
        &self,
        request: Request<api::PublishCriteriaSetRequest>,
    ) -> Result<Response<api::PublishCriteriaSetResponse>, Status> {
        self.ctx.mutate(request, |tx, actor, message| Box::pin(commands::publish_criteria_set(tx, actor, message))).await
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

    async fn get_result(&self, request: Request<api::GetResultRequest>) -> Result<Response<api::GetResultResponse>, Status> {
        self.ctx.query(request, async |actor, message| queries::get_result(&self.ctx, &actor, &message).await).await
    }
}
