//! `ingest_resume`: a file's text, its candidate and its vectors.

use domain::id::ResumeId;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Reads and embeds the résumé.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext, resume: ResumeId) -> Result<Settled, HandlerError> {
    services.resumes.ingest(context, resume).await
}
