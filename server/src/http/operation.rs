//! What a request wants to do, before any of it is executed.

use async_graphql::Request;
use async_graphql::parser::types::OperationType;

use super::measure;
use super::refusal::Refusal;
use crate::graphql::document::{chosen, name_of, read};

/// The operation of a request that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    /// What it does.
    pub(super) kind: OperationType,
    /// What its writer called it.
    pub(super) name: Option<String>,
}

/// Reads the document and says which operation is meant.
pub(super) fn resolve(request: &mut Request) -> Result<Operation, Refusal> {
    resolved(request).inspect_err(|_refused| measure::unresolved())
}

fn resolved(request: &mut Request) -> Result<Operation, Refusal> {
    let asked = request.operation_name.clone();
    let document = read(request).map_err(Refusal::document)?;
    let operation = chosen(document, asked.as_deref()).map_err(|error| Refusal::document(error.into()))?;
    let (kind, name) = (operation.node.ty, name_of(document, asked.as_deref()));
    Ok(Operation { kind, name: name.map(ToOwned::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str, asked: Option<&str>) -> Option<(OperationType, Option<String>)> {
        let mut request = Request::new(query);
        request.operation_name = asked.map(ToOwned::to_owned);
        resolve(&mut request).ok().map(|it| (it.kind, it.name))
    }

    #[test]
    fn an_operation_is_called_what_its_writer_called_it() {
        assert_eq!(of("{ a }", None), Some((OperationType::Query, None)));
        let two = "query A { a } mutation B { b }";
        assert_eq!(of(two, Some("B")), Some((OperationType::Mutation, Some("B".to_owned()))));
        assert_eq!(of("query A { a }", None), Some((OperationType::Query, Some("A".to_owned()))));
        assert_eq!(of(two, None), None);
    }
}
