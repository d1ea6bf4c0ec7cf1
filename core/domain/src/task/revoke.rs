//! Cancelling many tasks at once: those that no worker holds.

use crate::id::{ApplicationId, ResumeId, TaskId};
use crate::ports::{StoreError, Tx};
use crate::resume::duplicates;
use crate::task::model::{Task, TaskPayload, TaskState, Unclaimed};
use crate::task::service::{READING_CANCELLED, bury};

/// So many of a batch are locked, read and written at a time.
const AT_ONCE: u64 = 1_000;

/// Cancels all of these in one transaction; answers how many there were.
pub(super) async fn all(tx: &mut dyn Tx, which: Unclaimed) -> Result<u64, StoreError> {
    let mut count = 0;
    loop {
        match some(tx, which, AT_ONCE).await? {
            0 => return Ok(count),
            part => count += part,
        }
    }
}

/// Cancels at most so many of these; answers how many, and 0 only when there are none.
pub(super) async fn some(tx: &mut dyn Tx, which: Unclaimed, limit: u64) -> Result<u64, StoreError> {
    let tasks = tx.lock_unclaimed(which, limit).await?;
    bury_all(tx, &tasks).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    tx.revoke_all(&ids).await?;
    Ok(ids.len() as u64)
}

/// What the end of each means for what it worked on. Screenings and résumés come in thousands, so theirs go
/// together.
async fn bury_all(tx: &mut dyn Tx, tasks: &[Task]) -> Result<(), StoreError> {
    let mut screenings: Vec<(ApplicationId, TaskId)> = Vec::new();
    let mut readings: Vec<(ResumeId, TaskId)> = Vec::new();
    for task in tasks {
        match task.payload {
            TaskPayload::ScreenApplication { application, .. } => screenings.push((application, task.id)),
            TaskPayload::IngestResume { resume } => readings.push((resume, task.id)),
            // The children of a batch wait in the line that it waits in itself, and are revoked with it.
            TaskPayload::ScreenBatch { .. } | TaskPayload::ImportBatch { .. } => {}
            // Boxed, since what buries a batch comes here again.
            _ => Box::pin(bury(tx, task, TaskState::Revoked)).await?,
        }
    }
    tx.note_screenings_broken_off(&screenings).await?;
    duplicates::break_off(tx, &readings, READING_CANCELLED).await
}
