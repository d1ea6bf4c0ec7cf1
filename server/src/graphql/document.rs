//! The document of a request: read once, within limits, and which of its operations is meant.

use async_graphql::parser::Positioned;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Request, ServerError};

use super::error::{ApiError, with_code};
use super::limits;

/// Parses the document, which is then not parsed again, unless reading or validating it would cost more
/// than an honest one does.
///
/// # Errors
/// With a code: it is no document, or it is beyond the limits.
pub fn read(request: &mut Request) -> Result<&ExecutableDocument, ServerError> {
    limits::check_text(&request.query)?;
    let document = request.parsed_query().map_err(|error| with_code(error, "GRAPHQL_PARSE_FAILED"))?;
    limits::check_expansion(document)?;
    Ok(document)
}

/// The operation of this name, or the only one.
///
/// # Errors
/// When the name says nothing, or is missing and there are several.
pub fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, ApiError> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name).ok_or_else(|| unknown(name)),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(unresolved("The document holds several operations: name one in operationName.".to_owned())),
            }
        }
    }
}

/// What its writer called the operation that [`chosen`] answers.
#[must_use]
pub fn name_of<'a>(document: &'a ExecutableDocument, name: Option<&'a str>) -> Option<&'a str> {
    match &document.operations {
        DocumentOperations::Single(_) => None,
        DocumentOperations::Multiple(operations) => {
            name.or_else(|| operations.keys().next().map(async_graphql::Name::as_str))
        }
    }
}

fn unknown(name: &str) -> ApiError {
    unresolved(format!("The document holds no operation named {name:?}."))
}

fn unresolved(message: String) -> ApiError {
    ApiError { code: "OPERATION_RESOLUTION_FAILURE", message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::types::OperationType;

    fn of(query: &str, name: Option<&str>) -> Option<OperationType> {
        let mut request = Request::new(query);
        let document = read(&mut request).ok()?;
        chosen(document, name).ok().map(|operation| operation.node.ty)
    }

    #[test]
    fn the_named_or_the_only_operation_is_meant() {
        assert_eq!(of("{ a }", None), Some(OperationType::Query));
        assert_eq!(of("mutation A { a }", None), Some(OperationType::Mutation));
        let two = "query A { a } subscription B { b }";
        assert_eq!(of(two, Some("B")), Some(OperationType::Subscription));
        assert!(of(two, None).is_none() && of(two, Some("C")).is_none() && of("{ a", None).is_none());
    }
}
