//! A model as the domain is given it: with a deadline, further attempts, a bound on how many ask at once, and a
//! breaker. What it measures and traces holds no word of what was asked.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{LanguageModel, ModelError, ModelReply, ModelRequest};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::attempt::{Attempt, Failed, Said};
use super::breaker::Breaker;
use crate::config::LlmSettings;
use crate::telemetry::Origin;
use crate::telemetry::metrics::catalogue::{BREAKER_OPEN, MODEL_CALLS, MODEL_DURATION, MODEL_TOKENS};
use crate::telemetry::traces::begin;

/// One model, asked with patience.
#[derive(Debug)]
pub(super) struct Patient {
    model: Box<dyn Attempt>,
    /// The model's name as a label. There are as many as the settings name.
    label: &'static str,
    breaker: Breaker,
    places: Semaphore,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    attempts: u32,
    retry_wait: Duration,
    timeout: Duration,
    /// How long whoever found no place keeps away.
    busy: Duration,
}

impl Patient {
    pub(super) fn new(model: Box<dyn Attempt>, settings: &LlmSettings) -> Self {
        let limits = Limits {
            attempts: settings.attempts,
            retry_wait: settings.retry_wait,
            timeout: settings.timeout,
            busy: settings.breaker_probe,
        };
        Self {
            label: Box::leak(model.model().into()),
            model,
            breaker: Breaker::new(settings.breaker_failures, settings.breaker_probe),
            places: Semaphore::new(settings.parallel.clamp(1, Semaphore::MAX_PERMITS)),
            limits,
        }
    }

    fn span(&self) -> Span {
        let span = tracing::error_span!(
            "model call",
            otel.name = format!("ask {}", self.model.provider()),
            otel.kind = "client",
            otel.status_code = Empty,
            model.provider = self.model.provider(),
            model.name = self.label,
            model.attempts = Empty,
            model.prompt_tokens = Empty,
            model.answer_tokens = Empty,
        );
        begin(span, Origin::Here)
    }

    async fn call(&self, request: &ModelRequest) -> Result<ModelReply, ModelError> {
        let waited = timeout(self.limits.timeout, self.places.acquire()).await;
        let Ok(Ok(_place)) = waited else { return Err(self.busy()) };
        let started = Instant::now();
        let deadline = started + self.limits.timeout;
        let mut attempt = 1;
        loop {
            let failed = match self.once(request, deadline).await {
                Ok(said) => return Ok(reply(said, attempt, started.elapsed())),
                Err(failed) => failed,
            };
            self.tell(&failed, attempt);
            let wait = self.pause(attempt).max(failed.retry_after().unwrap_or_default());
            let is_hopeless = !failed.is_outage() || self.breaker.open_for().is_some();
            if is_hopeless || attempt >= self.limits.attempts || Instant::now() + wait >= deadline {
                return Err(self.given_up(failed));
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// One line a failure; those who were not let through would only repeat it.
    fn tell(&self, failed: &Failed, attempt: u32) {
        Span::current().record("model.attempts", attempt);
        if !matches!(failed, Failed::NotAsked(_)) {
            let provider = self.model.provider();
            tracing::info!(model.provider = provider, model.attempt = attempt, error = %failed, "a model did not answer");
        }
    }

    /// `retry_wait · 2ⁿ` before the attempt after this one.
    fn pause(&self, attempt: u32) -> Duration {
        self.limits.retry_wait.saturating_mul(2_u32.saturating_pow(attempt - 1))
    }

    /// One attempt, if the breaker lets it through.
    async fn once(&self, request: &ModelRequest, deadline: Instant) -> Result<Said, Failed> {
        let labels = [self.model.provider(), self.label];
        let entered = timeout_at(deadline, self.breaker.enter()).await;
        let pass = match entered.map_err(|_| Failed::NotAsked(self.busy()))? {
            Ok(pass) => pass,
            Err(retry_after) => {
                MODEL_CALLS.count([labels[0], labels[1], "left_alone"]);
                return Err(Failed::NotAsked(ModelError::BreakerOpen { retry_after }));
            }
        };
        let began = Instant::now();
        let answered = timeout_at(deadline, self.model.attempt(request)).await;
        let answered = answered.unwrap_or(Err(Failed::BrokeOff("no whole answer in time")));
        match &answered {
            // Whoever was kept from asking has learnt nothing of the model.
            Err(Failed::NotAsked(_) | Failed::Unaskable(_)) => drop(pass),
            Err(failed) if failed.is_outage() => pass.failed(failed.retry_after()),
            _ => pass.answered(),
        }
        BREAKER_OPEN.set(f64::from(u8::from(self.breaker.open_for().is_some())), [labels[0]]);
        MODEL_CALLS.count([labels[0], labels[1], answered.as_ref().map_or_else(Failed::outcome, |_| "answered")]);
        if let Ok(said) = &answered {
            MODEL_DURATION.took(began.elapsed(), labels);
            MODEL_TOKENS.add(said.prompt_tokens.into(), [labels[0], labels[1], "prompt"]);
            MODEL_TOKENS.add(said.answer_tokens.into(), [labels[0], labels[1], "answer"]);
        }
        answered
    }

    /// What is told of a call whose last attempt failed. When the breaker is open it was one of those that opened
    /// it, or a probe, and whoever waits until it closes loses nothing.
    fn given_up(&self, failed: Failed) -> ModelError {
        match self.breaker.open_for() {
            Some(retry_after) if failed.is_outage() => ModelError::BreakerOpen { retry_after },
            _ => failed.into(),
        }
    }

    fn busy(&self) -> ModelError {
        let detail = "too many others are asking".to_owned();
        ModelError::Unavailable { detail, retry_after: Some(self.limits.busy) }
    }
}

fn reply(said: Said, attempts: u32, latency: Duration) -> ModelReply {
    let Said { text, prompt_tokens, answer_tokens } = said;
    let span = Span::current();
    span.record("model.attempts", attempts);
    span.record("model.prompt_tokens", prompt_tokens);
    span.record("model.answer_tokens", answer_tokens);
    ModelReply { text, prompt_tokens, answer_tokens, latency }
}

#[async_trait]
impl LanguageModel for Patient {
    fn provider(&self) -> &str {
        self.model.provider()
    }

    fn model(&self) -> &str {
        self.model.model()
    }

    async fn ask(&self, request: &ModelRequest) -> Result<ModelReply, ModelError> {
        let span = self.span();
        let answer = self.call(request).instrument(span.clone()).await;
        if answer.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        answer
    }
}
