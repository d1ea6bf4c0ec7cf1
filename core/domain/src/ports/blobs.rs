//! Bytes that lie beside the store: in a folder or a bucket. Each key is used once, so that nobody who
//! removes a file can hit one that has just been put down; what no row names any more is removed by a list
//! that the store keeps.

use async_trait::async_trait;

/// Why bytes could not be put down, fetched or removed.
#[derive(Debug, thiserror::Error)]
#[error("the place for files can't be used")]
pub struct BlobError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A place for bytes.
#[async_trait]
pub trait Blobs: Send + Sync + std::fmt::Debug {
    /// Whether files lie here. When not, they lie in the store and are committed with their rows, and nothing
    /// else is asked of this port.
    fn is_apart(&self) -> bool;

    /// Puts bytes down under a key that was never used before.
    ///
    /// # Errors
    /// When the place can't be used; then something may lie there all the same.
    async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), BlobError>;

    /// The bytes under a key; `None` when there are none.
    ///
    /// # Errors
    /// When the place can't be used.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BlobError>;

    /// Removes what lies under a key. That there is nothing is no error.
    ///
    /// # Errors
    /// When the place can't be used.
    async fn remove(&self, key: &str) -> Result<(), BlobError>;
}

/// Files lie in the store.
#[derive(Debug, Clone, Copy, Default)]
pub struct InStore;

#[async_trait]
impl Blobs for InStore {
    fn is_apart(&self) -> bool {
        false
    }

    async fn put(&self, _key: &str, _bytes: Vec<u8>) -> Result<(), BlobError> {
        Err(BlobError("files lie in the store".into()))
    }

    async fn get(&self, _key: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Err(BlobError("this file lies apart from the store, and no place for such files is set".into()))
    }

    async fn remove(&self, _key: &str) -> Result<(), BlobError> {
        Err(BlobError("this file lies apart from the store, and no place for such files is set".into()))
    }
}
