//! A model to ask, and a question.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{
    LanguageModel, ModelBudget, ModelRequest, Reservation, Reserved, Speaker, Spent, StoreError, Turn,
};
use kit::ScriptedModel;
use platform::config::Settings;
use platform::llm::{ModelDeps, models};
use platform::system::{SystemClock, SystemRandomness};
use serde_json::json;
use uuid::Uuid;

/// Whose interface is spoken.
pub(crate) const PROVIDERS: [&str; 2] = ["ollama", "openai"];

/// Settings of a model, over the defaults: `("llm.timeout", "1s")`.
pub(crate) fn settings(provider: &str, url: &str, more: &[(&str, &str)]) -> Settings {
    let (base, key) = if provider == "ollama" { ("OLLAMA_BASE_URL", "") } else { ("OPENAI_BASE_URL", "sk-test") };
    let url = if provider == "ollama" { url.to_owned() } else { format!("{url}/v1") };
    let given = [("HOME", "/nowhere"), ("LLM_PROVIDER", provider), (base, &url), ("OPENAI_API_KEY", key)];
    let name = |key: &str| {
        if key.contains('.') { format!("SHORTLIST__{}", key.replace('.', "__").to_uppercase()) } else { key.to_owned() }
    };
    let env = given.iter().chain(more).map(|(key, value)| (name(key), (*value).to_owned()));
    Settings::load_as(1000, env, None).unwrap()
}

/// Nobody asks for it where there is no limit.
#[derive(Debug)]
struct NoBudget;

#[async_trait]
impl ModelBudget for NoBudget {
    async fn reserve(&self, _: &Reservation) -> Result<Reserved, StoreError> {
        unreachable!("there is no limit")
    }

    async fn settle(&self, _: Uuid, _: u64) -> Result<(), StoreError> {
        unreachable!("there is no limit")
    }

    async fn spent_today(&self) -> Result<Spent, StoreError> {
        unreachable!("there is no limit")
    }
}

pub(crate) fn at(provider: &str, url: &str, more: &[(&str, &str)]) -> Arc<dyn LanguageModel> {
    within(Arc::new(NoBudget), provider, url, more)
}

/// The same within a budget.
pub(crate) fn within(
    budget: Arc<dyn ModelBudget>,
    provider: &str,
    url: &str,
    more: &[(&str, &str)],
) -> Arc<dyn LanguageModel> {
    let settings = settings(provider, url, more);
    let deps = ModelDeps { budget, clock: Arc::new(SystemClock), random: Arc::new(SystemRandomness) };
    models(&settings.llm, &deps).unwrap().pop().unwrap()
}

/// The scripted server as that provider, asked once and without pauses unless told otherwise.
pub(crate) fn of(provider: &str, server: &ScriptedModel, more: &[(&str, &str)]) -> Arc<dyn LanguageModel> {
    let quick = [("llm.retry_wait", "10ms"), ("llm.attempts", "1"), ("llm.breaker_failures", "1000000")];
    at(provider, &server.ollama_url(), &[&quick[..], more].concat())
}

pub(crate) fn question(words: &str) -> ModelRequest {
    let turn = |speaker, text: &str| Turn { speaker, text: text.to_owned() };
    ModelRequest {
        turns: vec![turn(Speaker::System, "You judge."), turn(Speaker::User, words)],
        schema: json!({ "type": "object", "properties": { "level": { "type": "integer" } } }),
        schema_name: "judgement",
        max_answer_tokens: 200,
    }
}

/// How long something that must happen may take.
pub(crate) const SOON: Duration = Duration::from_secs(20);
