//! Language models. An adapter carries words to a provider and back; what is asked, what the answer is worth
//! and what it scores is decided by the domain.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Speaker {
    /// Our instructions.
    System,
    /// What we ask.
    User,
    /// What the model said before.
    Assistant,
}

/// One turn of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words. They may hold personal data, so `Debug` shows their length alone.
    pub text: String,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn").field("speaker", &self.speaker).field("bytes", &self.text.len()).finish()
    }
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRequest {
    /// The conversation so far; the first turn is the system's, the last one a user's.
    pub turns: Vec<Turn>,
    /// JSON Schema of the answer, for providers that hold their model to one.
    pub schema: serde_json::Value,
    /// The schema's name: letters, digits and underscores.
    pub schema_name: &'static str,
    /// The most tokens that the answer may have.
    pub max_answer_tokens: u32,
}

/// What a model answered.
#[derive(Clone, PartialEq, Eq)]
pub struct ModelReply {
    /// The words as they came, in valid UTF-8. `Debug` shows their length alone.
    pub text: String,
    /// Tokens of the request, by the provider's count, or by our estimate when it gives none.
    pub prompt_tokens: u32,
    /// Tokens of the answer, likewise.
    pub answer_tokens: u32,
    /// From the first attempt to the last byte.
    pub latency: Duration,
}

impl std::fmt::Debug for ModelReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelReply").field("bytes", &self.text.len()).field("latency", &self.latency).finish()
    }
}

/// Why there is no answer. `Display` holds nothing of the request or the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It can't be reached, is overloaded, broke off, or took longer than it may: worth another try.
    #[error("the model did not answer: {detail}")]
    Unavailable {
        /// What happened, for the log.
        detail: String,
        /// When the provider wants to be asked again, if it said so.
        retry_after: Option<Duration>,
    },
    /// It failed so often of late that it is left alone for a while.
    #[error("the model failed repeatedly and is left alone until it answers again")]
    BreakerOpen {
        /// When it may be asked again.
        retry_after: Duration,
    },
    /// The day's calls or tokens are spent.
    #[error("the model's budget of the day is spent")]
    BudgetExhausted {
        /// When the next day's begins.
        until: DateTime<Utc>,
    },
    /// The same request will fail again: a wrong key, an unknown model, a request that is too long.
    #[error("the model refuses this request: {detail}")]
    Refused {
        /// What the provider objects to, for the log: a status or a code, never its prose.
        detail: String,
    },
    /// It answered with bytes that are no text, or with more of them than it may.
    #[error("the model's answer can't be read: {detail}")]
    Unreadable {
        /// What is wrong with it, for the log.
        detail: String,
    },
}

/// A model of one provider.
#[async_trait]
pub trait LanguageModel: Send + Sync + std::fmt::Debug {
    /// `ollama` or `openai`.
    fn provider(&self) -> &str;

    /// The model's name.
    fn model(&self) -> &str;

    /// Asks once, with what tries of its own the adapter makes. Dropping the future ends the call.
    ///
    /// # Errors
    /// See [`ModelError`].
    async fn ask(&self, request: &ModelRequest) -> Result<ModelReply, ModelError>;
}
