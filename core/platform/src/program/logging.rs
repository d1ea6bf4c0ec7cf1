//! What the rest of the process tells of itself, panics included.

use std::panic::PanicHookInfo;

use super::Failure;
use crate::config::Settings;
use crate::telemetry::{self, TelemetryError, Traces};

/// Starts logging, for a command that ends soon.
///
/// # Errors
/// When `log.filter` is no filter; exit code 2.
pub fn start_logging(settings: &Settings) -> Result<(), Failure> {
    start(settings, None)
}

/// Starts logging and tracing, for a program that goes on. The traces are flushed when it ends.
///
/// # Errors
/// When `log.filter` is no filter, or the collector's address none; exit code 2.
pub fn start_telemetry(settings: &Settings, program: &'static str) -> Result<Traces, Failure> {
    let traces = Traces::start(settings.telemetry.otlp_endpoint.as_deref(), program);
    let traces = traces.map_err(|error| failure(&TelemetryError::Collector(error)))?;
    start(settings, Some(&traces))?;
    Ok(traces)
}

fn start(settings: &Settings, traces: Option<&Traces>) -> Result<(), Failure> {
    telemetry::init(&settings.log, traces).map_err(|error| failure(&error))?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

fn failure(error: &TelemetryError) -> Failure {
    match error {
        TelemetryError::Filter { .. } | TelemetryError::Collector(_) => Failure::setting(error.to_string()),
        TelemetryError::Again(_) => Failure::of(error),
    }
}

/// Where a thread broke off. What it said is left out: it may quote a text that it broke off at.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(panic.place = place, "a thread broke off unexpectedly");
}
