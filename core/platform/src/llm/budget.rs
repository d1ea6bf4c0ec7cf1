//! The day's budget around each attempt: no leave, no question.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{
    BudgetLimits, Clock, ModelBudget, ModelError, ModelRequest, Randomness, Reservation, Reserved, StoreError,
};
use uuid::Uuid;

use super::ModelDeps;
use super::attempt::{Attempt, Failed, Said};
use super::estimate;
use crate::config::LlmSettings;

/// How long a budget that can't be read is left alone.
const AGAIN: Duration = Duration::from_secs(5);
/// What an attempt may take to settle after its deadline.
const MARGIN: Duration = Duration::from_secs(30);

/// A model that is asked only within the day's limits.
#[derive(Debug)]
pub(super) struct Budgeted {
    model: Box<dyn Attempt>,
    budget: Arc<dyn ModelBudget>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
    limits: BudgetLimits,
    lifetime: Duration,
}

impl Budgeted {
    /// The model within the limits of the settings, or as it is when there are none.
    pub(super) fn around(model: Box<dyn Attempt>, settings: &LlmSettings, deps: &ModelDeps) -> Box<dyn Attempt> {
        let some = |limit: u64| Some(limit).filter(|it| *it > 0);
        let limits = BudgetLimits { tokens: some(settings.daily_tokens), calls: some(settings.daily_calls) };
        if !limits.is_any() {
            return model;
        }
        Box::new(Self {
            model,
            budget: Arc::clone(&deps.budget),
            clock: Arc::clone(&deps.clock),
            random: Arc::clone(&deps.random),
            limits,
            lifetime: settings.timeout + MARGIN,
        })
    }

    async fn reserve(&self, tokens: u64) -> Result<Uuid, Failed> {
        if self.limits.tokens.is_some_and(|limit| tokens > limit) {
            return Err(Failed::Unaskable("one question is larger than llm.daily_tokens"));
        }
        let id = self.random.uuid(self.clock.now());
        let reservation = Reservation { id, tokens, lifetime: self.lifetime, limits: self.limits };
        match self.budget.reserve(&reservation).await {
            Ok(Reserved::Granted(id)) => Ok(id),
            Ok(Reserved::Exhausted { until }) => Err(Failed::NotAsked(ModelError::BudgetExhausted { until })),
            Err(error) => Err(not_counted(&error)),
        }
    }

    async fn settle(&self, id: Uuid, tokens: u64) {
        if let Err(error) = self.budget.settle(id, tokens).await {
            tell(&error, "what a question to a model took was not noted; it counts at its largest");
        }
    }
}

#[async_trait]
impl Attempt for Budgeted {
    fn provider(&self) -> &'static str {
        self.model.provider()
    }

    fn model(&self) -> &str {
        self.model.model()
    }

    /// When it is dropped half-way, the reservation runs out and counts at its largest.
    async fn attempt(&self, request: &ModelRequest) -> Result<Said, Failed> {
        let most = u64::from(estimate::of_request(request)) + u64::from(request.max_answer_tokens);
        let id = self.reserve(most).await?;
        let answered = self.model.attempt(request).await;
        let took = match &answered {
            Ok(said) => u64::from(said.prompt_tokens) + u64::from(said.answer_tokens),
            Err(failed) if failed.may_have_cost() => most,
            Err(_) => 0,
        };
        self.settle(id, took).await;
        answered
    }
}

fn not_counted(error: &StoreError) -> Failed {
    tell(error, "a model was not asked, since its budget can't be read");
    let detail = "its budget can't be read".to_owned();
    Failed::NotAsked(ModelError::Unavailable { detail, retry_after: Some(AGAIN) })
}

fn tell(error: &StoreError, what: &str) {
    tracing::warn!(error = %error, source = ?std::error::Error::source(error), "{what}");
}
