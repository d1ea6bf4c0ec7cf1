//! A clock and a chance that tests set, handlers that do as they are told, and ports that nobody asks.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::application::mail::StatusMail;
use domain::id::JobId;
use domain::id::TaskId;
use domain::job::model::{Job, JobDraft, JobStatus};
use domain::ports::{
    Clock, EmbedError, Embedder, EmbeddingModel, ExtractError, Extraction, Extractor, MailError, Mailer, Randomness,
    Sent,
};
use domain::task::context::{HandlerError, Settled, TaskContext};
use domain::task::model::Transition;
use futures::future::BoxFuture;
use parking_lot::Mutex;
use platform::system::SystemRandomness;
use tokio::sync::Semaphore;
use uuid::Uuid;
use worker::registry::Handler;

/// Its time stands until a test sets it forward. Its waits are real, and counted.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    ahead: Mutex<TimeDelta>,
    waits: Mutex<HashMap<Duration, u32>>,
}

impl TestClock {
    pub(crate) fn set_forward(&self, by: Duration) {
        *self.ahead.lock() += TimeDelta::from_std(by).unwrap();
    }

    /// How often somebody waited to the end for just so long.
    pub(crate) fn waits_of(&self, time: Duration) -> u32 {
        self.waits.lock().get(&time).copied().unwrap_or_default()
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap() + *self.ahead.lock()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
        *self.waits.lock().entry(time).or_default() += 1;
    }
}

/// Real ids, and a jitter that a test sets.
#[derive(Debug, Default)]
pub(crate) struct TestRandomness(pub(crate) Mutex<f64>);

impl Randomness for TestRandomness {
    fn uuid(&self, at: DateTime<Utc>) -> Uuid {
        SystemRandomness.uuid(at)
    }

    fn secret(&self) -> [u8; 32] {
        SystemRandomness.secret()
    }

    fn jitter(&self) -> f64 {
        *self.0.lock()
    }
}

/// No model, no extractor and no mail server: fake handlers ask none of them.
#[derive(Debug)]
pub(crate) struct Nobody(EmbeddingModel);

impl Default for Nobody {
    fn default() -> Self {
        Self(EmbeddingModel { name: "none".to_owned(), dimensions: 8, max_tokens: 256 })
    }
}

#[async_trait]
impl Embedder for Nobody {
    fn model(&self) -> &EmbeddingModel {
        &self.0
    }

    async fn embed(&self, _texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError::Model("there is none".into()))
    }

    fn count_tokens(&self, text: &str) -> usize {
        text.len()
    }
}

#[async_trait]
impl Extractor for Nobody {
    async fn extract(&self, _bytes: Vec<u8>) -> Result<Extraction, ExtractError> {
        Err(ExtractError::Unavailable { detail: "there is none".to_owned() })
    }
}

#[async_trait]
impl Mailer for Nobody {
    async fn send(&self, _mail: &StatusMail) -> Result<Sent, MailError> {
        Err(MailError::Permanent { reason: "There is none.".to_owned() })
    }

    async fn forget(&self, _tasks: &[TaskId]) {}
}

pub(crate) type Answer = Result<Settled, HandlerError>;

struct Fake(Box<dyn Fn(TaskContext) -> BoxFuture<'static, Answer> + Send + Sync>);

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}

#[async_trait]
impl Handler for Fake {
    async fn handle(&self, context: &TaskContext) -> Answer {
        (self.0)(context.clone()).await
    }
}

/// A handler that does this.
pub(crate) fn handler<F: Future<Output = Answer> + Send + 'static>(
    work: impl Fn(TaskContext) -> F + Send + Sync + 'static,
) -> Arc<dyn Handler> {
    Arc::new(Fake(Box::new(move |context| Box::pin(work(context)))))
}

/// A handler that has its effect at once.
pub(crate) fn quick() -> Arc<dyn Handler> {
    handler(settle_with_effect)
}

/// Writes a job, as something that can be counted, and ends the task with it.
pub(crate) async fn settle_with_effect(context: TaskContext) -> Answer {
    let mut fenced = context.fenced().await?;
    fenced.tx().insert_job(&effect(&context)).await?;
    context.settle(fenced, Transition::success(None, None)).await
}

/// A job that names the task that wrote it.
pub(crate) fn effect(context: &TaskContext) -> Job {
    let at = context.task.created_at;
    a_job(SystemRandomness.uuid(at).into(), &context.task.id.to_string(), at)
}

/// A job that asks nothing in particular.
pub(crate) fn a_job(id: JobId, title: &str, at: DateTime<Utc>) -> Job {
    Job {
        id,
        draft: JobDraft {
            title: title.to_owned(),
            description: "A job.".to_owned(),
            status: JobStatus::Open,
            location: None,
            remote: false,
            min_years: None,
            salary_min: None,
            salary_max: None,
            salary_currency: None,
            required_skills: None,
            preferred_skills: None,
            external_id: None,
        },
        required_skills: Vec::new(),
        preferred_skills: Vec::new(),
        criteria: None,
        embedded_at: None,
        created_at: at,
        updated_at: at,
    }
}

/// Where handlers stop until a test lets them go on.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    reached: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { reached: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }

    /// For handlers.
    pub(crate) async fn pass(&self) {
        self.reached.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    /// Comes back when a handler stands here.
    pub(crate) async fn reached(&self) {
        let reached = super::wait::within(super::wait::SOON, "a handler at the gate", self.reached.acquire()).await;
        reached.unwrap().forget();
    }

    /// Lets one handler go on.
    pub(crate) fn open(&self) {
        self.open.add_permits(1);
    }
}
