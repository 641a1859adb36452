//! Uploaded files: what they may be, and where they are kept.

use bytes::Bytes;
use events::Error;
use kernel::{Digest, Refusal, text};
use runtime::Ctx;
use worklog_domain::{Attachment, LogId};

const LARGEST_MIB: usize = 10;

/// An uploaded PDF or picture, as it will be kept. The same bytes have the same key, so that keeping them again changes nothing.
pub(crate) struct Upload {
    /// What the log says of it.
    pub file: Attachment,
    content: Bytes,
}

/// Looks at an uploaded file; nothing is kept yet.
///
/// # Errors
/// `FILE_INVALID` when there is no file, or it is too large or of another kind.
pub(crate) fn look_at(log: LogId, name: &str, content: Vec<u8>) -> Result<Upload, Refusal> {
    let refuse = |message: String| Refusal::invalid("FILE_INVALID", "content", message);
    if content.is_empty() {
        return Err(refuse("Hãy chọn tệp.".to_owned()));
    }
    if content.len() > LARGEST_MIB << 20 {
        return Err(refuse(format!("Tệp lớn quá {LARGEST_MIB} MB.")));
    }
    let (content_type, extension) = kind(&content).ok_or_else(|| refuse("Chỉ nhận tệp PDF, JPEG hoặc PNG.".to_owned()))?;
    let (digest, size) = (Digest::of(&content), i64::try_from(content.len()).unwrap_or(i64::MAX));
    let key = format!("worklog/{log}/{digest}.{extension}");
    let plain = |c: &char| text::forbidden(c.encode_utf8(&mut [0; 4])).is_none() && !"/\\".contains(*c);
    let name: String = text::clean(name).chars().filter(plain).take(200).collect();
    let file = Attachment { key, name, content_type: content_type.to_owned(), size, digest: digest.to_string() };
    Ok(Upload { file, content: Bytes::from(content) })
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

/// What the first bytes say the file is, whatever its name says.
fn kind(content: &[u8]) -> Option<(&'static str, &'static str)> {
    match content {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(("application/pdf", "pdf")),
        [0xff, 0xd8, 0xff, ..] => Some(("image/jpeg", "jpg")),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(("image/png", "png")),
        _ => None,
    }
}
