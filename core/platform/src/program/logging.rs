//! Logging for the rest of the process, panics included.

use std::panic::PanicHookInfo;

use super::Failure;
use crate::config::Settings;
use crate::telemetry::{self, TelemetryError};

/// Starts logging.
///
/// # Errors
/// When `log.filter` is no filter; exit code 2.
pub fn start_logging(settings: &Settings) -> Result<(), Failure> {
    telemetry::init(&settings.log).map_err(|error| match error {
        TelemetryError::Filter { .. } => Failure::setting(error.to_string()),
        TelemetryError::Again(_) => Failure::of(&error),
    })?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Where a thread broke off. What it said is left out: it may quote a text that it broke off at.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(panic.place = place, "a thread broke off unexpectedly");
}
