//! What a request wants to do, before any of it is executed.

use async_graphql::Request;
use async_graphql::parser::types::OperationType;

use super::refusal::Refusal;
use crate::graphql::document::{chosen, read};

/// Reads the document and says what its operation does.
pub(super) fn resolve(request: &mut Request) -> Result<OperationType, Refusal> {
    let name = request.operation_name.clone();
    let document = read(request).map_err(Refusal::document)?;
    let operation = chosen(document, name.as_deref()).map_err(|error| Refusal::document(error.into()))?;
    Ok(operation.node.ty)
}
