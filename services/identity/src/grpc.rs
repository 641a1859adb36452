//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

mod support;

use std::sync::Arc;

use proto::identity::v1 as api;
use proto::identity::v1::account_service_server::AccountService;
use proto::identity::v1::directory_service_server::DirectoryService;
use rpc::Signer;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

use crate::config::{Config, Session};
use crate::{commands, queries};

pub(crate) use support::{Notices, Support};

/// What both services work with.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Inner>);

struct Inner {
    ctx: Ctx,
    signer: Signer,
    session: Session,
    bootstrap_secret: String,
    portal_url: String,
}

impl Desk {
    pub fn new(ctx: Ctx, config: Config, signer: Signer) -> Self {
        let Config { session, bootstrap_secret, portal_url, .. } = config;
        Self(Arc::new(Inner { ctx, signer, session, bootstrap_secret, portal_url }))
    }
}

/// Accounts, credentials and sessions.
pub(crate) struct Accounts(pub Desk);

#[async_trait]
impl AccountService for Accounts {
    async fn bootstrap(&self, request: Request<api::BootstrapRequest>) -> Result<Response<api::BootstrapResponse>, Status> {
        let Inner { ctx, bootstrap_secret, .. } = &*self.0.0;
        let secret = bootstrap_secret.clone();
        ctx.mutate_public(request, |tx, message| Box::pin(commands::bootstrap(tx, secret, message))).await
    }

    async fn activate(&self, request: Request<api::ActivateRequest>) -> Result<Response<api::ActivateResponse>, Status> {
        self.0.0.ctx.mutate_public(request, |tx, message| Box::pin(commands::activate(tx, message))).await
    }

    async fn sign_in(&self, request: Request<api::SignInRequest>) -> Result<Response<api::SignInResponse>, Status> {
        let Inner { ctx, session, .. } = &*self.0.0;
        let answer = commands::sign_in(ctx, *session, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn sign_out(&self, request: Request<api::SignOutRequest>) -> Result<Response<api::SignOutResponse>, Status> {
        self.0.0.ctx.mutate_public(request, |tx, message| Box::pin(commands::sign_out(tx, message))).await
    }

    async fn issue_token(&self, request: Request<api::IssueTokenRequest>) -> Result<Response<api::IssueTokenResponse>, Status> {
        let Inner { ctx, signer, session, .. } = &*self.0.0;
        let answer = commands::issue_token(ctx, signer, *session, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn get_me(&self, request: Request<api::GetMeRequest>) -> Result<Response<api::GetMeResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, _| queries::get_me(ctx, &actor).await).await
    }

    async fn grant_role(&self, request: Request<api::GrantRoleRequest>) -> Result<Response<api::GrantRoleResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::grant_role(tx, actor, message))).await
    }
}

/// Units, posts and people.
pub(crate) struct Directory(pub Desk);

#[async_trait]
impl DirectoryService for Directory {
    async fn import_workbook(&self, request: Request<api::ImportWorkbookRequest>) -> Result<Response<api::ImportWorkbookResponse>, Status> {
        let Inner { ctx, portal_url, .. } = &*self.0.0;
        let portal_url = portal_url.clone();
        ctx.mutate(request, |tx, actor, message| Box::pin(commands::import_workbook(tx, portal_url, actor, message))).await
    }

    async fn list_units(&self, request: Request<api::ListUnitsRequest>) -> Result<Response<api::ListUnitsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |_, message| queries::list_units(ctx, message).await).await
    }

    async fn list_people(&self, request: Request<api::ListPeopleRequest>) -> Result<Response<api::ListPeopleResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_people(ctx, &actor, message).await).await
    }

    async fn get_person(&self, request: Request<api::GetPersonRequest>) -> Result<Response<api::GetPersonResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::get_person(ctx, &actor, message).await).await
    }
}
