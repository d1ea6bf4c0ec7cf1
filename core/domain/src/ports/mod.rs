//! The traits through which the domain reaches the outside world. Adapters live in `platform`.

pub mod embedder;
pub mod extractor;

pub use embedder::{EmbedError, Embedder, EmbeddingModel};
pub use extractor::{ExtractError, Extraction, Extractor, MediaType};
