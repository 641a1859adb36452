//! Mails leave through SMTP, or into a folder during development.

use std::sync::Arc;

use anyhow::Context;
use events::Error;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{Mail, Transport};

/// The way out, shared by all who send.
#[derive(Clone)]
pub(crate) struct Post(Arc<Way>);

enum Way {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Smtp { transport: Box<AsyncSmtpTransport<Tokio1Executor>>, from: Mailbox },
}

impl Post {
    /// Checks the configuration; connects only when a mail is sent.
    pub fn open(config: &Mail) -> anyhow::Result<Self> {
        let way = match config.transport {
            Transport::Folder => {
                let folder = &config.folder;
                std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
                Way::Folder(AsyncFileTransport::new(folder))
            }
            Transport::Smtp => return Self::by_server(config),
        };
        Ok(Self(Arc::new(way)))
    }

    /// By a mail server, without connecting to it.
    pub fn by_server(config: &Mail) -> anyhow::Result<Self> {
        let from = config.from.parse().context("from is no address such as Công Tâm <cong-tam@example.gov.vn>")?;
        // What the address could not be read for may be its password.
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(config.url.expose()).ok();
        let mut server = server.context("url is no smtp://host:port or smtps://host")?;
        if !config.user.is_empty() {
            server = server.credentials(Credentials::new(config.user.clone(), config.password.expose().to_owned()));
        }
        Ok(Self(Arc::new(Way::Smtp { transport: Box::new(server.build()), from })))
    }

    /// Sends one mail.
    pub async fn send(&self, recipient: &str, subject: &str, body: String) -> Result<(), Error> {
        let wrong = |error: Box<dyn std::error::Error + Send + Sync>| Error::failed("sending a mail", error);
        let sender = match &*self.0 {
            Way::Folder(_) => {
                Mailbox::new(Some("Công Tâm".to_owned()), "congtam@localhost.localdomain".parse().map_err(|error| wrong(Box::new(error)))?)
            }
            Way::Smtp { from, .. } => from.clone(),
        };
        let message = Message::builder()
            .from(sender)
            .to(recipient.parse().map_err(|error| wrong(Box::new(error)))?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|error| wrong(Box::new(error)))?;
        match &*self.0 {
            Way::Folder(transport) => transport.send(message).await.map(drop).map_err(|error| wrong(Box::new(error))),
            Way::Smtp { transport, .. } => transport.send(message).await.map(drop).map_err(|error| wrong(Box::new(error))),
        }
    }
}
