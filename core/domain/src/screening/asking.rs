//! Asking a model: once, and once more when its answer can't be used.

use std::time::Duration;

use crate::ports::language_model::{LanguageModel, ModelError, ModelReply, ModelRequest};
use crate::screening::answer::{self, Complaint};
use crate::screening::model::CriterionRule;
use crate::screening::prompt;
use crate::task::context::HandlerError;

/// A usable answer, and what it took to get it.
pub(super) struct Answered {
    /// As it came.
    pub(super) raw: String,
    pub(super) prompt_tokens: u32,
    pub(super) answer_tokens: u32,
    pub(super) latency: Duration,
}

/// Why a provider has not judged.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The model gave no answer.
    Model(ModelError),
    /// Its answer could not be used, and neither could the one that was to mend it.
    Invalid,
    /// Nobody has looked at the résumé for what is hidden in it.
    NotInspected,
    /// What was answered before can't be opened.
    Sealed,
    /// The task can't go on.
    Stopped(HandlerError),
}

impl<E: Into<HandlerError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Stopped(error.into())
    }
}

/// Asks, and has an unusable answer mended once.
pub(super) async fn ask(
    model: &dyn LanguageModel,
    request: &ModelRequest,
    criteria: &[CriterionRule],
) -> Result<Answered, Trouble> {
    let mut cost = Cost::default();
    let again = match model.ask(request).await {
        Ok(reply) => match answer::read(&reply.text, criteria) {
            Ok(_) => return Ok(cost.of(reply)),
            Err(complaints) => {
                cost.add(&reply);
                told(model, &complaints);
                prompt::repair(request, Some(&reply.text), &complaints)
            }
        },
        Err(ModelError::Unreadable { .. }) => prompt::repair(request, None, &[Complaint::unreadable()]),
        Err(error) => return Err(Trouble::Model(error)),
    };
    match model.ask(&again).await {
        Ok(reply) => match answer::read(&reply.text, criteria) {
            Ok(_) => Ok(cost.of(reply)),
            Err(complaints) => {
                told(model, &complaints);
                Err(Trouble::Invalid)
            }
        },
        Err(ModelError::Unreadable { .. }) => Err(Trouble::Invalid),
        Err(error) => Err(Trouble::Model(error)),
    }
}

/// Complaints hold nothing of the answer.
fn told(model: &dyn LanguageModel, complaints: &[Complaint]) {
    let complaints: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    tracing::warn!(
        llm.provider = model.provider(),
        llm.model = model.model(),
        complaints = complaints.join(" "),
        "a model's answer can't be used"
    );
}

/// What all turns cost together.
#[derive(Default)]
struct Cost {
    prompt_tokens: u32,
    answer_tokens: u32,
    latency: Duration,
}

impl Cost {
    fn add(&mut self, reply: &ModelReply) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(reply.prompt_tokens);
        self.answer_tokens = self.answer_tokens.saturating_add(reply.answer_tokens);
        self.latency = self.latency.saturating_add(reply.latency);
    }

    fn of(mut self, reply: ModelReply) -> Answered {
        self.add(&reply);
        Answered {
            raw: reply.text,
            prompt_tokens: self.prompt_tokens,
            answer_tokens: self.answer_tokens,
            latency: self.latency,
        }
    }
}
