//! Lost claims run again: the loop around the use case.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::Clock;
use domain::task::service::TaskService;
use tokio_util::sync::CancellationToken;

use crate::telemetry::metrics::catalogue::CLAIMS_LOST;

/// Looks for lost claims again and again until told to stop.
pub async fn reconcile(tasks: TaskService, clock: Arc<dyn Clock>, every: Duration, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(every) => {}
        }
        match tasks.reconcile().await {
            Ok(0) => {}
            Ok(lost) => {
                CLAIMS_LOST.add(lost as u64, []);
                tracing::warn!(tasks.lost = lost, "workers were lost; their tasks run again");
            }
            Err(error) => {
                tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "lost tasks could not be looked for")
            }
        }
    }
}
