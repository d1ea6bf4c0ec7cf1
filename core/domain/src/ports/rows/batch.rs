use async_trait::async_trait;

use super::Answer;
use crate::id::{ApplicationId, TaskId};
use crate::screening::model::BatchMembers;
use crate::task::model::{BatchStanding, LastTold, Task};

/// Reading batches.
#[async_trait]
pub trait BatchReads: Send + Sync {
    /// What became of the members so far.
    async fn batch_standing(&self, batch: TaskId) -> Answer<BatchStanding>;
    /// Members that were not looked at yet, by application id, at most `limit`.
    async fn untouched_members(&self, batch: TaskId, limit: u64) -> Answer<Vec<ApplicationId>>;
    /// Batches that wait for their children after this one, by id, at most `limit`.
    async fn waiting_batches(&self, after: Option<TaskId>, limit: u64) -> Answer<Vec<TaskId>>;
}

/// Writing batches.
#[async_trait]
pub trait BatchWrites: Send + Sync {
    /// Settles the members of a new batch; answers how many there are.
    async fn put_batch_members(&mut self, batch: TaskId, members: &BatchMembers) -> Answer<u64>;
    /// Notes the child of each of these members, and that those without one are left out.
    async fn note_children(
        &mut self,
        batch: TaskId,
        members: &[ApplicationId],
        children: &[(ApplicationId, TaskId)],
    ) -> Answer<()>;
    /// Locks a batch that waits for its children, and says what was told of it last; `None` when it doesn't
    /// wait, or when somebody else looks after it at this moment.
    async fn lock_waiting_batch(&mut self, batch: TaskId) -> Answer<Option<(Task, LastTold)>>;
}
