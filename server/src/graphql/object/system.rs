//! What the server says of itself.

use async_graphql::{Enum, SimpleObject};

use crate::graphql::app::About;

/// How the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SystemMode {
    /// One process with a private database.
    Embedded,
    /// Servers and workers around PostgreSQL, Redis and Faktory.
    Distributed,
}

/// What the server says of itself.
#[derive(Debug, Clone, SimpleObject)]
pub struct SystemInfo {
    /// The program's version.
    pub version: String,
    /// How it runs.
    pub mode: SystemMode,
    /// The model that makes vectors. After it was changed, rankings go by those of the one before it until a
    /// task of the kind REEMBED_ALL has ended.
    pub embedding_model: String,
    /// The length of its vectors.
    pub embedding_dimensions: i32,
    /// Who screens: rules, ollama or openai.
    pub llm_provider: String,
    /// The model that screens; null for rules.
    pub llm_model: Option<String>,
}

impl From<&About> for SystemInfo {
    fn from(about: &About) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            mode: about.mode,
            embedding_model: about.embedding_model.clone(),
            embedding_dimensions: about.embedding_dimensions,
            llm_provider: about.llm_provider.clone(),
            llm_model: about.llm_model.clone(),
        }
    }
}
