//! What the program does when it is told what to do, one file a command.

mod create_user;
mod healthcheck;
mod migrate;
mod sample_data;
mod serve;

pub(crate) use create_user::create_user;
pub(crate) use healthcheck::healthcheck;
pub(crate) use migrate::migrate;
pub(crate) use sample_data::sample_data;
pub(crate) use serve::serve;

use std::panic::PanicHookInfo;

use platform::config::{LlmProvider, Mode, Settings};
use platform::telemetry::{self, TelemetryError};
use tokio::runtime::{Builder, Runtime};

use crate::cli::wrong_setting;
use crate::failure::Failure;

/// Starts logging for the rest of the process.
fn start_logging(settings: &Settings) -> Result<(), Failure> {
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

fn runtime() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| Failure::fault(format!("the operating system grants no threads: {error}")))
}

/// Refuses settings that ask for what this version doesn't have.
fn check_supported(settings: &Settings) -> Result<(), Failure> {
    if let Mode::Distributed { .. } = settings.mode().map_err(|error| wrong_setting(&error))? {
        return Err(Failure::setting(
            "DATABASE_URL, REDIS_URL and FAKTORY_URL are set, but this version has no distributed mode yet: unset all three, and the server brings its own database",
        ));
    }
    match settings.llm.provider {
        LlmProvider::Rules => Ok(()),
        LlmProvider::Ollama => Err(no_model_yet("ollama")),
        LlmProvider::Openai => Err(no_model_yet("openai")),
    }
}

fn no_model_yet(provider: &str) -> Failure {
    Failure::setting(format!("LLM_PROVIDER is \"{provider}\", which comes with a later version: set it to \"rules\""))
}
