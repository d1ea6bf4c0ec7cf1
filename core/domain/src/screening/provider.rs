//! Who is asked to judge, in which order, and by what name their answers are known.
//!
//! The first provider of the list is the deployment's own; those behind it are asked when it can't answer. Each
//! has a content address of its own (see [`super::hash`]), so an answer of a fallback is found again when the
//! same fallback is asked the same, and never stands in for the first provider's: the next request asks that
//! one again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::prompt;
use crate::ports::{AnswerSeal, LanguageModel};

/// One who judges.
#[derive(Debug, Clone)]
pub enum Provider {
    /// Our own rules, which always answer.
    Rules,
    /// A language model.
    Model(Arc<dyn LanguageModel>),
}

/// Who answered, as it is recorded and as it enters the content address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerer {
    /// `rules`, `ollama` or `openai`.
    pub provider: String,
    /// The model, where there is one.
    pub model: Option<String>,
    /// Version of the prompt, where there is one.
    pub prompt_version: Option<String>,
    /// sha256 (hex) of the prompt's files, where there is one.
    pub prompt_hash: Option<String>,
}

impl Provider {
    /// Its name in records and addresses.
    #[must_use]
    pub fn answerer(&self) -> Answerer {
        match self {
            Self::Rules => {
                Answerer { provider: "rules".to_owned(), model: None, prompt_version: None, prompt_hash: None }
            }
            Self::Model(model) => Answerer {
                provider: model.provider().to_owned(),
                model: Some(model.model().to_owned()),
                prompt_version: Some(prompt::VERSION.to_owned()),
                prompt_hash: Some(prompt::hash().to_owned()),
            },
        }
    }
}

/// How this deployment screens.
#[derive(Debug, Clone)]
pub struct ScreeningSetup {
    /// Who is asked, in order; at least one.
    pub providers: Vec<Provider>,
    /// How many answers of a model a screening rests on when nobody says otherwise, 1 to
    /// [`super::samples::MOST_SAMPLES`].
    pub samples: u32,
    /// Whether providers see texts without the person's identity.
    pub blind: bool,
    /// How what was asked and answered is kept.
    pub seal: Arc<dyn AnswerSeal>,
}

impl ScreeningSetup {
    /// By the rules alone, with blinded texts.
    #[must_use]
    pub fn by_rules(seal: Arc<dyn AnswerSeal>) -> Self {
        Self { providers: vec![Provider::Rules], samples: 1, blind: true, seal }
    }
}
