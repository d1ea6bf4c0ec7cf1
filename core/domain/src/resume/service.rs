//! Uploading and listing résumés, and links to their files.

use sha2::{Digest, Sha256};

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{BlobId, CandidateId, JobId, ResumeId, TaskId};
use crate::page::{Page, PageRequest};
use crate::ports::Tx;
use crate::resume::error::ResumeRefusal;
use crate::resume::model::{Resume, ResumeFilter, ResumeStatus, clean_file_name};
use crate::task::model::{NewTask, TaskPayload};

/// A file that somebody hands in.
#[derive(Clone)]
pub struct Upload {
    /// As the sender calls it.
    pub file_name: String,
    /// As the sender calls it; the content decides.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// A further résumé of this candidate.
    pub candidate_id: Option<CandidateId>,
    /// Apply for this job in the same step.
    pub job_id: Option<JobId>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("byte_size", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Use cases around résumés.
#[derive(Debug, Clone)]
pub struct ResumeService {
    pub(super) deps: Deps,
}

impl ResumeService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[ResumeId]) -> Result<Vec<Resume>, ServiceError> {
        Ok(self.deps.store.reads().resumes(ids).await?)
    }

    /// Texts of those of these that have one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn texts(&self, ids: &[ResumeId]) -> Result<Vec<(ResumeId, String)>, ServiceError> {
        Ok(self.deps.store.reads().resume_texts(ids).await?)
    }

    /// A résumé and its file; `None` when it isn't there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn file(&self, id: ResumeId) -> Result<Option<(Resume, Vec<u8>)>, ServiceError> {
        let reads = self.deps.store.reads();
        let Some(resume) = reads.resumes(&[id]).await?.pop() else {
            return Ok(None);
        };
        let bytes = reads.blob(resume.blob_id).await?;
        Ok(bytes.map(|bytes| (resume, bytes)))
    }

    /// A page of a list, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, filter: &ResumeFilter, page: &PageRequest) -> Result<Page<Resume>, ServiceError> {
        Ok(self.deps.store.reads().list_resumes(filter, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: &ResumeFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_resumes(filter).await?)
    }

    /// Takes a file in and puts its reading in line. The same bytes again become a DUPLICATE, which is
    /// settled here and now, in one transaction (decision 17).
    ///
    /// # Errors
    /// Refused when the file is too large, an id is unknown, or the bytes are somebody else's.
    pub async fn upload(&self, upload: Upload) -> Result<(Resume, TaskId), ServiceError> {
        let limit = self.deps.figures.upload_limit;
        let byte_size = i32::try_from(upload.bytes.len()).ok().filter(|_| upload.bytes.len() <= limit);
        let byte_size = byte_size.ok_or(ResumeRefusal::TooLarge { limit })?;
        let mut resume = self.received(&upload, byte_size);
        let mut tx = self.deps.store.begin().await?;
        check_ids(&*tx, &upload).await?;
        tx.put_blob(resume.blob_id, &upload.bytes).await?;
        if !tx.insert_resume(&resume).await? {
            self.mark_duplicate(&mut *tx, &mut resume).await?;
        }
        let task = self.reading_task(resume.id);
        tx.enqueue(&task).await?;
        tx.set_resume_task(resume.id, task.id).await?;
        let resume = tx.resumes(&[resume.id]).await?.pop().unwrap_or(resume);
        tx.commit().await?;
        Ok((resume, task.id))
    }

    fn received(&self, upload: &Upload, byte_size: i32) -> Resume {
        Resume {
            id: self.deps.id(),
            candidate_id: upload.candidate_id,
            job_id: upload.job_id,
            duplicate_of: None,
            file_name: clean_file_name(&upload.file_name),
            media_type: upload.media_type.clone(),
            byte_size,
            sha256: hex::encode(Sha256::digest(&upload.bytes)),
            blob_id: self.deps.id::<BlobId>(),
            status: ResumeStatus::Received,
            status_reason: None,
            page_count: None,
            task_id: None,
            uploaded_at: self.deps.now(),
        }
    }

    async fn mark_duplicate(&self, tx: &mut dyn Tx, resume: &mut Resume) -> Result<(), ServiceError> {
        let first = tx.resume_by_sha256(&resume.sha256).await?;
        let owner = first.as_ref().and_then(|first| first.candidate_id);
        if resume.candidate_id.is_some() && resume.candidate_id != owner {
            return Err(ResumeRefusal::SomebodyElses.into());
        }
        resume.status = ResumeStatus::Duplicate;
        resume.status_reason =
            Some("This very file was uploaded before; the candidate it belongs to is shown here.".to_owned());
        resume.duplicate_of = first.map(|first| first.id);
        resume.candidate_id = owner;
        tx.insert_resume(resume).await?;
        Ok(())
    }

    fn reading_task(&self, resume: ResumeId) -> NewTask {
        let created_at = self.deps.now();
        NewTask {
            id: self.deps.id(),
            payload: TaskPayload::IngestResume { resume },
            retry_of: None,
            parent: None,
            created_at,
        }
    }
}

async fn check_ids(tx: &dyn Tx, upload: &Upload) -> Result<(), ServiceError> {
    if let Some(candidate) = upload.candidate_id
        && tx.candidates(&[candidate]).await?.is_empty()
    {
        return Err(ResumeRefusal::CandidateNotFound.into());
    }
    if let Some(job) = upload.job_id
        && tx.jobs(&[job]).await?.is_empty()
    {
        return Err(ResumeRefusal::JobNotFound.into());
    }
    Ok(())
}
