//! How much work waits is told to metrics every few seconds. Every server does so; they say the same.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::Clock;
use tokio_util::sync::CancellationToken;

use crate::store::PgStore;

/// Prometheus asks every fifteen seconds or so, and should not be told what was true before the last time.
const EVERY: Duration = Duration::from_secs(5);

/// Looks again and again until told to stop; a worker counts that was heard of within the silence.
pub async fn measure(store: PgStore, clock: Arc<dyn Clock>, silence: Duration, stop: CancellationToken) {
    let looking = async {
        loop {
            match store.load(silence).await {
                Ok(load) => load.record(),
                Err(error) => {
                    tracing::debug!(error = %error, source = ?std::error::Error::source(&error), "the work that waits could not be counted");
                }
            }
            clock.sleep(EVERY).await;
        }
    };
    // A database that doesn't answer keeps nobody from stopping.
    stop.run_until_cancelled(looking).await;
}
