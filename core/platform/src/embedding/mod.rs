//! Texts to vectors, by a model that runs in this process: no text leaves the machine.
//!
//! fastembed runs the model through ONNX Runtime, whose library is loaded from the cache folder. A model
//! can do one thing at a time, so there is a pool of them; their threads are capped, since every one of
//! them would otherwise take all cores. In fp32 a vector doesn't depend on what else is in its batch.

mod error;
mod load;
mod pool;

use std::cmp::Reverse;
use std::sync::Arc;

use async_trait::async_trait;
use domain::ports::{EmbedError, Embedder, EmbeddingModel};
use futures::{StreamExt, TryStreamExt, stream};
use tokenizers::Tokenizer;

pub use error::EmbeddingLoadError;
use pool::Pool;

use crate::config::EmbeddingSettings;
use crate::telemetry::metrics::catalogue::{EMBEDDING_BATCH, EMBEDDING_CHUNKS};

/// Runs a sentence-embedding model (BERT with mean pooling) on the CPU.
pub struct FastEmbedder {
    model: EmbeddingModel,
    /// Without truncation and padding, unlike those in the pool.
    tokenizer: Tokenizer,
    pool: Arc<Pool>,
    batch_size: usize,
}

impl std::fmt::Debug for FastEmbedder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FastEmbedder")
            .field("model", &self.model)
            .field("batch_size", &self.batch_size)
            .finish_non_exhaustive()
    }
}

impl FastEmbedder {
    /// Loads the model and checks that it gives the vectors it should. Takes some hundred milliseconds
    /// and blocks: call it from `spawn_blocking`.
    ///
    /// # Errors
    /// [`EmbeddingLoadError`]: files that `make setup` brings are missing, or they aren't what they
    /// should be.
    pub fn load(settings: &EmbeddingSettings) -> Result<Self, EmbeddingLoadError> {
        let mut models = load::models(settings)?;
        load::check_vectors(&mut models, settings)?;
        let first = models.first().expect("a pool has at least one model");
        let tokenizer = load::counting_tokenizer(first, &settings.model_dir)?;
        Ok(Self {
            model: EmbeddingModel {
                name: settings.model.clone(),
                dimensions: settings.dimensions,
                max_tokens: settings.chunk_max,
            },
            tokenizer,
            pool: Arc::new(Pool::new(models)),
            batch_size: settings.batch_size.max(1),
        })
    }

    async fn embed_batch(&self, batch: Batch) -> Result<Vec<(usize, Vec<f32>)>, EmbedError> {
        let vectors = Arc::clone(&self.pool).embed(batch.texts).await?;
        EMBEDDING_CHUNKS.add(vectors.len() as u64, []);
        EMBEDDING_BATCH.record(f64::from(u32::try_from(vectors.len()).unwrap_or(u32::MAX)), []);
        Ok(batch.places.into_iter().zip(vectors).collect())
    }
}

#[async_trait]
impl Embedder for FastEmbedder {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let count = texts.len();
        let mut in_order = vec![Vec::new(); count];
        // One batch more than there are models, so that none of them waits for us, and no more than that, so
        // that a long text doesn't hold up all that come after it.
        let mut embedded = stream::iter(into_batches(texts, self.batch_size, |text| self.count_tokens(text)))
            .map(|batch| self.embed_batch(batch))
            .buffer_unordered(self.pool.size() + 1);
        while let Some(batch) = embedded.try_next().await? {
            for (place, vector) in batch {
                in_order[place] = normalized(vector);
            }
        }
        Ok(in_order)
    }

    fn count_tokens(&self, text: &str) -> usize {
        // WordPiece has a token for everything, so this doesn't fail; were it to, a text never has more
        // tokens than characters.
        self.tokenizer.encode_fast(text, false).map_or_else(|_| text.chars().count(), |encoding| encoding.len())
    }
}

/// Texts of about the same length, and where in the answer their vectors belong.
struct Batch {
    places: Vec<usize>,
    texts: Vec<String>,
}

/// A batch is padded to its longest text, so texts are sorted by length: by tokens, since by letters a tenth
/// more would be padding. The longest come first: the models then end at about the same time.
fn into_batches(texts: Vec<String>, batch_size: usize, length: impl Fn(&str) -> usize) -> Vec<Batch> {
    let mut placed: Vec<(usize, String)> = texts.into_iter().enumerate().collect();
    placed.sort_by_cached_key(|(_, text)| Reverse(length(text)));
    let mut batches = Vec::new();
    let mut rest = placed.into_iter().peekable();
    while rest.peek().is_some() {
        let (places, texts) = rest.by_ref().take(batch_size).unzip();
        batches.push(Batch { places, texts });
    }
    batches
}

fn normalized(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|part| part * part).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|part| *part /= length);
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_like_lengths_and_remember_places() {
        let texts = ["aaaa", "b", "ccc", "dd"].map(String::from).to_vec();
        let batches = into_batches(texts, 3, str::len);
        let places: Vec<_> = batches.iter().map(|batch| batch.places.clone()).collect();
        assert_eq!(places, [vec![0, 2, 3], vec![1]]);
        assert_eq!(batches[0].texts, ["aaaa", "ccc", "dd"]);
    }

    #[test]
    fn a_vector_gets_length_one_and_nothing_stays_nothing() {
        assert_eq!(normalized(vec![3.0, 4.0]), [0.6, 0.8]);
        assert_eq!(normalized(vec![0.0, 0.0]), [0.0, 0.0]);
    }
}
