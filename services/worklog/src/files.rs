//! Uploaded files: what they may be, and where they are kept.

use bytes::Bytes;
use events::Error;
use kernel::{Digest, Refusal, text};
use runtime::Ctx;
use worklog_domain::{Attachment, LogId};

const LARGEST_MIB: usize = 10;

/// Keeps an uploaded PDF or picture. The same bytes have the same key, so that keeping them again changes nothing.
///
/// # Errors
/// `FILE_INVALID` when there is no file, or it is too large or of another kind; or the object store does not work.
pub(crate) async fn keep(ctx: &Ctx, log: LogId, name: &str, content: Vec<u8>) -> Result<Attachment, Error> {
    let refuse = |message: String| Refusal::invalid("FILE_INVALID", "content", message);
    if content.is_empty() {
        return Err(refuse("Hãy chọn tệp.".to_owned()).into());
    }
    if content.len() > LARGEST_MIB << 20 {
        return Err(refuse(format!("Tệp lớn quá {LARGEST_MIB} MB.")).into());
    }
    let (content_type, extension) = kind(&content).ok_or_else(|| refuse("Chỉ nhận tệp PDF, JPEG hoặc PNG.".to_owned()))?;
    let (digest, size) = (Digest::of(&content), i64::try_from(content.len()).unwrap_or(i64::MAX));
    let key = format!("worklog/{log}/{digest}.{extension}");
    ctx.objects.put(&key, Bytes::from(content)).await.map_err(|error| Error::failed("keeping an uploaded file", error))?;
    let plain = |c: &char| text::forbidden(c.encode_utf8(&mut [0; 4])).is_none() && !"/\\".contains(*c);
    let name: String = text::clean(name).chars().filter(plain).take(200).collect();
    Ok(Attachment { key, name, content_type: content_type.to_owned(), size, digest: digest.to_string() })
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
