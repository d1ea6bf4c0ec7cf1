//! `send_status_email`: a mail that tells a candidate of a change of stage.

use domain::id::StageChangeId;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Sends the mail about the change.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(
    services: &Services,
    context: &TaskContext,
    change: StageChangeId,
) -> Result<Settled, HandlerError> {
    services.applications.send_mail(context, change).await
}
