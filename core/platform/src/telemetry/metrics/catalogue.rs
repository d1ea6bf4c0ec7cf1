//! The one table of metrics. `deploy/prometheus/metrics.md` is made from it.

use super::instrument::{Counter, Gauge, Histogram, Kind, Metric};

/// Requests: from 1 ms to 10 s.
const REQUESTS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Tasks and their waiting: from 10 ms to 10 minutes.
const TASKS: &[f64] = &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0];
/// Chunks in one run of the model.
const BATCHES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0];

const fn count(labels: &[&str]) -> usize {
    labels.len()
}

macro_rules! buckets {
    () => {
        &[]
    };
    ($buckets:ident) => {
        $buckets
    };
}

macro_rules! catalogue {
    ($($constant:ident = $kind:ident $(of $buckets:ident)? $name:literal [$($label:literal),*] $help:literal;)*) => {
        $(
            #[doc = $help]
            pub const $constant: $kind<{ count(&[$($label),*]) }> = $kind(Metric {
                name: $name,
                kind: Kind::$kind,
                labels: &[$($label),*],
                buckets: buckets!($($buckets)?),
                help: $help,
            });
        )*

        /// All that we record ourselves, in the order of the table.
        pub const OURS: &[Metric] = &[$($constant.0),*];
    };
}

catalogue! {
    GRAPHQL_OPERATIONS = Counter "shortlist_graphql_operations_total" ["operation", "kind", "outcome"]
        "GraphQL operations that ended: `ok`, `error` (the answer holds errors), `refused` (not executed), `gone` (its client left).";
    GRAPHQL_DURATION = Histogram of REQUESTS "shortlist_graphql_operation_duration_seconds" ["operation", "kind"]
        "Time to the whole answer of a query or mutation.";
    GRAPHQL_IN_FLIGHT = Gauge "shortlist_graphql_operations_in_flight" []
        "Queries and mutations that are being answered.";
    SUBSCRIPTIONS = Gauge "shortlist_graphql_subscriptions" []
        "Subscriptions that are open, over sockets and event streams.";
    SOCKETS = Gauge "shortlist_graphql_sockets" []
        "WebSockets that are open.";
    HTTP_REQUESTS = Counter "shortlist_http_requests_total" ["route", "status"]
        "HTTP requests that were answered, by the route's template.";
    HTTP_DURATION = Histogram of REQUESTS "shortlist_http_request_duration_seconds" ["route"]
        "Time until an HTTP answer began.";
    TASKS_ENQUEUED = Counter "shortlist_tasks_enqueued_total" ["kind"]
        "Tasks that were put in line.";
    TASK_ATTEMPTS = Counter "shortlist_task_attempts_total" ["kind"]
        "Attempts that began; one that goes on after a lost claim counts once.";
    TASK_RETRIES = Counter "shortlist_task_retries_total" ["kind"]
        "Attempts that failed and are followed by another.";
    TASKS_PUT_OFF = Counter "shortlist_tasks_put_off_total" ["kind"]
        "Attempts that ended because what they need isn't to be had now; none of them counts for the task.";
    TASKS_ENDED = Counter "shortlist_tasks_ended_total" ["kind", "state"]
        "Tasks that ended, by their last state.";
    TASK_RUN = Histogram of TASKS "shortlist_task_run_seconds" ["kind"]
        "Time from the begin of an attempt to its end, whatever that was.";
    TASK_WAIT = Histogram of TASKS "shortlist_task_wait_seconds" ["kind"]
        "Time from when a task was due to its claim.";
    CLAIMS_LOST = Counter "shortlist_claims_lost_total" []
        "Claims whose worker was not heard of within the lease.";
    QUEUE_DEPTH = Gauge "shortlist_queue_depth" ["queue"]
        "Due tasks that nobody has claimed. Every server says the same.";
    QUEUE_OLDEST = Gauge "shortlist_queue_oldest_seconds" ["queue"]
        "For how long the oldest of them has been due; 0 when there is none.";
    WORKERS = Gauge "shortlist_workers" []
        "Processes that run tasks and reported themselves lately. Every server says the same.";
    EMBEDDING_CHUNKS = Counter "shortlist_embedding_chunks_total" []
        "Texts that the embedding model turned into vectors.";
    EMBEDDING_BATCH = Histogram of BATCHES "shortlist_embedding_batch_chunks" []
        "Texts in one run of the embedding model.";
    EMBEDDING_DURATION = Histogram of REQUESTS "shortlist_embedding_batch_duration_seconds" []
        "Time that one run of the embedding model took.";
    EXTRACTIONS = Counter "shortlist_extractions_total" ["media_type", "outcome"]
        "Files read: `text`, `needs_ocr`, `unreadable`, or `unavailable` (a fault of ours). What yields no text has the type `unknown`.";
    MODEL_CALLS = Counter "shortlist_model_calls_total" ["provider", "model", "outcome"]
        "Attempts to ask a language model: `answered`, `unavailable`, `overloaded` (429), `refused`, `unreadable`, `left_alone` (the breaker was open) or `not_asked` (the budget did not allow it).";
    MODEL_DURATION = Histogram of TASKS "shortlist_model_call_duration_seconds" ["provider", "model"]
        "Time from asking a model to the last byte of its answer.";
    MODEL_TOKENS = Counter "shortlist_model_tokens_total" ["provider", "model", "part"]
        "Tokens of the `prompt` and of the `answer`.";
    BREAKER_OPEN = Gauge "shortlist_model_breaker_open" ["provider"]
        "1 while a model that failed repeatedly is left alone by this process, else 0.";
    CONNECTIONS = Gauge "shortlist_database_connections" ["state"]
        "Connections of this process's pool that are `in_use` or `idle`.";
}

/// A figure of the operating system's, which the crate `metrics-process` records.
const fn of_process(name: &'static str, kind: Kind, help: &'static str) -> Metric {
    Metric { name, kind, labels: &[], buckets: &[], help }
}

/// All of the operating system's.
pub const OF_PROCESS: &[Metric] = &[
    of_process("process_cpu_seconds_total", Kind::Counter, "CPU time of this process, in whole seconds."),
    of_process("process_resident_memory_bytes", Kind::Gauge, "Its memory that is in RAM."),
    of_process("process_virtual_memory_bytes", Kind::Gauge, "Its address space."),
    of_process("process_virtual_memory_max_bytes", Kind::Gauge, "The most that its address space may be."),
    of_process("process_open_fds", Kind::Gauge, "Its open files and sockets."),
    of_process("process_max_fds", Kind::Gauge, "The most of these that it may have."),
    of_process("process_start_time_seconds", Kind::Gauge, "When it started, in Unix time."),
    of_process("process_threads", Kind::Gauge, "Its threads."),
];

/// Every metric that `/metrics` can hold.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    OURS.iter().chain(OF_PROCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_say_the_unit_and_counters_that_they_are_totals() {
        let names: HashSet<_> = all().map(|it| it.name).collect();
        assert_eq!(names.len(), all().count(), "a name stands twice");
        for metric in all() {
            assert_eq!(metric.name.ends_with("_total"), metric.kind == Kind::Counter, "{}", metric.name);
            let prefix = if metric.name.starts_with("process_") { "process_" } else { "shortlist_" };
            assert!(metric.name.starts_with(prefix) && metric.help.ends_with('.'), "{}", metric.name);
            assert_eq!(metric.kind == Kind::Histogram, !metric.buckets.is_empty(), "{}", metric.name);
            assert!(metric.buckets.is_sorted(), "{}", metric.name);
        }
        assert!(names.contains("shortlist_queue_oldest_seconds"));
    }

    #[test]
    fn units_are_read_from_names() {
        let unit = |name: &str| all().find(|it| it.name == name).map(Metric::unit);
        assert_eq!(unit("process_cpu_seconds_total"), Some("seconds"));
        assert_eq!(unit("process_resident_memory_bytes"), Some("bytes"));
        assert_eq!(unit("shortlist_embedding_batch_chunks"), Some("1"));
    }
}
