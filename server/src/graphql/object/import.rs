//! Many files that were taken in together.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::intake::model;

use super::candidate::Candidate;
use super::job::Job;
use super::resume::{Resume, ResumeStatus};
use super::task::Task;
use super::{Nullable, nullable};
use crate::graphql::app::Request;
use crate::graphql::connection::{Listed, connection};
use crate::graphql::cursor::PageArguments;
use crate::graphql::date_time::DateTime;
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::Global;
use crate::graphql::loader::load;
use crate::graphql::query::import::list_files;
use crate::links::{Asker, Deed};

/// Many files that were taken in together.
#[derive(Debug, Clone)]
pub struct ImportBatch(pub model::ImportBatch);

/// How many files stand where.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct ImportCount {
    /// Where.
    pub status: ResumeStatus,
    /// How many.
    pub count: i32,
}

/// Many files that were taken in together.
#[Object]
impl ImportBatch {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// The job that each applies for.
    async fn job(&self, ctx: &Context<'_>) -> Nullable<Job> {
        let id = self.0.job_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Job)))
    }
    /// The task that takes them in; its children read them.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        let id = self.0.task_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Task)))
    }
    /// How many files stand where; states without a file are left out.
    async fn counts(&self, ctx: &Context<'_>) -> Nullable<Vec<ImportCount>> {
        nullable(counts(ctx, self.0.id).await.map(Some))
    }
    /// Its files, the newest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn files(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those that stand at one of these.")] statuses: Option<Vec<ResumeStatus>>,
    ) -> Nullable<ImportFileConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list_files(ctx, page, self.0.id, statuses).await.map(Some))
    }
    /// A link to a table (CSV) of all of its files with what became of each; good for a few minutes.
    async fn report_url(&self, ctx: &Context<'_>) -> Option<String> {
        let app = ctx.app();
        let asker = Asker::from(ctx.viewer().ok()?);
        Some(app.links.url(Deed::Report(self.0.id), asker, app.links.expiry(app.now())))
    }
    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

async fn counts(ctx: &Context<'_>, id: domain::id::ImportBatchId) -> ApiResult<Vec<ImportCount>> {
    let standing = ctx.services().intake.standing(id).await?;
    let count = |(status, count): (domain::resume::model::ResumeStatus, u64)| ImportCount {
        status: status.into(),
        count: i32::try_from(count).unwrap_or(i32::MAX),
    };
    Ok(standing.counts.into_iter().map(count).collect())
}

/// What became of one file of an import, or of one row of a table that came with it.
#[derive(Debug, Clone)]
pub struct ImportFile(pub model::ImportFile);

/// What became of one file of an import, or of one row of a table that came with it.
#[Object]
impl ImportFile {
    /// As it was called, with its folders.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }
    /// Where its reading stands.
    async fn status(&self) -> ResumeStatus {
        self.0.status.into()
    }
    /// One sentence for a recruiter.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
    /// What it became; null when it could not even be unpacked, and for a row without a file.
    async fn resume(&self, ctx: &Context<'_>) -> Nullable<Resume> {
        let id = self.0.resume_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Resume)))
    }
    /// Whose it is, once that is known.
    async fn candidate(&self, ctx: &Context<'_>) -> Nullable<Candidate> {
        let id = self.0.candidate_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Candidate)))
    }
}

impl Listed for ImportFile {}

connection! {
    #[doc = "A page of the files of an import."]
    ImportFileConnection, ImportFileEdge of ImportFile;
}
