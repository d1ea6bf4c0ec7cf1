//! What can't be asked of a ranking.

use crate::error::ServiceError;
use crate::matching::model::WeightsError;

/// Why a question was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MatchingRefusal {
    /// Not a cosine.
    #[error("a similarity is a number from -1 to 1")]
    Similarity,
    /// Weights that can't be used.
    #[error("{0}")]
    Weights(WeightsError),
    /// Nothing to look for.
    #[error("a search needs 1 to 10,000 characters")]
    Text,
}

impl From<MatchingRefusal> for ServiceError {
    fn from(refusal: MatchingRefusal) -> Self {
        let argument = match refusal {
            MatchingRefusal::Similarity => "minSimilarity",
            MatchingRefusal::Weights(_) => "weights",
            MatchingRefusal::Text => "text",
        };
        Self::BadArgument { argument, message: refusal.to_string() }
    }
}
