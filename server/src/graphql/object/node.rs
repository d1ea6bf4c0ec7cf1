//! Everything that has a global id.

use async_graphql::{Context, ID, Interface};
use domain::id::{
    ApplicationId, CandidateId, ImportBatchId, JobId, NodeRef, ResumeId, ScreeningId, StageChangeId, TaskId, UserId,
};
use uuid::Uuid;

use super::access::User;
use super::application::{Application, StageChange};
use super::candidate::Candidate;
use super::import::ImportBatch;
use super::job::Job;
use super::resume::Resume;
use super::screening::Screening;
use super::task::Task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiError, ApiResult};
use crate::graphql::global_id::split;
use crate::graphql::loader::load;

/// Something with a global id.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global id."))]
pub enum Node {
    /// A posting.
    Job(Job),
    /// A person.
    Candidate(Candidate),
    /// A file of theirs.
    Resume(Resume),
    /// A candidate for a job.
    Application(Application),
    /// A line of an application's history.
    StageChange(StageChange),
    /// A judgement.
    Screening(Screening),
    /// Background work.
    Task(Task),
    /// Many files that were taken in together.
    ImportBatch(ImportBatch),
    /// Somebody who signs in.
    User(User),
}

impl Node {
    /// What a global id names; `None` when it isn't there.
    ///
    /// # Errors
    /// BAD_USER_INPUT for what is no id.
    pub async fn find(ctx: &Context<'_>, argument: &str, id: &ID) -> ApiResult<Option<Self>> {
        let (kind, id) = split(id).ok_or_else(|| ApiError::bad_input(argument, "this is not an id"))?;
        Self::load(ctx, argument, &kind, id).await
    }

    /// What a task points at.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn of(ctx: &Context<'_>, node: NodeRef) -> ApiResult<Option<Self>> {
        Ok(match node {
            NodeRef::Job(id) => load(ctx, id).await?.map(|row| Self::Job(Job(row))),
            NodeRef::Candidate(id) => load(ctx, id).await?.map(|row| Self::Candidate(Candidate(row))),
            NodeRef::Resume(id) => load(ctx, id).await?.map(|row| Self::Resume(Resume(row))),
            NodeRef::Application(id) => load(ctx, id).await?.map(|row| Self::Application(Application::of(row))),
            NodeRef::Screening(id) => load(ctx, id).await?.map(|row| Self::Screening(Screening(row))),
            NodeRef::ImportBatch(id) => load(ctx, id).await?.map(|row| Self::ImportBatch(ImportBatch(row))),
            NodeRef::Task(id) => load(ctx, id).await?.map(|row| Self::Task(Task(row))),
        })
    }

    async fn load(ctx: &Context<'_>, argument: &str, kind: &str, id: Uuid) -> ApiResult<Option<Self>> {
        let node = match kind {
            "Job" => NodeRef::Job(JobId(id)),
            "Candidate" => NodeRef::Candidate(CandidateId(id)),
            "Resume" => NodeRef::Resume(ResumeId(id)),
            "Application" => NodeRef::Application(ApplicationId(id)),
            "Screening" => NodeRef::Screening(ScreeningId(id)),
            "ImportBatch" => NodeRef::ImportBatch(ImportBatchId(id)),
            "Task" => NodeRef::Task(TaskId(id)),
            "User" => {
                return Ok(load(ctx, UserId(id)).await?.map(|row| Self::User(User(row))));
            }
            "StageChange" => {
                let found = ctx.services().applications.stage_changes(&[StageChangeId(id)]).await?.pop();
                return Ok(found.map(|row| Self::StageChange(StageChange(row))));
            }
            _ => return Err(ApiError::bad_input(argument, "this is not an id")),
        };
        Self::of(ctx, node).await
    }
}
