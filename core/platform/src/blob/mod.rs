//! Where files lie that don't lie in the database: a folder, or a bucket that speaks S3. Nobody but us reads
//! either; what leaves, leaves by signed links.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use domain::ports::{BlobError, Blobs, InStore};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ClientOptions, Error, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;

use crate::config::{Settings, StorageKind, StorageSettings};

/// Where files lie within the data folder, when no other folder is set.
const FOLDER: &str = "files";

/// The place for files can't be had.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A folder that can't be made or entered.
    #[error("the folder for files {0} can't be used")]
    Folder(PathBuf, #[source] std::io::Error),
    /// Settings that make no client.
    #[error("storage.s3_bucket, storage.s3_endpoint or storage.s3_region can't be used")]
    Bucket(#[source] Error),
}

/// The place that the settings name.
///
/// # Errors
/// When it can't be had. A bucket is not asked: it may come and go.
pub fn blobs(settings: &Settings) -> Result<Arc<dyn Blobs>, StorageError> {
    let storage = &settings.storage;
    Ok(match storage.kind {
        StorageKind::Postgres => Arc::new(InStore),
        StorageKind::Folder => {
            let folder = storage.folder.as_ref().map(PathBuf::from);
            Arc::new(in_folder(&folder.unwrap_or_else(|| settings.paths.data_dir.join(FOLDER)))?)
        }
        StorageKind::S3 => Arc::new(in_bucket(storage)?),
    })
}

/// Files in a folder that only our user can enter. Whoever writes them sees to it that a power cut loses none.
///
/// # Errors
/// When it can't be made or entered.
pub fn in_folder(folder: &Path) -> Result<ObjectBlobs, StorageError> {
    let failed = |error| StorageError::Folder(folder.to_owned(), error);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(failed)?;
    let files = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(std::io::Error::other(error)))?;
    Ok(ObjectBlobs { objects: Arc::new(files.with_fsync(true)), prefix: Key::default() })
}

/// Files in a bucket.
///
/// # Errors
/// When the settings make no client.
pub fn in_bucket(storage: &StorageSettings) -> Result<ObjectBlobs, StorageError> {
    crate::tls::prepare();
    let client = ClientOptions::new()
        .with_timeout(storage.s3_timeout)
        .with_connect_timeout(storage.s3_timeout)
        .with_allow_http(storage.s3_endpoint.as_deref().is_some_and(|url| url.starts_with("http://")));
    // A task has tries of its own.
    let retries = RetryConfig { max_retries: 2, retry_timeout: storage.s3_timeout, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(storage.s3_bucket.clone().unwrap_or_default())
        .with_region(storage.s3_region.clone())
        .with_client_options(client)
        .with_retry(retries);
    if let Some(endpoint) = &storage.s3_endpoint {
        builder = builder.with_endpoint(endpoint.clone());
    }
    if let (Some(id), Some(key)) = (&storage.s3_access_key_id, &storage.s3_secret_access_key) {
        builder = builder.with_access_key_id(id.expose_secret()).with_secret_access_key(key.expose_secret());
    }
    let bucket: AmazonS3 = builder.build().map_err(StorageError::Bucket)?;
    Ok(ObjectBlobs { objects: Arc::new(bucket), prefix: Key::from(storage.s3_prefix.as_str()) })
}

/// Files as objects.
#[derive(Debug)]
pub struct ObjectBlobs {
    objects: Arc<dyn ObjectStore>,
    prefix: Key,
}

impl ObjectBlobs {
    fn at(&self, key: &str) -> Key {
        key.split('/').fold(self.prefix.clone(), Key::join)
    }
}

/// Names the operation; keys are digests and ids, and say nothing about anybody.
fn failed(error: Error) -> BlobError {
    BlobError(Box::new(error))
}

#[async_trait]
impl Blobs for ObjectBlobs {
    fn is_apart(&self) -> bool {
        true
    }

    async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.objects.put(&self.at(key), bytes.into()).await.map_err(failed)?;
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BlobError> {
        match self.objects.get(&self.at(key)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    async fn remove(&self, key: &str) -> Result<(), BlobError> {
        match self.objects.delete(&self.at(key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}
