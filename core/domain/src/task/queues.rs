//! Lines of tasks and who serves them, for people who look after them: how they stand, and holding them up,
//! letting them go on and emptying them.

use std::time::Duration;

use crate::deps::Deps;
use crate::error::ServiceError;
use crate::ports::{StoreError, Tx};
use crate::task::model::{Purged, QueueName, QueueStatus, Task, Unclaimed};
use crate::task::revoke;
use crate::task::service::TaskService;
use crate::task::worker::Worker;

/// So many tasks are cancelled in one transaction: what it locks, nobody waits for long.
const AT_ONCE: u64 = 200;

impl TaskService {
    /// How each line stands, in the order of their names.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn queues(&self) -> Result<Vec<QueueStatus>, ServiceError> {
        Ok(self.deps.store.reads().queue_statuses().await?)
    }

    /// Processes that run tasks and were heard of within the silence that is allowed to them, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn workers(&self) -> Result<Vec<Worker>, ServiceError> {
        Ok(self.deps.store.reads().workers(self.deps.figures.worker_silence).await?)
    }

    /// What runs now under these workers, each task with its worker's name, the longest running first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn running_under(&self, workers: &[String]) -> Result<Vec<(String, Task)>, ServiceError> {
        Ok(self.deps.store.reads().tasks_held_by(workers).await?)
    }

    /// Hands nothing more out of a line. What runs goes on, and what comes waits.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pause_queue(&self, queue: QueueName) -> Result<QueueStatus, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        tx.pause_queue(queue).await?;
        keep(tx, queue).await
    }

    /// Hands tasks out of a line again. What was pushed before the pause and came to nothing during it is
    /// pushed anew.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resume_queue(&self, queue: QueueName) -> Result<QueueStatus, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        tx.resume_queue(queue).await?;
        tx.forget_pushes_of_queue(queue, Duration::ZERO).await?;
        keep(tx, queue).await
    }

    /// Cancels all that waits in a line, whenever it is due; what runs goes on, and what comes meanwhile
    /// stays. Each part is a transaction of its own, so that a long line is not held up for long.
    ///
    /// # Errors
    /// When the store fails; what was cancelled until then stays so.
    pub async fn purge_queue(&self, queue: QueueName) -> Result<Purged, ServiceError> {
        let which = Unclaimed::InQueue { queue, until: self.deps.store.reads().time().await? };
        let mut revoked = 0;
        loop {
            let part = revoke_some(&self.deps, which).await?;
            revoked += part;
            if part == 0 {
                break;
            }
        }
        tracing::info!(queue = queue.as_str(), tasks.revoked = revoked, "a queue was emptied");
        let queue = of(self.queues().await?, queue)?;
        Ok(Purged { queue, revoked })
    }
}

async fn revoke_some(deps: &Deps, which: Unclaimed) -> Result<u64, StoreError> {
    let mut tx = deps.store.begin().await?;
    let part = revoke::some(&mut *tx, which, AT_ONCE).await?;
    tx.commit().await?;
    Ok(part)
}

/// Makes true what the transaction holds; answers how the line stands then.
async fn keep(tx: Box<dyn Tx>, queue: QueueName) -> Result<QueueStatus, ServiceError> {
    let status = of(tx.queue_statuses().await?, queue)?;
    tx.commit().await?;
    Ok(status)
}

fn of(all: Vec<QueueStatus>, queue: QueueName) -> Result<QueueStatus, ServiceError> {
    Ok(all.into_iter().find(|it| it.name == queue).ok_or(StoreError::Corrupt { what: "queue" })?)
}
