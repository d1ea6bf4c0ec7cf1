//! Judging one résumé for one job. A screener proposes; [`mod@crate::screening::settle`] decides what of it
//! counts.

use async_trait::async_trait;

use crate::screening::model::{Proposal, ScreeningRequest};

/// Why no proposal came back. `Display` holds no content of job or résumé.
#[derive(Debug, thiserror::Error)]
pub enum ScreenerError {
    /// Worth another try: a time-out, a busy or restarting model.
    #[error("the screening provider did not answer")]
    Transient(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The same request will fail again: a wrong key, an unknown model, an answer that can't be read.
    #[error("the screening provider can't answer this request")]
    Permanent(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Proposes levels and quotes a criterion.
#[async_trait]
pub trait Screener: Send + Sync + std::fmt::Debug {
    /// `rules`, `ollama` or `openai`.
    fn provider(&self) -> &str;

    /// The model that answers; `None` for the rules.
    fn model(&self) -> Option<&str>;

    /// Version of the prompt; `None` where there is none.
    fn prompt_version(&self) -> Option<&str>;

    /// Reads the résumé for the criteria.
    ///
    /// # Errors
    /// See [`ScreenerError`]: only `Transient` is worth a retry.
    async fn propose(&self, request: &ScreeningRequest<'_>) -> Result<Proposal, ScreenerError>;
}
