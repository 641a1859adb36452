//! Units, posts, people, accounts, sessions and roles.

mod codes;
mod commands;
mod config;
mod consumers;
mod derive;
mod first_run;
mod grpc;
mod held;
mod jobs;
mod keys;
mod letters;
mod mail;
mod migrations;
mod network;
mod passkeys;
mod queries;
mod secrets;
mod store;
mod turns;
mod wire;
mod workbook;

use std::time::Duration;

use anyhow::Context;
use proto::identity::v1::account_service_server::AccountServiceServer;
use proto::identity::v1::directory_service_server::DirectoryServiceServer;
use proto::identity::v1::notice_service_server::NoticeServiceServer;
use proto::identity::v1::personnel_service_server::PersonnelServiceServer;
use proto::identity::v1::support_service_server::SupportServiceServer;
use runtime::{Ctx, Deps};

pub use config::{Config, Limits, Mail, Retention, SecondFactor, Session, Transport};
pub use first_run::{FirstRun, begin_first_run, let_administrators_enrol};
pub use migrations::migrations;

/// Name of the service.
pub const NAME: &str = "identity";

/// Methods that need no token: they are how one gets one.
const PUBLIC: [&str; 10] = [
    "/congtam.identity.v1.AccountService/Bootstrap",
    "/congtam.identity.v1.AccountService/Activate",
    "/congtam.identity.v1.AccountService/SignIn",
    "/congtam.identity.v1.AccountService/ProveCode",
    "/congtam.identity.v1.AccountService/BeginPasskeySignIn",
    "/congtam.identity.v1.AccountService/SignInWithPasskey",
    "/congtam.identity.v1.AccountService/RequestPasswordReset",
    "/congtam.identity.v1.AccountService/ResetPassword",
    "/congtam.identity.v1.AccountService/SignOut",
    "/congtam.identity.v1.AccountService/IssueToken",
];

/// Methods for a session that must still get a second factor: they are how one gets it.
const WHILE_ENROLLING: [&str; 3] = [
    "/congtam.identity.v1.AccountService/GetMe",
    "/congtam.identity.v1.AccountService/BeginSecondFactor",
    "/congtam.identity.v1.AccountService/ConfirmSecondFactor",
];

/// The service, ready for a host.
///
/// # Errors
/// When the database cannot be reached, or the configuration makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let signer = rpc::Signer::from_pem(config.token_private_key.expose()).context("token_private_key")?;
    let post = mail::Post::open(&config.mail).context("mail")?;
    let vault = secrets::Vault::new(&config.seal_keys).context("seal_keys")?;
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?.digest_key(vault.digest_key());
    let letters = letters::Letters { portal_url: config.portal_url.clone(), vault };
    let (resets, limits) = (letters.clone(), config.limits);
    let passkeys = passkeys::Passkeys::at(&config.portal_url).context("portal_url")?;
    let digest = jobs::Digest { at: config.notices.digest_at(), letters: letters.clone() };
    let rules = config.retention.rules();
    let desk = grpc::Desk::new(ctx.clone(), config, signer, letters.clone(), passkeys);
    runtime::GrpcService::new(ctx)
        // Lists of e-mails and of staff may have some megabytes.
        .serve(AccountServiceServer::new(grpc::Accounts(desk.clone())).max_decoding_message_size(16 << 20))
        .serve(NoticeServiceServer::new(grpc::Notices(desk.clone())))
        .serve(PersonnelServiceServer::new(grpc::Personnel(desk.clone())))
        .serve(SupportServiceServer::new(grpc::Support(desk.clone())))
        .serve(DirectoryServiceServer::new(grpc::Directory(desk)).max_decoding_message_size(16 << 20))
        .public(&PUBLIC)
        .while_enrolling(&WHILE_ENROLLING)
        .job("answer resets", Duration::from_secs(1), move |ctx| jobs::answer_resets(ctx, resets.clone(), limits))
        .job("tell denials", Duration::from_secs(10), jobs::tell_denials)
        .job("send mails", Duration::from_secs(1), move |ctx| jobs::send_mails(ctx, post.clone(), letters.clone()))
        .job("mail notices", Duration::from_secs(60), move |ctx| jobs::mail_notices(ctx, digest.clone()))
        .job("turn posts", Duration::from_secs(10), jobs::turn_posts)
        .job("sweep tries", Duration::from_secs(3600), jobs::sweep_tries)
        .chains(&[store::account_events::CHAIN, queries::READS.0])
        .consumer(consumers::Notices)
        .keeps_for(rules)
        .build()
}
