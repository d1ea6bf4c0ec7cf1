//! For commands that neither embed nor read files: what they enqueue is done by the server that runs.

use async_trait::async_trait;
use domain::ports::{EmbedError, Embedder, EmbeddingModel, ExtractError, Extraction, Extractor};

use super::ground::model;
use crate::config::EmbeddingSettings;

/// Knows which model is in use and doesn't load it.
#[derive(Debug)]
pub(super) struct UnloadedModel(EmbeddingModel);

impl UnloadedModel {
    pub(super) fn new(settings: &EmbeddingSettings) -> Self {
        Self(model(settings))
    }
}

#[async_trait]
impl Embedder for UnloadedModel {
    fn model(&self) -> &EmbeddingModel {
        &self.0
    }

    async fn embed(&self, _texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError::Model("this command doesn't load the model".into()))
    }

    fn count_tokens(&self, text: &str) -> usize {
        // No text has more tokens than characters.
        text.chars().count()
    }
}

/// Reads no file.
#[derive(Debug)]
pub(super) struct NoExtractor;

#[async_trait]
impl Extractor for NoExtractor {
    async fn extract(&self, _bytes: Vec<u8>) -> Result<Extraction, ExtractError> {
        Err(ExtractError::Unavailable { detail: "this command reads no files".to_owned() })
    }
}
