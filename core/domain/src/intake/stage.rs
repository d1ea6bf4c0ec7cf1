//! Files that are sent ahead of their use: a place is asked for, and the file is sent there once, part by
//! part, so that its size needs no memory.

use futures::StreamExt;
use futures::stream::BoxStream;

use crate::file::{self, Lies};
use crate::id::{BlobId, UploadId, UserId};
use crate::intake::error::{IntakeRefusal, ReceiveError};
use crate::intake::model::{StagedUpload, UploadState};
use crate::intake::service::IntakeService;
use crate::ports::BlobError;
use crate::resume::model::{clean_file_name, clean_path};

use crate::error::ServiceError;

/// A part, in the store and beside it: rows are better small, and objects not too many.
const PART_HERE: usize = 1 << 20;
const PART_BESIDE: usize = 8 << 20;

/// A file as it comes, chunk by chunk; an error when the sender broke off.
pub type Incoming<'a> = BoxStream<'a, Result<Vec<u8>, BrokenOff>>;

/// The sender went away, or was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenOff;

impl IntakeService {
    /// Gives a place for a file.
    ///
    /// # Errors
    /// Refused when it is empty or too large.
    pub async fn create_upload(
        &self,
        user: Option<UserId>,
        file_name: &str,
        byte_size: i64,
    ) -> Result<StagedUpload, ServiceError> {
        self.place(user, clean_file_name(file_name), byte_size).await
    }

    async fn place(
        &self,
        user: Option<UserId>,
        file_name: String,
        byte_size: i64,
    ) -> Result<StagedUpload, ServiceError> {
        let limits = self.deps.figures.intake;
        let size = u64::try_from(byte_size).unwrap_or_default();
        if size == 0 {
            return Err(IntakeRefusal::Empty.into());
        }
        if size > limits.bytes {
            return Err(IntakeRefusal::TooLarge { limit: limits.bytes }.into());
        }
        let upload = StagedUpload {
            id: self.deps.id(),
            user_id: user,
            file_name,
            byte_size,
            state: UploadState::Open,
            batch_id: None,
            expires_at: self.deps.now() + limits.patience,
        };
        let mut tx = self.deps.store.begin().await?;
        tx.insert_upload(&upload).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// Takes a file at its place, once; `length` is what its sender says that will come now. One that is not as
    /// long as announced is not kept.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn receive(&self, id: UploadId, length: Option<u64>, incoming: Incoming<'_>) -> Result<(), ReceiveError> {
        let announced = self.open(id, length).await?;
        let received = self.keep_parts(id, announced, incoming).await;
        if received.is_err() {
            self.give_up(id).await;
        }
        received
    }

    /// The same for a file that the command line finds: its place is made for it, and its name keeps its folders,
    /// so that a table can name it by them.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn stage(&self, path: &str, size: u64, incoming: Incoming<'_>) -> Result<UploadId, ReceiveError> {
        let upload = self.place(None, clean_path(path), i64::try_from(size).unwrap_or(i64::MAX)).await?;
        self.receive(upload.id, Some(size), incoming).await?;
        Ok(upload.id)
    }

    /// The place is taken from now on; answers the size that was announced.
    async fn open(&self, id: UploadId, length: Option<u64>) -> Result<u64, ReceiveError> {
        let now = self.deps.now();
        let mut tx = self.deps.store.begin().await?;
        let upload = tx.lock_uploads(&[id]).await?.pop().filter(|upload| upload.expires_at > now);
        let upload = upload.ok_or(ReceiveError::Gone)?;
        if upload.state != UploadState::Open {
            return Err(ReceiveError::Used);
        }
        let announced = u64::try_from(upload.byte_size).unwrap_or_default();
        match length {
            Some(length) if length > announced => return Err(ReceiveError::TooMuch),
            Some(length) if length < announced => return Err(ReceiveError::TooLittle),
            _ => {}
        }
        let states = (UploadState::Open, UploadState::Receiving);
        if !tx.move_upload(id, states, now, upload.expires_at).await? {
            return Err(ReceiveError::Used);
        }
        tx.commit().await?;
        Ok(announced)
    }

    async fn keep_parts(&self, id: UploadId, announced: u64, mut incoming: Incoming<'_>) -> Result<(), ReceiveError> {
        let part_size = if self.deps.blobs.is_apart() { PART_BESIDE } else { PART_HERE };
        let (mut part, mut position, mut length) = (Vec::new(), 0, 0_u64);
        while let Some(chunk) = incoming.next().await {
            let chunk = chunk.map_err(|BrokenOff| ReceiveError::BrokenOff)?;
            length += chunk.len() as u64;
            if length > announced {
                return Err(ReceiveError::TooMuch);
            }
            part.extend_from_slice(&chunk);
            while part.len() >= part_size {
                let rest = part.split_off(part_size);
                self.keep_part(id, position, std::mem::replace(&mut part, rest)).await?;
                position += 1;
            }
        }
        if length < announced {
            return Err(ReceiveError::TooLittle);
        }
        if !part.is_empty() {
            self.keep_part(id, position, part).await?;
        }
        self.complete(id).await
    }

    async fn keep_part(&self, id: UploadId, position: i32, bytes: Vec<u8>) -> Result<(), ReceiveError> {
        let lies = match self.deps.blobs.is_apart() {
            false => Lies::Here(bytes),
            true => {
                let key = format!("sent-ahead/{}", self.deps.id::<BlobId>());
                file::put_beside(&self.deps, &key, bytes).await?;
                Lies::Beside(key)
            }
        };
        let mut tx = self.deps.store.begin().await?;
        if !tx.put_upload_part(id, position, &lies).await? {
            return Err(ReceiveError::Gone);
        }
        if let Lies::Beside(key) = &lies {
            file::name_beside(&mut *tx, key).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn complete(&self, id: UploadId) -> Result<(), ReceiveError> {
        let now = self.deps.now();
        let states = (UploadState::Receiving, UploadState::Complete);
        let mut tx = self.deps.store.begin().await?;
        if !tx.move_upload(id, states, now, now + self.deps.figures.intake.kept).await? {
            return Err(ReceiveError::Gone);
        }
        tx.commit().await?;
        Ok(())
    }

    /// What came of it goes now; upkeep would see to it later.
    async fn give_up(&self, id: UploadId) {
        if let Err(error) = self.discard(id).await {
            tracing::warn!(error = %error, "a file that broke off is left to be removed by upkeep");
        }
    }

    pub(super) async fn discard(&self, id: UploadId) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        tx.remove_upload(id).await?;
        tx.commit().await?;
        file::clear_soon(&self.deps).await;
        Ok(())
    }

    /// The parts of a file, fetched one by one.
    pub(super) fn parts(&self, id: UploadId) -> BoxStream<'_, Result<Vec<u8>, BlobError>> {
        let part = move |position: i32| async move {
            let lies = self.deps.store.reads().upload_part(id, position).await.map_err(|it| BlobError(Box::new(it)))?;
            let Some(lies) = lies else { return Ok(None) };
            let bytes = file::fetch(&self.deps, lies).await?;
            bytes.map(|bytes| (bytes, position + 1)).ok_or_else(|| BlobError("a part is missing".into())).map(Some)
        };
        futures::stream::try_unfold(0, part).boxed()
    }
}
