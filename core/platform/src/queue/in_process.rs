//! The queue of the embedded mode: reads due tasks straight from the store, woken at commit, with a
//! poll as the safety net.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::TaskId;
use domain::ports::{Clock, EventBus, Store, Wake};
use domain::task::worker::PoolPlan;
use futures::StreamExt;
use futures::stream::BoxStream;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Run;

/// Hands due tasks to slots.
#[derive(Clone)]
pub struct InProcessQueue {
    /// Where due tasks are read.
    pub store: Arc<dyn Store>,
    /// Where wake-ups are heard.
    pub bus: Arc<dyn EventBus>,
    /// For the poll.
    pub clock: Arc<dyn Clock>,
    /// How often the store is read although nobody woke us.
    pub poll: Duration,
    /// What a slot does.
    pub run: Run,
}

impl std::fmt::Debug for InProcessQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcessQueue").field("poll", &self.poll).finish_non_exhaustive()
    }
}

/// One pool at work.
struct Pool {
    queue: InProcessQueue,
    plan: PoolPlan,
    slots: Arc<Semaphore>,
    /// Of the first slot, which looks at the queues in an order of its own.
    first: Arc<Semaphore>,
    under_way: Arc<Mutex<HashSet<TaskId>>>,
    running: TaskTracker,
    stop: CancellationToken,
}

/// A slot that is taken, until it is dropped.
struct Slot {
    _permit: OwnedSemaphorePermit,
    _first: Option<OwnedSemaphorePermit>,
}

/// A task that was handed out, until it is dropped; meanwhile it is not handed out again.
struct UnderWay {
    id: TaskId,
    among: Arc<Mutex<HashSet<TaskId>>>,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.among.lock().remove(&self.id);
    }
}

impl InProcessQueue {
    /// Serves a pool until told to stop; returns when the last task it handed out has ended.
    pub async fn serve(self, plan: PoolPlan, stop: CancellationToken) {
        let pool = Pool {
            slots: Arc::new(Semaphore::new(plan.slots)),
            first: Arc::new(Semaphore::new(1)),
            under_way: Arc::default(),
            running: TaskTracker::new(),
            queue: self,
            plan,
            stop: stop.clone(),
        };
        let mut wakes = pool.queue.bus.subscribe();
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => break,
                () = pool.turn(&mut wakes) => {}
            }
        }
        pool.running.close();
        pool.running.wait().await;
    }
}

impl Pool {
    /// Fills the free slots, then waits for a slot or for work.
    async fn turn(&self, wakes: &mut BoxStream<'static, Wake>) {
        let Ok(permit) = self.slots.clone().acquire_owned().await else {
            return;
        };
        let first = self.first.clone().try_acquire_owned().ok();
        match self.next_due(usize::from(first.is_none())).await {
            Some(id) => {
                self.under_way.lock().insert(id);
                let under_way = UnderWay { id, among: self.under_way.clone() };
                let slot = Slot { _permit: permit, _first: first };
                self.running.spawn(hand_out(self.queue.clone(), under_way, slot, self.stop.clone()));
            }
            None => {
                drop(permit);
                self.wait(wakes).await;
            }
        }
    }

    /// The first due task that isn't in a slot of ours already, as this slot looks for it.
    async fn next_due(&self, slot: usize) -> Option<TaskId> {
        let at_most = self.under_way.lock().len() as u64 + 1;
        match self.queue.store.reads().due_tasks(&self.plan.order_of(slot), at_most).await {
            Ok(due) => {
                let under_way = self.under_way.lock();
                due.into_iter().find(|id| !under_way.contains(id))
            }
            Err(error) => {
                tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "due tasks could not be read");
                None
            }
        }
    }

    async fn wait(&self, wakes: &mut BoxStream<'static, Wake>) {
        let work = async {
            while let Some(wake) = wakes.next().await {
                let ours = matches!(wake, Wake::Missed)
                    || matches!(wake, Wake::Due(queue) if self.plan.queues.contains(&queue));
                if ours {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = work => {}
            () = self.queue.clock.sleep(self.queue.poll) => {}
        }
    }
}

/// Runs a task in its slot. One that could not be run is due still, and would come again at once and for
/// ever: it is left alone for a poll, and its slot goes to what waits behind it.
async fn hand_out(queue: InProcessQueue, under_way: UnderWay, slot: Slot, stop: CancellationToken) {
    if (queue.run)(under_way.id).await {
        drop(under_way);
        drop(slot);
        return;
    }
    drop(slot);
    tokio::select! {
        () = stop.cancelled() => {}
        () = queue.clock.sleep(queue.poll) => {}
    }
}
