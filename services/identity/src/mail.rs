//! Mails leave through SMTP, or into a folder during development.

use std::sync::Arc;

use anyhow::Context;
use events::Error;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::Mail;

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
        let way = match config {
            Mail::Folder { folder } => {
                std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
                Way::Folder(AsyncFileTransport::new(folder))
            }
            Mail::Smtp { url, from } => Way::Smtp {
                transport: Box::new(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()),
                from: from.parse().context("from")?,
            },
        };
        Ok(Self(Arc::new(way)))
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
