//! No token, no data: every root field but `signIn` wants a viewer, whoever wrote its resolver.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo};
use async_graphql::{ServerResult, Value};
use domain::access::model::Viewer;

use super::error::ApiError;

const OPEN: [&str; 2] = ["signIn", "__typename"];

/// Makes the check for each request.
#[derive(Debug, Clone, Copy)]
pub struct RequireViewer;

impl ExtensionFactory for RequireViewer {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for RequireViewer {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let at_root = info.path_node.parent.is_none();
        if at_root && !OPEN.contains(&info.name) && ctx.data_opt::<Viewer>().is_none() {
            let error: async_graphql::Error = ApiError::unauthenticated().into();
            return Err(error.into_server_error(info.field.name.pos));
        }
        next.run(ctx, info).await
    }
}
