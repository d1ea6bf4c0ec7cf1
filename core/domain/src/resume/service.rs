//! Uploading and listing résumés, and links to their files.

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::file::{self, PutDown};
use crate::id::{CandidateId, JobId, ResumeId, TaskId};
use crate::page::{Page, PageRequest};
use crate::ports::Tx;
use crate::resume::duplicates::standing;
use crate::resume::error::ResumeRefusal;
use crate::resume::model::{Resume, ResumeFilter, ResumeStatus, TextOrigin, clean_file_name};
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
        let Some(resume) = self.deps.store.reads().resumes(&[id]).await?.pop() else {
            return Ok(None);
        };
        let bytes = file::read(&self.deps, resume.blob_id).await?;
        Ok(bytes.map(|bytes| (resume, bytes)))
    }

    /// A page of a list, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, filter: &ResumeFilter, page: &PageRequest) -> Result<Page<Resume>, ServiceError> {
        Ok(self.deps.store.reads().list_resumes(filter, page).await?)
    }

    /// The newest résumés of each of these candidates, `limit + 1` each at most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest_of(&self, candidates: &[CandidateId], limit: u32) -> Result<Vec<Resume>, ServiceError> {
        Ok(self.deps.store.reads().newest_resumes(candidates, limit).await?)
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
        if upload.bytes.len() > limit {
            return Err(ResumeRefusal::TooLarge { limit }.into());
        }
        let put = file::put_down(&self.deps, &upload.bytes).await?;
        let mut tx = self.deps.store.begin().await?;
        check_ids(&mut *tx, &upload).await?;
        let taken = self.take_in(&mut *tx, &upload, &put, None).await?;
        tx.commit().await?;
        if put.key.is_some() {
            file::clear_soon(&self.deps).await;
        }
        Ok(taken)
    }

    /// Writes the rows of a file that was put down, and puts its reading in line, as a child of this task. What
    /// it names is held already.
    pub(crate) async fn take_in(
        &self,
        tx: &mut dyn Tx,
        upload: &Upload,
        put: &PutDown,
        parent: Option<TaskId>,
    ) -> Result<(Resume, TaskId), ServiceError> {
        let too_large = ResumeRefusal::TooLarge { limit: self.deps.figures.upload_limit };
        let byte_size = i32::try_from(upload.bytes.len()).map_err(|_| too_large)?;
        let mut resume = self.received(upload, put, byte_size);
        self.insert(tx, &mut resume).await?;
        file::name(tx, put, &upload.bytes).await?;
        let task = NewTask { parent, ..self.reading_task(resume.id) };
        tx.enqueue(&task).await?;
        tx.set_resume_task(resume.id, task.id).await?;
        let resume = tx.resumes(&[resume.id]).await?.pop().unwrap_or(resume);
        Ok((resume, task.id))
    }

    fn received(&self, upload: &Upload, put: &PutDown, byte_size: i32) -> Resume {
        Resume {
            id: self.deps.id(),
            candidate_id: upload.candidate_id,
            job_id: upload.job_id,
            duplicate_of: None,
            file_name: clean_file_name(&upload.file_name),
            media_type: upload.media_type.clone(),
            byte_size,
            sha256: put.sha256.clone(),
            blob_id: put.id,
            status: ResumeStatus::Received,
            status_reason: None,
            page_count: None,
            findings: Vec::new(),
            inspected: false,
            released_at: None,
            text_from: TextOrigin::File,
            task_id: None,
            uploaded_at: self.deps.now(),
        }
    }

    /// Writes the row: as the one that stands for its bytes, or as a duplicate of the one that does. That
    /// one is locked, so that it is there, stands for them, and hears of the duplicate in what follows; one
    /// that ended in between leaves the bytes free.
    async fn insert(&self, tx: &mut dyn Tx, resume: &mut Resume) -> Result<(), ServiceError> {
        while !tx.insert_resume(resume).await? {
            if let Some(first) = tx.lock_resume_by_sha256(&resume.sha256).await? {
                let first = claimed_by(tx, first, resume.candidate_id).await?;
                let (status, reason) = standing(&first);
                (resume.status, resume.status_reason) = (status, Some(reason));
                resume.duplicate_of = Some(first.id);
                resume.candidate_id = first.candidate_id;
            }
        }
        Ok(())
    }

    pub(super) fn reading_task(&self, resume: ResumeId) -> NewTask {
        NewTask::due(self.deps.id(), TaskPayload::IngestResume { resume }, self.deps.now())
    }
}

/// The one that stands for some bytes, after an upload of the same bytes that may say whose they are. What
/// has nobody's text in it, a scan, becomes the file of the first person whom an upload names.
async fn claimed_by(
    tx: &mut dyn Tx,
    mut first: Resume,
    candidate: Option<CandidateId>,
) -> Result<Resume, ServiceError> {
    match (candidate, first.candidate_id) {
        (None, _) => {}
        (named, owner) if named == owner => {}
        (Some(named), None) if first.status == ResumeStatus::NeedsOcr => {
            tx.set_resume_candidate(first.id, named).await?;
            first.candidate_id = Some(named);
        }
        (Some(_), None) => return Err(ResumeRefusal::BeingRead.into()),
        (Some(_), Some(_)) => return Err(ResumeRefusal::SomebodyElses.into()),
    }
    Ok(first)
}

/// Whether all that the upload names is there, and keeps it there.
async fn check_ids(tx: &mut dyn Tx, upload: &Upload) -> Result<(), ServiceError> {
    if let Some(candidate) = upload.candidate_id
        && !tx.hold_candidate(candidate).await?
    {
        return Err(ResumeRefusal::CandidateNotFound.into());
    }
    if let Some(job) = upload.job_id
        && !tx.hold_job(job).await?
    {
        return Err(ResumeRefusal::JobNotFound.into());
    }
    Ok(())
}
