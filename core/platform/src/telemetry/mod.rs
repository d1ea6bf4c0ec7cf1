//! What a process tells of itself: log lines, metrics and traces. None of the three holds personal data: they
//! are kept for long, and read by people who may not see a résumé.

pub mod logs;
pub mod metrics;

pub use logs::{TelemetryError, init};
