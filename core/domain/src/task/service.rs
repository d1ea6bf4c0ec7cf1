//! Tasks: claiming, beating, ending, cancelling and bringing back.

use crate::deps::Deps;
use crate::error::{ServiceError, Violation};
use crate::id::{ApplicationId, StageChangeId, TaskId};
use crate::page::{Page, PageRequest};
use crate::ports::{StoreError, Tx};
use crate::resume::duplicates;
use crate::resume::model::ResumeStatus;
use crate::screening::model::BatchMembers;
use crate::task::context::{HandlerError, TaskContext};
use crate::task::error::TaskRefusal;
use crate::task::model::{
    Claim, NewTask, Task, TaskError, TaskEvent, TaskFailure, TaskFilter, TaskPayload, TaskState, Transition, Unclaimed,
    Wait,
};
use crate::task::revoke;

/// What came of bringing a task back: the new task, or the one that did so before and a violation that
/// says so.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtBack {
    /// The task that names the dead one.
    pub task: Task,
    /// CONFLICT when it was there before.
    pub violations: Vec<Violation>,
}

/// Use cases around tasks.
#[derive(Debug, Clone)]
pub struct TaskService {
    pub(super) deps: Deps,
}

impl TaskService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[TaskId]) -> Result<Vec<Task>, ServiceError> {
        Ok(self.deps.store.reads().tasks(ids).await?)
    }

    /// A page of a list, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, filter: &TaskFilter, page: &PageRequest) -> Result<Page<Task>, ServiceError> {
        Ok(self.deps.store.reads().list_tasks(filter, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: &TaskFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_tasks(filter).await?)
    }

    /// Events of a task after a number, in order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn events(&self, id: TaskId, after_seq: i32, limit: u64) -> Result<Vec<TaskEvent>, ServiceError> {
        Ok(self.deps.store.reads().task_events(id, after_seq, limit).await?)
    }

    /// Claims a due task for a worker and begins an attempt; `None` when it can't be had.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn claim(&self, id: TaskId, owner: &str) -> Result<Option<TaskContext>, ServiceError> {
        let claimed = self.deps.store.claim(id, owner, self.deps.figures.lease).await?;
        Ok(claimed.map(|(claim, task)| TaskContext::new(claim, task, self.deps.clone())))
    }

    /// Makes the lease longer; `false` when the claim is gone, so that the worker stops.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn beat(&self, claim: &Claim) -> Result<bool, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let held = tx.extend_lease(claim, self.deps.figures.lease).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Whether the claim is still its worker's; `false` when another has it, or the task was cancelled or
    /// has ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn holds(&self, claim: &Claim) -> Result<bool, ServiceError> {
        Ok(self.deps.store.reads().is_held(claim).await?)
    }

    /// Settles a failed attempt: RETRY by the schedule, or FAILURE and what follows from it.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn settle_failure(&self, context: &TaskContext, failure: &TaskFailure) -> Result<(), HandlerError> {
        let next = Transition::after_failure(&context.task, failure, self.deps.random.jitter());
        if !next.state.is_terminal() {
            return context.write(&next).await;
        }
        let mut fenced = context.fenced().await?;
        bury(fenced.tx(), &context.task, TaskState::Failure).await?;
        Ok(fenced.commit_with(next).await?)
    }

    /// Settles an attempt that could not do its work now: RETRY when the wait is over, the attempt not counted.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn put_off(&self, context: &TaskContext, error: TaskError, wait: Wait) -> Result<(), HandlerError> {
        let wait = wait.from(self.deps.now());
        context.write(&Transition::put_off(&context.task, error, wait, self.deps.random.jitter())).await
    }

    /// Gives a claim back without spending anything, for a worker that is told to stop.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn give_back(&self, claim: &Claim) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        if tx.extend_lease(claim, self.deps.figures.lease).await? {
            tx.release(claim.task_id, false).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Runs lost claims again, or ends tasks that lost too many, and looks after batches that wait for their
    /// children; answers how many claims were lost. Any number of processes may do so at once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reconcile(&self) -> Result<usize, ServiceError> {
        let lost = self.deps.store.reads().lost_tasks(100).await?;
        for id in &lost {
            self.take_back(*id, true, self.deps.figures.max_losses).await?;
        }
        self.look_after_batches().await?;
        Ok(lost.len())
    }

    /// Takes back every claim, for the start of a process that knows that no worker lives. Whatever ended
    /// the last process took along all that ran in it, blameless or not, and was as likely a power cut: a
    /// task may lose it twice as often.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_back_all(&self) -> Result<usize, ServiceError> {
        let held = self.deps.store.reads().claimed_tasks().await?;
        for id in &held {
            self.take_back(*id, false, self.deps.figures.max_losses.saturating_mul(2)).await?;
        }
        Ok(held.len())
    }

    async fn take_back(&self, id: TaskId, only_lost: bool, max_losses: u32) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        if let Some(task) = tx.release(id, only_lost).await? {
            let next = Transition::after_loss(&task, max_losses);
            if next.state.is_terminal() {
                bury(&mut *tx, &task, TaskState::Failure).await?;
            }
            tx.transition(id, &next).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Cancels a task that has not ended.
    ///
    /// # Errors
    /// Refused when it isn't there or has ended.
    pub async fn cancel(&self, id: TaskId) -> Result<Task, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        if tx.tasks(&[id]).await?.is_empty() {
            return Err(TaskRefusal::NotFound.into());
        }
        let task = tx.lock_open_task(id).await?.ok_or(TaskRefusal::AlreadyEnded)?;
        bury(&mut *tx, &task, TaskState::Revoked).await?;
        tx.transition(id, &Transition::revoked()).await?;
        let task = tx.tasks(&[id]).await?.pop().ok_or(StoreError::Corrupt { what: "task" })?;
        tx.commit().await?;
        Ok(task)
    }

    /// Brings a dead or cancelled task back as a new one that names it. One that was brought back
    /// before is no error: the task that does its work is answered with a violation.
    ///
    /// # Errors
    /// Refused when it isn't there, is not dead, or its subject is gone.
    pub async fn retry(&self, id: TaskId) -> Result<BroughtBack, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let dead = tx.tasks(&[id]).await?.pop().ok_or(TaskRefusal::NotFound)?;
        if !matches!(dead.state, TaskState::Failure | TaskState::Revoked) {
            return Err(TaskRefusal::NotDead.into());
        }
        // Of two who ask at once, the second waits here and then finds what the first one made.
        lock_subject(&mut *tx, dead.payload).await?;
        if let Some(task) = tx.task_that_retries(id).await? {
            return Ok(BroughtBack { task, violations: vec![TaskRefusal::BroughtBack.violation()] });
        }
        let again = NewTask { retry_of: Some(id), ..NewTask::due(self.deps.id(), dead.payload, self.deps.now()) };
        tx.enqueue(&again).await?;
        reopen(&mut *tx, &again).await?;
        let task = tx.tasks(&[again.id]).await?.pop().ok_or(StoreError::Corrupt { what: "task" })?;
        tx.commit().await?;
        Ok(BroughtBack { task, violations: Vec::new() })
    }
}

pub(super) const READING_CANCELLED: &str = "The reading of this file was cancelled; retry its task to read it.";
const READING_FAILED: &str = "We could not read this file because of a fault of ours; retry its task to read it.";

/// Locks what a task works on.
async fn lock_subject(tx: &mut dyn Tx, payload: TaskPayload) -> Result<(), ServiceError> {
    let is_there = match payload {
        TaskPayload::IngestResume { resume } => {
            if let Some(found) = tx.resumes(&[resume]).await?.pop() {
                duplicates::hold_jobs(tx, &found).await?;
            }
            tx.lock_resume(resume).await?.is_some()
        }
        TaskPayload::ScreenApplication { application, .. } | TaskPayload::SendStatusEmail { application, .. } => {
            tx.lock_application(application).await?.is_some()
        }
        TaskPayload::EmbedJob { job } | TaskPayload::ScreenBatch { job, .. } => tx.lock_job(job).await?.is_some(),
        TaskPayload::ImportBatch { batch } => tx.lock_import(batch).await?,
        // Upkeep that is done twice harms nobody.
        TaskPayload::Cleanup | TaskPayload::ReembedAll => true,
    };
    if is_there { Ok(()) } else { Err(TaskRefusal::SubjectGone.into()) }
}

/// What the end of a task without success means for what it worked on.
pub(super) async fn bury(tx: &mut dyn Tx, task: &Task, end: TaskState) -> Result<(), StoreError> {
    match task.payload {
        TaskPayload::IngestResume { resume } => {
            let reason = if end == TaskState::Revoked { READING_CANCELLED } else { READING_FAILED };
            duplicates::break_off(tx, &[(resume, task.id)], reason).await?;
        }
        TaskPayload::ScreenApplication { application, .. } => {
            tx.note_screening_end(application, None, task.id).await?;
        }
        // Who cancels a batch means all of it. One that broke off by a fault leaves what is in line.
        TaskPayload::ScreenBatch { .. } | TaskPayload::ImportBatch { .. } if end == TaskState::Revoked => {
            revoke::all(tx, Unclaimed::OfBatch(task.id)).await?;
        }
        TaskPayload::ScreenBatch { .. }
        | TaskPayload::ImportBatch { .. }
        | TaskPayload::EmbedJob { .. }
        | TaskPayload::SendStatusEmail { .. }
        | TaskPayload::Cleanup
        | TaskPayload::ReembedAll => {}
    }
    Ok(())
}

/// Whether an application stands where a change of stage brought it.
async fn mail_still_tells_the_truth(
    tx: &mut dyn Tx,
    application: ApplicationId,
    change: StageChangeId,
) -> Result<bool, StoreError> {
    let application = tx.applications(&[application]).await?.pop();
    let change = tx.stage_changes(&[change]).await?.pop();
    Ok(application.zip(change).is_some_and(|(application, change)| change.is_the_last_of(&application)))
}

/// Points what a task works on, which is locked, at the task that brings it back.
async fn reopen(tx: &mut dyn Tx, again: &NewTask) -> Result<(), ServiceError> {
    match again.payload {
        TaskPayload::IngestResume { resume } => {
            let found = tx.resumes(&[resume]).await?.pop().ok_or(TaskRefusal::SubjectGone)?;
            if !found.status.is_readable() && found.duplicate_of.is_none() {
                if !tx.set_resume_status(resume, ResumeStatus::Received, None).await? {
                    return Err(TaskRefusal::SameFileElsewhere.into());
                }
                duplicates::tell_with_task(tx, resume, Some(again.id)).await?;
            }
            tx.set_resume_task(resume, again.id).await?;
        }
        TaskPayload::ScreenApplication { application, .. } => {
            let mut found = tx.applications(&[application]).await?.pop().ok_or(TaskRefusal::SubjectGone)?;
            found.screening_task_id = Some(again.id);
            found.updated_at = again.created_at;
            tx.update_application(&found).await?;
        }
        TaskPayload::SendStatusEmail { application, stage_change } => {
            if !mail_still_tells_the_truth(tx, application, stage_change).await? {
                return Err(TaskRefusal::MovedOn.into());
            }
        }
        TaskPayload::ScreenBatch { .. } => {
            let members = again.retry_of.map(BatchMembers::NotScreenedBy).ok_or(TaskRefusal::NotDead)?;
            if tx.put_batch_members(again.id, &members).await? == 0 {
                return Err(TaskRefusal::NothingLeft.into());
            }
        }
        TaskPayload::ImportBatch { batch } => tx.set_import_task(batch, again.id).await?,
        TaskPayload::EmbedJob { .. } | TaskPayload::Cleanup | TaskPayload::ReembedAll => {}
    }
    Ok(())
}
