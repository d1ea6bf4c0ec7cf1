//! `embed_job`: the vectors of a job's text.

use domain::id::JobId;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Embeds the job.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext, job: JobId) -> Result<Settled, HandlerError> {
    services.jobs.embed(context, job).await
}
