//! Lines of tasks, and the processes that serve them.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::task::{model, worker};

use super::task::{QueueName, Task};
use crate::graphql::date_time::DateTime;
use crate::graphql::global_id::global_of;
use crate::graphql::loader::{RunningUnder, load};

/// How a line of tasks stands, all figures at one moment. A batch that waits for its children is in none.
#[derive(Debug, Clone, Copy, PartialEq, SimpleObject)]
pub struct QueueStatus {
    /// Which.
    pub name: QueueName,
    /// Hands out nothing until it is resumed.
    pub paused: bool,
    /// Tasks that are due and wait for a worker.
    pub pending: i32,
    /// Tasks that are due later: retries and delayed ones.
    pub scheduled: i32,
    /// Tasks that workers are at.
    pub running: i32,
    /// Tasks that were given up and not brought back.
    pub dead: i32,
    /// For how long the oldest of the pending ones has been due; null when none is pending.
    pub oldest_seconds: Option<f64>,
    /// Tasks that came to a good end within the last hour.
    pub finished_last_hour: i32,
    /// Tasks that were given up within the last hour.
    pub failed_last_hour: i32,
    /// How long those that came to a good end within the last hour ran, from the beginning of their last
    /// attempt, in the mean; null without any. Batches are left out, since their time is their children's.
    pub mean_seconds: Option<f64>,
    /// What 95 of 100 of those runs did not exceed.
    pub p95_seconds: Option<f64>,
}

fn number(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

impl From<model::QueueStatus> for QueueStatus {
    fn from(queue: model::QueueStatus) -> Self {
        Self {
            name: queue.name.into(),
            paused: queue.paused,
            pending: number(queue.pending),
            scheduled: number(queue.scheduled),
            running: number(queue.running),
            dead: number(queue.dead),
            oldest_seconds: queue.oldest_seconds,
            finished_last_hour: number(queue.finished_last_hour),
            failed_last_hour: number(queue.failed_last_hour),
            mean_seconds: queue.mean_seconds,
            p95_seconds: queue.p95_seconds,
        }
    }
}

/// Lines in strict order, served by so many slots.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct WorkerPool {
    /// The first that has a due task is served first.
    pub queues: Vec<QueueName>,
    /// How many tasks run at once.
    pub concurrency: i32,
}

impl From<&worker::PoolPlan> for WorkerPool {
    fn from(plan: &worker::PoolPlan) -> Self {
        Self {
            queues: plan.queues.iter().copied().map(Into::into).collect(),
            concurrency: i32::try_from(plan.slots).unwrap_or(i32::MAX),
        }
    }
}

/// A process that runs tasks, as it reported itself with its last heartbeat.
#[derive(Debug, Clone)]
pub struct WorkerStatus(pub worker::Worker);

/// A process that runs tasks, as it reported itself with its last heartbeat.
#[Object]
impl WorkerStatus {
    /// Another one after each start.
    async fn id(&self) -> ID {
        global_of("WorkerStatus", self.0.report.id)
    }
    /// Its machine and process, told apart from all others.
    async fn name(&self) -> &str {
        &self.0.report.name
    }
    /// The program's version.
    async fn version(&self) -> &str {
        &self.0.report.version
    }
    /// What it serves.
    async fn pools(&self) -> Vec<WorkerPool> {
        self.0.report.pools.iter().map(Into::into).collect()
    }
    /// When it started.
    async fn started_at(&self) -> DateTime {
        self.0.started_at.into()
    }
    /// When it reported itself last. One that is late three times is listed no more.
    async fn last_beat_at(&self) -> DateTime {
        self.0.beat_at.into()
    }
    /// What it is at now, the longest running first.
    async fn running(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Task>> {
        let running = load(ctx, RunningUnder(self.0.report.name.clone())).await?;
        Ok(running.unwrap_or_default().into_iter().map(Task).collect())
    }
    /// Tasks that it brought to a good end since it started.
    async fn done(&self) -> i32 {
        number(self.0.report.done)
    }
    /// Attempts that failed under it since it started.
    async fn failed(&self) -> i32 {
        number(self.0.report.failed)
    }
}
