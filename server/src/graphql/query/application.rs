//! Applications and their histories.

use async_graphql::{Context, ID, Object};
use domain::application::model::{ApplicationFilter as DomainFilter, ApplicationOrder as DomainOrder};
use domain::id::{ApplicationId, CandidateId};
use domain::page::{Page, Position, SortKey};

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::ApplicationFilter;
use crate::graphql::input::order::ApplicationOrder;
use crate::graphql::loader::{NewestOf, load};
use crate::graphql::object::application::{Application, ApplicationConnection, StageChange, StageChangeConnection};
use crate::graphql::object::{Nullable, nullable};

/// Applications.
#[derive(Debug, Default)]
pub struct ApplicationQuery;

#[Object]
impl ApplicationQuery {
    /// An application by its id.
    async fn application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Nullable<Application> {
        nullable(find(ctx, &id).await)
    }
    /// Applications, the newest first by default.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn applications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<ApplicationFilter>,
        #[graphql(desc = "In this order.")] order_by: Option<ApplicationOrder>,
    ) -> Nullable<ApplicationConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list_applications(ctx, page, DomainFilter::default(), filter, order_by).await.map(Some))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Application>> {
    Ok(load::<ApplicationId>(ctx, parse("id", id)?).await?.map(Application::of))
}

/// A page of applications: those of `base` (of a job, of a candidate) that fit the filter.
///
/// # Errors
/// BAD_USER_INPUT for wrong ids or page arguments.
pub async fn list_applications(
    ctx: &Context<'_>,
    page: PageArguments,
    base: DomainFilter,
    filter: Option<ApplicationFilter>,
    order: Option<ApplicationOrder>,
) -> ApiResult<ApplicationConnection> {
    let asked = filter.unwrap_or_default().parsed()?;
    let nothing = contradict(base.job_id, asked.job_id) || contradict(base.candidate_id, asked.candidate_id);
    let filter = DomainFilter {
        job_id: base.job_id.or(asked.job_id),
        candidate_id: base.candidate_id.or(asked.candidate_id),
        ids: if nothing { Some(Vec::new()) } else { asked.ids.clone() },
        ..asked
    };
    let order: DomainOrder = order.map(Into::into).unwrap_or_default();
    let digest = digest(&filter, order);
    let applications = ctx.services().applications.clone();
    let found = applications.list(filter.clone(), order, &page.request(&digest)?).await?;
    Ok(ApplicationConnection(Rows::of(found, &digest, count(ctx, filter), Application::of)))
}

/// Whether two conditions leave nothing: the filter names another job than the one it hangs on.
fn contradict<T: PartialEq + Copy>(base: Option<T>, asked: Option<T>) -> bool {
    base.is_some() && asked.is_some() && base != asked
}

fn digest(filter: &DomainFilter, order: DomainOrder) -> ListDigest {
    ListDigest::of("applications", &(filter, order))
}

fn count(ctx: &Context<'_>, filter: DomainFilter) -> Count {
    let applications = ctx.services().applications.clone();
    Count::by(move || {
        let (applications, filter) = (applications.clone(), filter.clone());
        async move { applications.count(filter).await }
    })
}

/// The newest applications of a candidate, loaded for all candidates of an answer at once.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn newest_applications(
    ctx: &Context<'_>,
    candidate: CandidateId,
    page: PageArguments,
) -> ApiResult<ApplicationConnection> {
    let filter = DomainFilter { candidate_id: Some(candidate), ..DomainFilter::default() };
    let digest = digest(&filter, DomainOrder::default());
    let limit = page.request(&digest)?.limit;
    let found = load(ctx, NewestOf(candidate, limit)).await?.unwrap_or_default();
    let has_next = found.len() > limit as usize;
    let rows = found.into_iter().take(limit as usize);
    let rows = rows.map(|row| (Position { key: SortKey::Time(row.created_at), id: row.id.0 }, row)).collect();
    let page = Page { rows, has_next, has_previous: false };
    Ok(ApplicationConnection(Rows::of(page, &digest, count(ctx, filter), Application::of)))
}

/// A page of an application's history.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn list_stage_changes(
    ctx: &Context<'_>,
    page: PageArguments,
    id: ApplicationId,
) -> ApiResult<StageChangeConnection> {
    let digest = ListDigest::of("stageChanges", &id);
    let applications = ctx.services().applications.clone();
    let found = applications.history(id, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let applications = applications.clone();
        async move { applications.history_length(id).await }
    });
    Ok(StageChangeConnection(Rows::of(found, &digest, count, StageChange)))
}
