//! Why no upkeep was done.

use crate::ports::StoreError;

/// Why a process did no upkeep this time.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// Nothing to worry about: one process is enough.
    #[error("another process leads")]
    LedByAnother,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}
