//! Cancelling many tasks at once: those that no worker holds.

use crate::error::ServiceError;
use crate::id::{ApplicationId, TaskId};
use crate::ports::{StoreError, Tx};
use crate::task::model::{QueueName, Task, TaskPayload, TaskState, Unclaimed};
use crate::task::service::{TaskService, bury};

/// So many are locked, read and written at a time.
const AT_ONCE: u64 = 1_000;

impl TaskService {
    /// Cancels all that waits in a line; what runs goes on. Answers how many there were. Each part is a
    /// transaction of its own, so that a long line is not held up for long.
    ///
    /// # Errors
    /// When the store fails; what was cancelled until then stays so.
    pub async fn revoke_queue(&self, queue: QueueName) -> Result<u64, ServiceError> {
        let mut count = 0;
        loop {
            let mut tx = self.deps.store.begin().await?;
            let some = part(&mut *tx, Unclaimed::InQueue(queue)).await?;
            tx.commit().await?;
            count += some;
            if some < AT_ONCE {
                return Ok(count);
            }
        }
    }
}

/// Cancels all of these in one transaction; answers how many there were.
pub(super) async fn all(tx: &mut dyn Tx, which: Unclaimed) -> Result<u64, StoreError> {
    let mut count = 0;
    loop {
        let some = part(tx, which).await?;
        count += some;
        if some < AT_ONCE {
            return Ok(count);
        }
    }
}

async fn part(tx: &mut dyn Tx, which: Unclaimed) -> Result<u64, StoreError> {
    let tasks = tx.lock_unclaimed(which, AT_ONCE).await?;
    bury_all(tx, &tasks).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    tx.revoke_all(&ids).await?;
    Ok(ids.len() as u64)
}

/// What the end of each means for what it worked on. Screenings come in thousands, so theirs go together.
async fn bury_all(tx: &mut dyn Tx, tasks: &[Task]) -> Result<(), StoreError> {
    let mut screenings: Vec<(ApplicationId, TaskId)> = Vec::new();
    for task in tasks {
        match task.payload {
            TaskPayload::ScreenApplication { application, .. } => screenings.push((application, task.id)),
            // The children of a batch wait in the line that it waits in itself, and are revoked with it.
            TaskPayload::ScreenBatch { .. } => {}
            // Boxed, since what buries a batch comes here again.
            _ => Box::pin(bury(tx, task, TaskState::Revoked)).await?,
        }
    }
    tx.note_screenings_broken_off(&screenings).await
}
