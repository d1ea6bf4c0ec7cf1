//! Taking tasks from Faktory: a worker of the library for each slot, because in one worker with many slots
//! an error on one line waits for the longest task of all.
//!
//! The library's own way to stop gives running work up at once. So a draining slot lets its task end first,
//! parks what it is still handed meanwhile (its push is forgotten, so that it goes to somebody else), and only
//! then is the library told.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::id::TaskId;
use domain::ports::{Clock, EventBus, Randomness, Store, Wake};
use domain::task::model::QueueName;
use domain::task::worker::PoolPlan;
use faktory::{Job, StopDetails, Worker, WorkerId};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::line::Line;
use super::{FaktoryAddress, FaktoryRefusal, JOB_TYPE};
use crate::queue::Run;

/// Waits between attempts to connect begin with this …
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// … and double up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Hands tasks that Faktory hands out to slots.
#[derive(Clone)]
pub struct FaktoryQueue {
    /// Where Faktory answers.
    pub address: FaktoryAddress,
    /// Who we are, for people who look at Faktory.
    pub name: String,
    /// Where a push is forgotten.
    pub store: Arc<dyn Store>,
    /// Where that is told.
    pub bus: Arc<dyn EventBus>,
    /// For waits.
    pub clock: Arc<dyn Clock>,
    /// For their jitter.
    pub random: Arc<dyn Randomness>,
    /// What a slot does.
    pub run: Run,
    /// Whether Faktory was said to be gone: once is enough, whatever the number of slots and tries.
    pub is_gone: Arc<AtomicBool>,
}

impl std::fmt::Debug for FaktoryQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaktoryQueue").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One slot at work.
#[derive(Clone)]
struct Slot {
    queue: FaktoryQueue,
    /// Which queues, in which order.
    order: Vec<QueueName>,
    /// Held by the task that runs. A line that breaks is made anew, and the new one may be handed a task while
    /// that of the old one still runs.
    turn: Arc<Semaphore>,
    stop: CancellationToken,
    /// Nothing runs any more: the library may stop.
    idle: CancellationToken,
}

impl FaktoryQueue {
    /// Serves a pool until told to stop; returns when the last task it was handed has ended.
    pub async fn serve(self, plan: PoolPlan, stop: CancellationToken) {
        let slots = TaskTracker::new();
        for slot in 0..plan.slots {
            let slot = Slot {
                queue: self.clone(),
                order: plan.order_of(slot),
                turn: Arc::new(Semaphore::new(1)),
                stop: stop.clone(),
                idle: CancellationToken::new(),
            };
            slots.spawn(slot.serve());
        }
        slots.close();
        slots.wait().await;
    }
}

impl Slot {
    /// Connects again and again, until told to stop and idle.
    async fn serve(self) {
        let serving = tokio::spawn(self.clone().keep_connected());
        self.stop.cancelled().await;
        // Closed for good: whoever waits for a turn now is turned away, see `take`.
        if let Ok(turn) = self.turn.acquire().await {
            turn.forget();
            self.turn.close();
        }
        self.idle.cancel();
        if serving.await.is_err() {
            tracing::warn!("a slot broke off while it stopped");
        }
    }

    async fn keep_connected(self) {
        let mut wait = FIRST_WAIT;
        while !self.idle.is_cancelled() {
            let since = tokio::time::Instant::now();
            match self.clone().listen().await {
                Ok(stopped) => tracing::debug!(reason = ?stopped.reason, "Faktory's worker stopped"),
                Err(error) if self.queue.is_gone.swap(true, Ordering::Relaxed) => {
                    tracing::debug!(error = %error, "Faktory is still gone");
                }
                Err(error) => {
                    tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "the line to Faktory is gone; it is tried again");
                }
            }
            if since.elapsed() > LONGEST_WAIT {
                wait = FIRST_WAIT;
            }
            let jittered = wait.mul_f64(1.0 + 0.2 * self.queue.random.jitter());
            tokio::select! {
                () = self.idle.cancelled() => return,
                () = self.queue.clock.sleep(jittered) => {}
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Takes tasks until the line breaks or the slot is idle for good.
    async fn listen(self) -> Result<StopDetails, FaktoryRefusal> {
        let address = self.queue.address.clone();
        let line = Line::open(&address).await.map_err(FaktoryRefusal::Silent)?;
        let names: Vec<&str> = self.order.iter().map(|queue| queue.as_str()).collect();
        let idle = self.idle.clone();
        let here = self.clone();
        let mut worker: Worker<io::Error> = Worker::builder()
            .hostname(self.queue.name.clone())
            .wid(WorkerId::new(format!("{}-{:016x}", self.queue.name, fresh(&*self.queue.random))))
            .labels(["shortlist".to_owned()])
            .with_graceful_shutdown(async move { idle.cancelled().await })
            .register_fn(JOB_TYPE, move |job| {
                let slot = here.clone();
                async move {
                    slot.take(&job).await;
                    Ok(())
                }
            })
            .connect_with(line, address.password())
            .await?;
        if self.queue.is_gone.swap(false, Ordering::Relaxed) {
            tracing::info!("Faktory is back");
        }
        Ok(worker.run(&names).await?)
    }

    /// Runs what it is handed, or parks it when the slot is closing. Faktory is told that all went well in any
    /// case: how it went is written in the store.
    async fn take(&self, job: &Job) {
        let Some(task) = task_of(job) else {
            tracing::warn!("Faktory handed out a job that names no task of ours; it is dropped");
            return;
        };
        if !self.stop.is_cancelled()
            && let Ok(_turn) = self.turn.acquire().await
            && !self.stop.is_cancelled()
        {
            if !(self.queue.run)(task).await {
                self.forget(task).await;
            }
            return;
        }
        self.forget(task).await;
        // Faktory would hand out the next one, which must wait for the same as this.
        self.idle.cancelled().await;
    }

    /// Has the task pushed again, to whoever is there.
    async fn forget(&self, task: TaskId) {
        let forgotten = async {
            let mut tx = self.queue.store.begin().await?;
            tx.forget_pushes(&[task]).await?;
            tx.commit().await
        };
        match forgotten.await {
            Ok(()) => self.queue.bus.publish(Wake::Task { id: task, seq: 0 }),
            // It is missed in Faktory before long, and pushed again.
            Err(error) => tracing::debug!(task.id = %task, error = %error, "a push was not forgotten"),
        }
    }
}

fn fresh(random: &dyn Randomness) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = random.secret();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The task that a job is about.
fn task_of(job: &Job) -> Option<TaskId> {
    job.args().first()?.as_str()?.parse().ok().map(TaskId)
}
