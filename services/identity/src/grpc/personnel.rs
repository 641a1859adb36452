//! Posts, absences and the tree of the organisation.

use proto::identity::v1 as api;
use proto::identity::v1::personnel_service_server::PersonnelService;
use tonic::{Request, Response, Status, async_trait};

use super::Desk;
use crate::{commands, queries};

/// Who works where, over time.
pub(crate) struct Personnel(pub Desk);

#[async_trait]
impl PersonnelService for Personnel {
    async fn appoint_to_post(&self, request: Request<api::AppointToPostRequest>) -> Result<Response<api::AppointToPostResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::appoint_to_post(tx, actor, message))).await
    }

    async fn end_post(&self, request: Request<api::EndPostRequest>) -> Result<Response<api::EndPostResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::end_post(tx, actor, message))).await
    }

    async fn record_leaving(&self, request: Request<api::RecordLeavingRequest>) -> Result<Response<api::RecordLeavingResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::record_leaving(tx, actor, message))).await
    }

    async fn record_training(&self, request: Request<api::RecordTrainingRequest>) -> Result<Response<api::RecordTrainingResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::record_training(tx, actor, message))).await
    }

    async fn delegate(&self, request: Request<api::DelegateRequest>) -> Result<Response<api::DelegateResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::delegate(tx, actor, message))).await
    }

    async fn end_delegation(&self, request: Request<api::EndDelegationRequest>) -> Result<Response<api::EndDelegationResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::end_delegation(tx, actor, message))).await
    }

    async fn reorganise_units(
        &self,
        request: Request<api::ReorganiseUnitsRequest>,
    ) -> Result<Response<api::ReorganiseUnitsResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::reorganise_units(tx, actor, message))).await
    }

    async fn add_person(&self, request: Request<api::AddPersonRequest>) -> Result<Response<api::AddPersonResponse>, Status> {
        let letters = self.0.0.letters.clone();
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::add_person(tx, actor, message, letters))).await
    }

    async fn correct_person(&self, request: Request<api::CorrectPersonRequest>) -> Result<Response<api::CorrectPersonResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::correct_person(tx, actor, message))).await
    }

    async fn correct_post(&self, request: Request<api::CorrectPostRequest>) -> Result<Response<api::CorrectPostResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::correct_post(tx, actor, message))).await
    }

    async fn withdraw_post(&self, request: Request<api::WithdrawPostRequest>) -> Result<Response<api::WithdrawPostResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::withdraw_post(tx, actor, message))).await
    }

    async fn confirm_heads(&self, request: Request<api::ConfirmHeadsRequest>) -> Result<Response<api::ConfirmHeadsResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::confirm_heads(tx, actor, message))).await
    }

    async fn list_heads_to_confirm(
        &self,
        request: Request<api::ListHeadsToConfirmRequest>,
    ) -> Result<Response<api::ListHeadsToConfirmResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_heads_to_confirm(ctx, &actor, message).await).await
    }

    async fn correct_post_role(
        &self,
        request: Request<api::CorrectPostRoleRequest>,
    ) -> Result<Response<api::CorrectPostRoleResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::correct_post_role(tx, actor, message))).await
    }

    async fn answer_title(&self, request: Request<api::AnswerTitleRequest>) -> Result<Response<api::AnswerTitleResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::answer_title(tx, actor, message))).await
    }

    async fn list_title_answers(
        &self,
        request: Request<api::ListTitleAnswersRequest>,
    ) -> Result<Response<api::ListTitleAnswersResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_title_answers(ctx, &actor, message).await).await
    }

    async fn list_my_delegations(
        &self,
        request: Request<api::ListMyDelegationsRequest>,
    ) -> Result<Response<api::ListMyDelegationsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_my_delegations(ctx, &actor, message).await).await
    }

    async fn list_personnel_problems(
        &self,
        request: Request<api::ListPersonnelProblemsRequest>,
    ) -> Result<Response<api::ListPersonnelProblemsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_personnel_problems(ctx, &actor, message).await).await
    }
}
