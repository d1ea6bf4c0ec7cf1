use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Answer;
use crate::id::TaskId;
use crate::task::model::{QueueName, QueueStatus, Task};
use crate::task::worker::{Worker, WorkerReport};

/// Reading how tasks are handed out.
#[async_trait]
pub trait DispatchReads: Send + Sync {
    /// How many due tasks of each queue were pushed longer ago than this and claimed by nobody since. Queues
    /// without any, and paused ones, are left out.
    async fn pushed_in_vain(&self, ago: Duration) -> Answer<Vec<(QueueName, u64)>>;
    /// How each queue stands, in declaration order.
    async fn queue_statuses(&self) -> Answer<Vec<QueueStatus>>;
    /// What the database's clock says.
    async fn time(&self) -> Answer<DateTime<Utc>>;
    /// Tasks that are claimed under one of these names, each with the name, the first begun first.
    async fn tasks_held_by(&self, owners: &[String]) -> Answer<Vec<(String, Task)>>;
    /// Processes that reported themselves within this time, by name.
    async fn workers(&self, within: Duration) -> Answer<Vec<Worker>>;
    /// Whether a process on this machine reported itself within this time.
    async fn is_worker_alive(&self, host: &str, within: Duration) -> Answer<bool>;
}

/// Writing how tasks are handed out.
#[async_trait]
pub trait DispatchWrites: Send + Sync {
    /// Marks these, if unclaimed, as never pushed.
    async fn forget_pushes(&mut self, tasks: &[TaskId]) -> Answer<()>;
    /// The same for all of a queue that were pushed longer ago than this; answers how many.
    async fn forget_pushes_of_queue(&mut self, queue: QueueName, ago: Duration) -> Answer<u64>;
    /// Hands nothing more out of this queue; nothing changes when it is paused already.
    async fn pause_queue(&mut self, queue: QueueName) -> Answer<()>;
    /// Hands tasks out of it again, whether it was paused or not, and wakes whoever does.
    async fn resume_queue(&mut self, queue: QueueName) -> Answer<()>;
    /// Notes what a process says of itself, by the database's clock.
    async fn put_worker(&mut self, report: &WorkerReport) -> Answer<()>;
    /// Forgets a process that has ended.
    async fn remove_worker(&mut self, id: Uuid) -> Answer<()>;
}
