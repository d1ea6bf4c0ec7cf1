//! One attempt at a question, and what can come of it.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{ModelError, ModelRequest};

use super::estimate;

/// Asks a model exactly once.
#[async_trait]
pub(super) trait Attempt: Send + Sync + std::fmt::Debug {
    /// `ollama` or `openai`.
    fn provider(&self) -> &'static str;

    /// The model's name.
    fn model(&self) -> &str;

    /// Asks. Dropping the future ends the call.
    async fn attempt(&self, request: &ModelRequest) -> Result<Said, Failed>;
}

/// What a model said. Its text may hold personal data, so there is no `Debug`.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) prompt_tokens: u32,
    pub(super) answer_tokens: u32,
}

impl Said {
    /// With the provider's own counts, or our estimates where it gives none.
    pub(super) fn counted(text: String, request: &ModelRequest, counted: Option<(u64, u64)>) -> Self {
        let whole = |it: u64| u32::try_from(it).unwrap_or(u32::MAX);
        let (prompt, answer) = counted.map(|(prompt, answer)| (whole(prompt), whole(answer))).unzip();
        Self {
            prompt_tokens: prompt.unwrap_or_else(|| estimate::of_request(request)),
            answer_tokens: answer.unwrap_or_else(|| estimate::of_text(&text)),
            text,
        }
    }
}

/// Why an attempt came to nothing. No variant holds a word of the question or the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failed {
    /// Nobody took the question.
    #[error("no connection")]
    NotReached,
    /// It answered with a status other than 200, and with a word that we know, if any.
    #[error("status {status}{}", word.map(|it| format!(" ({it})")).unwrap_or_default())]
    Status { status: u16, word: Option<&'static str>, retry_after: Option<Duration> },
    /// It took the question and did not answer, or not to the end.
    #[error("{0}")]
    BrokeOff(&'static str),
    /// It answered with what is no answer.
    #[error("{0}")]
    Unreadable(&'static str),
    /// The question can't be put.
    #[error("{0}")]
    Unaskable(&'static str),
    /// It was kept from asking.
    #[error("not asked")]
    NotAsked(#[source] ModelError),
}

impl Failed {
    /// The model is away, overloaded or out of order; others who ask would fare alike.
    pub(super) const fn is_outage(&self) -> bool {
        match self {
            Self::NotReached | Self::BrokeOff(_) => true,
            Self::Status { status, .. } => is_temporary(*status),
            Self::Unreadable(_) | Self::Unaskable(_) | Self::NotAsked(_) => false,
        }
    }

    /// Whether the model may have worked for it, and have counted tokens.
    pub(super) const fn may_have_cost(&self) -> bool {
        matches!(self, Self::BrokeOff(_) | Self::Unreadable(_))
    }

    /// For a label of a metric.
    pub(super) const fn outcome(&self) -> &'static str {
        match self {
            Self::NotReached | Self::BrokeOff(_) => "unavailable",
            Self::Status { status: 429, .. } => "overloaded",
            Self::Status { status, .. } if is_temporary(*status) => "unavailable",
            Self::Status { .. } | Self::Unaskable(_) => "refused",
            Self::Unreadable(_) => "unreadable",
            Self::NotAsked(_) => "not_asked",
        }
    }

    pub(super) const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// A request time-out, a conflict, too early, too many, and every fault of the server's own.
const fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 409 | 425 | 429 | 500..)
}

impl From<Failed> for ModelError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotAsked(error) => error,
            Failed::Unreadable(detail) => Self::Unreadable { detail: detail.to_owned() },
            it if it.is_outage() => Self::Unavailable { detail: it.to_string(), retry_after: it.retry_after() },
            it => Self::Refused { detail: it.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Failed {
        Failed::Status { status, word: None, retry_after: None }
    }

    #[test]
    fn statuses_that_may_pass_are_told_from_those_that_will_not() {
        for passing in [408, 409, 425, 429, 500, 502, 503, 504, 529] {
            assert!(matches!(status(passing).into(), ModelError::Unavailable { .. }), "{passing}");
        }
        for lasting in [301, 307, 400, 401, 402, 403, 404, 413, 422] {
            assert!(matches!(status(lasting).into(), ModelError::Refused { .. }), "{lasting}");
        }
    }

    #[test]
    fn a_refusal_names_its_status_and_what_we_know_of_it() {
        let failed = Failed::Status { status: 401, word: Some("invalid_api_key"), retry_after: None };
        let ModelError::Refused { detail } = failed.into() else { panic!("401 is a refusal") };
        assert_eq!(detail, "status 401 (invalid_api_key)");
    }
}
