//! Which operation of a document is meant, before any of it is executed.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, ServerError};

use super::refusal::Refusal;

/// Parses the document, which is then not parsed again, and says what its operation does.
pub(super) fn resolve(request: &mut Request) -> Result<OperationType, Refusal> {
    let name = request.operation_name.clone();
    let document = request.parsed_query().map_err(|error| Refusal::document("GRAPHQL_PARSE_FAILED", error))?;
    chosen(document, name.as_deref())
        .map_err(|message| Refusal::document("OPERATION_RESOLUTION_FAILURE", ServerError::new(message, None)))
}

fn chosen(document: &ExecutableDocument, name: Option<&str>) -> Result<OperationType, String> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation.node.ty),
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| operation.node.ty).ok_or_else(|| unknown(name))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only.node.ty),
                _ => Err("The document holds several operations: name one in operationName.".to_owned()),
            }
        }
    }
}

fn unknown(name: &str) -> String {
    format!("The document holds no operation named {name:?}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str, name: Option<&str>) -> Result<OperationType, Refusal> {
        let mut request = Request::new(query);
        request.operation_name = name.map(str::to_owned);
        resolve(&mut request)
    }

    #[test]
    fn the_named_or_the_only_operation_is_meant() {
        assert_eq!(of("{ a }", None).unwrap(), OperationType::Query);
        assert_eq!(of("mutation A { a }", None).unwrap(), OperationType::Mutation);
        let two = "query A { a } subscription B { b }";
        assert_eq!(of(two, Some("B")).unwrap(), OperationType::Subscription);
        assert!(of(two, None).is_err() && of(two, Some("C")).is_err() && of("{ a", None).is_err());
    }
}
