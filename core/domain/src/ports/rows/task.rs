use std::time::Duration;

use async_trait::async_trait;

use super::Answer;
use crate::id::TaskId;
use crate::page::{Page, PageRequest};
use crate::task::model::{Claim, Horizon, NewTask, QueueName, Task, TaskEvent, TaskFilter, Transition, Unclaimed};

/// Reading tasks.
#[async_trait]
pub trait TaskReads: Send + Sync {
    /// Those of these that are there.
    async fn tasks(&self, ids: &[TaskId]) -> Answer<Vec<Task>>;
    /// A page of a list, newest first.
    async fn list_tasks(&self, filter: &TaskFilter, page: &PageRequest) -> Answer<Page<Task>>;
    /// How many the list holds.
    async fn count_tasks(&self, filter: &TaskFilter) -> Answer<u64>;
    /// Events of a task with a number above `after`, in order, at most `limit`.
    async fn task_events(&self, id: TaskId, after: i32, limit: u64) -> Answer<Vec<TaskEvent>>;
    /// What there is to see now.
    async fn horizon(&self) -> Answer<Horizon>;
    /// Every event that came to be there since a horizon and fits, of each task in order, and the horizon
    /// that they end at. States are those that the events report.
    async fn events_since(&self, horizon: &Horizon, filter: &TaskFilter) -> Answer<(Vec<TaskEvent>, Horizon)>;
    /// Unclaimed tasks that are due, of the first of these queues that has any and then of the next,
    /// by due time, at most `limit`.
    async fn due_tasks(&self, queues: &[QueueName], limit: u64) -> Answer<Vec<TaskId>>;
    /// The task that brings this one back, if there is one.
    async fn task_that_retries(&self, id: TaskId) -> Answer<Option<Task>>;
    /// Tasks whose lease ran out.
    async fn lost_tasks(&self, limit: u64) -> Answer<Vec<TaskId>>;
    /// Tasks that somebody holds, whoever it is.
    async fn claimed_tasks(&self) -> Answer<Vec<TaskId>>;
    /// Whether this claim is the one that holds its task.
    async fn is_held(&self, claim: &Claim) -> Answer<bool>;
}

/// Writing tasks.
#[async_trait]
pub trait TaskWrites: Send + Sync {
    /// The task, its place in line and its first event, PENDING.
    async fn enqueue(&mut self, task: &NewTask) -> Answer<()>;
    /// The same for many at once.
    async fn enqueue_all(&mut self, tasks: &[NewTask]) -> Answer<()>;
    /// Makes the lease of a claim longer; `false` when the claim is no longer held.
    async fn extend_lease(&mut self, claim: &Claim, lease: Duration) -> Answer<bool>;
    /// Takes the claim away from whoever holds it (only if its lease ran out, when `only_lost`), puts
    /// the task in line again at once, and answers the task, locked; `None` when it isn't held.
    async fn release(&mut self, id: TaskId, only_lost: bool) -> Answer<Option<Task>>;
    /// Locks a task that has not ended; `None` when it has.
    async fn lock_open_task(&mut self, id: TaskId) -> Answer<Option<Task>>;
    /// Writes a task's new state and the event that reports it, numbered without a gap. A RETRY gives
    /// the claim back and is due after its delay; a terminal state ends the task's place in line.
    async fn transition(&mut self, id: TaskId, transition: &Transition) -> Answer<TaskEvent>;
    /// Locks tasks that have not ended and that nobody holds, at most `limit`: none of them is claimed before
    /// the end of the transaction.
    async fn lock_unclaimed(&mut self, which: Unclaimed, limit: u64) -> Answer<Vec<Task>>;
    /// Writes for each of these, which are locked and have not ended, that it was cancelled, with its event,
    /// and ends its place in line.
    async fn revoke_all(&mut self, ids: &[TaskId]) -> Answer<()>;
}
