//! `reembed_all`: vectors of a new model for everything there is.

use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Embeds what has no vector of the model in use, then has rankings go by that model.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext) -> Result<Settled, HandlerError> {
    services.upkeep.reembed_all(context).await
}
