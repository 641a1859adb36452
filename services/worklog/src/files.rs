//! Uploaded files: what they may be, and where they are kept.

use bytes::Bytes;
use events::Error;
use kernel::{Digest, Refusal, text};
use runtime::Ctx;
use worklog_domain::{Attachment, LogId};

const LARGEST: usize = 10 << 20;

/// An uploaded PDF or picture, as it will be kept. The same bytes have the same key, so that keeping them again changes nothing.
pub(crate) struct Upload {
    /// What the log says of it.
    pub file: Attachment,
    content: Bytes,
}

/// Looks at an uploaded file; nothing is kept yet.
///
/// # Errors
/// When there is no file, or the gate of uploads does not take it.
pub(crate) async fn look_at(ctx: &Ctx, log: LogId, name: &str, content: Vec<u8>) -> Result<Upload, Refusal> {
    let content = Bytes::from(content);
    let kind = ctx.uploads.admit("content", &content, LARGEST).await?;
    let (digest, size) = (Digest::of(&content), i64::try_from(content.len()).unwrap_or(i64::MAX));
    let key = format!("worklog/{log}/{digest}.{}", kind.extension());
    let plain = |c: &char| text::forbidden(c.encode_utf8(&mut [0; 4])).is_none() && !"/\\".contains(*c);
    let name: String = text::clean(name).chars().filter(plain).take(200).collect();
    let file = Attachment { key, name, content_type: kind.content_type().to_owned(), size, digest: digest.to_string() };
    Ok(Upload { file, content })
}

impl Upload {
    /// Keeps the bytes, once nothing speaks against the change that names them.
    ///
    /// # Errors
    /// When the object store does not work.
    pub(crate) async fn keep(self, ctx: &Ctx) -> Result<(), Error> {
        ctx.objects.put(&self.file.key, self.content).await.map_err(|error| Error::failed("keeping an uploaded file", error))
    }
}
