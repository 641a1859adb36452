//! The gRPC surface: request → actor → command or query → response. No SQL, no rule.

mod personnel;
mod support;

use std::sync::Arc;

use proto::identity::v1 as api;
use proto::identity::v1::account_service_server::AccountService;
use proto::identity::v1::directory_service_server::DirectoryService;
use rpc::Signer;
use runtime::Ctx;
use tonic::{Request, Response, Status};

use crate::commands::trail::{LINKS, RESETS, trailed};
use crate::config::{Config, Limits, SecondFactor, Session};
use crate::letters::Letters;
use crate::network::Origin;
use crate::passkeys::Passkeys;
use crate::{commands, queries};

pub(crate) use personnel::Personnel;
pub(crate) use support::{Notices, Support};

/// What all services work with.
pub(crate) struct Desk {
    ctx: Ctx,
    signer: Signer,
    session: Session,
    second_factor: SecondFactor,
    limits: Limits,
    letters: Letters,
    passkeys: Passkeys,
}

impl Desk {
    pub fn new(ctx: Ctx, config: Config, signer: Signer, letters: Letters, passkeys: Passkeys) -> Arc<Self> {
        let Config { session, second_factor, limits, .. } = config;
        Arc::new(Self { ctx, signer, session, second_factor, limits, letters, passkeys })
    }
}

/// Accounts, credentials and sessions.
pub(crate) struct Accounts(pub Arc<Desk>);

runtime::serve! {
    AccountService for Accounts as this with this.0.ctx;
    commands {
        grant_role,
        revoke_role,
        end_sessions,
        disable_account,
        enable_account(this.0.letters.clone()),
        reset_second_factor(this.0.letters.clone()),
        allow_enrolment(this.0.letters.clone()),
        import_email_list(this.0.letters.clone()),
        remove_passkey(this.0.letters.clone()),
    }
    queries {
        get_me(this.0.second_factor),
        list_my_sessions(this.0.session),
        list_accounts,
        list_account_events,
        list_reads,
        list_denials,
        get_status_report,
        list_my_passkeys,
    }

    async fn bootstrap(&self, request: Request<api::BootstrapRequest>) -> Result<Response<api::BootstrapResponse>, Status> {
        let (ctx, address) = (&self.0.ctx, request.get_ref().client_address.clone());
        let (letters, proof) = (self.0.letters.clone(), commands::Proof::default());
        let proved = proof.clone();
        let begin = ctx.mutate_public(request, |tx, message| Box::pin(commands::bootstrap(tx, message, letters, proved)));
        trailed(ctx, &address, &["BOOTSTRAP_REFUSED"], commands::try_to_bootstrap(ctx, &address, proof, begin).await).await
    }

    async fn activate(&self, request: Request<api::ActivateRequest>) -> Result<Response<api::ActivateResponse>, Status> {
        let (ctx, address) = (&self.0.ctx, request.get_ref().client_address.clone());
        let outcome = ctx.mutate_public(request, |tx, message| Box::pin(commands::activate(tx, message))).await;
        trailed(ctx, &address, &["INVITATION_OVER"], outcome).await
    }

    async fn sign_in(&self, request: Request<api::SignInRequest>) -> Result<Response<api::SignInResponse>, Status> {
        let Desk { ctx, session, second_factor, limits, letters, .. } = &*self.0;
        let rules = commands::Rules { session: *session, second_factor: *second_factor, limits: *limits };
        let answer = commands::sign_in(ctx, &letters.vault, rules, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn sign_out(&self, request: Request<api::SignOutRequest>) -> Result<Response<api::SignOutResponse>, Status> {
        self.0.ctx.mutate_public(request, |tx, message| Box::pin(commands::sign_out(tx, message))).await
    }

    async fn issue_token(&self, request: Request<api::IssueTokenRequest>) -> Result<Response<api::IssueTokenResponse>, Status> {
        let Desk { ctx, signer, session, .. } = &*self.0;
        let answer = commands::issue_token(ctx, signer, *session, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn request_password_reset(
        &self,
        request: Request<api::RequestPasswordResetRequest>,
    ) -> Result<Response<api::RequestPasswordResetResponse>, Status> {
        let (ctx, network) = (&self.0.ctx, Origin::of(&request.get_ref().client_address).network);
        RESETS.ask(ctx, &network).await.map_err(|error| runtime::call::status(&error))?;
        ctx.mutate_public(request, |tx, message| Box::pin(commands::request_password_reset(tx, message))).await
    }

    async fn reset_password(&self, request: Request<api::ResetPasswordRequest>) -> Result<Response<api::ResetPasswordResponse>, Status> {
        let Desk { ctx, letters, .. } = &*self.0;
        let (letters, address) = (letters.clone(), request.get_ref().client_address.clone());
        let outcome = ctx.mutate_public(request, |tx, message| Box::pin(commands::reset_password(tx, message, letters))).await;
        trailed(ctx, &address, &["RESET_OVER"], outcome).await
    }

    async fn send_access_link(
        &self,
        request: Request<api::SendAccessLinkRequest>,
    ) -> Result<Response<api::SendAccessLinkResponse>, Status> {
        let Desk { ctx, letters, limits, .. } = &*self.0;
        let (letters, limits) = (letters.clone(), *limits);
        LINKS.ask(ctx, &rpc::actor_of(&request)?.person.to_string()).await.map_err(|error| runtime::call::status(&error))?;
        ctx.mutate(request, move |tx, actor, message| Box::pin(commands::send_access_link(tx, actor, message, letters, limits))).await
    }

    async fn prove_code(&self, request: Request<api::ProveCodeRequest>) -> Result<Response<api::ProveCodeResponse>, Status> {
        let Desk { ctx, session, letters, .. } = &*self.0;
        let answer = commands::prove_code(ctx, &letters.vault, *session, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn change_password(&self, request: Request<api::ChangePasswordRequest>) -> Result<Response<api::ChangePasswordResponse>, Status> {
        let Desk { ctx, letters, .. } = &*self.0;
        let (actor, letters, proof) = (rpc::actor_of(&request)?, letters.clone(), commands::Proof::default());
        let proved = proof.clone();
        let change = ctx.mutate(request, |tx, actor, message| Box::pin(commands::change_password(tx, actor, message, letters, proved)));
        commands::try_to_change_password(ctx, &actor, proof, change).await
    }

    async fn begin_second_factor(
        &self,
        request: Request<api::BeginSecondFactorRequest>,
    ) -> Result<Response<api::BeginSecondFactorResponse>, Status> {
        let Desk { ctx, letters, second_factor, .. } = &*self.0;
        let begin = async |actor, message| commands::begin_second_factor(ctx, &letters.vault, *second_factor, &actor, message).await;
        ctx.query(request, begin).await
    }

    async fn confirm_second_factor(
        &self,
        request: Request<api::ConfirmSecondFactorRequest>,
    ) -> Result<Response<api::ConfirmSecondFactorResponse>, Status> {
        let Desk { ctx, letters, second_factor, .. } = &*self.0;
        let confirm = async |actor, message| commands::confirm_second_factor(ctx, letters, *second_factor, &actor, message).await;
        ctx.query(request, confirm).await
    }

    async fn begin_passkey(&self, request: Request<api::BeginPasskeyRequest>) -> Result<Response<api::BeginPasskeyResponse>, Status> {
        let Desk { ctx, passkeys, .. } = &*self.0;
        ctx.query(request, async |actor, message| commands::begin_passkey(ctx, passkeys, &actor, message).await).await
    }

    async fn confirm_passkey(&self, request: Request<api::ConfirmPasskeyRequest>) -> Result<Response<api::ConfirmPasskeyResponse>, Status> {
        let Desk { ctx, letters, passkeys, .. } = &*self.0;
        let (letters, passkeys) = (letters.clone(), passkeys.clone());
        ctx.mutate(request, |tx, actor, message| Box::pin(commands::confirm_passkey(tx, actor, message, passkeys, letters))).await
    }

    async fn begin_passkey_sign_in(
        &self,
        request: Request<api::BeginPasskeySignInRequest>,
    ) -> Result<Response<api::BeginPasskeySignInResponse>, Status> {
        let Desk { ctx, passkeys, .. } = &*self.0;
        let answer = commands::begin_passkey_sign_in(ctx, passkeys, request.into_inner()).await;
        answer.map(Response::new).map_err(|error| runtime::call::status(&error))
    }

    async fn sign_in_with_passkey(
        &self,
        request: Request<api::SignInWithPasskeyRequest>,
    ) -> Result<Response<api::SignInWithPasskeyResponse>, Status> {
        let Desk { ctx, passkeys, session, .. } = &*self.0;
        let address = request.get_ref().client_address.clone();
        let answer = commands::sign_in_with_passkey(ctx, passkeys, *session, request.into_inner()).await;
        let outcome = answer.map(Response::new).map_err(|error| runtime::call::status(&error));
        trailed(ctx, &address, &["SIGN_IN_FAILED", "ACCOUNT_LOCKED", "BUSY"], outcome).await
    }
}

/// Units, posts and people.
pub(crate) struct Directory(pub Arc<Desk>);

runtime::serve! {
    DirectoryService for Directory as this with this.0.ctx;
    commands {
        import_workbook(this.0.letters.clone()),
    }
    queries {
        get_workbook_template,
        list_units,
        list_people,
        get_person,
    }
}
