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
/// When there is no file, or it is too large or of another kind.
pub(crate) fn look_at(folder: &str, record: RecordId, field: &str, file: Option<File>) -> Result<Upload, Refusal> {
    let refuse = |message: &str| Refusal::invalid("FILE_INVALID", field, message);
    let file = file.filter(|file| !file.content.is_empty()).ok_or_else(|| refuse("Hãy chọn tệp."))?;
    if file.content.len() > LARGEST {
        return Err(refuse("Tệp lớn quá 3 MB."));
    }
    let (content_type, extension) = kind(&file.content).ok_or_else(|| refuse("Chỉ nhận tệp PDF, JPEG hoặc PNG."))?;
    let digest = Digest::of(&file.content);
    let key = format!("{folder}/{record}/{digest}.{extension}");
    let size = i64::try_from(file.content.len()).unwrap_or(i64::MAX);
    let name: String = text::clean(&file.name).chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).take(200).collect();
    let kept = StoredFile { key, name, content_type: content_type.to_owned(), size, digest: digest.to_string() };
    Ok(Upload { file: kept, content: Bytes::from(file.content) })
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
