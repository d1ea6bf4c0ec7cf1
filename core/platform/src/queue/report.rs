//! A process that runs tasks reports itself, so that people and the relay know what is there. The report
//! decides nothing: whether a task may run, its claim decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::ports::{Clock, Store, StoreError};
use domain::task::worker::WorkerReport;
use tokio_util::sync::CancellationToken;

/// What a process brought about since it started.
#[derive(Debug, Default)]
pub struct Tally {
    done: AtomicU64,
    failed: AtomicU64,
}

impl Tally {
    /// A task came to a good end.
    pub fn count_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// An attempt failed.
    pub fn count_failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reports a process again and again, until told to stop; then it takes the report back.
pub async fn report(
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    mut report: WorkerReport,
    tally: Arc<Tally>,
    every: Duration,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        report.done = tally.done.load(Ordering::Relaxed);
        report.failed = tally.failed.load(Ordering::Relaxed);
        if let Err(error) = put(&*store, &report).await {
            tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "this worker could not report itself");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = clock.sleep(every) => {}
        }
    }
    if let Err(error) = remove(&*store, &report).await {
        tracing::debug!(error = %error, "the report of this worker stays until it is old");
    }
}

async fn put(store: &dyn Store, report: &WorkerReport) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.put_worker(report).await?;
    tx.commit().await
}

async fn remove(store: &dyn Store, report: &WorkerReport) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.remove_worker(report.id).await?;
    tx.commit().await
}
