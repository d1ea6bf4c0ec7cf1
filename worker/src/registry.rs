//! Which handler runs which kind. The match is exhaustive, so a kind without a handler doesn't build.

use async_trait::async_trait;
use domain::screening::record::Ask;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};
use domain::task::model::TaskPayload;

use crate::handler::{
    cleanup, embed_job, import_batch, ingest_resume, reembed_all, screen_application, screen_batch, send_status_email,
};

/// Does the work of a claimed task.
#[async_trait]
pub trait Handler: Send + Sync + std::fmt::Debug {
    /// Works until the task is settled. It may be dropped at any await, when the claim is gone.
    ///
    /// # Errors
    /// See [`HandlerError`].
    async fn handle(&self, context: &TaskContext) -> Result<Settled, HandlerError>;
}

/// The handlers of all kinds.
#[derive(Debug, Clone)]
pub struct Registry(pub Services);

#[async_trait]
impl Handler for Registry {
    async fn handle(&self, context: &TaskContext) -> Result<Settled, HandlerError> {
        let Self(services) = self;
        match context.task.payload {
            TaskPayload::IngestResume { resume } => ingest_resume::handle(services, context, resume).await,
            TaskPayload::EmbedJob { job } => embed_job::handle(services, context, job).await,
            TaskPayload::ScreenApplication { application, force, samples } => {
                screen_application::handle(services, context, application, Ask { force, samples }).await
            }
            TaskPayload::SendStatusEmail { stage_change, .. } => {
                send_status_email::handle(services, context, stage_change).await
            }
            TaskPayload::ScreenBatch { force, .. } => screen_batch::handle(services, context, force).await,
            TaskPayload::ImportBatch { batch } => import_batch::handle(services, context, batch).await,
            TaskPayload::Cleanup => cleanup::handle(services, context).await,
            TaskPayload::ReembedAll => reembed_all::handle(services, context).await,
        }
    }
}
