//! `cleanup`: what is kept no longer goes.

use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Removes what is kept no longer.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext) -> Result<Settled, HandlerError> {
    services.upkeep.clean_up(context).await
}
