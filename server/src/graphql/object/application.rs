//! Candidates for jobs.

use async_graphql::{Context, Enum, ID, Lookahead, Object, Result};

use super::access::Actor;
use super::candidate::Candidate;
use super::job::Job;
use super::matching::CandidateMatch;
use super::resume::Resume;
use super::screening::{Screening, ScreeningConnection};
use super::{Nullable, nullable};
use crate::graphql::app::Request;
use crate::graphql::connection::{Listed, connection};
use crate::graphql::cursor::PageArguments;
use crate::graphql::date_time::DateTime;
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::Global;
use crate::graphql::loader::{Wanted, load, required, wanted};
use crate::graphql::query::application::list_stage_changes;
use crate::graphql::query::screening::list_screenings;

/// A candidate for a job; there is at most one of each pair.
#[derive(Debug, Clone)]
pub struct Application {
    row: domain::application::model::Application,
    candidate: Option<Box<Candidate>>,
    job: Option<Box<Job>>,
}

impl Application {
    /// Of a row.
    #[must_use]
    pub fn of(row: domain::application::model::Application) -> Self {
        Self { row, candidate: None, job: None }
    }
}

impl Listed for Application {
    async fn present(&self, ctx: &Context<'_>, asked: &Lookahead<'_>) -> Result<Option<Self>> {
        let candidate = wanted(ctx, asked.field("candidate").exists(), self.row.candidate_id);
        let job = wanted(ctx, asked.field("job").exists(), self.row.job_id);
        Ok(match futures::try_join!(candidate, job)? {
            (Wanted::Gone, _) | (_, Wanted::Gone) => None,
            (candidate, job) => Some(Self {
                candidate: candidate.found().map(Candidate).map(Box::new),
                job: job.found().map(Job).map(Box::new),
                row: self.row.clone(),
            }),
        })
    }
}

/// How far an application is: a fixed category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::application::model::Stage")]
pub enum Stage {
    /// Found by the office; the person didn't apply.
    Sourced,
    /// Applied.
    Applied,
    /// Somebody looks at it.
    InReview,
    /// Interviews.
    Interview,
    /// An offer is out.
    Offer,
    /// Hired.
    Hired,
    /// The office said no.
    Rejected,
    /// The person said no.
    Withdrawn,
}

/// How an application came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::application::model::ApplicationSource")]
pub enum ApplicationSource {
    /// By themselves.
    Direct,
    /// Somebody named them.
    Referral,
    /// An agency.
    Agency,
    /// The office found them.
    Sourced,
    /// A bulk import.
    Import,
    /// An integration.
    Api,
}

/// Where an application's screening stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::application::model::ScreeningState")]
pub enum ScreeningState {
    /// Never asked for.
    None,
    /// No readable résumé yet.
    WaitingForResume,
    /// In line.
    Queued,
    /// Under way.
    Running,
    /// There is one.
    Done,
    /// It could not be made.
    Failed,
}

/// A candidate for a job; there is at most one of each pair.
#[Object]
impl Application {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.row.id.global()
    }
    /// Who.
    async fn candidate(&self, ctx: &Context<'_>) -> Result<Candidate> {
        match &self.candidate {
            Some(known) => Ok((**known).clone()),
            None => required(ctx, self.row.candidate_id).await.map(Candidate),
        }
    }
    /// For what.
    async fn job(&self, ctx: &Context<'_>) -> Result<Job> {
        match &self.job {
            Some(known) => Ok((**known).clone()),
            None => required(ctx, self.row.job_id).await.map(Job),
        }
    }
    /// The résumé it was made with, else the candidate's latest.
    async fn resume(&self, ctx: &Context<'_>) -> Nullable<Resume> {
        nullable(self.find_resume(ctx).await)
    }
    /// How far it is.
    async fn stage(&self) -> Stage {
        self.row.stage.into()
    }
    /// Since when.
    async fn stage_changed_at(&self) -> DateTime {
        self.row.stage_changed_at.into()
    }
    /// Its history, oldest first: who moved it, when and why.
    async fn stage_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<StageChangeConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list_stage_changes(ctx, page, self.row.id).await.map(Some))
    }
    /// How it came.
    async fn source(&self) -> ApplicationSource {
        self.row.source.into()
    }
    /// Which agency, who named them.
    async fn source_name(&self) -> Option<&str> {
        self.row.source_name.as_deref()
    }
    /// Where its screening stands.
    async fn screening_state(&self) -> ScreeningState {
        self.row.screening_state.into()
    }
    /// The screening in force.
    async fn screening(&self, ctx: &Context<'_>) -> Nullable<Screening> {
        let id = self.row.screening_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Screening)))
    }
    /// All its screenings, newest first.
    async fn screenings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<ScreeningConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list_screenings(ctx, page, self.row.id).await.map(Some))
    }
    /// How the candidate ranks for the job now.
    #[graphql(name = "match", complexity = "20 + child_complexity")]
    async fn current_match(&self, ctx: &Context<'_>) -> Nullable<CandidateMatch> {
        let found = ctx.services().matching.pair(self.row.candidate_id, self.row.job_id).await;
        nullable(
            found
                .map(|found| found.map(|row| CandidateMatch::of(row, Some(self.row.job_id), &self.row.id.to_string()))),
        )
    }
    /// The caller's own key, unique among applications.
    async fn external_id(&self) -> Option<&str> {
        self.row.external_id.as_deref()
    }
    /// When they applied; null for people who didn't.
    async fn applied_at(&self) -> Option<DateTime> {
        self.row.applied_at.map(Into::into)
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }
    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}

impl Application {
    async fn find_resume(&self, ctx: &Context<'_>) -> ApiResult<Option<Resume>> {
        let id = match self.row.resume_id {
            Some(id) => Some(id),
            None => load(ctx, self.row.candidate_id).await?.and_then(|candidate| candidate.latest_resume_id),
        };
        let Some(id) = id else { return Ok(None) };
        Ok(load(ctx, id).await?.map(Resume))
    }
}

/// One line of an application's history.
#[derive(Debug, Clone)]
pub struct StageChange(pub domain::application::model::StageChange);

/// One line of an application's history.
#[Object]
impl StageChange {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// The stage it left; null for the first line.
    async fn from(&self) -> Option<Stage> {
        self.0.from.map(Into::into)
    }
    /// The stage it came into.
    async fn to(&self) -> Stage {
        self.0.to.into()
    }
    /// Why, in a person's words.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
    /// Who did it.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<Actor> {
        nullable(Actor::of(ctx, self.0.actor).await)
    }
    /// The candidate was told: a mail server took the mail about this change. One that is kept as a file,
    /// because there is no mail server, tells nobody.
    async fn notified(&self) -> bool {
        self.0.notified
    }
    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

impl Listed for StageChange {}

connection! {
    #[doc = "A page of applications."]
    ApplicationConnection, ApplicationEdge of Application;
    #[doc = "A page of an application's history."]
    StageChangeConnection, StageChangeEdge of StageChange;
}
