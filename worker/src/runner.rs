//! One task from its claim to its end. While the handler works, its claim is looked after; when the claim
//! is gone (cancelled, or taken by another worker), the handler is dropped where it stands, and the fence
//! has kept it from writing since.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use domain::error::ServiceError;
use domain::id::TaskId;
use domain::ports::{Clock, EventBus};
use domain::task::context::{HandlerError, TaskContext};
use domain::task::model::{Task, TaskError, TaskFailure, Wait};
use domain::task::service::TaskService;
use futures::FutureExt;
use platform::telemetry::Origin;
use platform::telemetry::traces::{begin, trace_id};
use tokio_util::sync::CancellationToken;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::registry::Handler;
use crate::watch::{Intervals, Watch};

/// Runs tasks for one worker.
#[derive(Debug, Clone)]
pub struct Runner {
    /// Claiming and settling.
    pub tasks: TaskService,
    /// Does the work.
    pub handler: Arc<dyn Handler>,
    /// For intervals.
    pub clock: Arc<dyn Clock>,
    /// Tells of cancelled tasks.
    pub bus: Arc<dyn EventBus>,
    /// Who claims, for people: host and process.
    pub owner: String,
    /// How often what is done beside a handler.
    pub intervals: Intervals,
    /// The longest that an attempt may take, where its kind allows more.
    pub time_limit: Duration,
    /// When the grace of a drain is over: what runs is given back.
    pub give_back: CancellationToken,
}

/// What became of a task that was handed to a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// Somebody else has it, or it isn't due.
    NotOurs,
    /// The handler brought it to a good end.
    Settled,
    /// The attempt failed, and that is written.
    Failed,
    /// What it needs isn't to be had now; that is written, and no attempt was spent.
    PutOff,
    /// The claim went away under it.
    Lost,
    /// The worker is stopping; it was given back unspent.
    GivenBack,
}

impl Ran {
    const fn name(&self) -> &'static str {
        match self {
            Self::NotOurs => "NOT_OURS",
            Self::Settled => "SETTLED",
            Self::Failed => "FAILED",
            Self::PutOff => "PUT_OFF",
            Self::Lost => "LOST",
            Self::GivenBack => "GIVEN_BACK",
        }
    }
}

/// The span of one attempt. It has a trace of its own, linked to whoever asked for the task, and begins no part
/// of the span that it happens to be called in.
fn span(task: &Task) -> Span {
    let (kind, asked) = (task.payload.kind().as_str(), task.traceparent.as_deref());
    let span = tracing::error_span!(
        parent: None,
        "task",
        otel.name = format!("task {kind}"),
        otel.kind = "consumer",
        otel.status_code = Empty,
        task.id = %task.id,
        task.kind = kind,
        task.attempt = task.attempt,
        task.outcome = Empty,
        asked.trace_id = asked.and_then(trace_id),
    );
    begin(span, Origin::Link(asked))
}

impl Runner {
    /// Claims and runs one task.
    ///
    /// # Errors
    /// When the store fails in claiming or settling; the lease then runs out and the task runs again.
    pub async fn run(&self, id: TaskId) -> Result<Ran, ServiceError> {
        let Some(context) = self.tasks.claim(id, &self.owner).await? else {
            return Ok(Ran::NotOurs);
        };
        let span = span(&context.task);
        let attempt = async {
            let ran = self.attempt(&context).await;
            let (task, outcome) = (&context.task, ran.as_ref().map_or("FAULT", Ran::name));
            Span::current().record("task.outcome", outcome);
            if matches!(ran, Ok(Ran::Failed) | Err(_)) {
                Span::current().record("otel.status_code", "ERROR");
            }
            tracing::debug!(task.id = %task.id, task.attempt = task.attempt, task.outcome = outcome, "the attempt is over");
            ran
        };
        attempt.instrument(span).await
    }

    async fn attempt(&self, context: &TaskContext) -> Result<Ran, ServiceError> {
        let limit = context.task.payload.kind().policy().time_limit.min(self.time_limit);
        let mut watching = self.watch(context).start();
        // A task that was spawned last is run next by the same thread and by no other: let that be now, before
        // the handler may keep the thread for long.
        tokio::task::yield_now().await;
        // A handler that has just settled its task has lost its claim by that; so it is heard first.
        let answer = tokio::select! {
            biased;
            answer = AssertUnwindSafe(self.handler.handle(context)).catch_unwind() => answer,
            _gone = watching.join_next() => return Ok(Ran::Lost),
            () = self.clock.sleep(limit) => Ok(Err(too_long(limit))),
            () = self.give_back.cancelled() => {
                self.tasks.give_back(&context.claim).await?;
                return Ok(Ran::GivenBack);
            }
        };
        match answer {
            Ok(Ok(settled)) if settled.has_failed() => Ok(Ran::Failed),
            Ok(Ok(_settled)) => Ok(Ran::Settled),
            Ok(Err(HandlerError::Lost)) => Ok(Ran::Lost),
            Ok(Err(HandlerError::Failed(failure))) => self.settle_failure(context, &failure).await,
            Ok(Err(HandlerError::PutOff(error, wait))) => self.put_off(context, error, wait).await,
            Err(_panic) => {
                let error = TaskError::new("PANIC", "The work on this task broke off with a fault of ours.");
                self.settle_failure(context, &TaskFailure::Retry(error)).await
            }
        }
    }

    fn watch(&self, context: &TaskContext) -> Watch {
        Watch {
            tasks: self.tasks.clone(),
            clock: Arc::clone(&self.clock),
            bus: Arc::clone(&self.bus),
            intervals: self.intervals,
            context: context.clone(),
        }
    }

    async fn settle_failure(&self, context: &TaskContext, failure: &TaskFailure) -> Result<Ran, ServiceError> {
        tracing::info!(task.id = %context.task.id, task.attempt = context.task.attempt, error.code = failure.code(), "the attempt failed");
        settled(&self.tasks.settle_failure(context, failure).await, Ran::Failed)
    }

    async fn put_off(&self, context: &TaskContext, error: TaskError, wait: Wait) -> Result<Ran, ServiceError> {
        tracing::info!(task.id = %context.task.id, task.attempt = context.task.attempt, error.code = error.code, "the attempt was put off");
        settled(&self.tasks.put_off(context, error, wait).await, Ran::PutOff)
    }
}

fn settled(written: &Result<(), HandlerError>, ran: Ran) -> Result<Ran, ServiceError> {
    match written {
        Ok(()) => Ok(ran),
        Err(HandlerError::Lost) => Ok(Ran::Lost),
        Err(HandlerError::Failed(_) | HandlerError::PutOff(..)) => {
            Err(ServiceError::Store(domain::ports::StoreError::Corrupt { what: "task" }))
        }
    }
}

/// It was stopped where it stood. Another attempt may be quicker.
fn too_long(limit: Duration) -> HandlerError {
    let seconds = limit.as_secs_f64();
    HandlerError::retry("TIME_LIMIT", &format!("The attempt took longer than {seconds} seconds and was stopped."))
}
