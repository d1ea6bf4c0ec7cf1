//! No token, no data: every root field but `signIn` wants a viewer, whoever wrote its resolver. A field
//! that is refused is null and has an error at its path; the others are answered.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo};
use async_graphql::{PathSegment, Response, ServerError, ServerResult, Value};
use domain::access::model::Viewer;
use parking_lot::Mutex;

use super::error::ApiError;

const OPEN: [&str; 2] = ["signIn", "__typename"];

/// Makes the check for each request.
#[derive(Debug, Clone, Copy)]
pub struct RequireViewer;

impl ExtensionFactory for RequireViewer {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Refused::default())
    }
}

/// The errors of fields that this request was refused.
#[derive(Debug, Default)]
struct Refused(Mutex<Vec<ServerError>>);

#[async_trait::async_trait]
impl Extension for Refused {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        response.errors.append(&mut self.0.lock());
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let at_root = info.path_node.parent.is_none();
        if !at_root || OPEN.contains(&info.name) || ctx.data_opt::<Viewer>().is_some() {
            return next.run(ctx, info).await;
        }
        let error = refusal(&info);
        // What can't be null takes the whole answer along; of the schema the executor doesn't know that.
        if info.name == "__schema" || info.return_type.ends_with('!') {
            return Err(error);
        }
        self.0.lock().push(error);
        Ok(None)
    }
}

fn refusal(info: &ResolveInfo<'_>) -> ServerError {
    let mut error = ServerError::from(ApiError::unauthenticated());
    error.locations = vec![info.field.name.pos];
    error.path = vec![PathSegment::Field(info.alias.unwrap_or(info.name).to_owned())];
    error
}
