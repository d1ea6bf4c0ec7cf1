//! The types of the API. An object wraps what the domain knows; it never wraps a row of the store.

pub mod access;
pub mod application;
pub mod candidate;
pub mod import;
pub mod job;
pub mod matching;
pub mod node;
pub mod queue;
pub mod resume;
pub mod screening;
pub mod system;
pub mod task;

use async_graphql::SimpleObject;

use super::error::ApiError;

/// A skill by its canonical name; aliases ("k8s", "Postgres") fold into it.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct Skill {
    /// The canonical name.
    pub name: String,
}

/// Skills of names.
#[must_use]
pub fn skills(names: &[String]) -> Vec<Skill> {
    names.iter().map(|name| Skill { name: name.clone() }).collect()
}

/// A passage of a résumé that shows something.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct Evidence {
    /// The words as they stand in the text.
    pub quote: String,
    /// Where they begin, in Unicode code points.
    pub start: i32,
    /// Where they end, in Unicode code points.
    pub end: i32,
}

impl From<domain::evidence::Evidence> for Evidence {
    fn from(evidence: domain::evidence::Evidence) -> Self {
        let place = |at: u32| i32::try_from(at).unwrap_or(i32::MAX);
        Self { start: place(evidence.span.start), end: place(evidence.span.end), quote: evidence.quote }
    }
}

/// The answer of a nullable field that can fail.
pub(crate) type Nullable<T> = Option<async_graphql::Result<T>>;

/// A nullable field's answer: absent is null, a fault is null with an error.
pub(crate) fn nullable<T>(answer: Result<Option<T>, impl Into<ApiError>>) -> Nullable<T> {
    answer.map_err(|error| error.into().into()).transpose()
}
