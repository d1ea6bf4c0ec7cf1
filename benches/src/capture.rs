//! The statements by which the store answers a ranking, taken down while it answers one in this process,
//! so that they can be sent by hand.

use std::sync::Arc;

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::deps::Deps;
use domain::id::JobId;
use domain::matching::model::WeightOverrides;
use domain::matching::service::{MatchingService, Ranking};
use domain::page::PageRequest;
use domain::ports::{EmbedError, Embedder, EmbeddingModel, ExtractError, Extraction, Extractor};
use domain::screening::provider::ScreeningSetup;
use parking_lot::Mutex;
use platform::assembly::{figures, model};
use platform::config::Settings;
use platform::events::InProcessBus;
use platform::seal::PlainAnswers;
use platform::store::{PgStore, register_model};
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};
use sea_orm::{DatabaseConnection, Statement};
use uuid::Uuid;

/// A store of ours on the server's database, which takes down what it sends.
pub(crate) struct Capture {
    service: MatchingService,
    sent: Arc<Mutex<Vec<Statement>>>,
}

impl Capture {
    pub(crate) async fn over(mut db: DatabaseConnection, settings: &Settings) -> Result<Self> {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&sent);
        db.set_metric_callback(move |info| taken.lock().push(info.statement.clone()));
        let model = model(&settings.embedding);
        let bus = Arc::new(InProcessBus::default());
        let registered = register_model(&db, &model).await?;
        let store = PgStore::new(db, bus.clone()).with_model(registered);
        let deps = Deps {
            store: Arc::new(store),
            bus,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            passwords: Arc::new(ArgonPasswords::new(settings.access.parallel_hashes)),
            embedder: Arc::new(Nothing(model)),
            extractor: Arc::new(Nothing(EmbeddingModel { name: String::new(), dimensions: 0, max_tokens: 0 })),
            unpacker: Arc::new(domain::ports::NoUnpacker),
            blobs: Arc::new(domain::ports::InStore),
            screening: Arc::new(ScreeningSetup::by_rules(Arc::new(PlainAnswers))),
            mailer: platform::mail::mailer(settings),
            figures: Arc::new(figures(settings)),
        };
        Ok(Self { service: MatchingService::new(deps), sent })
    }

    /// What is sent for the first page of a job's ranking, in order.
    pub(crate) async fn first_page(&self, job: Uuid, limit: u32) -> Result<Vec<Statement>> {
        self.sent.lock().clear();
        let ranking = Ranking {
            page: PageRequest::first(limit),
            min_similarity: None,
            filter: domain::candidate::model::CandidateFilter::default(),
            weights: WeightOverrides::default(),
        };
        self.service.candidates_for_job(JobId::from(job), ranking).await?.context("there is no such job")?;
        Ok(std::mem::take(&mut *self.sent.lock()))
    }
}

/// What a ranking for a job never asks.
#[derive(Debug)]
struct Nothing(EmbeddingModel);

#[async_trait]
impl Embedder for Nothing {
    fn model(&self) -> &EmbeddingModel {
        &self.0
    }

    async fn embed(&self, _: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError::Model("no ranking for a job embeds".into()))
    }

    fn count_tokens(&self, _: &str) -> usize {
        0
    }
}

#[async_trait]
impl Extractor for Nothing {
    async fn extract(&self, _: Vec<u8>) -> Result<Extraction, ExtractError> {
        Err(ExtractError::Unavailable { detail: "no ranking reads files".to_owned() })
    }
}
