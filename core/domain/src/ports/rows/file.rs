use async_trait::async_trait;

use super::Answer;
use crate::file::Lies;
use crate::id::BlobId;

/// Reading where files lie.
#[async_trait]
pub trait FileReads: Send + Sync {
    /// The bytes, or where they lie.
    async fn blob(&self, id: BlobId) -> Answer<Option<Lies>>;
}

/// Writing where files lie, and the list of what is to be removed from the place beside the store.
#[async_trait]
pub trait FileWrites: Send + Sync {
    /// Stores bytes; those that are there already are shared.
    async fn put_blob(&mut self, id: BlobId, bytes: &[u8]) -> Answer<()>;
    /// Notes that bytes lie beside the store; `false` when they were there already, under another key.
    async fn put_blob_beside(&mut self, id: BlobId, key: &str) -> Answer<bool>;
    /// Notes that something will lie under this key, and is to be removed in a day unless a row names it.
    async fn expect_file(&mut self, key: &str) -> Answer<()>;
    /// Says that a row names it; `false` when it came too late, and the file is being removed.
    async fn keep_file(&mut self, key: &str) -> Answer<bool>;
    /// Says that no row names these, so that they are to be removed.
    async fn leave_files(&mut self, keys: &[String]) -> Answer<()>;
    /// Condemns files whose time is over, at most `limit`, and answers them together with those that were
    /// condemned before and are still on the list.
    async fn condemn_files(&mut self, limit: u64) -> Answer<Vec<String>>;
    /// Takes them off the list: they are removed.
    async fn forget_files(&mut self, keys: &[String]) -> Answer<()>;
}
