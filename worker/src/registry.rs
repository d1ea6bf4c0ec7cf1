//! Which handler runs which kind. The match is exhaustive, so a kind without a handler doesn't build.

use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};
use domain::task::model::TaskPayload;

use crate::handler::{embed_job, ingest_resume, screen_application};

/// Runs the handler of the task's kind.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext) -> Result<Settled, HandlerError> {
    match context.task.payload {
        TaskPayload::IngestResume { resume } => ingest_resume::handle(services, context, resume).await,
        TaskPayload::EmbedJob { job } => embed_job::handle(services, context, job).await,
        TaskPayload::ScreenApplication { application, force } => {
            screen_application::handle(services, context, application, force).await
        }
    }
}
