//! One task from its claim to its end. While the handler works, the lease is kept alive; when the
//! claim is gone (cancelled, or taken by another worker), the handler is dropped where it stands, and
//! the fence has kept it from writing since.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use domain::error::ServiceError;
use domain::id::TaskId;
use domain::ports::{Clock, EventBus, Wake};
use domain::services::Services;
use domain::task::context::{HandlerError, TaskContext};
use domain::task::model::{TaskError, TaskFailure};
use futures::{FutureExt, StreamExt};
use tokio_util::sync::CancellationToken;

use crate::registry;

/// Runs tasks for one worker.
#[derive(Debug, Clone)]
pub struct Runner {
    /// The use cases.
    pub services: Services,
    /// For heartbeats.
    pub clock: Arc<dyn Clock>,
    /// Tells of cancelled tasks.
    pub bus: Arc<dyn EventBus>,
    /// Who claims, for people: host and process.
    pub owner: String,
    /// How often the lease is made longer.
    pub heartbeat: Duration,
    /// When the grace of a drain is over: what runs is given back.
    pub give_back: CancellationToken,
}

/// What became of a task that was handed to a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// Somebody else has it, or it isn't due.
    NotOurs,
    /// The handler settled it.
    Settled,
    /// The attempt failed, and that is written.
    Failed,
    /// The claim went away under it.
    Lost,
    /// The worker is stopping; it was given back unspent.
    GivenBack,
}

impl Runner {
    /// Claims and runs one task.
    ///
    /// # Errors
    /// When the store fails in claiming or settling; the lease then runs out and the task runs again.
    pub async fn run(&self, id: TaskId) -> Result<Ran, ServiceError> {
        let Some(context) = self.services.tasks.claim(id, &self.owner).await? else {
            return Ok(Ran::NotOurs);
        };
        let answer = tokio::select! {
            answer = AssertUnwindSafe(registry::handle(&self.services, &context)).catch_unwind() => answer,
            () = self.until_lost(&context) => return Ok(Ran::Lost),
            () = self.give_back.cancelled() => {
                self.services.tasks.give_back(&context.claim).await?;
                return Ok(Ran::GivenBack);
            }
        };
        match answer {
            Ok(Ok(_settled)) => Ok(Ran::Settled),
            Ok(Err(HandlerError::Lost)) => Ok(Ran::Lost),
            Ok(Err(HandlerError::Failed(failure))) => self.settle_failure(&context, &failure).await,
            Err(_panic) => {
                let error = TaskError::new("PANIC", "The work on this task broke off with a fault of ours.");
                self.settle_failure(&context, &TaskFailure::Retry(error)).await
            }
        }
    }

    async fn settle_failure(&self, context: &TaskContext, failure: &TaskFailure) -> Result<Ran, ServiceError> {
        tracing::info!(task.id = %context.task.id, task.attempt = context.task.attempt, error.code = failure.code(), "the attempt failed");
        match self.services.tasks.settle_failure(context, failure).await {
            Ok(()) => Ok(Ran::Failed),
            Err(HandlerError::Lost) => Ok(Ran::Lost),
            Err(HandlerError::Failed(_)) => {
                Err(ServiceError::Store(domain::ports::StoreError::Corrupt { what: "task" }))
            }
        }
    }

    /// Keeps the claim alive; returns when it is gone. A store that doesn't answer is asked again:
    /// the lease decides.
    async fn until_lost(&self, context: &TaskContext) {
        let mut wakes = self.bus.subscribe();
        loop {
            let cancelled = async {
                while let Some(wake) = wakes.next().await {
                    if wake == Wake::Cancel(context.task.id) {
                        return;
                    }
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = cancelled => {}
                () = self.clock.sleep(self.heartbeat) => {}
            }
            match self.services.tasks.beat(&context.claim).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(task.id = %context.task.id, error = %error, "a heartbeat was not written")
                }
            }
        }
    }
}
