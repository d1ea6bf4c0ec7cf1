//! `screen_application`: a judgement of one application.

use domain::id::ApplicationId;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Judges the application; `force` asks again although the answer is known.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(
    services: &Services,
    context: &TaskContext,
    application: ApplicationId,
    force: bool,
) -> Result<Settled, HandlerError> {
    services.screenings.screen(context, application, force).await
}
