//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

mod personnel;
mod support;

use std::sync::Arc;

use proto::identity::v1 as api;
use proto::identity::v1::account_service_server::AccountService;
use proto::identity::v1::directory_service_server::DirectoryService;
use rpc::Signer;
use runtime::Ctx;
use tonic::{Request, Response, Status, async_trait};

use crate::commands::trail::{LINKS, RESETS, trailed};
use crate::config::{Config, Limits, SecondFactor, Session};
use crate::letters::Letters;
use crate::network::Origin;
use crate::passkeys::Passkeys;
use crate::{commands, queries};

pub(crate) use personnel::Personnel;
pub(crate) use support::{Notices, Support};

/// What all services work with.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Inner>);

struct Inner {
    ctx: Ctx,
    signer: Signer,
    session: Session,
    second_factor: SecondFactor,
    limits: Limits,
    letters: Letters,
    passkeys: Passkeys,
}

impl Desk {
    pub fn new(ctx: Ctx, config: Config, signer: Signer, letters: Letters, passkeys: Passkeys) -> Self {
        let Config { session, second_factor, limits, .. } = config;
        Self(Arc::new(Inner { ctx, signer, session, second_factor, limits, letters, passkeys }))
    }
}

/// Accounts, credentials and sessions.
pub(crate) struct Accounts(pub Desk);

#[async_trait]
impl AccountService for Accounts {
    async fn bootstrap(&self, request: Request<api::BootstrapRequest>) -> Result<Response<api::BootstrapResponse>, Status> {
        let (ctx, address) = (&self.0.0.ctx, request.get_ref().client_address.clone());
        let letters = self.0.0.letters.clone();
        let begin = ctx.mutate_public(request, |tx, message| Box::pin(commands::bootstrap(tx, message, letters)));
        trailed(ctx, &address, &["BOOTSTRAP_REFUSED"], commands::try_to_bootstrap(ctx, begin).await).await
    }

    async fn activate(&self, request: Request<api::ActivateRequest>) -> Result<Response<api::ActivateResponse>, Status> {
        let (ctx, address) = (&self.0.0.ctx, request.get_ref().client_address.clone());
        let outcome = ctx.mutate_public(request, |tx, message| Box::pin(commands::activate(tx, message))).await;
        trailed(ctx, &address, &["INVITATION_OVER"], outcome).await
    }

    async fn sign_in(&self, request: Request<api::SignInRequest>) -> Result<Response<api::SignInResponse>, Status> {
        let Inner { ctx, session, second_factor, limits, letters, .. } = &*self.0.0;
        let rules = commands::Rules { session: *session, second_factor: *second_factor, limits: *limits };
        let answer = commands::sign_in(ctx, &letters.vault, rules, request.into_inner()).await;
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
        let Inner { ctx, second_factor, .. } = &*self.0.0;
        ctx.query(request, async |actor, _| queries::get_me(ctx, &actor, *second_factor).await).await
    }

    async fn grant_role(&self, request: Request<api::GrantRoleRequest>) -> Result<Response<api::GrantRoleResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::grant_role(tx, actor, message))).await
    }

    async fn revoke_role(&self, request: Request<api::RevokeRoleRequest>) -> Result<Response<api::RevokeRoleResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::revoke_role(tx, actor, message))).await
    }

    async fn end_sessions(&self, request: Request<api::EndSessionsRequest>) -> Result<Response<api::EndSessionsResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::end_sessions(tx, actor, message))).await
    }

    async fn disable_account(&self, request: Request<api::DisableAccountRequest>) -> Result<Response<api::DisableAccountResponse>, Status> {
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::disable_account(tx, actor, message))).await
    }

    async fn enable_account(&self, request: Request<api::EnableAccountRequest>) -> Result<Response<api::EnableAccountResponse>, Status> {
        let letters = self.0.0.letters.clone();
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::enable_account(tx, actor, message, letters))).await
    }

    async fn request_password_reset(
        &self,
        request: Request<api::RequestPasswordResetRequest>,
    ) -> Result<Response<api::RequestPasswordResetResponse>, Status> {
        let (ctx, network) = (&self.0.0.ctx, Origin::of(&request.get_ref().client_address).network);
        RESETS.ask(ctx, &network).await.map_err(|error| runtime::call::status(&error))?;
        ctx.mutate_public(request, |tx, message| Box::pin(commands::request_password_reset(tx, message))).await
    }

    async fn reset_password(&self, request: Request<api::ResetPasswordRequest>) -> Result<Response<api::ResetPasswordResponse>, Status> {
        let Inner { ctx, letters, .. } = &*self.0.0;
        let (letters, address) = (letters.clone(), request.get_ref().client_address.clone());
        let outcome = ctx.mutate_public(request, |tx, message| Box::pin(commands::reset_password(tx, message, letters))).await;
        trailed(ctx, &address, &["RESET_OVER"], outcome).await
    }

    async fn send_access_link(
        &self,
        request: Request<api::SendAccessLinkRequest>,
    ) -> Result<Response<api::SendAccessLinkResponse>, Status> {
        let Inner { ctx, letters, limits, .. } = &*self.0.0;
        let (letters, limits) = (letters.clone(), *limits);
        LINKS.ask(ctx, &rpc::actor_of(&request)?.person.to_string()).await.map_err(|error| runtime::call::status(&error))?;
        ctx.mutate(request, move |tx, actor, message| Box::pin(commands::send_access_link(tx, actor, message, letters, limits))).await
    }

    async fn reset_second_factor(
        &self,
        request: Request<api::ResetSecondFactorRequest>,
    ) -> Result<Response<api::ResetSecondFactorResponse>, Status> {
        let letters = self.0.0.letters.clone();
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::reset_second_factor(tx, actor, message, letters))).await
    }

    async fn import_email_list(
        &self,
        request: Request<api::ImportEmailListRequest>,
    ) -> Result<Response<api::ImportEmailListResponse>, Status> {
        let letters = self.0.0.letters.clone();
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::import_email_list(tx, actor, message, letters))).await
    }

    async fn list_my_sessions(
        &self,
        request: Request<api::ListMySessionsRequest>,
    ) -> Result<Response<api::ListMySessionsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_my_sessions(ctx, &actor, self.0.0.session, message).await).await
    }

    async fn list_accounts(&self, request: Request<api::ListAccountsRequest>) -> Result<Response<api::ListAccountsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_accounts(ctx, &actor, message).await).await
    }

    async fn list_account_events(
        &self,
        request: Request<api::ListAccountEventsRequest>,
    ) -> Result<Response<api::ListAccountEventsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_account_events(ctx, &actor, message).await).await
    }

    async fn list_reads(&self, request: Request<api::ListReadsRequest>) -> Result<Response<api::ListReadsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_reads(ctx, &actor, message).await).await
    }

    async fn list_denials(&self, request: Request<api::ListDenialsRequest>) -> Result<Response<api::ListDenialsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_denials(ctx, &actor, message).await).await
    }

    async fn get_status_report(
        &self,
        request: Request<api::GetStatusReportRequest>,
    ) -> Result<Response<api::GetStatusReportResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::get_status_report(ctx, &actor, message).await).await
    }

    async fn prove_code(&self, request: Request<api::ProveCodeRequest>) -> Result<Response<api::ProveCodeResponse>, Status> {
        let Inner { ctx, session, letters, .. } = &*self.0.0;
        let answer = commands::prove_code(ctx, &letters.vault, *session, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn change_password(&self, request: Request<api::ChangePasswordRequest>) -> Result<Response<api::ChangePasswordResponse>, Status> {
        let Inner { ctx, letters, .. } = &*self.0.0;
        let (actor, letters, proof) = (rpc::actor_of(&request)?, letters.clone(), commands::Proof::default());
        let proved = proof.clone();
        let change = ctx.mutate(request, |tx, actor, message| Box::pin(commands::change_password(tx, actor, message, letters, proved)));
        commands::try_to_change_password(ctx, &actor, proof, change).await
    }

    async fn begin_second_factor(
        &self,
        request: Request<api::BeginSecondFactorRequest>,
    ) -> Result<Response<api::BeginSecondFactorResponse>, Status> {
        let Inner { ctx, letters, .. } = &*self.0.0;
        ctx.query(request, async |actor, message| commands::begin_second_factor(ctx, &letters.vault, &actor, message).await).await
    }

    async fn confirm_second_factor(
        &self,
        request: Request<api::ConfirmSecondFactorRequest>,
    ) -> Result<Response<api::ConfirmSecondFactorResponse>, Status> {
        let Inner { ctx, letters, .. } = &*self.0.0;
        ctx.query(request, async |actor, message| commands::confirm_second_factor(ctx, letters, &actor, message).await).await
    }

    async fn begin_passkey(&self, request: Request<api::BeginPasskeyRequest>) -> Result<Response<api::BeginPasskeyResponse>, Status> {
        let Inner { ctx, passkeys, .. } = &*self.0.0;
        ctx.query(request, async |actor, message| commands::begin_passkey(ctx, passkeys, &actor, message).await).await
    }

    async fn confirm_passkey(&self, request: Request<api::ConfirmPasskeyRequest>) -> Result<Response<api::ConfirmPasskeyResponse>, Status> {
        let Inner { ctx, letters, passkeys, .. } = &*self.0.0;
        let (letters, passkeys) = (letters.clone(), passkeys.clone());
        ctx.mutate(request, |tx, actor, message| Box::pin(commands::confirm_passkey(tx, actor, message, passkeys, letters))).await
    }

    async fn list_my_passkeys(
        &self,
        request: Request<api::ListMyPasskeysRequest>,
    ) -> Result<Response<api::ListMyPasskeysResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_my_passkeys(ctx, &actor, message).await).await
    }

    async fn remove_passkey(&self, request: Request<api::RemovePasskeyRequest>) -> Result<Response<api::RemovePasskeyResponse>, Status> {
        let letters = self.0.0.letters.clone();
        self.0.0.ctx.mutate(request, |tx, actor, message| Box::pin(commands::remove_passkey(tx, actor, message, letters))).await
    }

    async fn begin_passkey_sign_in(
        &self,
        request: Request<api::BeginPasskeySignInRequest>,
    ) -> Result<Response<api::BeginPasskeySignInResponse>, Status> {
        let Inner { ctx, passkeys, .. } = &*self.0.0;
        let answer = commands::begin_passkey_sign_in(ctx, passkeys, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn sign_in_with_passkey(
        &self,
        request: Request<api::SignInWithPasskeyRequest>,
    ) -> Result<Response<api::SignInWithPasskeyResponse>, Status> {
        let Inner { ctx, passkeys, session, .. } = &*self.0.0;
        let address = request.get_ref().client_address.clone();
        let answer = commands::sign_in_with_passkey(ctx, passkeys, *session, request.into_inner()).await;
        let outcome = answer.map(Response::new).map_err(|error| runtime::call::status(&error));
        trailed(ctx, &address, &["SIGN_IN_FAILED", "ACCOUNT_LOCKED", "BUSY"], outcome).await
    }
}

/// Units, posts and people.
pub(crate) struct Directory(pub Desk);

#[async_trait]
impl DirectoryService for Directory {
    async fn import_workbook(&self, request: Request<api::ImportWorkbookRequest>) -> Result<Response<api::ImportWorkbookResponse>, Status> {
        let Inner { ctx, letters, .. } = &*self.0.0;
        let letters = letters.clone();
        ctx.mutate(request, |tx, actor, message| Box::pin(commands::import_workbook(tx, letters, actor, message))).await
    }

    async fn get_workbook_template(
        &self,
        request: Request<api::GetWorkbookTemplateRequest>,
    ) -> Result<Response<api::GetWorkbookTemplateResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |_, _| queries::get_workbook_template(ctx)).await
    }

    async fn list_units(&self, request: Request<api::ListUnitsRequest>) -> Result<Response<api::ListUnitsResponse>, Status> {
        let ctx = &self.0.0.ctx;
        ctx.query(request, async |actor, message| queries::list_units(ctx, &actor, message).await).await
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
