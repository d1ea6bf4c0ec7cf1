//! What goes on beside a handler: its lease is kept alive, its claim is looked after, and the progress that
//! came too soon is told. These are tasks of the runtime of their own, so that a handler that computes for
//! long without a pause doesn't lose its claim.
//!
//! The heartbeat is one by itself and hears no wake-ups: the task that a thread woke last waits for that very
//! thread, so a heartbeat that heard of its handler's own progress would then wait for the handler.

use std::sync::Arc;
use std::time::Duration;

use domain::error::ServiceError;
use domain::ports::{Clock, EventBus, Wake};
use domain::task::context::{HandlerError, TaskContext};
use domain::task::service::TaskService;
use futures::StreamExt;
use tokio::task::JoinSet;
use tracing::Instrument;

/// How often what is done beside a handler.
#[derive(Debug, Clone, Copy)]
pub struct Intervals {
    /// The lease is made longer.
    pub heartbeat: Duration,
    /// The store is asked whether the claim still stands, should a wake-up be lost.
    pub cancel: Duration,
    /// Progress that waits is told.
    pub progress: Duration,
}

/// Looks after one claim.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub(crate) tasks: TaskService,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) intervals: Intervals,
    pub(crate) context: TaskContext,
}

impl Watch {
    /// Starts it. The handle comes back when the claim is gone, and ends the watch when it is dropped. A store
    /// that doesn't answer is asked again: the lease decides.
    pub(crate) fn start(self) -> JoinSet<()> {
        let mut watching = JoinSet::new();
        watching.spawn(self.clone().beat().in_current_span());
        let rest = async move {
            tokio::select! {
                () = self.look() => {}
                () = self.tell() => {}
            }
        };
        watching.spawn(rest.in_current_span());
        watching
    }

    async fn beat(self) {
        loop {
            self.clock.sleep(self.intervals.heartbeat).await;
            if self.is_gone(self.tasks.beat(&self.context.claim).await) {
                return;
            }
        }
    }

    async fn look(&self) {
        let mut wakes = self.bus.listen(&[self.context.task.id]);
        loop {
            let told = async {
                while let Some(wake) = wakes.next().await {
                    if wake == Wake::Cancel(self.context.task.id) || wake == Wake::Missed {
                        return;
                    }
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = told => {}
                () = self.clock.sleep(self.intervals.cancel) => {}
            }
            if self.is_gone(self.tasks.holds(&self.context.claim).await) {
                return;
            }
        }
    }

    async fn tell(&self) {
        loop {
            self.clock.sleep(self.intervals.progress).await;
            match self.context.tell_waiting_progress().await {
                // A claim that is gone is noticed by those whose business it is.
                Ok(()) | Err(HandlerError::Lost) => {}
                Err(HandlerError::Failed(_) | HandlerError::PutOff(..)) => {
                    tracing::warn!(task.id = %self.context.task.id, "progress was not written");
                }
            }
        }
    }

    fn is_gone(&self, held: Result<bool, ServiceError>) -> bool {
        held.map(|held| !held).unwrap_or_else(|error| {
            tracing::warn!(task.id = %self.context.task.id, error = %error, source = ?std::error::Error::source(&error), "a claim could not be looked after");
            false
        })
    }
}
