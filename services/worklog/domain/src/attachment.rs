//! Files that prove a piece of work.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use crate::{Entry, error};

const MOST: usize = 5;
const MOST_BYTES: i64 = 20 << 20;

/// A file that proves a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where its bytes are.
    pub key: String,
    /// As the person named it.
    pub name: String,
    /// By its first bytes.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes; names it within its log.
    pub digest: String,
}

impl Entry {
    /// With one more file; nothing when it has it already.
    pub(crate) fn attach(&self, file: Attachment) -> Result<Option<Self>, Refusal> {
        if self.attachments.iter().any(|old| old.digest == file.digest) {
            return Ok(None);
        }
        let bytes: i64 = self.attachments.iter().map(|old| old.size).sum();
        if self.attachments.len() >= MOST || bytes + file.size > MOST_BYTES {
            return Err(error::attachments_full(MOST, MOST_BYTES >> 20));
        }
        let mut entry = self.clone();
        entry.attachments.push(file);
        Ok(Some(entry))
    }

    /// Without that file; nothing when it is not there.
    pub(crate) fn detach(&self, digest: &str) -> Option<Self> {
        let mut entry = self.clone();
        entry.attachments.retain(|file| file.digest != digest);
        (entry.attachments.len() < self.attachments.len()).then_some(entry)
    }
}

/// Gives entries the files of those before them: of the same text, else of the same place when that text is gone.
pub(crate) fn carry(entries: &mut [Entry], before: &[Entry]) {
    let texts: Vec<String> = entries.iter().map(|entry| entry.content.clone()).collect();
    for (index, entry) in entries.iter_mut().enumerate() {
        let first = texts.iter().position(|text| *text == entry.content) == Some(index);
        let same = before.iter().find(|old| old.content == entry.content).filter(|_| first);
        let replaced = || before.get(index).filter(|old| !texts.contains(&old.content));
        let source = same.or_else(replaced);
        entry.attachments = source.map(|old| old.attachments.clone()).unwrap_or_default();
    }
}
