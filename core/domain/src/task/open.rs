//! Tasks that have not ended and work on one thing, for who changes that thing under them.

use crate::id::{NodeRef, TaskId};
use crate::page::{MAX_PAGE, PageRequest};
use crate::ports::{StoreError, Tx};
use crate::task::model::{TaskFilter, TaskKind, TaskState};

/// Those of these kinds, or of any, in the order of their ids.
pub(crate) async fn on(
    tx: &mut dyn Tx,
    subject: NodeRef,
    kinds: Option<Vec<TaskKind>>,
) -> Result<Vec<TaskId>, StoreError> {
    let filter = TaskFilter {
        kinds,
        states: Some(vec![TaskState::Pending, TaskState::Started, TaskState::Retry]),
        subject: Some(subject),
        ..TaskFilter::default()
    };
    let page = tx.list_tasks(&filter, &PageRequest::first(MAX_PAGE)).await?;
    let mut tasks: Vec<TaskId> = page.rows.iter().map(|(_, task)| task.id).collect();
    tasks.sort_unstable();
    Ok(tasks)
}

/// Locks those of these that have not ended meanwhile, each by its place in line.
pub(crate) async fn lock(tx: &mut dyn Tx, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, StoreError> {
    let mut locked = Vec::new();
    for task in tasks {
        locked.extend(tx.lock_open_task(task).await?.map(|task| task.id));
    }
    Ok(locked)
}
