//! Pushes what is due to Faktory. Any number of servers may do this at once: a row is marked by one of them
//! before it is pushed, and what was marked and never arrived is found missing and marked again.
//!
//! Faktory doesn't notice what it was given twice, so it is given little: the first places of each queue, a
//! few for each slot that serves it. What is in no window waits in the store, where it costs nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::ports::{Clock, EventBus, Store, StoreError, Wake};
use domain::task::model::QueueName;
use futures::FutureExt;
use futures::stream::{BoxStream, StreamExt};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::faktory::{FaktoryClient, FaktoryRefusal};

/// Places of a queue for each slot that serves it …
const PLACES_A_SLOT: u32 = 4;
/// … and at least so many.
const FEWEST_PLACES: u32 = 16;
/// How long something may be on its way from Faktory to its claim.
const ON_ITS_WAY: Duration = Duration::from_secs(2);
/// How often Faktory is asked what it holds.
const ASKING: Duration = Duration::from_secs(1);

/// Pushes what is due.
#[derive(Debug)]
pub struct Relay {
    /// Where it stands what is due.
    pub store: Arc<dyn Store>,
    /// Where it is heard that something became due.
    pub bus: Arc<dyn EventBus>,
    /// For the poll.
    pub clock: Arc<dyn Clock>,
    /// Where to push.
    pub faktory: FaktoryClient,
    /// How often it is looked although nobody woke us.
    pub poll: Duration,
    /// How long a push may go unclaimed before it is taken for lost; doubles with each push.
    pub back_off: Duration,
    /// How old the report of a worker that is counted may be.
    pub worker_silence: Duration,
}

/// Why a turn failed.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("what is due could not be read")]
    Store(#[from] StoreError),
    #[error("Faktory did not take what is due")]
    Faktory(#[from] FaktoryRefusal),
}

/// What a turn leaves to be waited for, besides the next look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WaitsFor {
    /// Something that is due.
    Task,
    /// The same, or a free place: a queue's window is full, and there may be more behind it.
    Place,
    /// Nothing else: a fault wants a pause.
    Time,
}

impl WaitsFor {
    /// A new task has one event, and one that goes back in line has none; any later event may mean a free place.
    fn has_come(self, wake: Wake) -> bool {
        match wake {
            Wake::Due(_) | Wake::Missed | Wake::Task { seq: 0 | 1, .. } => self != Self::Time,
            Wake::Task { .. } => self == Self::Place,
            Wake::Cancel(_) | Wake::Change { .. } => false,
        }
    }
}

impl Relay {
    /// Relays until told to stop.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut wakes = self.bus.subscribe();
        let mut windows = Vec::new();
        let mut asked: Option<Instant> = None;
        let mut failing = false;
        while !stop.is_cancelled() {
            let is_time = asked.is_none_or(|asked| asked.elapsed() >= ASKING);
            if is_time {
                asked = Some(Instant::now());
            }
            let turn = self.turn(&mut windows, is_time).await;
            if let Err(fault) = &turn
                && !failing
            {
                tracing::warn!(error = %fault, source = ?std::error::Error::source(fault), "tasks are not handed out; it is tried again");
            }
            if turn.is_ok() && failing {
                tracing::info!("tasks are handed out again");
            }
            failing = turn.is_err();
            let what = turn.unwrap_or(WaitsFor::Time);
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.wait(&mut wakes, what) => {}
            }
        }
    }

    /// Pushes what is due and in its window.
    async fn turn(&mut self, windows: &mut Vec<(QueueName, u32)>, is_time: bool) -> Result<WaitsFor, Fault> {
        if is_time {
            *windows = self.windows().await?;
            self.mend().await?;
        }
        let due = self.store.take_for_push(windows, self.back_off).await?;
        if !due.tasks.is_empty()
            && let Err(refusal) = self.faktory.push(&due.tasks).await
        {
            let mut tx = self.store.begin().await?;
            tx.forget_pushes(&due.tasks.iter().map(|(task, _)| *task).collect::<Vec<_>>()).await?;
            tx.commit().await?;
            return Err(refusal.into());
        }
        Ok(if due.is_full { WaitsFor::Place } else { WaitsFor::Task })
    }

    /// How many places of each queue are pushed.
    async fn windows(&self) -> Result<Vec<(QueueName, u32)>, StoreError> {
        let mut slots: HashMap<QueueName, u32> = HashMap::new();
        for worker in self.store.reads().workers(self.worker_silence).await? {
            for pool in worker.report.pools {
                for queue in pool.queues {
                    *slots.entry(queue).or_default() += u32::try_from(pool.slots).unwrap_or(u32::MAX);
                }
            }
        }
        let places = |queue: &QueueName| {
            let slots = slots.get(queue).copied().unwrap_or_default();
            slots.saturating_mul(PLACES_A_SLOT).max(FEWEST_PLACES)
        };
        Ok(QueueName::ALL.iter().map(|queue| (*queue, places(queue))).collect())
    }

    /// Has pushed again what Faktory doesn't hold any more: it was restarted, or whoever fetched it died
    /// before the claim.
    async fn mend(&mut self) -> Result<(), Fault> {
        let waiting = self.store.reads().pushed_in_vain(ON_ITS_WAY).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let held: HashMap<QueueName, u64> = self.faktory.sizes().await?.into_iter().collect();
        for (queue, tasks) in waiting {
            let holds = held.get(&queue).copied().unwrap_or_default();
            if holds >= tasks {
                continue;
            }
            let mut tx = self.store.begin().await?;
            let forgotten = tx.forget_pushes_of_queue(queue, ON_ITS_WAY).await?;
            tx.commit().await?;
            tracing::info!(
                queue = queue.as_str(),
                tasks.pushed = tasks,
                tasks.held = holds,
                tasks.again = forgotten,
                "Faktory holds less than it was given; it is given again"
            );
        }
        Ok(())
    }

    /// Waits until something may have become due, or a place free.
    async fn wait(&self, wakes: &mut BoxStream<'static, Wake>, what: WaitsFor) {
        let woken = async {
            while let Some(wake) = wakes.next().await {
                if what.has_come(wake) {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = woken => {}
            () = self.clock.sleep(self.poll) => {}
        }
        // Whatever else was said meanwhile, one look answers it.
        while let Some(Some(_)) = wakes.next().now_or_never() {}
    }
}
