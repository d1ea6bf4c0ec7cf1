//! Cutting a text and embedding its pieces.

use crate::deps::Deps;
use crate::ports::EmbedError;
use crate::resume::model::EmbeddedChunk;
use crate::task::context::{HandlerError, TaskContext};
use crate::text::{Chunk, TextIndex, chunk};

/// Of a long text, so many are embedded before its task tells how far it is: a second's work or less.
const CHUNKS_AT_ONCE: usize = 64;

/// All of a text, in chunks with their vectors; no chunk when the text is blank.
///
/// # Errors
/// When the model can't be run.
pub async fn embed_text(deps: &Deps, text: &str) -> Result<Vec<EmbeddedChunk>, EmbedError> {
    embed_chunks(deps, &TextIndex::new(text), &cut(deps, text)).await
}

/// As [`embed_text`], telling how far it is: from 40 to 95 percent.
///
/// # Errors
/// When the model can't be run, or the task was lost or cancelled meanwhile.
pub async fn embed_text_of(context: &TaskContext, deps: &Deps, text: &str) -> Result<Vec<EmbeddedChunk>, HandlerError> {
    let (index, chunks) = (TextIndex::new(text), cut(deps, text));
    let mut embedded = Vec::with_capacity(chunks.len());
    for some in chunks.chunks(CHUNKS_AT_ONCE) {
        if !embedded.is_empty() {
            let percent = 40 + u8::try_from(55 * embedded.len() / chunks.len()).unwrap_or(55);
            let message = format!("{} of {} passages are searchable.", embedded.len(), chunks.len());
            context.progress(percent, &message).await?;
        }
        embedded.extend(embed_chunks(deps, &index, some).await?);
    }
    Ok(embedded)
}

fn cut(deps: &Deps, text: &str) -> Vec<Chunk> {
    chunk(text, deps.figures.chunks, &|piece: &str| deps.embedder.count_tokens(piece))
}

async fn embed_chunks(deps: &Deps, index: &TextIndex<'_>, chunks: &[Chunk]) -> Result<Vec<EmbeddedChunk>, EmbedError> {
    let pieces = chunks.iter().map(|chunk| index.slice(chunk.span).to_owned()).collect();
    let vectors = deps.embedder.embed(pieces).await?;
    let pairs = chunks.iter().zip(vectors);
    Ok(pairs.map(|(chunk, vector)| EmbeddedChunk { span: chunk.span, tokens: chunk.tokens, vector }).collect())
}
