//! Cutting a text and embedding its pieces.

use crate::deps::Deps;
use crate::ports::EmbedError;
use crate::resume::model::EmbeddedChunk;
use crate::text::{TextIndex, chunk};

/// All of a text, in chunks with their vectors; no chunk when the text is blank.
///
/// # Errors
/// When the model can't be run.
pub async fn embed_text(deps: &Deps, text: &str) -> Result<Vec<EmbeddedChunk>, EmbedError> {
    let embedder = &deps.embedder;
    let chunks = chunk(text, deps.figures.chunks, &|piece: &str| embedder.count_tokens(piece));
    let index = TextIndex::new(text);
    let pieces = chunks.iter().map(|chunk| index.slice(chunk.span).to_owned()).collect();
    let vectors = embedder.embed(pieces).await?;
    let pairs = chunks.into_iter().zip(vectors);
    Ok(pairs.map(|(chunk, vector)| EmbeddedChunk { span: chunk.span, tokens: chunk.tokens, vector }).collect())
}
