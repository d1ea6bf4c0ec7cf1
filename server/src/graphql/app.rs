//! What a request carries: the use cases, who is asking, and what the server knows of itself.

use std::sync::Arc;

use async_graphql::Context;
use chrono::{DateTime, Utc};
use domain::access::model::Viewer;
use domain::id::ActorId;
use domain::ports::Clock;
use domain::services::Services;

use super::error::{ApiError, ApiResult};
use crate::links::FileLinks;

/// What the server says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// Embedded or distributed.
    pub mode: super::object::system::SystemMode,
    /// The embedding model's name.
    pub embedding_model: String,
    /// Length of its vectors.
    pub embedding_dimensions: i32,
    /// `rules`, `ollama` or `openai`.
    pub llm_provider: String,
    /// The model, where there is one.
    pub llm_model: Option<String>,
}

/// The server's data for resolvers.
#[derive(Debug, Clone)]
pub struct App {
    /// The use cases.
    pub services: Services,
    /// Links to files.
    pub links: Arc<FileLinks>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// What the server says of itself.
    pub about: About,
}

impl App {
    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Short ways to what a request carries.
pub trait Request {
    /// The use cases.
    fn services(&self) -> &Services;
    /// The server's data.
    fn app(&self) -> &App;
    /// Who is asking.
    ///
    /// # Errors
    /// UNAUTHENTICATED without a valid token.
    fn viewer(&self) -> ApiResult<&Viewer>;
    /// Who is asking, for histories.
    ///
    /// # Errors
    /// UNAUTHENTICATED without a valid token.
    fn actor(&self) -> ApiResult<ActorId> {
        Ok(ActorId::User(self.viewer()?.user.id))
    }
}

impl Request for Context<'_> {
    fn services(&self) -> &Services {
        &self.app().services
    }

    fn app(&self) -> &App {
        self.data_unchecked::<App>()
    }

    fn viewer(&self) -> ApiResult<&Viewer> {
        self.data_opt::<Viewer>().ok_or_else(ApiError::unauthenticated)
    }
}
