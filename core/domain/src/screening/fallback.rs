//! What becomes of a screening when providers of the list can't judge: notes for who reads it when a later one
//! could, else the task's error.

use crate::ports::ModelError;
use crate::screening::asking::Trouble;
use crate::screening::provider::Provider;
use crate::task::context::HandlerError;

/// Providers that could not judge, in the order in which they were asked.
#[derive(Debug, Default)]
pub(super) struct Fallback {
    failed: Vec<(String, Trouble)>,
}

impl Fallback {
    pub(super) fn note(&mut self, provider: &Provider, trouble: Trouble) {
        let name = provider.answerer().provider;
        tracing::warn!(llm.provider = name, trouble = trouble.code(), "a provider could not judge an application");
        self.failed.push((name, trouble));
    }

    /// A sentence for each, for recruiters.
    pub(super) fn into_notes(self) -> Vec<String> {
        let note = |(name, trouble): (String, Trouble)| format!("{name} could not be used: {}", trouble.reason());
        self.failed.into_iter().map(note).collect()
    }

    /// Of several the first that time may mend, else the first.
    pub(super) fn into_error(mut self) -> HandlerError {
        let at = self.failed.iter().position(|(_, trouble)| trouble.may_pass()).unwrap_or(0);
        if at >= self.failed.len() {
            return HandlerError::fail("NO_PROVIDER", "No screening provider is configured.");
        }
        self.failed.swap_remove(at).1.into_error()
    }
}

impl Trouble {
    fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Model(
                ModelError::Unavailable { .. } | ModelError::BreakerOpen { .. } | ModelError::BudgetExhausted { .. }
            )
        )
    }

    /// The code of the task's error.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Model(ModelError::Unavailable { .. } | ModelError::BreakerOpen { .. }) => "MODEL_UNAVAILABLE",
            Self::Model(ModelError::BudgetExhausted { .. }) => "BUDGET_EXHAUSTED",
            Self::Model(ModelError::Refused { .. }) => "MODEL_REFUSED",
            Self::Model(ModelError::Unreadable { .. }) | Self::Invalid => "MODEL_ANSWER_INVALID",
            Self::NotInspected => "RESUME_NOT_INSPECTED",
            Self::Sealed => "MODEL_ANSWER_SEALED",
            Self::Stopped(_) => "STOPPED",
        }
    }

    /// One sentence, never with anything of the request or the answer.
    pub(super) const fn reason(&self) -> &'static str {
        match self {
            Self::Model(ModelError::Unavailable { .. }) => "it did not answer.",
            Self::Model(ModelError::BreakerOpen { .. }) => "it failed repeatedly of late.",
            Self::Model(ModelError::BudgetExhausted { .. }) => "the day's budget is spent.",
            Self::Model(ModelError::Refused { .. }) => "it refused the request.",
            Self::Model(ModelError::Unreadable { .. }) | Self::Invalid => "its answer could not be used.",
            Self::NotInspected => "nobody has looked at this résumé for hidden text yet.",
            Self::Sealed => "its earlier answer is encrypted with a key that is not configured.",
            Self::Stopped(_) => "the task was stopped.",
        }
    }

    fn into_error(self) -> HandlerError {
        let code = self.code();
        match self {
            Self::Stopped(error) => error,
            Self::Model(error) => error.into(),
            Self::Invalid => {
                HandlerError::fail(code, "The model's answer could not be used, nor the one that was to mend it.")
            }
            Self::NotInspected => HandlerError::fail(
                code,
                "Nobody has looked at this résumé for hidden text; release it before a model reads it.",
            ),
            Self::Sealed => HandlerError::fail(
                code,
                "What the model answered before is encrypted with a key that is not configured.",
            ),
        }
    }
}
