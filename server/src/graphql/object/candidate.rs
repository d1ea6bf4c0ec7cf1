//! People.

use async_graphql::{Context, ID, Object};
use domain::application::model::ApplicationFilter as DomainFilter;

use super::application::ApplicationConnection;
use super::resume::{Resume, ResumeConnection};
use super::{Nullable, Skill, nullable, skills};
use crate::graphql::connection::{Listed, connection};
use crate::graphql::cursor::PageArguments;
use crate::graphql::date_time::DateTime;
use crate::graphql::global_id::Global;
use crate::graphql::input::filter::ApplicationFilter;
use crate::graphql::input::order::ApplicationOrder;
use crate::graphql::loader::load;
use crate::graphql::query::application::{list_applications, newest_applications};
use crate::graphql::query::resume::resumes_of;

/// A person.
#[derive(Debug, Clone)]
pub struct Candidate(pub domain::candidate::model::Candidate);

/// A person.
#[Object]
impl Candidate {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// Their name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Their first address; not unique, since agencies put theirs on everybody's résumé.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }
    /// Further addresses found.
    async fn other_emails(&self) -> &[String] {
        &self.0.other_emails
    }
    /// Their telephone number as written.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }
    /// City and country.
    async fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }
    /// What they say they are.
    async fn headline(&self) -> Option<&str> {
        self.0.headline.as_deref()
    }
    /// Read from the résumé until a person corrects it.
    async fn years_of_experience(&self) -> Option<f64> {
        self.0.years
    }
    /// Read from the résumé until a person corrects them.
    async fn skills(&self) -> Vec<Skill> {
        skills(&self.0.skills)
    }
    /// The office's own labels.
    async fn tags(&self) -> &[String] {
        &self.0.tags
    }
    /// The caller's own key, unique among candidates.
    async fn external_id(&self) -> Option<&str> {
        self.0.external_id.as_deref()
    }
    /// The newest résumé that is READY or NEEDS_REVIEW.
    async fn latest_resume(&self, ctx: &Context<'_>) -> Nullable<Resume> {
        let id = self.0.latest_resume_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Resume)))
    }
    /// All their résumés, newest first.
    async fn resumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<ResumeConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(resumes_of(ctx, self.0.id, page).await.map(Some))
    }
    /// Whether they take part in rankings.
    async fn has_embedding(&self) -> bool {
        self.0.embedded_at.is_some()
    }
    /// When their vector was made.
    async fn embedding_generated_at(&self) -> Option<DateTime> {
        self.0.embedded_at.map(Into::into)
    }
    /// Their applications.
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
        if filter.is_none() && order_by.is_none() && page.is_first() {
            return nullable(newest_applications(ctx, self.0.id, page).await.map(Some));
        }
        let base = DomainFilter { candidate_id: Some(self.0.id), ..DomainFilter::default() };
        nullable(list_applications(ctx, page, base, filter, order_by).await.map(Some))
    }
    /// When they were first seen.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
    /// When they last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl Listed for Candidate {}

connection! {
    #[doc = "A page of candidates."]
    CandidateConnection, CandidateEdge of Candidate;
}
