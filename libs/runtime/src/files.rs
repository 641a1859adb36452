//! Files that people send: what passes the gate is kept sealed, and given back only as it was sent.

use bytes::Bytes;
use kernel::{Digest, Refusal, text};
use seal::Keys;

use crate::{Ctx, Error};

/// What sealed files begin with. A PDF or a picture, as they were kept before, does not.
const SEALED: &[u8] = b"congtam sealed 1\n";
/// Letters of a name that are kept.
const LONGEST_NAME: usize = 200;

/// A PDF or picture as it will be kept. The same bytes have the same key, so that what is kept again reads the same.
pub struct Upload {
    /// Where its bytes will be.
    pub key: String,
    /// As the person named it.
    pub name: String,
    /// What it is served with.
    pub content_type: &'static str,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    content: Bytes,
}

/// Looks at a file of at most `most` bytes that was sent in `field`; nothing is kept yet. `folder` is where it will be.
///
/// # Errors
/// When the gate of uploads does not take it.
pub async fn look_at(ctx: &Ctx, folder: &str, field: &str, name: &str, content: Vec<u8>, most: usize) -> Result<Upload, Refusal> {
    let content = Bytes::from(content);
    let kind = ctx.uploads.admit(field, &content, most).await?;
    let (digest, size) = (Digest::of(&content).to_string(), i64::try_from(content.len()).unwrap_or(i64::MAX));
    let key = format!("{folder}/{digest}.{}", kind.extension());
    let plain = |c: &char| text::forbidden(c.encode_utf8(&mut [0; 4])).is_none() && !"/\\".contains(*c);
    let name = text::clean(name).chars().filter(plain).take(LONGEST_NAME).collect();
    Ok(Upload { key, name, content_type: kind.content_type(), size, digest, content })
}

impl Upload {
    /// Keeps the bytes, once nothing speaks against the change that names them.
    ///
    /// # Errors
    /// When there is no key to seal with, or the object store does not work.
    pub async fn keep(&self, ctx: &Ctx) -> Result<(), Error> {
        let sealed = keys(ctx)?.seal(&self.key, &self.content).map_err(|error| Error::failed("sealing an uploaded file", error))?;
        let bytes = Bytes::from([SEALED, &sealed].concat());
        ctx.objects.put(&self.key, bytes).await.map_err(|error| Error::failed("keeping an uploaded file", error))
    }
}

/// The bytes of a file that was kept under this key with this digest.
///
/// # Errors
/// `FILE_NOT_INTACT` when it is not what was sent; when the object store does not work.
pub async fn read(ctx: &Ctx, key: &str, digest: &str) -> Result<Vec<u8>, Error> {
    let kept = ctx.objects.get(key).await.map_err(|error| Error::failed("reading an uploaded file", error))?;
    let content = match kept.strip_prefix(SEALED) {
        Some(sealed) => keys(ctx)?.open(key, sealed).inspect_err(|error| tracing::error!(%error, key, "an uploaded file")).ok(),
        None => Some(kept.to_vec()),
    };
    let intact = content.filter(|content| Digest::of(content).as_str() == digest);
    intact.ok_or_else(|| {
        tracing::error!(key, "an uploaded file is not what was sent, or was sealed with a key that is gone; refused");
        const TELL: &str = "Tệp đang lưu không còn giống tệp đã gửi nên không hiển thị. Hãy báo bộ phận công nghệ thông tin của cơ quan.";
        Refusal::precondition("FILE_NOT_INTACT", TELL).into()
    })
}

fn keys(ctx: &Ctx) -> Result<&Keys, Error> {
    ctx.seal_keys.as_ref().ok_or_else(|| Error::failed("keeping an uploaded file", "runtime.uploads.seal_keys is not set"))
}
