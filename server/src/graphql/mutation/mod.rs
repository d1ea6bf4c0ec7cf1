//! Changing. A resolver parses, makes one call of a use case, and maps.

pub mod access;
pub mod application;
pub mod candidate;
pub mod import;
pub mod job;
pub mod resume;
pub mod task;

use async_graphql::{Context, MergedObject};
use domain::id::TaskId;

use super::error::ApiResult;
use super::loader::load;
use super::object::task::Task;

/// What can be changed.
#[derive(Default, MergedObject)]
pub struct Mutation(
    access::AccessMutation,
    job::JobMutation,
    candidate::CandidateMutation,
    resume::ResumeMutation,
    import::ImportMutation,
    application::ApplicationMutation,
    task::TaskMutation,
);

impl std::fmt::Debug for Mutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mutation")
    }
}

/// The task that a use case put in line, if it did.
async fn task(ctx: &Context<'_>, id: Option<TaskId>) -> ApiResult<Option<Task>> {
    let Some(id) = id else { return Ok(None) };
    Ok(load(ctx, id).await?.map(Task))
}
