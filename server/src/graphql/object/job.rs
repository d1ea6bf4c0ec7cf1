//! Postings.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::application::model::ApplicationFilter as DomainFilter;
use domain::screening::criteria_of;
use domain::screening::model::WEIGHT_SUM;

use super::application::{ApplicationConnection, Stage};
use super::{Nullable, Skill, nullable, skills};
use crate::graphql::connection::{Listed, connection};
use crate::graphql::cursor::PageArguments;
use crate::graphql::date_time::DateTime;
use crate::graphql::global_id::Global;
use crate::graphql::input::filter::ApplicationFilter;
use crate::graphql::input::order::ApplicationOrder;
use crate::graphql::loader::{CountsOf, load};
use crate::graphql::query::application::list_applications;

/// A job posting.
#[derive(Debug, Clone)]
pub struct Job(pub domain::job::model::Job);

/// Where a posting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::job::model::JobStatus")]
pub enum JobStatus {
    /// Not yet published.
    Draft,
    /// Takes applications.
    Open,
    /// Paused.
    OnHold,
    /// Somebody was hired.
    Filled,
    /// Ended without a hire.
    Closed,
}

/// How many applications are in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub count: i32,
}

/// One thing that résumés are judged by.
#[derive(Debug, Clone, PartialEq, SimpleObject)]
pub struct Criterion {
    /// Its name.
    pub name: String,
    /// Its share of the score, 0–1.
    pub weight: f64,
    /// What a strong résumé shows.
    pub description: String,
}

impl From<domain::screening::model::Criterion> for Criterion {
    fn from(criterion: domain::screening::model::Criterion) -> Self {
        let weight = f64::from(criterion.weight_bp) / f64::from(WEIGHT_SUM);
        Self { name: criterion.name, weight, description: criterion.description }
    }
}

/// A job posting.
#[Object]
impl Job {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// What the job is called.
    async fn title(&self) -> &str {
        &self.0.draft.title
    }
    /// What it is about.
    async fn description(&self) -> &str {
        &self.0.draft.description
    }
    /// Where the posting stands.
    async fn status(&self) -> JobStatus {
        self.0.draft.status.into()
    }
    /// City or region.
    async fn location(&self) -> Option<&str> {
        self.0.draft.location.as_deref()
    }
    /// Can be done from anywhere.
    async fn remote(&self) -> bool {
        self.0.draft.remote
    }
    /// Years of experience asked for.
    async fn min_years_of_experience(&self) -> Option<f64> {
        self.0.draft.min_years
    }
    /// A year, in salaryCurrency; never scored.
    async fn salary_min(&self) -> Option<i32> {
        self.0.draft.salary_min
    }
    /// A year, in salaryCurrency; never scored.
    async fn salary_max(&self) -> Option<i32> {
        self.0.draft.salary_max
    }
    /// ISO 4217.
    async fn salary_currency(&self) -> Option<&str> {
        self.0.draft.salary_currency.as_deref()
    }
    /// Skills asked for: given, or taken out of the description when not given.
    async fn required_skills(&self) -> Vec<Skill> {
        skills(&self.0.required_skills)
    }
    /// Skills that are welcome.
    async fn preferred_skills(&self) -> Vec<Skill> {
        skills(&self.0.preferred_skills)
    }
    /// The caller's own key, unique among jobs.
    async fn external_id(&self) -> Option<&str> {
        self.0.draft.external_id.as_deref()
    }
    /// What its applications are judged by: given, or proposed from the description when not given.
    async fn criteria(&self) -> Vec<Criterion> {
        criteria_of(&self.0.facts()).into_iter().map(|rule| rule.criterion.into()).collect()
    }
    /// Whether it can be ranked for.
    async fn has_embedding(&self) -> bool {
        self.0.embedded_at.is_some()
    }
    /// When its vector was made.
    async fn embedding_generated_at(&self) -> Option<DateTime> {
        self.0.embedded_at.map(Into::into)
    }
    /// Applications for it.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn applications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<ApplicationFilter>,
        #[graphql(desc = "By default the newest first.")] order_by: Option<ApplicationOrder>,
    ) -> Nullable<ApplicationConnection> {
        let page = PageArguments { first, after, last, before };
        let base = DomainFilter { job_id: Some(self.0.id), ..DomainFilter::default() };
        nullable(list_applications(ctx, page, base, filter, order_by).await.map(Some))
    }
    /// Applications by stage; stages without any are left out.
    async fn application_counts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<StageCount>> {
        let counts = load(ctx, CountsOf(self.0.id)).await?.unwrap_or_default();
        let count = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(counts.into_iter().map(|(stage, n)| StageCount { stage: stage.into(), count: count(n) }).collect())
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl Listed for Job {}

connection! {
    #[doc = "A page of jobs."]
    JobConnection, JobEdge of Job;
}
