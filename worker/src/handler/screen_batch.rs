//! `screen_batch`: judgements of many applications, by a task each.

use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Puts a task for each application in line; `force` asks again although the answers are known.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext, force: bool) -> Result<Settled, HandlerError> {
    services.screenings.fan_out(context, force).await
}
