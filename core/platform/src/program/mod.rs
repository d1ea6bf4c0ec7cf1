//! What the two programs share around their work: how they speak, log, are told to stop and end.

mod failure;
mod logging;
mod signals;
pub mod tell;

pub use failure::Failure;
pub use logging::{start_logging, start_telemetry};
pub use signals::Signals;

use tokio::runtime::{Builder, Runtime};

use crate::config::{ConfigError, Settings};

/// A runtime with a thread for each core.
///
/// # Errors
/// When the operating system grants no threads.
pub fn runtime() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| Failure::fault(format!("the operating system grants no threads: {error}")))
}

/// A setting is wrong: exit code 2.
#[must_use]
pub fn wrong_setting(error: &ConfigError) -> Failure {
    Failure { code: 2, ..Failure::of(error) }
}

/// Refuses settings that don't say how to run.
///
/// # Errors
/// Names the setting; exit code 2.
pub fn check_supported(settings: &Settings) -> Result<(), Failure> {
    settings.mode().map_err(|error| wrong_setting(&error))?;
    crate::llm::check(&settings.llm)
}
