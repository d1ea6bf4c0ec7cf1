//! Résumés: what needs attention.

use async_graphql::{Context, ID, Object};
use domain::resume::model::ResumeFilter as DomainFilter;

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::ResumeFilter;
use crate::graphql::loader::load;
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
    let digest = ListDigest::of("resumes", &filter);
    let resumes = ctx.services().resumes.clone();
    let found = resumes.list(&filter, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let (resumes, filter) = (resumes.clone(), filter.clone());
        async move { resumes.count(&filter).await }
    });
    Ok(ResumeConnection(Rows::of(found, &digest, count, Resume)))
}
