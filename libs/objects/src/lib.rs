//! Attachments and artifacts: bytes under a key, in a local folder or in a bucket of an S3 server.
//!
//! A key is made by the service, such as `evaluation/2019/<id>/giay-to.pdf`, and written once or replaced whole: readers
//! see the old bytes or the new ones, never a part. Local files, and a folder that is made here, are their owner's alone.

mod config;

use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path as Folder;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

pub use config::Config;
use config::Place;

/// How long one object may take, so that whoever waits is told before their own deadline.
pub(crate) const IN_ALL: Duration = Duration::from_secs(8);

/// Why an object was not kept or found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key is 1 to 512 bytes: parts of ASCII letters, digits, `-`, `_` and `.`, joined by `/`, none empty or beginning with a dot.
    #[error("«{0}» is not the key of an object")]
    BadKey(String),
    /// The place of the objects is not one we know.
    #[error("objects cannot be kept in «{0}»: give a folder, or s3://bucket or s3://bucket/prefix")]
    BadUrl(String),
    /// A setting without which a bucket cannot be used.
    #[error("{0} is not set")]
    NotSet(&'static str),
    /// The address of the S3 server is not one.
    #[error("the S3 server is at http:// or https://, not at «{0}»")]
    BadEndpoint(String),
    /// There is no such object.
    #[error("there is no object «{0}»")]
    NotFound(String),
    /// The folder or the server did not work.
    #[error("objects: {0}")]
    Broken(#[source] object_store::Error),
    /// The server did not answer in time.
    #[error("objects: no answer within {IN_ALL:?}")]
    TooSlow,
    /// The folder cannot be made.
    #[error("objects: {0}")]
    Folder(#[from] std::io::Error),
}

/// Handle of all objects of a service; clones share it.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where the store keeps them as files of this machine.
    folder: Option<Arc<Folder>>,
}

impl Objects {
    /// Opens the place, and makes the folder when it is not there. A bucket is not asked yet.
    ///
    /// # Errors
    /// When the URL is no place, the folder cannot be made, or a setting of the S3 server makes no sense.
    pub fn open(config: &Config) -> Result<Self, Error> {
        match config.place()? {
            Place::Folder(folder) => {
                // What is in here is for this service alone; a folder that somebody else prepared stays as that one wanted it.
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(Error::Broken)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), folder: Some(Folder::new(folder).into()) })
            }
            Place::Bucket { bucket, prefix } => Ok(Self { store: config.bucket(bucket, prefix)?, folder: None }),
        }
    }

    /// Keeps the bytes under the key, whole, replacing what was there; they are kept when this returns.
    ///
    /// # Errors
    /// A wrong key, or a store that does not work.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Error> {
        let path = path(key)?;
        in_time(self.store.put(&path, bytes.into()), key).await?;
        if let Some(folder) = &self.folder {
            std::fs::set_permissions(folder.join(key), Permissions::from_mode(0o600))?;
        }
        Ok(())
    }

    /// The bytes under the key.
    ///
    /// # Errors
    /// [`Error::NotFound`], a wrong key, or a store that does not work.
    pub async fn get(&self, key: &str) -> Result<Bytes, Error> {
        let path = path(key)?;
        in_time(async { self.store.get(&path).await?.bytes().await }, key).await
    }

    /// Removes what is under the key; nothing there is as good.
    ///
    /// # Errors
    /// A wrong key, or a store that does not work.
    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        let path = path(key)?;
        match in_time(self.store.delete(&path), key).await {
            Err(Error::NotFound(_)) => Ok(()),
            other => other,
        }
    }
}

fn path(key: &str) -> Result<Path, Error> {
    let plain =
        |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if key.len() > 512 || !key.split('/').all(plain) {
        return Err(Error::BadKey(key.to_owned()));
    }
    Ok(Path::from(key))
}

async fn in_time<T>(work: impl Future<Output = object_store::Result<T>>, key: &str) -> Result<T, Error> {
    tokio::time::timeout(IN_ALL, work).await.map_err(|_| Error::TooSlow)?.map_err(|error| explain(error, key))
}

fn explain(error: object_store::Error, key: &str) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound(key.to_owned()),
        other => Error::Broken(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects() -> (Objects, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("file://{}/made/here", folder.path().display());
        (Objects::open(&Config::at(&url)).unwrap(), folder)
    }

    #[tokio::test]
    async fn what_is_put_is_got_until_it_is_deleted() {
        let (objects, _folder) = objects();
        objects.put("a/b-1.pdf", Bytes::from_static(b"one")).await.unwrap();
        objects.put("a/b-1.pdf", Bytes::from_static(b"two")).await.unwrap();
        assert_eq!(objects.get("a/b-1.pdf").await.unwrap(), "two");
        objects.delete("a/b-1.pdf").await.unwrap();
        objects.delete("a/b-1.pdf").await.unwrap();
        assert!(matches!(objects.get("a/b-1.pdf").await, Err(Error::NotFound(_))));
    }

    #[tokio::test]
    async fn nobody_but_the_owner_reads_what_is_kept() {
        let (objects, folder) = objects();
        objects.put("a/b.pdf", Bytes::from_static(b"one")).await.unwrap();
        let mode = |path: &str| std::fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("made/here"), mode("made/here/a/b.pdf")), (0o700, 0o600));
    }

    #[tokio::test]
    async fn keys_cannot_leave_the_folder() {
        let (objects, _folder) = objects();
        for key in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".hidden", "a b", "a\\b", "đ", &"x".repeat(513)] {
            assert!(matches!(objects.put(key, Bytes::new()).await, Err(Error::BadKey(_))), "{key}");
            assert!(matches!(objects.get(key).await, Err(Error::BadKey(_))), "{key}");
        }
    }

    #[tokio::test]
    async fn readers_never_see_a_part() {
        let (objects, _folder) = objects();
        let size = 1 << 20;
        objects.put("k", Bytes::from(vec![0; size])).await.unwrap();
        let writer = tokio::spawn({
            let objects = objects.clone();
            async move {
                for n in 1..20_u8 {
                    objects.put("k", Bytes::from(vec![n; size])).await.unwrap();
                }
            }
        });
        while !writer.is_finished() {
            let seen = objects.get("k").await.unwrap();
            assert!(seen.len() == size && seen.iter().all(|byte| *byte == seen[0]));
        }
        writer.await.unwrap();
    }
}
