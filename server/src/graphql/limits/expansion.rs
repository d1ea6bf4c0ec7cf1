//! How large a document is once its fragments are put in place. Each fragment is counted once and
//! remembered, so that a few lines which stand for millions are refused as quickly as they are read.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::Positioned;
use async_graphql::parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet};

use crate::graphql::error::ApiError;

/// Fields and fragments of one operation or fragment.
const MOST_SELECTIONS: usize = 2_000;
/// The same over all operations and fragments of a document: validation looks at each by itself.
const MOST_IN_ALL: usize = 10_000;
/// Fields and fragments within each other.
const MOST_NESTING: usize = 32;

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    selections: usize,
    nesting: usize,
}

#[derive(Debug, Clone, Copy)]
enum Known {
    BeingCounted,
    Counted(Size),
}

/// # Errors
/// QUERY_TOO_COMPLEX beyond the limits; GRAPHQL_VALIDATION_FAILED when a fragment holds itself.
pub(in crate::graphql) fn check(document: &ExecutableDocument) -> Result<(), ApiError> {
    let mut counting = Counting { fragments: &document.fragments, known: HashMap::new() };
    let mut all = 0;
    for (_, operation) in document.operations.iter() {
        all += counting.set(&operation.node.selection_set.node, 0)?.selections;
    }
    for name in document.fragments.keys() {
        all += counting.fragment(name, 0)?.selections;
    }
    if all > MOST_IN_ALL { Err(too_large()) } else { Ok(()) }
}

struct Counting<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    known: HashMap<&'a str, Known>,
}

impl<'a> Counting<'a> {
    fn set(&mut self, set: &'a SelectionSet, depth: usize) -> Result<Size, ApiError> {
        let mut size = Size::default();
        for selection in &set.items {
            let within = self.selection(&selection.node, depth + 1)?;
            size.selections += within.selections + 1;
            size.nesting = size.nesting.max(within.nesting + 1);
            if size.selections > MOST_SELECTIONS {
                return Err(too_large());
            }
            if size.nesting.max(depth) > MOST_NESTING {
                return Err(ApiError::too_complex("The query is nested too deep."));
            }
        }
        Ok(size)
    }

    fn selection(&mut self, selection: &'a Selection, depth: usize) -> Result<Size, ApiError> {
        match selection {
            Selection::Field(field) => self.set(&field.node.selection_set.node, depth),
            Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set.node, depth),
            Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, depth),
        }
    }

    /// A fragment that isn't there counts for nothing: validation names it.
    fn fragment(&mut self, name: &str, depth: usize) -> Result<Size, ApiError> {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else { return Ok(Size::default()) };
        match self.known.get(name.as_str()) {
            Some(Known::Counted(size)) => return Ok(*size),
            Some(Known::BeingCounted) => return Err(holds_itself(name)),
            None => {}
        }
        self.known.insert(name, Known::BeingCounted);
        let size = self.set(&fragment.node.selection_set.node, depth)?;
        self.known.insert(name, Known::Counted(size));
        Ok(size)
    }
}

fn too_large() -> ApiError {
    ApiError::too_complex(format!(
        "The query has more than {MOST_SELECTIONS} fields once its fragments are put in place."
    ))
}

fn holds_itself(name: &Name) -> ApiError {
    ApiError { code: "GRAPHQL_VALIDATION_FAILED", message: format!("The fragment \"{name}\" holds itself.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn code(document: &str) -> Option<&'static str> {
        check(&parse_query(document).unwrap()).err().map(|error| error.code)
    }

    /// `times` fragments, each of which holds the next one twice.
    fn doubling(times: usize) -> String {
        let fragment = |n: usize| format!("fragment f{n} on Query {{ ...f{next} ...f{next} }} ", next = n + 1);
        let fragments: String = (0..times).map(fragment).collect();
        format!("{{ ...f0 }} {fragments} fragment f{times} on Query {{ a }}")
    }

    #[test]
    fn what_fragments_stand_for_is_counted() {
        assert_eq!(code(&doubling(8)), None);
        assert_eq!(code(&doubling(12)), Some("QUERY_TOO_COMPLEX"));
        assert_eq!(code(&doubling(28)), Some("QUERY_TOO_COMPLEX"));
        assert_eq!(code(&format!("{{ {} }}", "a ".repeat(MOST_SELECTIONS))), None);
        assert_eq!(code(&format!("{{ {} }}", "a ".repeat(MOST_SELECTIONS + 1))), Some("QUERY_TOO_COMPLEX"));
    }

    #[test]
    fn fragments_that_nobody_uses_are_counted_too() {
        let large = format!("fragment large on Query {{ {} }}", "a ".repeat(MOST_SELECTIONS - 1));
        let around = |n| format!("fragment x{n} on Query {{ ...large }} ");
        let few: String = (0..4).map(around).collect();
        assert_eq!(code(&format!("{{ a }} {large} {few}")), None);
        let many: String = (0..5).map(around).collect();
        assert_eq!(code(&format!("{{ a }} {large} {many}")), Some("QUERY_TOO_COMPLEX"));
    }

    #[test]
    fn a_chain_of_fragments_nests() {
        let chain = |length: usize| {
            let link = |n: usize| format!("fragment f{n} on Query {{ ...f{} }} ", n + 1);
            let links: String = (0..length).map(link).collect();
            format!("{{ ...f0 }} {links} fragment f{length} on Query {{ a }}")
        };
        assert_eq!(code(&chain(MOST_NESTING - 2)), None);
        assert_eq!(code(&chain(MOST_NESTING - 1)), Some("QUERY_TOO_COMPLEX"));
        assert_eq!(code(&chain(1_000)), Some("QUERY_TOO_COMPLEX"));
    }

    #[test]
    fn a_fragment_that_holds_itself_is_named() {
        let cycle = "{ a } fragment x on Query { b { ...y } } fragment y on Query { ...x ...x }";
        assert_eq!(code(cycle), Some("GRAPHQL_VALIDATION_FAILED"));
        assert_eq!(code("{ ...missing }"), None);
    }
}
