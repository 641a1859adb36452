//! Where the objects are.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, Certificate, ClientOptions, ObjectStore, RetryConfig};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::Secret;

use crate::Error;

/// How long the S3 server may take to open a connection and to answer once. In all it is given eight seconds ([`crate::Objects`]).
const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(5);

/// Where the objects are.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// A folder of this machine, with or without `file://`, made when it is not there; or `s3://bucket`, `s3://bucket/prefix`: then all
    /// replicas of a service see the same files.
    pub url: String,
    /// Address of the S3 server; for buckets only.
    #[schemars(example = &"https://s3.quangtri.gov.vn")]
    pub endpoint: String,
    /// Region that requests are signed for; most servers of one's own take any.
    pub region: String,
    /// Access key at the S3 server.
    #[schemars(example = "(a file, by …__OBJECTS__ACCESS_KEY_FILE)")]
    pub access_key: Secret,
    /// Secret key at the S3 server.
    #[schemars(example = "(a file, by …__OBJECTS__SECRET_KEY_FILE)")]
    pub secret_key: Secret,
    /// Certificates of the authority that signed the S3 server's, as PEM; those of the system when empty.
    #[schemars(example = &"/run/congtam/s3-ca.crt")]
    pub ca_file: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "data/objects".to_owned(),
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            access_key: Secret::default(),
            secret_key: Secret::default(),
            ca_file: PathBuf::new(),
        }
    }
}

/// What a URL names.
pub(crate) enum Place<'a> {
    Folder(&'a str),
    Bucket { bucket: &'a str, prefix: &'a str },
}

impl Config {
    /// Objects at this URL, with nothing else set.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), ..Self::default() }
    }

    /// Whether objects could be kept there, as far as the settings tell.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(&self) -> Result<(), Error> {
        match self.place()? {
            Place::Folder(_) => Ok(()),
            Place::Bucket { bucket, prefix } => self.bucket(bucket, prefix).map(drop),
        }
    }

    pub(crate) fn place(&self) -> Result<Place<'_>, Error> {
        let bad = || Error::BadUrl(self.url.clone());
        if let Some(place) = self.url.strip_prefix("s3://") {
            let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
            return if bucket.is_empty() { Err(bad()) } else { Ok(Place::Bucket { bucket, prefix }) };
        }
        let folder = self.url.strip_prefix("file://").unwrap_or(&self.url);
        if folder.is_empty() || folder.contains("://") { Err(bad()) } else { Ok(Place::Folder(folder)) }
    }

    /// A bucket, as the S3 server at `endpoint` keeps it.
    pub(crate) fn bucket(&self, bucket: &str, prefix: &str) -> Result<Arc<dyn ObjectStore>, Error> {
        for (name, missing) in
            [("endpoint", self.endpoint.is_empty()), ("access_key", self.access_key.is_empty()), ("secret_key", self.secret_key.is_empty())]
        {
            if missing {
                return Err(Error::NotSet(name));
            }
        }
        let plain = self.endpoint.starts_with("http://");
        if !plain && !self.endpoint.starts_with("https://") {
            return Err(Error::BadEndpoint(self.endpoint.clone()));
        }
        let mut options = ClientOptions::new().with_connect_timeout(CONNECT).with_timeout(ANSWER).with_allow_http(plain);
        if !self.ca_file.as_os_str().is_empty() {
            for certificate in Certificate::from_pem_bundle(&std::fs::read(&self.ca_file)?).map_err(Error::Broken)? {
                options = options.with_root_certificate(certificate);
            }
        }
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: 3, retry_timeout: crate::IN_ALL };
        let store = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_endpoint(&self.endpoint)
            .with_region(&self.region)
            .with_access_key_id(self.access_key.expose())
            .with_secret_access_key(self.secret_key.expose())
            .with_virtual_hosted_style_request(false)
            .with_client_options(options)
            .with_retry(retry)
            .build()
            .map_err(Error::Broken)?;
        Ok(Arc::new(PrefixStore::new(store, Path::from(prefix))))
    }
}
