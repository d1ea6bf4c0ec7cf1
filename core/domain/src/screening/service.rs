//! Asking for screenings, making them, and hearing of their ends.

use futures::stream::{BoxStream, StreamExt};

use crate::application::model::{Application, ScreeningState};
use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{ApplicationId, JobId, NodeRef, ResumeId, ScreeningId, TaskId};
use crate::job::model::Job;
use crate::page::{Page, PageRequest};
use crate::ports::screener::ScreenerError;
use crate::ports::{Reads, StoreError, Tx, Wake};
use crate::screening::error::ScreeningRefusal;
use crate::screening::hash::{HashInput, input_hash};
use crate::screening::model::{JobFacts, ResumeFacts, Screened, ScreeningRequest};
use crate::screening::record::{FeedPosition, Screening, ScreeningEnd};
use crate::screening::rules::criteria_of;
use crate::screening::settle::settle;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::{NewTask, TaskPayload, Transition};

const ENDS_AT_ONCE: u64 = 200;

/// Use cases around screenings.
#[derive(Debug, Clone)]
pub struct ScreeningService {
    pub(super) deps: Deps,
}

/// All that one application is judged by.
struct Matter {
    application: Application,
    job: Job,
    facts: JobFacts,
    resume: ResumeId,
    text: String,
    years: Option<f64>,
}

impl ScreeningService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[ScreeningId]) -> Result<Vec<Screening>, ServiceError> {
        Ok(self.deps.store.reads().screenings(ids).await?)
    }

    /// A page of an application's screenings, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, id: ApplicationId, page: &PageRequest) -> Result<Page<Screening>, ServiceError> {
        Ok(self.deps.store.reads().list_screenings(id, page).await?)
    }

    /// How many an application has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, id: ApplicationId) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_screenings(id).await?)
    }

    /// Asks for a screening. The task is `None` when the answer is known or there is no readable
    /// résumé; one that is in line already is answered instead of a second one.
    ///
    /// # Errors
    /// Refused when the application isn't there.
    pub async fn request(&self, id: ApplicationId, force: bool) -> Result<(Application, Option<TaskId>), ServiceError> {
        let known = if force { None } else { self.known_answer(id).await? };
        let mut tx = self.deps.store.begin().await?;
        let mut application = tx.lock_application(id).await?.ok_or(ScreeningRefusal::ApplicationNotFound)?;
        let under_way = matches!(application.screening_state, ScreeningState::Queued | ScreeningState::Running);
        let task = if under_way && !force {
            application.screening_task_id
        } else if let Some((known, matter)) = known {
            matter.confirm(&mut *tx, known).await?;
            application.screening_id = Some(known);
            application.updated_at = self.deps.now();
            tx.update_application(&application).await?;
            None
        } else {
            enqueue(&self.deps, &mut *tx, application.clone(), force).await?
        };
        let application = tx.applications(&[id]).await?.pop().unwrap_or(application);
        tx.commit().await?;
        Ok((application, task))
    }

    /// The screening that was made from the present input, if there is one, and what that came from.
    async fn known_answer(&self, id: ApplicationId) -> Result<Option<(ScreeningId, Matter)>, ServiceError> {
        let reads = self.deps.store.reads();
        let Some(matter) = Matter::read(&*reads, id).await? else {
            return Ok(None);
        };
        let hash = matter.input_hash(&self.deps);
        Ok(reads.screening_by_input(id, &hash).await?.map(|screening| (screening.id, matter)))
    }

    /// The use case of `screen_application`.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn screen(&self, context: &TaskContext, id: ApplicationId, force: bool) -> Result<Settled, HandlerError> {
        let matter = Matter::read(&*self.deps.store.reads(), id).await?;
        let matter = matter.ok_or_else(|| {
            HandlerError::fail("NO_READABLE_RESUME", "The application or its readable résumé is gone.")
        })?;
        let hash = matter.input_hash(&self.deps);
        if !force && let Some(known) = self.deps.store.reads().screening_by_input(id, &hash).await? {
            return self.put_in_force(context, &matter, known.id, None).await;
        }
        let screened = self.judge(&matter).await?;
        let screening = self.record(context, &matter, screened, hash);
        self.put_in_force(context, &matter, screening.id, Some(&screening)).await
    }

    async fn judge(&self, matter: &Matter) -> Result<Screened, HandlerError> {
        let criteria = criteria_of(&matter.facts);
        let request = ScreeningRequest { job: &matter.facts, criteria: &criteria, resume: matter.resume_facts() };
        let proposal = self.deps.screener.propose(&request).await.map_err(|error| match error {
            ScreenerError::Transient(_) => {
                HandlerError::retry("SCREENER_UNAVAILABLE", "The screening provider did not answer.")
            }
            ScreenerError::Permanent(_) => {
                HandlerError::fail("SCREENER_REFUSED", "The screening provider can't answer this.")
            }
        })?;
        Ok(settle(&request, proposal))
    }

    fn record(&self, context: &TaskContext, matter: &Matter, screened: Screened, input_hash: String) -> Screening {
        let screener = &self.deps.screener;
        Screening {
            id: self.deps.id(),
            application_id: matter.application.id,
            resume_id: matter.resume,
            score: screened.score,
            summary: screened.summary,
            missing_skills: screened.missing_skills,
            questions: screened.questions.to_vec(),
            criteria: screened.criteria,
            provider: screener.provider().to_owned(),
            model: screener.model().map(str::to_owned),
            prompt_version: screener.prompt_version().map(str::to_owned),
            input_hash,
            job_facts_hash: matter.job.facts_hash(),
            task_id: Some(context.task.id),
            stale: false,
            created_at: self.deps.now(),
        }
    }

    async fn put_in_force(
        &self,
        context: &TaskContext,
        matter: &Matter,
        id: ScreeningId,
        new: Option<&Screening>,
    ) -> Result<Settled, HandlerError> {
        let gone = || HandlerError::fail("SUBJECT_GONE", "The application was deleted.");
        let mut fenced = context.fenced().await?;
        let tx = fenced.tx();
        let mut application = tx.lock_application(matter.application.id).await?.ok_or_else(gone)?;
        match new {
            Some(new) => tx.insert_screening(new).await?,
            None => matter.confirm(tx, id).await?,
        }
        application.screening_id = Some(id);
        application.updated_at = self.deps.now();
        tx.update_application(&application).await?;
        tx.note_screening_end(application.id, Some(id), context.task.id).await?;
        context.settle(fenced, Transition::success(Some(NodeRef::Screening(id)), None)).await
    }

    /// Screenings as they end, well or not, after a place in the feed (from now on, when none is
    /// given), in commit order, none missed; never ends.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow(
        &self,
        job: Option<JobId>,
        after: Option<FeedPosition>,
    ) -> Result<BoxStream<'static, Result<ScreeningEnd, ServiceError>>, ServiceError> {
        let wakes = self.deps.bus.subscribe();
        let after = match after {
            Some(after) => after,
            None => self.deps.store.reads().feed_end().await?,
        };
        let batches = futures::stream::unfold(Some((self.clone(), wakes, after)), move |state| async move {
            let (service, mut wakes, after) = state?;
            match service.next_ends(&mut wakes, after, job).await {
                Ok(ends) => {
                    let last = ends.last().map_or(after, |end| end.position);
                    Some((ends.into_iter().map(Ok).collect::<Vec<_>>(), Some((service, wakes, last))))
                }
                Err(error) => Some((vec![Err(error)], None)),
            }
        });
        Ok(batches.flat_map(futures::stream::iter).boxed())
    }

    async fn next_ends(
        &self,
        wakes: &mut BoxStream<'static, Wake>,
        after: FeedPosition,
        job: Option<JobId>,
    ) -> Result<Vec<ScreeningEnd>, ServiceError> {
        loop {
            let ends = self.deps.store.reads().screening_ends(after, job, ENDS_AT_ONCE).await?;
            if !ends.is_empty() {
                return Ok(ends);
            }
            self.wait_for_change(wakes).await;
        }
    }

    async fn wait_for_change(&self, wakes: &mut BoxStream<'static, Wake>) {
        let changed = Box::pin(async {
            while let Some(wake) = wakes.next().await {
                if matches!(wake, Wake::Change { .. } | Wake::Missed) {
                    return;
                }
            }
            futures::future::pending::<()>().await;
        });
        futures::future::select(changed, self.deps.clock.sleep(self.deps.figures.poll)).await;
    }
}

/// Puts the screening of a locked or new application in line; `None` without a readable résumé.
pub(crate) async fn enqueue(
    deps: &Deps,
    tx: &mut dyn Tx,
    mut application: Application,
    force: bool,
) -> Result<Option<TaskId>, ServiceError> {
    if readable_resume(tx, &application).await?.is_none() {
        return Ok(None);
    }
    let payload = TaskPayload::ScreenApplication { application: application.id, force };
    let task = NewTask::due(deps.id(), payload, deps.now());
    tx.enqueue(&task).await?;
    application.screening_task_id = Some(task.id);
    application.updated_at = task.created_at;
    tx.update_application(&application).await?;
    Ok(Some(task.id))
}

/// The résumé that an application is judged by: its own if it is readable, else the candidate's latest.
async fn readable_resume<R: Reads + ?Sized>(
    reads: &R,
    application: &Application,
) -> Result<Option<ResumeId>, ServiceError> {
    if let Some(id) = application.resume_id
        && let Some(own) = reads.resumes(&[id]).await?.pop()
        && own.may_be_judged_by()
    {
        return Ok(Some(id));
    }
    Ok(reads.latest_readable(application.candidate_id).await?.map(|resume| resume.id))
}

impl Matter {
    async fn read<R: Reads + ?Sized>(reads: &R, id: ApplicationId) -> Result<Option<Self>, ServiceError> {
        let Some(application) = reads.applications(&[id]).await?.pop() else {
            return Ok(None);
        };
        let Some(resume) = readable_resume(reads, &application).await? else {
            return Ok(None);
        };
        let job = reads.jobs(&[application.job_id]).await?.pop();
        let candidate = reads.candidates(&[application.candidate_id]).await?.pop();
        let text = reads.resume_texts(&[resume]).await?.pop();
        let (Some(job), Some(candidate), Some((_, text))) = (job, candidate, text) else {
            return Ok(None);
        };
        let facts = JobFacts {
            title: job.draft.title.clone(),
            description: job.draft.description.clone(),
            required_skills: job.required_skills.clone(),
            preferred_skills: job.preferred_skills.clone(),
            min_years: job.draft.min_years,
        };
        Ok(Some(Self { application, job, facts, resume, text, years: candidate.years }))
    }

    /// Notes that a screening of the same input judges this too: a job that is worded anew and asks the
    /// same, a new file with the same text. Without it such a screening would stay stale for ever.
    async fn confirm(&self, tx: &mut dyn Tx, known: ScreeningId) -> Result<(), StoreError> {
        tx.confirm_screening(known, self.resume, &self.job.facts_hash()).await
    }

    fn resume_facts(&self) -> ResumeFacts<'_> {
        ResumeFacts { text: &self.text, years: self.years }
    }

    fn input_hash(&self, deps: &Deps) -> String {
        let criteria = criteria_of(&self.facts);
        let request = ScreeningRequest { job: &self.facts, criteria: &criteria, resume: self.resume_facts() };
        let screener = &deps.screener;
        input_hash(&HashInput {
            provider: screener.provider(),
            model: screener.model(),
            prompt_version: screener.prompt_version(),
            request,
        })
    }
}
