//! `import_batch`: many files, each read by a task of its own.

use domain::id::ImportBatchId;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};

/// Takes the files of an import in and puts a reading of each in line.
///
/// # Errors
/// See [`HandlerError`].
pub async fn handle(services: &Services, context: &TaskContext, batch: ImportBatchId) -> Result<Settled, HandlerError> {
    services.intake.fan_out(context, batch).await
}
