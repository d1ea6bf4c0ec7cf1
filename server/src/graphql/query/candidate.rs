//! Candidates.

use async_graphql::{Context, ID, Object};

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::CandidateFilter;
use crate::graphql::input::order::CandidateOrder;
use crate::graphql::loader::load;
use crate::graphql::object::candidate::{Candidate, CandidateConnection};
use crate::graphql::object::{Nullable, nullable};

/// Candidates.
#[derive(Debug, Default)]
pub struct CandidateQuery;

#[Object]
impl CandidateQuery {
    /// A candidate by their id.
    async fn candidate(&self, ctx: &Context<'_>, #[graphql(desc = "Their global id.")] id: ID) -> Nullable<Candidate> {
        nullable(find(ctx, &id).await)
    }
    /// Candidates, the newest first by default.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<CandidateFilter>,
        #[graphql(desc = "In this order.")] order_by: Option<CandidateOrder>,
    ) -> Nullable<CandidateConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list(ctx, page, filter.unwrap_or_default(), order_by).await.map(Some))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Candidate>> {
    Ok(load::<domain::id::CandidateId>(ctx, parse("id", id)?).await?.map(Candidate))
}

async fn list(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: CandidateFilter,
    order: Option<CandidateOrder>,
) -> ApiResult<CandidateConnection> {
    let (filter, order) = (filter.parsed()?, order.map(Into::into).unwrap_or_default());
    let digest = ListDigest::of("candidates", &(&filter, &order));
    let candidates = ctx.services().candidates.clone();
    let found = candidates.list(filter.clone(), order, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let (candidates, filter) = (candidates.clone(), filter.clone());
        async move { candidates.count(filter).await }
    });
    Ok(CandidateConnection(Rows::of(found, &digest, count, Candidate)))
}
