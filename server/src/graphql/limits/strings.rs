//! The texts and lists that an operation is given. No column of PostgreSQL takes U+0000, and a text that looks like
//! the place of an uploaded file is read as one, so that it must be the place of a file that is there.

use std::collections::HashMap;
use std::ops::BitOr;

use async_graphql::Variables;
use async_graphql::parser::types::OperationDefinition;
use async_graphql_value::{ConstValue, Value};

/// How the executor writes the place of an uploaded file.
const UPLOAD: &str = "#__graphql_file__:";

/// Characters in a text that a question may have: the parser of search words goes as deep as there are words.
pub(super) const LONGEST_TEXT: usize = 10_000;

/// Members that a list in a question may have.
pub(super) const LONGEST_LIST: usize = 1_000;

/// What is wrong with texts and lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flaws {
    /// One holds U+0000.
    pub(super) null: bool,
    /// One is the place of a file that didn't come along.
    pub(super) no_file: bool,
    /// One has more than [`LONGEST_TEXT`] characters.
    pub(super) long_text: bool,
    /// A list has more than [`LONGEST_LIST`] members.
    pub(super) long_list: bool,
}

impl BitOr for Flaws {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self {
            null: self.null || other.null,
            no_file: self.no_file || other.no_file,
            long_text: self.long_text || other.long_text,
            long_list: self.long_list || other.long_list,
        }
    }
}

/// The values of an operation's variables, each looked through once.
pub(super) struct Strings<'a> {
    variables: HashMap<&'a str, (&'a ConstValue, Flaws)>,
    uploads: usize,
}

impl<'a> Strings<'a> {
    /// Those given, and the defaults of the others.
    pub(super) fn new(given: &'a Variables, operation: &'a OperationDefinition, uploads: usize) -> Self {
        let values = operation.variable_definitions.iter().filter_map(|definition| {
            let name = &definition.node.name.node;
            let default = definition.node.default_value.as_ref().map(|value| &value.node);
            Some((name.as_str(), given.get(name).or(default)?))
        });
        let variables = values.map(|(name, value)| (name, (value, in_constant(value, uploads)))).collect();
        Self { variables, uploads }
    }

    /// What a variable stands for.
    pub(super) fn value(&self, variable: &str) -> Option<&'a ConstValue> {
        self.variables.get(variable).map(|(value, _)| *value)
    }

    /// What is wrong with the texts in an argument.
    pub(super) fn flaws(&self, argument: &Value) -> Flaws {
        match argument {
            Value::Variable(name) => self.variables.get(name.as_str()).map(|(_, flaws)| *flaws).unwrap_or_default(),
            Value::String(text) => in_text(text, self.uploads),
            Value::List(list) => any(list.iter().map(|value| self.flaws(value))) | in_list(list.len()),
            Value::Object(object) => any(object.values().map(|value| self.flaws(value))),
            _ => Flaws::default(),
        }
    }
}

fn in_constant(value: &ConstValue, uploads: usize) -> Flaws {
    match value {
        ConstValue::String(text) => in_text(text, uploads),
        ConstValue::List(list) => any(list.iter().map(|value| in_constant(value, uploads))) | in_list(list.len()),
        ConstValue::Object(object) => any(object.values().map(|value| in_constant(value, uploads))),
        _ => Flaws::default(),
    }
}

fn in_text(text: &str, uploads: usize) -> Flaws {
    let is_there = |place: &str| place.parse::<usize>().is_ok_and(|place| place < uploads);
    Flaws {
        null: text.contains('\0'),
        no_file: text.strip_prefix(UPLOAD).is_some_and(|place| !is_there(place)),
        long_text: text.chars().nth(LONGEST_TEXT).is_some(),
        long_list: false,
    }
}

fn in_list(length: usize) -> Flaws {
    Flaws { long_list: length > LONGEST_LIST, ..Flaws::default() }
}

fn any(flaws: impl Iterator<Item = Flaws>) -> Flaws {
    flaws.fold(Flaws::default(), BitOr::bitor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_file_is_one_that_came_along() {
        for (text, uploads, good) in [
            ("#__graphql_file__:0", 1, true),
            ("#__graphql_file__:1", 1, false),
            ("#__graphql_file__:0", 0, false),
            ("#__graphql_file__:x", 1, false),
            ("#__graphql_file__:", 1, false),
            ("#__graphql_file__:99999999999999999999999", 1, false),
            (" #__graphql_file__:x", 0, true),
        ] {
            assert_eq!(in_text(text, uploads).no_file, !good, "{text} of {uploads}");
        }
    }

    #[test]
    fn texts_are_looked_for_in_lists_and_objects() {
        let value = async_graphql::value!({ "a": [1, { "b": ["c", "d\u{0}"] }] });
        assert_eq!(in_constant(&value, 0), Flaws { null: true, ..Flaws::default() });
    }

    #[test]
    fn what_is_longer_than_anybody_asks_for_is_a_flaw() {
        let list = |length| ConstValue::List(vec![ConstValue::Boolean(true); length]);
        assert!(!in_constant(&list(LONGEST_LIST), 0).long_list && in_constant(&list(LONGEST_LIST + 1), 0).long_list);
        assert!(
            !in_text(&"é".repeat(LONGEST_TEXT), 0).long_text && in_text(&"é".repeat(LONGEST_TEXT + 1), 0).long_text
        );
    }
}
