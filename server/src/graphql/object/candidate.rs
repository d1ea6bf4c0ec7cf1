//! People.

use async_graphql::{Context, Enum, ID, Object};
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
use crate::graphql::loader::{ProposalsFor, load};
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
    /// Further numbers, of candidates who were merged into this one.
    async fn other_phones(&self) -> &[String] {
        &self.0.other_phones
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
    /// Who may be the same person, for a person to decide: those with the most reasons first, 20 at most.
    async fn merge_proposals(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<MergeProposal>> {
        let proposals = load(ctx, ProposalsFor(self.0.id)).await?.unwrap_or_default();
        let others = proposals.iter().map(|proposal| load(ctx, proposal.other));
        let others = futures::future::try_join_all(others).await?;
        // Who vanished since is proposed no more.
        let there = others.into_iter().zip(proposals).filter_map(|(other, proposal)| Some((other?, proposal)));
        Ok(there.map(|(other, proposal)| MergeProposal { candidate: Candidate(other), proposal }).collect())
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

/// Why two candidates may be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::candidate::proposals::MergeReason")]
pub enum MergeReason {
    /// They share an e-mail address, under another name.
    SameEmail,
    /// They share a telephone number.
    SamePhone,
    /// Résumés of theirs are near-equal.
    SimilarText,
}

/// That somebody may be the same person as a candidate.
#[derive(Debug, Clone)]
pub struct MergeProposal {
    candidate: Candidate,
    proposal: domain::candidate::proposals::MergeProposal,
}

/// That somebody may be the same person as a candidate.
#[Object]
impl MergeProposal {
    /// Who may be the same.
    async fn candidate(&self) -> &Candidate {
        &self.candidate
    }
    /// Why, at least one reason.
    async fn reasons(&self) -> Vec<MergeReason> {
        self.proposal.reasons.iter().copied().map(Into::into).collect()
    }
    /// How much of their most similar texts they share, 0–1; null when these aren't near-equal.
    async fn similarity(&self) -> Option<f64> {
        self.proposal.similarity
    }
}
