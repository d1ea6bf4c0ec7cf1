//! Probes: whether the process lives, and whether it can work.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use super::Web;

/// A database that takes longer is no use to anybody who waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process answers.
pub(super) async fn health() -> &'static str {
    "healthy\n"
}

/// The database answers too.
pub(super) async fn ready(State(web): State<Web>) -> (StatusCode, &'static str) {
    let reads = web.store.reads();
    let asked = tokio::time::timeout(PATIENCE, reads.count_users()).await;
    match asked {
        Ok(Ok(_)) if !web.stop.is_cancelled() => (StatusCode::OK, "ready\n"),
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
