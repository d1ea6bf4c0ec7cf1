//! Asking for imports, and what became of them.

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{ImportBatchId, JobId, TaskId, UploadId, UserId};
use crate::intake::error::IntakeRefusal;
use crate::intake::model::{
    ImportBatch, ImportFile, ImportFileFilter, ImportStanding, IntakeLimits, StagedUpload, UploadState,
};
use crate::page::{Page, PageRequest};
use crate::resume::service::ResumeService;
use crate::task::model::{NewTask, TaskPayload};

pub use super::stage::{BrokenOff, Incoming};

/// Use cases around many files at once.
#[derive(Debug, Clone)]
pub struct IntakeService {
    pub(super) deps: Deps,
    pub(super) resumes: ResumeService,
}

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// Who asks; `None` for Shortlist's own command, which may use what it sent ahead itself.
    pub user: Option<UserId>,
    /// Files that were sent ahead.
    pub uploads: Vec<UploadId>,
    /// The job to apply for with each.
    pub job: Option<JobId>,
}

impl IntakeService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        let resumes = ResumeService::new(deps.clone());
        Self { deps, resumes }
    }

    /// Puts an import in line. Each file that was sent ahead is used once.
    ///
    /// # Errors
    /// Refused when a file isn't there, has not come or was used, or when there are too many.
    pub async fn request(&self, mut request: ImportRequest) -> Result<TaskId, ServiceError> {
        let limits = self.deps.figures.intake;
        let mut seen = std::collections::HashSet::new();
        request.uploads.retain(|upload| seen.insert(*upload));
        if request.uploads.is_empty() {
            return Err(IntakeRefusal::NothingNamed.into());
        }
        if request.uploads.len() > limits.files as usize {
            return Err(IntakeRefusal::TooMany { limit: limits.files }.into());
        }
        let mut tx = self.deps.store.begin().await?;
        if let Some(job) = request.job
            && !tx.hold_job(job).await?
        {
            return Err(IntakeRefusal::JobNotFound.into());
        }
        let found = tx.lock_uploads(&request.uploads).await?;
        self.check(&request, &found, limits)?;
        let now = self.deps.now();
        let batch = ImportBatch { id: self.deps.id(), job_id: request.job, task_id: None, created_at: now };
        tx.insert_import(&batch, &request.uploads, now + limits.kept).await?;
        let task = NewTask::due(self.deps.id(), TaskPayload::ImportBatch { batch: batch.id }, now);
        tx.enqueue(&task).await?;
        tx.set_import_task(batch.id, task.id).await?;
        tx.commit().await?;
        Ok(task.id)
    }

    fn check(
        &self,
        request: &ImportRequest,
        found: &[StagedUpload],
        limits: IntakeLimits,
    ) -> Result<(), IntakeRefusal> {
        let now = self.deps.now();
        let theirs = |it: &&StagedUpload| it.user_id == request.user && it.expires_at > now;
        let theirs: Vec<&StagedUpload> = found.iter().filter(theirs).collect();
        let without = |wrong: usize, refusal: fn(usize) -> IntakeRefusal| match wrong {
            0 => Ok(()),
            some => Err(refusal(some)),
        };
        without(request.uploads.len() - theirs.len(), IntakeRefusal::UploadNotFound)?;
        let not_here = theirs.iter().filter(|it| it.state != UploadState::Complete).count();
        without(not_here, IntakeRefusal::NotComplete)?;
        without(theirs.iter().filter(|it| it.batch_id.is_some()).count(), IntakeRefusal::UsedBefore)?;
        let bytes: u64 = theirs.iter().filter_map(|it| u64::try_from(it.byte_size).ok()).sum();
        if bytes > limits.bytes {
            return Err(IntakeRefusal::TooLargeTogether { limit: limits.bytes });
        }
        Ok(())
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[ImportBatchId]) -> Result<Vec<ImportBatch>, ServiceError> {
        Ok(self.deps.store.reads().import_batches(ids).await?)
    }

    /// How far an import is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn standing(&self, batch: ImportBatchId) -> Result<ImportStanding, ServiceError> {
        Ok(self.deps.store.reads().import_standing(batch).await?)
    }

    /// A page of its files, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, filter: &ImportFileFilter, page: &PageRequest) -> Result<Page<ImportFile>, ServiceError> {
        Ok(self.deps.store.reads().list_import_files(filter, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: &ImportFileFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_import_files(filter).await?)
    }

    /// All of its files, for a report; `None` when there is no such import.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn report(&self, batch: ImportBatchId) -> Result<Option<Vec<ImportFile>>, ServiceError> {
        let reads = self.deps.store.reads();
        match reads.import_batches(&[batch]).await?.is_empty() {
            true => Ok(None),
            false => Ok(Some(reads.import_files(batch).await?)),
        }
    }
}
