//! Language models over HTTP, behind the port that the domain asks.
//!
//! One attempt is an `Attempt`: Ollama's or OpenAI's words around one `Exchange`, which knows the
//! deadlines and bounds. Around it stands the budget, which counts every attempt, and around that the
//! `Patient`, which tries again, keeps away from a model that fails, and is what the domain is given.

mod attempt;
mod breaker;
mod budget;
mod estimate;
mod exchange;
mod ollama;
mod openai;
mod openai_wire;
mod patient;
mod retry_after;

use std::sync::Arc;

use domain::ports::{Clock, LanguageModel, ModelBudget, Randomness};
use secrecy::SecretString;
use url::Url;

use crate::config::{LlmProvider, LlmSettings};
use crate::program::Failure;
use attempt::Attempt;
use budget::Budgeted;
use exchange::Exchange;
use ollama::Ollama;
use openai::Openai;
use patient::Patient;

/// Where OpenAI itself answers. It asks for a key, and knows its own names for some things.
const OPENAI: &str = "api.openai.com";

/// What models work with besides their settings.
#[derive(Debug, Clone)]
pub struct ModelDeps {
    /// What they may use in a day.
    pub budget: Arc<dyn ModelBudget>,
    /// For a `Retry-After` that names a moment.
    pub clock: Arc<dyn Clock>,
    /// For ids.
    pub random: Arc<dyn Randomness>,
}

/// The models that the settings name, in the order in which they are to be asked. The rules are no model: where
/// they stand in the order, there is none.
///
/// # Errors
/// When a setting is wrong or missing; exit code 2.
pub fn models(settings: &LlmSettings, deps: &ModelDeps) -> Result<Vec<Arc<dyn LanguageModel>>, Failure> {
    check(settings)?;
    let models = settings.order().into_iter().filter_map(|provider| attempt(settings, deps, provider).transpose());
    let patient = |model| Patient::new(Budgeted::around(model, settings, deps), settings);
    models.map(|model| Ok(Arc::new(patient(model?)) as Arc<dyn LanguageModel>)).collect()
}

fn attempt(
    settings: &LlmSettings,
    deps: &ModelDeps,
    provider: LlmProvider,
) -> Result<Option<Box<dyn Attempt>>, Failure> {
    let exchange = |url: &Url| Exchange::new(settings, url, Arc::clone(&deps.clock));
    Ok(match provider {
        LlmProvider::Rules => None,
        LlmProvider::Ollama => {
            let url = address("OLLAMA_BASE_URL", &settings.ollama_base_url)?;
            Some(Box::new(Ollama::new(settings, &url, exchange(&url)?)))
        }
        LlmProvider::Openai => {
            let url = address("OPENAI_BASE_URL", &settings.openai_base_url)?;
            Some(Box::new(Openai::new(settings, &url, exchange(&url)?)))
        }
    })
}

/// Whether the settings of the models can be used, without making one.
///
/// # Errors
/// Names the setting; exit code 2.
pub fn check(settings: &LlmSettings) -> Result<(), Failure> {
    for provider in settings.order() {
        match provider {
            LlmProvider::Rules => {}
            LlmProvider::Ollama => drop(address("OLLAMA_BASE_URL", &settings.ollama_base_url)?),
            LlmProvider::Openai => {
                let url = address("OPENAI_BASE_URL", &settings.openai_base_url)?;
                check_key(&url, settings.openai_api_key.as_ref())?;
            }
        }
    }
    Ok(())
}

fn check_key(url: &Url, key: Option<&SecretString>) -> Result<(), Failure> {
    if key.is_none() && is_openai(url) {
        return Err(Failure::setting(
            "OPENAI_API_KEY is not set, and OpenAI answers nobody without one: set it, or OPENAI_BASE_URL to a server that needs none",
        ));
    }
    match key.map(openai::is_key) {
        Some(false) => Err(Failure::setting("OPENAI_API_KEY holds characters that no key has")),
        _ => Ok(()),
    }
}

fn is_openai(url: &Url) -> bool {
    url.host_str() == Some(OPENAI)
}

/// The address, without a slash at its end.
fn address(name: &str, given: &str) -> Result<Url, Failure> {
    let url = Url::parse(given.trim_end_matches('/')).ok();
    let url = url.filter(|it| it.has_host() && it.query().is_none() && it.fragment().is_none());
    // An address may hold a password, so it isn't repeated.
    url.ok_or_else(|| Failure::setting(format!("{name} is no address that a model could answer at")))
}
