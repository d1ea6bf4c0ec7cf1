//! What a process tells of itself: log lines, metrics and traces. None of the three holds personal data: they
//! are kept for long, and read by people who may not see a résumé.

mod export;
pub mod logs;
pub mod metrics;
pub mod traces;

pub use logs::{TelemetryError, init};
pub use traces::{Origin, Traces, current_traceparent};
