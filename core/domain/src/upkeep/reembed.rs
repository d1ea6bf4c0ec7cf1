//! Vectors of a new model beside the old ones, until rankings can go by them.

use sha2::{Digest, Sha256};

use crate::embed::embed_text;
use crate::id::{CandidateId, JobId, ResumeId};
use crate::resume::model::document_vector;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::Transition;
use crate::upkeep::service::UpkeepService;

/// Texts read at a time.
const AT_ONCE: u64 = 16;

/// How far it is.
struct Progress<'a> {
    context: &'a TaskContext,
    done: u64,
    all: u64,
}

impl Progress<'_> {
    fn one_more(&mut self) -> (u8, String) {
        self.done += 1;
        // More texts may have come since they were counted.
        self.all = self.all.max(self.done);
        let percent = u8::try_from(100 * self.done / self.all).unwrap_or(99);
        (percent, format!("{} of {} texts have vectors of the new model.", self.done, self.all))
    }
}

impl UpkeepService {
    /// The use case of `reembed_all`. It works on what has no vector of the model in use, each text in a
    /// commit of its own, so a run that was cut short is taken up where it ended. What is uploaded or
    /// changed meanwhile gets its vectors from its own task. When nothing is left, rankings go by them.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn reembed_all(&self, context: &TaskContext) -> Result<Settled, HandlerError> {
        let all = self.deps.store.reads().count_to_embed().await?;
        let mut progress = Progress { context, done: 0, all };
        loop {
            let before = progress.done;
            self.embed_resumes(&mut progress).await?;
            self.embed_jobs(&mut progress).await?;
            // A text that gave no vector this time never will: there is nothing in it.
            if progress.done == before {
                break;
            }
        }
        let mut fenced = context.fenced().await?;
        fenced.tx().serve_model_in_use().await?;
        let message = format!("Rankings go by the new model; {} texts were embedded.", progress.done);
        context.settle(fenced, Transition::success(None, Some(message))).await
    }

    async fn embed_resumes(&self, progress: &mut Progress<'_>) -> Result<(), HandlerError> {
        let mut after: Option<CandidateId> = None;
        loop {
            let some = self.deps.store.reads().resumes_to_embed(after, AT_ONCE).await?;
            let Some((last, ..)) = some.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (candidate, resume, text) in &some {
                self.embed_resume(progress, *candidate, *resume, text).await?;
            }
        }
    }

    async fn embed_resume(
        &self,
        progress: &mut Progress<'_>,
        candidate: CandidateId,
        resume: ResumeId,
        text: &str,
    ) -> Result<(), HandlerError> {
        let chunks = embed_text(&self.deps, text).await?;
        let Some(vector) = document_vector(&chunks) else {
            return Ok(());
        };
        let mut fenced = progress.context.fenced().await?;
        let tx = fenced.tx();
        let locked = tx.lock_candidate(candidate).await?;
        // A newer résumé brings its own vectors.
        if locked.and_then(|it| it.latest_resume_id) != Some(resume) {
            return Ok(());
        }
        let now = self.deps.now();
        tx.put_resume_chunks(resume, &chunks, now).await?;
        tx.put_candidate_vector(candidate, resume, &hex::encode(Sha256::digest(text)), &vector, now).await?;
        let (percent, message) = progress.one_more();
        progress.context.commit_progress(fenced, percent, &message).await
    }

    async fn embed_jobs(&self, progress: &mut Progress<'_>) -> Result<(), HandlerError> {
        let mut after: Option<JobId> = None;
        loop {
            let some = self.deps.store.reads().jobs_to_embed(after, AT_ONCE).await?;
            let Some(last) = some.last() else {
                return Ok(());
            };
            after = Some(*last);
            for id in &some {
                self.embed_job(progress, *id).await?;
            }
        }
    }

    async fn embed_job(&self, progress: &mut Progress<'_>, id: JobId) -> Result<(), HandlerError> {
        let Some(job) = self.deps.store.reads().jobs(&[id]).await?.pop() else {
            return Ok(());
        };
        let hash = job.content_hash();
        let chunks = embed_text(&self.deps, &job.text()).await?;
        let Some(vector) = document_vector(&chunks) else {
            return Ok(());
        };
        let mut fenced = progress.context.fenced().await?;
        let locked = fenced.tx().lock_job(id).await?;
        // A text that changed meanwhile has a task of its own.
        if locked.is_none_or(|it| it.content_hash() != hash) {
            return Ok(());
        }
        fenced.tx().put_job_vectors(id, &hash, &vector, &chunks, self.deps.now()).await?;
        let (percent, message) = progress.one_more();
        progress.context.commit_progress(fenced, percent, &message).await
    }
}
