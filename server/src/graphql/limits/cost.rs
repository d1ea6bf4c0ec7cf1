//! What an operation costs: its fields, times the rows that its pages promise, pages within pages
//! multiplied. It is walked with its fragments in place, which [`super::expansion`] has bounded before.

use async_graphql::parser::Positioned;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet, TypeCondition,
};
use async_graphql::registry::{MetaField, MetaType, Registry};
use async_graphql_value::{ConstValue, Value};
use domain::page::{DEFAULT_PAGE, MAX_PAGE};

use super::MOST_COST;
use super::strings::{LONGEST_LIST, LONGEST_TEXT, Strings};
use crate::graphql::error::ApiError;

/// Names that a client gives to fields. Most operations give none.
const MOST_ALIASES: usize = 200;
/// Lists of the schema within each other. The usual question for the whole schema nests none.
const MOST_LISTS_OF_SCHEMA: usize = 2;
const LISTS_OF_SCHEMA: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// What a change costs besides its answer: a transaction, often a task.
const CHANGE: u64 = 50;
/// A ranking reads vectors of everybody who passes its filter.
const RANKING: u64 = 500;
/// One pair is ranked by itself.
const PAIR: u64 = 20;

/// An operation that is looked at.
pub(super) struct Asked<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    strings: &'a Strings<'a>,
    aliases: usize,
    sign_ins: usize,
}

/// Where in the operation a selection stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    parent: Option<&'a MetaType>,
    change: bool,
    lists_of_schema: usize,
}

impl<'a> Asked<'a> {
    pub(super) fn new(registry: &'a Registry, document: &'a ExecutableDocument, strings: &'a Strings<'a>) -> Self {
        Self { registry, document, strings, aliases: 0, sign_ins: 0 }
    }

    /// # Errors
    /// QUERY_TOO_COMPLEX when it asks for too much, BAD_USER_INPUT for a text that can't be right.
    pub(super) fn check(&mut self, operation: &'a OperationDefinition) -> Result<(), ApiError> {
        let root = match operation.ty {
            OperationType::Query => Some(&self.registry.query_type),
            OperationType::Mutation => self.registry.mutation_type.as_ref(),
            OperationType::Subscription => self.registry.subscription_type.as_ref(),
        };
        let parent = root.and_then(|name| self.registry.types.get(name));
        let place = Place { parent, change: operation.ty == OperationType::Mutation, lists_of_schema: 0 };
        let cost = self.set(&operation.selection_set.node, place)?;
        if cost > MOST_COST {
            return Err(ApiError::too_complex(format!(
                "The query costs {cost}, and at most {MOST_COST} is taken: ask for fewer fields, or smaller pages."
            )));
        }
        if self.aliases > MOST_ALIASES {
            return Err(ApiError::too_complex(format!("The query has more than {MOST_ALIASES} aliases.")));
        }
        if self.sign_ins > 1 {
            return Err(ApiError::too_complex("An operation signs in once at most."));
        }
        Ok(())
    }

    fn set(&mut self, set: &'a SelectionSet, place: Place<'a>) -> Result<u64, ApiError> {
        let mut cost = 0_u64;
        for selection in &set.items {
            cost = cost.saturating_add(self.selection(&selection.node, place)?);
        }
        Ok(cost)
    }

    fn selection(&mut self, selection: &'a Selection, place: Place<'a>) -> Result<u64, ApiError> {
        match selection {
            Selection::Field(field) => self.field(&field.node, place),
            Selection::InlineFragment(fragment) => {
                let fragment = &fragment.node;
                let place = self.narrowed(place, fragment.type_condition.as_ref());
                self.set(&fragment.selection_set.node, place)
            }
            Selection::FragmentSpread(spread) => {
                let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) else { return Ok(0) };
                let place = self.narrowed(place, Some(&fragment.node.type_condition));
                self.set(&fragment.node.selection_set.node, place)
            }
        }
    }

    fn narrowed(&self, place: Place<'a>, to: Option<&Positioned<TypeCondition>>) -> Place<'a> {
        let parent = match to {
            Some(condition) => self.registry.types.get(condition.node.on.node.as_str()),
            None => place.parent,
        };
        Place { parent, ..place }
    }

    fn field(&mut self, field: &'a Field, place: Place<'a>) -> Result<u64, ApiError> {
        let name = field.name.node.as_str();
        self.aliases += usize::from(field.alias.is_some());
        self.sign_ins += usize::from(place.change && name == "signIn");
        self.check_texts(field, place)?;
        let known = place.parent.and_then(|parent| parent.field_by_name(name));
        let within = Place {
            parent: known.and_then(|known| self.registry.concrete_type_by_name(&known.ty)),
            change: false,
            lists_of_schema: lists_of_schema(name, place)?,
        };
        let cost = self.set(&field.selection_set.node, within)?;
        let times = known.map_or(1, |known| self.times(known, field));
        Ok(own_cost(name, place.change).saturating_add(cost.saturating_mul(times)))
    }

    /// Inside an input, the use case itself says which field is wrong.
    fn check_texts(&self, field: &Field, place: Place<'_>) -> Result<(), ApiError> {
        for (name, value) in &field.arguments {
            let (name, flaws) = (name.node.as_str(), self.strings.flaws(&value.node));
            if flaws.no_file {
                return Err(ApiError::bad_input(name, "the file is missing from the request's parts"));
            }
            if place.change && name == "input" {
                continue;
            }
            let told = if flaws.null {
                "a text has no null characters".to_owned()
            } else if flaws.long_text {
                format!("a text has at most {LONGEST_TEXT} characters here")
            } else if flaws.long_list {
                format!("a list has at most {LONGEST_LIST} members here")
            } else {
                continue;
            };
            return Err(ApiError::bad_input(name, told));
        }
        Ok(())
    }

    /// How often the answer holds what is asked of one row.
    fn times(&self, known: &MetaField, field: &Field) -> u64 {
        let (usual, most) = (u64::from(DEFAULT_PAGE), u64::from(MAX_PAGE));
        let is_connection = known.ty.ends_with("Connection") || known.ty.ends_with("Connection!");
        let (times, most) = if known.args.contains_key("first") {
            let page = ["first", "last"].into_iter().find_map(|name| self.number(field, name));
            // A plain list, as of a task's events, is short; that it has an end is only a precaution.
            (page.unwrap_or(usual), if is_connection { most } else { usual })
        } else if known.args.contains_key("ids") {
            (self.length(field, "ids"), most)
        } else {
            (1, 1)
        };
        // What is out of range is refused by the field itself, with a better sentence.
        times.clamp(1, most)
    }

    fn number(&self, field: &Field, argument: &str) -> Option<u64> {
        let number = match &field.get_argument(argument)?.node {
            Value::Number(number) => Some(number),
            Value::Variable(name) => match self.strings.value(name)? {
                ConstValue::Number(number) => Some(number),
                _ => None,
            },
            _ => None,
        };
        // A number below zero is no size, and fetches nothing.
        number.map(|number| number.as_u64().unwrap_or_default())
    }

    fn length(&self, field: &Field, argument: &str) -> u64 {
        let length = match field.get_argument(argument).map(|value| &value.node) {
            Some(Value::List(list)) => list.len(),
            Some(Value::Variable(name)) => match self.strings.value(name) {
                Some(ConstValue::List(list)) => list.len(),
                _ => 1,
            },
            _ => 1,
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }
}

/// What a field costs by itself.
fn own_cost(name: &str, change: bool) -> u64 {
    match name {
        _ if change => CHANGE,
        "matchCandidates" | "matchJobs" | "similarCandidates" | "searchCandidates" => RANKING,
        "match" => PAIR,
        _ => 1,
    }
}

/// Types have fields, which have types, which have fields: a short question with an endless answer.
fn lists_of_schema(name: &str, place: Place<'_>) -> Result<usize, ApiError> {
    let is_schema = place.parent.is_some_and(|parent| parent.name().starts_with("__"));
    let lists = place.lists_of_schema + usize::from(is_schema && LISTS_OF_SCHEMA.contains(&name));
    if lists > MOST_LISTS_OF_SCHEMA {
        return Err(ApiError::too_complex("The question about the schema is nested too deep."));
    }
    Ok(lists)
}
