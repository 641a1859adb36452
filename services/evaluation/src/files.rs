//! Files that people send about a record.

use evaluation_domain::{RecordId, StoredFile};
use kernel::Refusal;
use proto::common::v1::File;
use runtime::Ctx;
use runtime::files::{self, Upload};

const LARGEST: usize = 3 << 20;

/// Looks at an uploaded file; nothing is kept yet.
///
/// # Errors
/// When there is no file, or the gate of uploads does not take it.
pub(crate) async fn look_at(ctx: &Ctx, folder: &str, record: RecordId, field: &str, file: Option<File>) -> Result<Upload, Refusal> {
    let File { name, content, .. } = file.unwrap_or_default();
    files::look_at(ctx, &format!("{folder}/{record}"), field, &name, content, LARGEST).await
}

/// What a record says of it.
pub(crate) fn stored(upload: &Upload) -> StoredFile {
    let Upload { key, name, content_type, size, digest, .. } = upload;
    StoredFile { key: key.clone(), name: name.clone(), content_type: (*content_type).to_owned(), size: *size, digest: digest.clone() }
}
