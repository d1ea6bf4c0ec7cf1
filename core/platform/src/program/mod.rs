//! What the two programs share around their work: how they speak, log, are told to stop and end.

mod failure;
mod logging;
mod signals;
pub mod tell;

pub use failure::Failure;
pub use logging::{start_logging, start_telemetry};
pub use signals::Signals;

use tokio::runtime::{Builder, Runtime};

use crate::config::{ConfigError, LlmProvider, Settings};

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

/// Refuses settings that ask for what this version doesn't have, or that don't say how to run.
///
/// # Errors
/// Names the setting; exit code 2.
pub fn check_supported(settings: &Settings) -> Result<(), Failure> {
    settings.mode().map_err(|error| wrong_setting(&error))?;
    match settings.llm.provider {
        LlmProvider::Rules => Ok(()),
        LlmProvider::Ollama => Err(no_model_yet("ollama")),
        LlmProvider::Openai => Err(no_model_yet("openai")),
    }
}

fn no_model_yet(provider: &str) -> Failure {
    Failure::setting(format!("LLM_PROVIDER is \"{provider}\", which comes with a later version: set it to \"rules\""))
}
