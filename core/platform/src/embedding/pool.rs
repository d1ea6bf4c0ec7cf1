//! Models, lent to one batch each. Running a model blocks, so it happens off the async threads.

use std::sync::Arc;
use std::time::Instant;

use domain::ports::EmbedError;
use fastembed::TextEmbedding;
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::telemetry::metrics::catalogue::EMBEDDING_DURATION;

/// As many permits as models: who has a permit finds a model.
pub(super) struct Pool {
    size: usize,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<TextEmbedding>>,
}

impl Pool {
    pub(super) fn new(models: Vec<TextEmbedding>) -> Self {
        Self { size: models.len(), permits: Arc::new(Semaphore::new(models.len())), idle: Mutex::new(models) }
    }

    /// How many models there are.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// One vector a text, in their order. When the caller goes away meanwhile, the batch runs to its end
    /// and the model comes back all the same.
    pub(super) async fn embed(self: Arc<Self>, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        let running = tokio::task::spawn_blocking(move || {
            let mut lent = Lent::from(&self);
            let batch_size = texts.len();
            let began = Instant::now();
            let vectors = lent.model().embed(texts, Some(batch_size));
            EMBEDDING_DURATION.took(began.elapsed(), []);
            drop(lent);
            drop(permit);
            vectors
        });
        let vectors = running.await.map_err(|error| EmbedError::Model(error.into()))?;
        vectors.map_err(|error| EmbedError::Model(error.into()))
    }
}

/// A model that goes back when this value is dropped, by a panic too.
struct Lent<'pool> {
    model: Option<TextEmbedding>,
    pool: &'pool Pool,
}

impl<'pool> Lent<'pool> {
    fn from(pool: &'pool Pool) -> Self {
        let model = pool.idle.lock().pop();
        Self { model, pool }
    }

    fn model(&mut self) -> &mut TextEmbedding {
        self.model.as_mut().expect("who has a permit finds a model")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.pool.idle.lock().extend(self.model.take());
    }
}
