//! Résumés: what needs attention.

use async_graphql::{Context, ID, Object};
use domain::id::CandidateId;
use domain::page::{Page, Position, SortKey};
use domain::resume::model::ResumeFilter as DomainFilter;

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::ResumeFilter;
use crate::graphql::loader::{ResumesOf, load};
use crate::graphql::object::resume::{Resume, ResumeConnection};
use crate::graphql::object::{Nullable, nullable};

/// Résumés.
#[derive(Debug, Default)]
pub struct ResumeQuery;

#[Object]
impl ResumeQuery {
    /// A résumé by its id.
    async fn resume(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Nullable<Resume> {
        nullable(find(ctx, &id).await)
    }
    /// Résumés, the newest first: with a filter by status, what needs attention (scans, unreadable
    /// ones, duplicates).
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn resumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<ResumeFilter>,
    ) -> Nullable<ResumeConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list(ctx, page, filter.unwrap_or_default()).await.map(Some))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Resume>> {
    Ok(load::<domain::id::ResumeId>(ctx, parse("id", id)?).await?.map(Resume))
}

async fn list(ctx: &Context<'_>, page: PageArguments, filter: ResumeFilter) -> ApiResult<ResumeConnection> {
    list_resumes(ctx, page, filter.parsed()?).await
}

/// A page of résumés.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn list_resumes(ctx: &Context<'_>, page: PageArguments, filter: DomainFilter) -> ApiResult<ResumeConnection> {
    let digest = digest(&filter);
    let found = ctx.services().resumes.list(&filter, &page.request(&digest)?).await?;
    Ok(ResumeConnection(Rows::of(found, &digest, count(ctx, filter), Resume)))
}

fn digest(filter: &DomainFilter) -> ListDigest {
    ListDigest::of("resumes", filter)
}

fn count(ctx: &Context<'_>, filter: DomainFilter) -> Count {
    let resumes = ctx.services().resumes.clone();
    Count::by(move || {
        let (resumes, filter) = (resumes.clone(), filter.clone());
        async move { resumes.count(&filter).await }
    })
}

/// A page of a candidate's résumés. The first pages are loaded for all candidates of an answer at once.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn resumes_of(ctx: &Context<'_>, candidate: CandidateId, page: PageArguments) -> ApiResult<ResumeConnection> {
    let filter = DomainFilter { candidate_id: Some(candidate), ..DomainFilter::default() };
    if !page.is_first() {
        return list_resumes(ctx, page, filter).await;
    }
    let digest = digest(&filter);
    let limit = page.request(&digest)?.limit;
    let found = load(ctx, ResumesOf(candidate, limit)).await?.unwrap_or_default();
    let has_next = found.len() > limit as usize;
    let rows = found.into_iter().take(limit as usize);
    let rows = rows.map(|row| (Position { key: SortKey::Time(row.uploaded_at), id: row.id.0 }, row)).collect();
    let page = Page { rows, has_next, has_previous: false };
    Ok(ResumeConnection(Rows::of(page, &digest, count(ctx, filter), Resume)))
}
