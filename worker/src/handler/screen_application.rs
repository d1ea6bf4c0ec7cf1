//! `screen_application`: a judgement of one application.

use domain::id::ApplicationId;
use domain::screening::record::Ask;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Judges the application.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(
    services: &Services,
    context: &TaskContext,
    application: ApplicationId,
    ask: Ask,
) -> Result<Settled, HandlerError> {
    services.screenings.screen(context, application, ask).await
}
