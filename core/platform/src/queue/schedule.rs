//! Periodic work comes in line: the loop around the use case. Every process runs it, and one of them leads.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::Clock;
use domain::upkeep::error::UpkeepError;
use domain::upkeep::service::UpkeepService;
use tokio_util::sync::CancellationToken;

/// Looks for periodic work that is due, again and again until told to stop. The owner is who leads, for people.
pub async fn schedule(
    upkeep: UpkeepService,
    owner: String,
    clock: Arc<dyn Clock>,
    every: Duration,
    stop: CancellationToken,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(every) => {}
        }
        match upkeep.tick(&owner).await {
            Ok(0) | Err(UpkeepError::LedByAnother) => {}
            Ok(tasks) => tracing::info!(tasks.scheduled = tasks, "periodic work is in line"),
            Err(error) => {
                tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "periodic work could not be looked for")
            }
        }
    }
}
