//! Screenings.

use async_graphql::{Context, ID, Object};
use domain::id::{ApplicationId, ScreeningId};

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::loader::load;
use crate::graphql::object::screening::{Screening, ScreeningConnection};
use crate::graphql::object::{Nullable, nullable};

/// Screenings.
#[derive(Debug, Default)]
pub struct ScreeningQuery;

#[Object]
impl ScreeningQuery {
    /// A screening by its id.
    async fn screening(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Nullable<Screening> {
        nullable(find(ctx, &id).await)
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Screening>> {
    Ok(load::<ScreeningId>(ctx, parse("id", id)?).await?.map(Screening))
}

/// A page of an application's screenings.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn list_screenings(
    ctx: &Context<'_>,
    page: PageArguments,
    id: ApplicationId,
) -> ApiResult<ScreeningConnection> {
    let digest = ListDigest::of("screenings", &id);
    let screenings = ctx.services().screenings.clone();
    let found = screenings.list(id, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let screenings = screenings.clone();
        async move { screenings.count(id).await }
    });
    Ok(ScreeningConnection(Rows::of(found, &digest, count, Screening)))
}
