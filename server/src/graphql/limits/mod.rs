//! What one operation may ask for. It is decided before the document is parsed and validated, because
//! parsing nests as deeply as the text and validation walks fragments again and again.

mod cost;
mod expansion;
mod strings;
mod text;

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest};
use async_graphql::registry::Registry;
use async_graphql::{Request, ServerError, ServerResult};

use super::document::{chosen, read};

pub(super) use expansion::check as check_expansion;
pub(super) use text::check as check_text;

use cost::Asked;
use strings::Strings;

/// What an operation may cost: about so many fields in its answer.
pub(super) const MOST_COST: u64 = 20_000;

/// Checks each operation before it is validated.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for Limits {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        check(&ctx.schema_env.registry, &mut request)?;
        next.run(ctx, request).await
    }
}

fn check(registry: &Registry, request: &mut Request) -> Result<(), ServerError> {
    let variables = std::mem::take(&mut request.variables);
    let (name, uploads) = (request.operation_name.clone(), request.uploads.len());
    let document = read(request)?;
    // Which operation is meant is told by the executor, in its own words.
    if let Ok(operation) = chosen(document, name.as_deref()) {
        let strings = Strings::new(&variables, &operation.node, uploads);
        Asked::new(registry, document, &strings).check(&operation.node)?;
    }
    request.variables = variables;
    Ok(())
}
