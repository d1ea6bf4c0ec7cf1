//! What a handler's use case is given: its claim, and the ways to write under it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::ports::{FencedTx, ModelError, StoreError};
use crate::task::model::{Claim, Task, TaskError, TaskFailure, TaskState, Transition, Wait};
use crate::task::progress::{Progress, Step};

/// Proof that a handler has nothing left to do: its task has ended, or waits for its children, and the event
/// that says so is written.
#[derive(Debug)]
pub struct Settled {
    failed: bool,
}

impl Settled {
    /// The task was given up.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.failed
    }
}

/// Why a handler's use case stopped.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    /// The claim is gone: another worker has the task, or it was cancelled. Nothing more is written.
    #[error("the claim was lost")]
    Lost,
    /// The attempt failed.
    #[error("the attempt failed: {}", .0.code())]
    Failed(TaskFailure),
    /// What it needs isn't to be had now: it is due again after the wait, and no attempt is spent.
    #[error("the attempt was put off: {}", .0.code)]
    PutOff(TaskError, Wait),
}

impl HandlerError {
    /// No attempt will help.
    #[must_use]
    pub fn fail(code: &str, message: &str) -> Self {
        Self::Failed(TaskFailure::Fail(TaskError::new(code, message)))
    }

    /// Another attempt may help.
    #[must_use]
    pub fn retry(code: &str, message: &str) -> Self {
        Self::Failed(TaskFailure::Retry(TaskError::new(code, message)))
    }

    /// What it needs isn't to be had now: due again then, with no attempt spent.
    #[must_use]
    pub fn put_off(code: &str, message: &str, wait: Wait) -> Self {
        Self::PutOff(TaskError::new(code, message), wait)
    }
}

impl TaskFailure {
    /// The code of its error.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Retry(error) | Self::Fail(error) => &error.code,
        }
    }
}

impl From<StoreError> for HandlerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { what } => Self::fail("CORRUPT_ROW", &format!("A stored {what} can't be read.")),
            other => {
                tracing::warn!(error = %other, source = ?std::error::Error::source(&other), "the store failed under a task");
                Self::retry("STORE_UNAVAILABLE", "The database did not answer.")
            }
        }
    }
}

impl From<ServiceError> for HandlerError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => error.into(),
            ServiceError::Blob(error) => error.into(),
            ServiceError::Embed(_) => Self::retry("EMBEDDING_FAILED", "The embedding model could not be run."),
            other => Self::fail("NOT_POSSIBLE", &other.to_string()),
        }
    }
}

impl From<crate::ports::BlobError> for HandlerError {
    fn from(error: crate::ports::BlobError) -> Self {
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "the place for files can't be used");
        Self::retry("FILES_UNAVAILABLE", "The place where files lie did not answer.")
    }
}

impl From<crate::ports::EmbedError> for HandlerError {
    fn from(error: crate::ports::EmbedError) -> Self {
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "the embedding model failed");
        ServiceError::Embed(error).into()
    }
}

impl From<ModelError> for HandlerError {
    /// What the last of the models that could be asked said decides.
    fn from(error: ModelError) -> Self {
        let unavailable = "The language model did not answer.";
        match error {
            ModelError::BudgetExhausted { until } => {
                let message = "What language models may use in a day is spent; this goes on when the next begins.";
                Self::put_off("BUDGET_EXHAUSTED", message, Wait::Until(until))
            }
            ModelError::BreakerOpen { retry_after }
            | ModelError::Unavailable { retry_after: Some(retry_after), .. } => {
                Self::put_off("MODEL_UNAVAILABLE", unavailable, Wait::For(retry_after))
            }
            ModelError::Unavailable { retry_after: None, .. } => Self::retry("MODEL_UNAVAILABLE", unavailable),
            ModelError::Refused { detail } => {
                Self::fail("MODEL_REFUSED", &format!("The language model refuses this request: {detail}."))
            }
            // The same question would get the same answer.
            ModelError::Unreadable { .. } => {
                Self::fail("MODEL_ANSWER_INVALID", "The language model's answer can't be read.")
            }
        }
    }
}

/// A claimed task.
#[derive(Debug, Clone)]
pub struct TaskContext {
    /// The right to write.
    pub claim: Claim,
    /// The task as it stood when this attempt began.
    pub task: Task,
    progress: Arc<Mutex<Progress>>,
    deps: Deps,
}

impl TaskContext {
    pub(super) fn new(claim: Claim, task: Task, deps: Deps) -> Self {
        Self { claim, task, progress: Arc::default(), deps }
    }

    /// A transaction under the fence.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn fenced(&self) -> Result<Box<dyn FencedTx>, HandlerError> {
        self.deps.store.begin_fenced(&self.claim).await?.ok_or(HandlerError::Lost)
    }

    /// Writes a change of state and nothing else.
    pub(super) async fn write(&self, transition: &Transition) -> Result<(), HandlerError> {
        let held = self.deps.store.write_fenced(&self.claim, transition).await?;
        if held { Ok(()) } else { Err(HandlerError::Lost) }
    }

    /// Reports progress, with nothing else written. It may be told later, or not at all when something
    /// newer comes before.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn progress(&self, percent: u8, message: &str) -> Result<(), HandlerError> {
        if self.report(percent, message) {
            self.write(&Transition::progress(percent, message)).await?;
        }
        Ok(())
    }

    /// Makes true what the transaction holds, and reports progress with it.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn commit_progress(&self, tx: Box<dyn FencedTx>, percent: u8, message: &str) -> Result<(), HandlerError> {
        if self.report(percent, message) {
            return Ok(tx.commit_with(Transition::progress(percent, message)).await?);
        }
        Ok(tx.commit().await?)
    }

    /// Tells the progress that came too soon after what was told before, once it has waited long enough.
    /// Whoever runs the handler asks for it now and then.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn tell_waiting_progress(&self) -> Result<(), HandlerError> {
        let interval = self.deps.figures.progress_interval;
        let step = self.told_so_far().overdue(self.deps.now(), interval);
        if let Some(Step { percent, message }) = step {
            self.write(&Transition::progress(percent, &message)).await?;
        }
        Ok(())
    }

    fn report(&self, percent: u8, message: &str) -> bool {
        let step = Step { percent, message: message.to_owned() };
        self.told_so_far().report(step, self.deps.now(), self.deps.figures.progress_interval)
    }

    /// Nothing that holds the lock can break off half-way.
    fn told_so_far(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the task together with what the transaction holds.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn settle(&self, tx: Box<dyn FencedTx>, end: Transition) -> Result<Settled, HandlerError> {
        debug_assert!(end.state.is_terminal(), "settling means an end");
        let failed = end.state == TaskState::Failure;
        tx.commit_with(end).await?;
        Ok(Settled { failed })
    }

    /// Ends the task, with nothing else written.
    ///
    /// # Errors
    /// [`HandlerError::Lost`] when the claim is gone.
    pub async fn end(&self, end: Transition) -> Result<Settled, HandlerError> {
        debug_assert!(end.state.is_terminal(), "settling means an end");
        self.write(&end).await?;
        Ok(Settled { failed: end.state == TaskState::Failure })
    }

    /// Leaves the task to its children together with what the transaction holds. The claim is given back:
    /// a batch that held its slot would keep its own children from theirs.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn wait_for_children(
        &self,
        tx: Box<dyn FencedTx>,
        percent: u8,
        message: &str,
    ) -> Result<Settled, HandlerError> {
        tx.commit_with(Transition::waiting(percent, message)).await?;
        Ok(Settled { failed: false })
    }
}
