//! Files: their bytes lie in the store, or beside it with a row that names them. Then they are put down first
//! and named after it, and no transaction is open meanwhile; a list in the store tells what is to be removed
//! when the naming never came, or when the last row that named them has gone.

use sha2::{Digest, Sha256};

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::BlobId;
use crate::ports::{BlobError, StoreError, Tx};

/// Removed at a time.
const AT_ONCE: u64 = 100;

/// Where bytes lie.
#[derive(Clone, PartialEq, Eq)]
pub enum Lies {
    /// In the store: these.
    Here(Vec<u8>),
    /// Beside it, under this key.
    Beside(String),
}

impl std::fmt::Debug for Lies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here(bytes) => f.debug_tuple("Here").field(&bytes.len()).finish(),
            Self::Beside(key) => f.debug_tuple("Beside").field(key).finish(),
        }
    }
}

/// Bytes that were put down and are not named yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutDown {
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// What they will be named.
    pub id: BlobId,
    /// Where they lie, when that is not the store.
    pub key: Option<String>,
}

/// Puts bytes down, where they lie beside the store. No transaction may be open.
///
/// # Errors
/// When the store or the place can't be used.
pub async fn put_down(deps: &Deps, bytes: &[u8]) -> Result<PutDown, ServiceError> {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let sha256 = hex::encode(digest);
    let key =
        if deps.blobs.is_apart() { Some(format!("{}/{sha256}-{}", &sha256[..2], deps.id::<BlobId>())) } else { None };
    if let Some(key) = &key {
        put_beside(deps, key, bytes.to_vec()).await?;
    }
    Ok(PutDown { sha256, id: BlobId::of(&digest), key })
}

/// Puts bytes down under a key of their own, which is on the list until a row names it.
pub(crate) async fn put_beside(deps: &Deps, key: &str, bytes: Vec<u8>) -> Result<(), ServiceError> {
    let mut tx = deps.store.begin().await?;
    tx.expect_file(key).await?;
    tx.commit().await?;
    Ok(deps.blobs.put(key, bytes).await?)
}

/// Names bytes that were put down. It comes after the row that refers to them: who removes a person locks
/// their résumés first and the bytes after it.
///
/// # Errors
/// When the store fails, or the naming comes more than a day too late.
pub async fn name(tx: &mut dyn Tx, put: &PutDown, bytes: &[u8]) -> Result<(), StoreError> {
    let Some(key) = &put.key else {
        return tx.put_blob(put.id, bytes).await;
    };
    if !tx.put_blob_beside(put.id, key).await? {
        return tx.leave_files(std::slice::from_ref(key)).await;
    }
    name_beside(tx, key).await
}

pub(crate) async fn name_beside(tx: &mut dyn Tx, key: &str) -> Result<(), StoreError> {
    match tx.keep_file(key).await? {
        true => Ok(()),
        false => Err(StoreError::Unavailable("the file was removed before it was named".into())),
    }
}

/// The bytes; `None` when they aren't there. No transaction may be open.
///
/// # Errors
/// When the store or the place can't be used.
pub async fn read(deps: &Deps, id: BlobId) -> Result<Option<Vec<u8>>, ServiceError> {
    match deps.store.reads().blob(id).await? {
        Some(lies) => fetch(deps, lies).await.map_err(Into::into),
        None => Ok(None),
    }
}

pub(crate) async fn fetch(deps: &Deps, lies: Lies) -> Result<Option<Vec<u8>>, BlobError> {
    match lies {
        Lies::Here(bytes) => Ok(Some(bytes)),
        Lies::Beside(key) => deps.blobs.get(&key).await,
    }
}

/// Removes what is on the list of what is to be removed; answers how many files that were. To be called
/// after whatever puts something on the list, and again by upkeep, for what was cut short.
///
/// # Errors
/// When the store or the place can't be used; what is left stays on the list.
pub async fn clear(deps: &Deps) -> Result<u64, ServiceError> {
    let mut count = 0;
    if !deps.blobs.is_apart() {
        return Ok(count);
    }
    loop {
        let mut tx = deps.store.begin().await?;
        let keys = tx.condemn_files(AT_ONCE).await?;
        tx.commit().await?;
        for key in &keys {
            deps.blobs.remove(key).await?;
        }
        let mut tx = deps.store.begin().await?;
        tx.forget_files(&keys).await?;
        tx.commit().await?;
        count += keys.len() as u64;
        if (keys.len() as u64) < AT_ONCE {
            return Ok(count);
        }
    }
}

/// The same for a caller who is done in any case: what could not be removed is left to upkeep.
pub async fn clear_soon(deps: &Deps) {
    if let Err(error) = clear(deps).await {
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "files are left to be removed by upkeep");
    }
}
