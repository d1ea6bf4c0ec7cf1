//! The use case of `ingest_resume`: two commits under the fence. The first keeps the text, the facts
//! and the candidate; the second the vectors, and what follows from a readable résumé. Run again after
//! the first, it goes on with the second.

use crate::application::apply::apply;
use crate::application::model::ApplicationSource;
use crate::candidate::feed::{Described, describe, undescribe};
use crate::candidate::model::Candidate;
use crate::embed::embed_text_of;
use crate::id::{ActorId, CandidateId, NodeRef, ResumeId};
use crate::ports::{ExtractError, Extraction, FencedTx, MediaType, Tx};
use crate::resume::duplicates::{hold_jobs, tell};
use crate::resume::facts::{ResumeFacts, names_agree, read_facts};
use crate::resume::finding::Finding;
use crate::resume::instructions::spoken_to_machines;
use crate::resume::model::{EmbeddedChunk, Resume, ResumeReading, ResumeStatus};
use crate::resume::review::{ReviewReason, needs_review};
use crate::resume::service::ResumeService;
use crate::resume::sketch::Sketch;
use crate::screening::record::Ask;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::{TaskError, Transition};

impl ResumeService {
    /// Reads a résumé and makes it searchable.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn ingest(&self, context: &TaskContext, id: ResumeId) -> Result<Settled, HandlerError> {
        let resume = self.present(id).await?;
        match resume.status {
            ResumeStatus::Duplicate => return self.settle_duplicate(context, &resume).await,
            ResumeStatus::Received | ResumeStatus::Extracting => {}
            _ => return self.already_settled(context, &resume).await,
        }
        let text = match self.text_of(context, &resume).await? {
            Reading::Text(text) => text,
            Reading::Settled(settled) => return Ok(settled),
        };
        if !self.present(id).await?.is_trusted() {
            return self.hold_for_review(context, id).await;
        }
        let chunks = embed_text_of(context, &self.deps, &text).await?;
        self.make_searchable(context, id, &text, &chunks).await
    }

    /// The text that was kept before, that a person gave, or that is in the file.
    async fn text_of(&self, context: &TaskContext, resume: &Resume) -> Result<Reading, HandlerError> {
        match self.deps.store.reads().resume_texts(&[resume.id]).await?.pop() {
            Some((_, text)) if resume.has_new_text_by_a_person() => {
                let reading = ResumeReading::given(text, resume.findings.clone());
                Ok(Reading::Text(self.keep_text(context, resume, reading).await?))
            }
            Some((_, text)) => Ok(Reading::Text(text)),
            None => self.read_file(context, resume).await,
        }
    }

    async fn present(&self, id: ResumeId) -> Result<Resume, HandlerError> {
        self.deps.store.reads().resumes(&[id]).await?.pop().ok_or_else(gone)
    }

    async fn already_settled(&self, context: &TaskContext, resume: &Resume) -> Result<Settled, HandlerError> {
        let result = resume.candidate_id.map(NodeRef::Candidate);
        let reason = resume.status_reason.clone().filter(|_| !resume.status.is_readable());
        let message = reason.unwrap_or_else(|| "This file was read before.".to_owned());
        context.end(Transition::success(result, Some(message))).await
    }

    async fn settle_duplicate(&self, context: &TaskContext, resume: &Resume) -> Result<Settled, HandlerError> {
        let mut fenced = context.fenced().await?;
        let first = match resume.duplicate_of {
            Some(first) => fenced.tx().resumes(&[first]).await?.pop(),
            None => None,
        };
        if let Some(first) = first.filter(|first| first.status.is_readable()) {
            self.apply_for(fenced.tx(), resume, &first).await?;
        }
        let result = resume.candidate_id.map(NodeRef::Candidate);
        context.settle(fenced, Transition::success(result, resume.status_reason.clone())).await
    }

    /// Takes the text out and commits it with the candidate, or settles the task when there is none.
    async fn read_file(&self, context: &TaskContext, resume: &Resume) -> Result<Reading, HandlerError> {
        let bytes = crate::file::read(&self.deps, resume.blob_id).await?.ok_or_else(gone)?;
        let mut fenced = context.fenced().await?;
        fenced.tx().set_resume_status(resume.id, ResumeStatus::Extracting, None).await?;
        context.commit_progress(fenced, 10, "Reading the file.").await?;
        match self.deps.extractor.extract(bytes).await {
            Ok(extraction) => Ok(Reading::Text(self.keep_text(context, resume, extraction.into()).await?)),
            Err(error) => Ok(Reading::Settled(self.settle_unread(context, resume, error).await?)),
        }
    }

    async fn settle_unread(
        &self,
        context: &TaskContext,
        resume: &Resume,
        error: ExtractError,
    ) -> Result<Settled, HandlerError> {
        let reason = error.to_string();
        let (status, pages, end) = match error {
            ExtractError::NeedsOcr { page_count } => {
                (ResumeStatus::NeedsOcr, page_count, Transition::success(None, Some(reason.clone())))
            }
            ExtractError::Unreadable { .. } => {
                (ResumeStatus::Unreadable, None, Transition::failure(TaskError::new("UNREADABLE", reason.clone())))
            }
            ExtractError::Unavailable { detail } => {
                tracing::warn!(task.id = %context.task.id, detail, "the extractor could not be run");
                return Err(HandlerError::retry("EXTRACTOR_UNAVAILABLE", "The text extractor could not be run."));
            }
        };
        let mut fenced = context.fenced().await?;
        let pages = pages.and_then(|pages| i32::try_from(pages).ok());
        let tx = fenced.tx();
        hold_jobs(tx, resume).await?;
        tx.set_resume_shape(resume.id, None, pages).await?;
        tx.set_resume_status(resume.id, status, Some(&reason)).await?;
        tell(tx, resume.id).await?;
        context.settle(fenced, end).await
    }

    /// The first commit.
    async fn keep_text(
        &self,
        context: &TaskContext,
        resume: &Resume,
        mut reading: ResumeReading,
    ) -> Result<String, HandlerError> {
        let now = self.deps.now();
        let facts = read_facts(&reading.text, now.date_naive());
        let mut fenced = context.fenced().await?;
        let tx = fenced.tx();
        let (candidate, remark) = match resume.candidate_id {
            Some(id) => (tx.lock_candidate(id).await?.ok_or_else(gone)?, None),
            None => self.owner(tx, resume, &facts).await?,
        };
        let candidate = self.completed(candidate, &facts);
        tx.update_candidate(&candidate).await?;
        reading.remark = remark;
        if resume.has_new_text_by_a_person() {
            tx.set_resume_status(resume.id, ResumeStatus::Extracting, None).await?;
        }
        tx.put_resume_reading(resume.id, candidate.id, &reading).await?;
        tx.put_resume_sketch(resume.id, Sketch::of(&reading.text).as_ref()).await?;
        context.commit_progress(fenced, 40, "The text is read; making it searchable.").await?;
        Ok(reading.text)
    }

    /// Whose résumé it is: the same e-mail and an agreeing name is the same person, all else is a new
    /// one (decision 17).
    async fn owner(
        &self,
        tx: &mut dyn Tx,
        resume: &Resume,
        facts: &ResumeFacts,
    ) -> Result<(Candidate, Option<String>), HandlerError> {
        if let (Some(email), Some(name)) = (&facts.email, &facts.name) {
            tx.lock_email(email).await?;
            let known = tx.candidates_by_email(email).await?;
            for same in known.into_iter().filter(|candidate| names_agree(&candidate.name, name)) {
                // Who was erased since is nobody's owner any more; the next one may be.
                if let Some(locked) = tx.lock_candidate(same.id).await? {
                    return Ok((locked, None));
                }
            }
        }
        let (name, remark) = name_or_stand_in(facts, &resume.file_name);
        let candidate = Candidate::named(self.deps.id::<CandidateId>(), name, self.deps.now());
        tx.insert_candidate(&candidate).await?;
        Ok((candidate, remark))
    }

    /// Fills what is empty; overwrites nothing that a person said.
    pub(super) fn completed(&self, mut candidate: Candidate, facts: &ResumeFacts) -> Candidate {
        let known = candidate.email.clone();
        candidate.email = candidate.email.or_else(|| facts.email.clone());
        let further = facts.email.iter().chain(&facts.other_emails);
        for email in further.filter(|email| known.as_ref() != Some(*email)) {
            if candidate.email.as_ref() != Some(email) && !candidate.other_emails.contains(email) {
                candidate.other_emails.push(email.clone());
            }
        }
        candidate.phone = candidate.phone.or_else(|| facts.phone.clone());
        candidate.location = candidate.location.or_else(|| facts.location.clone());
        candidate.headline = candidate.headline.or_else(|| facts.headline.clone());
        candidate.updated_at = self.deps.now();
        candidate
    }

    /// The second commit.
    async fn make_searchable(
        &self,
        context: &TaskContext,
        id: ResumeId,
        text: &str,
        chunks: &[EmbeddedChunk],
    ) -> Result<Settled, HandlerError> {
        let now = self.deps.now();
        let facts = read_facts(text, now.date_naive());
        let mut fenced = context.fenced().await?;
        let tx = fenced.tx();
        let resume = tx.resumes(&[id]).await?.pop().ok_or_else(gone)?;
        let owner = resume.candidate_id.ok_or_else(gone)?;
        let candidate = tx.lock_candidate(owner).await?.ok_or_else(gone)?;
        hold_jobs(tx, &resume).await?;
        tx.put_resume_chunks(id, chunks, now).await?;
        let (status, reason) = match resume.reason_to_review() {
            Some(reason) => (ResumeStatus::NeedsReview, Some(reason.to_string())),
            None => (ResumeStatus::Ready, remark_on(&facts, &resume, &candidate)),
        };
        tx.set_resume_status(id, status, reason.as_deref()).await?;
        if tx.latest_readable(owner).await?.is_some_and(|latest| latest.id == id) {
            describe(&self.deps, tx, candidate, Described { resume: id, text, facts: &facts, chunks }).await?;
        }
        self.follow_up(&mut fenced, &resume, owner).await?;
        context.settle(fenced, Transition::success(Some(NodeRef::Candidate(owner)), None)).await
    }

    /// Ends the reading of what nobody could inspect: it is kept and listed, and no model sees it before a person
    /// releases it.
    async fn hold_for_review(&self, context: &TaskContext, id: ResumeId) -> Result<Settled, HandlerError> {
        let mut fenced = context.fenced().await?;
        let tx = fenced.tx();
        let resume = tx.resumes(&[id]).await?.pop().ok_or_else(gone)?;
        let owner = resume.candidate_id.ok_or_else(gone)?;
        let candidate = tx.lock_candidate(owner).await?.ok_or_else(gone)?;
        hold_jobs(tx, &resume).await?;
        let reason = resume.reason_to_review().map(|reason| reason.to_string());
        tx.set_resume_status(id, ResumeStatus::NeedsReview, reason.as_deref()).await?;
        if candidate.latest_resume_id.is_none() {
            undescribe(&self.deps, tx, candidate).await?;
        }
        self.follow_up(&mut fenced, &resume, owner).await?;
        context.settle(fenced, Transition::success(Some(NodeRef::Candidate(owner)), reason)).await
    }

    /// Applies for the jobs that uploads of these bytes named, and screens what waited for a résumé.
    async fn follow_up(
        &self,
        fenced: &mut Box<dyn FencedTx>,
        resume: &Resume,
        owner: CandidateId,
    ) -> Result<(), HandlerError> {
        let tx = fenced.tx();
        self.apply_for(tx, resume, resume).await?;
        tell(tx, resume.id).await?;
        for duplicate in tx.duplicates_of(resume.id).await? {
            self.apply_for(tx, &duplicate, resume).await?;
        }
        for application in tx.unscreened_applications(owner).await? {
            if let Some(locked) = tx.lock_application(application.id).await? {
                crate::screening::service::enqueue(&self.deps, tx, locked, Ask::default()).await?;
            }
        }
        Ok(())
    }

    /// Applies with the first résumé of these bytes for the job that an upload named.
    async fn apply_for(&self, tx: &mut dyn Tx, upload: &Resume, first: &Resume) -> Result<(), HandlerError> {
        let (Some(job), Some(candidate)) = (upload.job_id, first.candidate_id) else {
            return Ok(());
        };
        if !tx.hold_job(job).await? {
            return Ok(());
        }
        let mut new = crate::application::service::ApplicationDraft::of(candidate, job);
        new.resume_id = Some(first.id);
        new.source = ApplicationSource::Direct;
        apply(&self.deps, tx, &new, ActorId::System).await?;
        Ok(())
    }
}

enum Reading {
    Text(String),
    Settled(Settled),
}

impl ResumeReading {
    /// A text that a person gave for a file.
    fn given(text: String, findings: Vec<Finding>) -> Self {
        Self { text, media_type: None, page_count: None, findings, inspected: true, remark: None }
    }
}

impl From<Extraction> for ResumeReading {
    fn from(extraction: Extraction) -> Self {
        let mut findings = extraction.findings;
        findings.extend(spoken_to_machines(&extraction.text));
        Self {
            text: extraction.text,
            media_type: Some(media_type(extraction.media_type)),
            page_count: extraction.page_count.and_then(|pages| i32::try_from(pages).ok()),
            findings,
            inspected: extraction.inspected,
            remark: None,
        }
    }
}

impl Resume {
    /// Why a person should look at it; `None` when one has, or nobody has to.
    fn reason_to_review(&self) -> Option<ReviewReason> {
        needs_review(&self.findings, self.inspected).filter(|_| self.released_at.is_none())
    }
}

fn media_type(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Pdf => "application/pdf",
        MediaType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        MediaType::Text => "text/plain",
    }
}

/// The name that was read, or what stands in for it: the e-mail's local part, else the file's stem.
fn name_or_stand_in(facts: &ResumeFacts, file_name: &str) -> (String, Option<String>) {
    if let Some(name) = &facts.name {
        return (name.clone(), None);
    }
    let local = facts.email.as_deref().and_then(|email| email.split('@').next()).filter(|local| !local.is_empty());
    if let Some(local) = local {
        return (local.to_owned(), Some("No name could be read, so the e-mail address stands in for it.".to_owned()));
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem).trim();
    let stem = if stem.is_empty() { file_name } else { stem };
    (stem.chars().take(200).collect(), Some("No name could be read, so the file's name stands in for it.".to_owned()))
}

/// What a recruiter is told of a readable résumé: that the name is a stand-in, as long as it is. It is
/// worked out anew, since the reading may have failed and been brought back in between.
fn remark_on(facts: &ResumeFacts, resume: &Resume, candidate: &Candidate) -> Option<String> {
    let (name, remark) = name_or_stand_in(facts, &resume.file_name);
    remark.filter(|_| candidate.name == name)
}

fn gone() -> HandlerError {
    HandlerError::fail("SUBJECT_GONE", "The résumé or its candidate was deleted.")
}
