//! Nodes, the viewer and the system.

use async_graphql::{Context, ID, Object};

use crate::graphql::app::Request;
use crate::graphql::error::{ApiError, ApiResult};
use crate::graphql::object::access::Viewer;
use crate::graphql::object::node::Node;
use crate::graphql::object::system::SystemInfo;
use crate::graphql::object::{Nullable, nullable};

/// Nodes, the viewer and the system.
#[derive(Debug, Default)]
pub struct SystemQuery;

const MOST_NODES: usize = 100;

#[Object]
impl SystemQuery {
    /// Anything by its global id.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "A global id.")] id: ID) -> Nullable<Node> {
        nullable(Node::find(ctx, "id", &id).await)
    }
    /// Several things by their global ids, in the order asked; null for what isn't there.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 global ids.")] ids: Vec<ID>,
    ) -> Nullable<Vec<Option<Node>>> {
        nullable(find_nodes(ctx, ids).await.map(Some))
    }
    /// Who is asking.
    async fn viewer(&self, ctx: &Context<'_>) -> Nullable<Viewer> {
        nullable(ctx.viewer().map(|viewer| Some(Viewer::from(viewer))))
    }
    /// What the server says of itself.
    async fn system_info(&self, ctx: &Context<'_>) -> Option<SystemInfo> {
        Some((&ctx.app().about).into())
    }
}

async fn find_nodes(ctx: &Context<'_>, ids: Vec<ID>) -> ApiResult<Vec<Option<Node>>> {
    if ids.len() > MOST_NODES {
        return Err(ApiError::bad_input("ids", format_args!("at most {MOST_NODES} at once")));
    }
    let found = ids.iter().map(|id| Node::find(ctx, "ids", id));
    futures::future::try_join_all(found).await
}
