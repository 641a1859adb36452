//! Uploaded files: what they may be, and where they are kept.

use bytes::Bytes;
use evaluation_domain::{RecordId, StoredFile};
use events::Error;
use kernel::{Digest, Refusal, text};
use proto::common::v1::File;
use runtime::Ctx;

const LARGEST: usize = 3 * 1024 * 1024;

/// An uploaded PDF or picture, as it will be kept. The same bytes have the same key, so that keeping them again changes nothing.
pub(crate) struct Upload {
    /// What the record says of it.
    pub file: StoredFile,
    content: Bytes,
}

/// Looks at an uploaded file; nothing is kept yet.
///
/// # Errors
/// When there is no file, or the gate of uploads does not take it.
pub(crate) async fn look_at(ctx: &Ctx, folder: &str, record: RecordId, field: &str, file: Option<File>) -> Result<Upload, Refusal> {
    let File { name, content, .. } = file.unwrap_or_default();
    let content = Bytes::from(content);
    let kind = ctx.uploads.admit(field, &content, LARGEST).await?;
    let digest = Digest::of(&content);
    let key = format!("{folder}/{record}/{digest}.{}", kind.extension());
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let name: String = text::clean(&name).chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).take(200).collect();
    let kept = StoredFile { key, name, content_type: kind.content_type().to_owned(), size, digest: digest.to_string() };
    Ok(Upload { file: kept, content })
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
