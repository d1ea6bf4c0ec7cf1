use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::file::Lies;
use crate::id::{ImportBatchId, TaskId, UploadId};
use crate::intake::model::{
    ImportBatch, ImportFile, ImportFileFilter, ImportRow, ImportSource, ImportStanding, NewImportFile, StagedUpload,
    UploadState,
};
use crate::page::{Page, PageRequest};

/// Reading what was sent ahead, and imports.
#[async_trait]
pub trait IntakeReads: Send + Sync {
    /// Those of these that are there.
    async fn staged_uploads(&self, ids: &[UploadId]) -> Answer<Vec<StagedUpload>>;
    /// A part of a file that was sent ahead, from 0; `None` after the last.
    async fn upload_part(&self, id: UploadId, position: i32) -> Answer<Option<Lies>>;
    /// Those of these that are there.
    async fn import_batches(&self, ids: &[ImportBatchId]) -> Answer<Vec<ImportBatch>>;
    /// The files that were sent ahead for an import, in their order.
    async fn import_sources(&self, batch: ImportBatchId) -> Answer<Vec<ImportSource>>;
    /// How far an import is.
    async fn import_standing(&self, batch: ImportBatchId) -> Answer<ImportStanding>;
    /// Rows of tables that nobody was made of yet, in their order, at most `limit`.
    async fn import_rows(&self, batch: ImportBatchId, limit: u64) -> Answer<Vec<ImportRow>>;
    /// A page of a list, the newest first.
    async fn list_import_files(&self, filter: &ImportFileFilter, page: &PageRequest) -> Answer<Page<ImportFile>>;
    /// How many the list holds.
    async fn count_import_files(&self, filter: &ImportFileFilter) -> Answer<u64>;
    /// All files of an import, in the order of the files that they came in.
    async fn import_files(&self, batch: ImportBatchId) -> Answer<Vec<ImportFile>>;
}

/// Writing what was sent ahead, and imports.
#[async_trait]
pub trait IntakeWrites: Send + Sync {
    /// A new place for a file.
    async fn insert_upload(&mut self, upload: &StagedUpload) -> Answer<()>;
    /// Brings a place from one state to the next; `false` when it isn't in the first, is gone or out of time.
    async fn move_upload(
        &mut self,
        id: UploadId,
        (from, to): (UploadState, UploadState),
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Answer<bool>;
    /// Keeps a part of a file that comes; `false` when its place is gone.
    async fn put_upload_part(&mut self, id: UploadId, position: i32, lies: &Lies) -> Answer<bool>;
    /// Locks those of these that are there until the end of the transaction.
    async fn lock_uploads(&mut self, ids: &[UploadId]) -> Answer<Vec<StagedUpload>>;
    /// Removes a file that was sent ahead.
    async fn remove_upload(&mut self, id: UploadId) -> Answer<()>;
    /// A new import of these files, which are kept until then.
    async fn insert_import(
        &mut self,
        batch: &ImportBatch,
        uploads: &[UploadId],
        kept_until: DateTime<Utc>,
    ) -> Answer<()>;
    /// Names the task that takes an import in.
    async fn set_import_task(&mut self, batch: ImportBatchId, task: TaskId) -> Answer<()>;
    /// Locks an import until the end of the transaction; `false` when it isn't there.
    async fn lock_import(&mut self, batch: ImportBatchId) -> Answer<bool>;
    /// Notes how far a source is.
    async fn update_import_source(&mut self, batch: ImportBatchId, source: &ImportSource) -> Answer<()>;
    /// Notes rows of tables.
    async fn put_import_rows(&mut self, batch: ImportBatchId, rows: &[ImportRow]) -> Answer<()>;
    /// Takes the first row that names this file, by its path or its name alone; it is gone then.
    async fn take_import_row(&mut self, batch: ImportBatchId, path: &str) -> Answer<Option<ImportRow>>;
    /// Takes a row away.
    async fn remove_import_row(&mut self, batch: ImportBatchId, row: &ImportRow) -> Answer<()>;
    /// Writes down what became of a file. Written before, it stays as it is.
    async fn insert_import_file(&mut self, file: &NewImportFile) -> Answer<()>;
}
