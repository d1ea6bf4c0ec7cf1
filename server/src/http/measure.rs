//! What is counted and traced of one GraphQL operation, from when it is known what it is to its end.

use std::time::Instant;

use async_graphql::Response as Answer;
use async_graphql::parser::types::OperationType;
use platform::telemetry::Origin;
use platform::telemetry::metrics::catalogue::{GRAPHQL_DURATION, GRAPHQL_IN_FLIGHT, GRAPHQL_OPERATIONS, SUBSCRIPTIONS};
use platform::telemetry::metrics::{Held, Interned};
use platform::telemetry::traces::begin;
use tracing::Span;

use super::operation::Operation;
use super::reply::is_unexecuted;

/// Names of operations that become labels; of these, strangers may add so many.
const NAMES: (usize, usize) = (100, 20);

/// For the names of operations.
pub(super) fn names() -> Interned {
    let (most, of_strangers) = NAMES;
    Interned::new(most, of_strangers)
}

/// An operation whose document can't be read or is beyond the limits.
pub(super) fn unresolved() {
    GRAPHQL_OPERATIONS.count(["unresolved", "unknown", "refused"]);
}

/// An operation under way; counted when it is dropped.
#[derive(Debug)]
pub(super) struct Measured {
    name: &'static str,
    kind: OperationType,
    began: Instant,
    outcome: Outcome,
    _under_way: Held,
}

/// What became of it. A later one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// There is no answer yet.
    Gone,
    Ok,
    Error,
    Refused,
}

impl Measured {
    /// It begins.
    pub(super) fn begin(names: &Interned, operation: &Operation, of_stranger: bool) -> Self {
        let name = operation.name.as_deref().map_or("anonymous", |name| names.label(name, of_stranger));
        let gauge = if operation.kind == OperationType::Subscription { SUBSCRIPTIONS } else { GRAPHQL_IN_FLIGHT };
        let span = Span::current();
        span.record("graphql.operation.name", name).record("graphql.operation.type", kind(operation.kind));
        let began = Instant::now();
        Self { name, kind: operation.kind, began, outcome: Outcome::Gone, _under_way: gauge.hold([]) }
    }

    /// A span for an operation whose answers come one by one: after its request, or without one.
    pub(super) fn span(&self) -> Span {
        let kind = kind(self.kind);
        let (name, both) = (self.name, format!("{kind} {}", self.name));
        let span = tracing::error_span!(
            "operation",
            otel.name = both,
            graphql.operation.name = name,
            graphql.operation.type = kind
        );
        begin(span, Origin::Here)
    }

    /// This was answered. A subscription has many answers, and the worst of them counts.
    pub(super) fn answered(&mut self, answer: &Answer) {
        let outcome = match answer.errors.is_empty() {
            true => Outcome::Ok,
            false if is_unexecuted(answer) => Outcome::Refused,
            false => Outcome::Error,
        };
        self.outcome = self.outcome.max(outcome);
    }

    /// It is not executed.
    pub(super) fn refused(&mut self) {
        self.outcome = Outcome::Refused;
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let kind = kind(self.kind);
        let is_subscription = self.kind == OperationType::Subscription;
        let outcome = match self.outcome {
            // Whoever waits for something to happen may go before it does.
            Outcome::Ok | Outcome::Gone if is_subscription => "ok",
            Outcome::Ok => "ok",
            Outcome::Gone => "gone",
            Outcome::Error => "error",
            Outcome::Refused => "refused",
        };
        GRAPHQL_OPERATIONS.count([self.name, kind, outcome]);
        if !is_subscription && self.outcome != Outcome::Gone {
            GRAPHQL_DURATION.took(self.began.elapsed(), [self.name, kind]);
        }
    }
}

/// As the specification writes it.
pub(super) const fn kind(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}
