//! Texts to vectors.

use async_trait::async_trait;

/// What a vector was made with. Vectors of different models are never compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddingModel {
    /// The model's published name, for example `all-MiniLM-L6-v2`.
    pub name: String,
    /// Length of each vector, for example 384.
    pub dimensions: usize,
    /// The most tokens of a text that the model reads, special tokens not counted.
    pub max_tokens: usize,
}

/// Why no vectors came back. All of these are our fault or the machine's, never the document's.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The model could not be run.
    #[error("the embedding model failed")]
    Model(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Makes unit vectors of texts.
#[async_trait]
pub trait Embedder: Send + Sync + std::fmt::Debug {
    /// The model in use.
    fn model(&self) -> &EmbeddingModel;

    /// One vector a text, in the order of the texts, each of `model().dimensions` numbers and of
    /// length 1. A text longer than `model().max_tokens` is cut there: chunk first.
    ///
    /// # Errors
    /// [`EmbedError::Model`] when the model can't be run.
    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError>;

    /// How many tokens the model sees in the text, special tokens not counted.
    fn count_tokens(&self, text: &str) -> usize;
}
