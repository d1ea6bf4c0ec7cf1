//! Looking after batches that wait for their children.

use crate::error::ServiceError;
use crate::id::TaskId;
use crate::task::model::TaskPayload;
use crate::task::service::TaskService;

/// Batches read at a time.
const AT_ONCE: u64 = 100;

impl TaskService {
    /// Tells how far each waiting batch is, and ends those whose children have all ended.
    pub(super) async fn look_after_batches(&self) -> Result<(), ServiceError> {
        let mut after = None;
        loop {
            let waiting = self.deps.store.reads().waiting_batches(after, AT_ONCE).await?;
            for id in &waiting {
                self.look_after(*id).await?;
            }
            after = waiting.last().copied();
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn look_after(&self, id: TaskId) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let Some((batch, told)) = tx.lock_waiting_batch(id).await? else {
            return Ok(());
        };
        let interval = self.deps.figures.progress_interval;
        let next = match batch.payload {
            TaskPayload::ImportBatch { batch } => tx.import_standing(batch).await?.next(told, interval),
            _ => tx.batch_standing(batch.id).await?.next(told, interval),
        };
        if let Some(next) = next {
            tx.transition(batch.id, &next).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
