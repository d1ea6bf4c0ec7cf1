//! What use cases work with: the ports, and the figures that settings give.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::intake::model::IntakeLimits;
use crate::matching::model::Weights;
use crate::matching::question::RetrievalDepth;
use crate::ports::{Blobs, Clock, Embedder, EventBus, Extractor, Mailer, Passwords, Randomness, Store, Unpacker};
use crate::screening::provider::ScreeningSetup;
use crate::text::ChunkLimits;
use crate::upkeep::model::Retention;

/// Figures that the settings give.
#[derive(Debug, Clone)]
pub struct Figures {
    /// How long a sign-in lasts.
    pub session_lifetime: Duration,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// How long a leader leads without renewing it.
    pub leader_lease: Duration,
    /// Lost claims after which a task is dead.
    pub max_losses: u32,
    /// How long a worker may go unheard of before it is taken for gone.
    pub worker_silence: Duration,
    /// The shortest time between two events of a task that tell of progress.
    pub progress_interval: Duration,
    /// How long a mail to a candidate waits, so that undoing what it tells of undoes the mail.
    pub undo_window: Duration,
    /// The largest file that is taken in, in bytes.
    pub upload_limit: usize,
    /// How much may come at once.
    pub intake: IntakeLimits,
    /// How often a follower of tasks reads the store although nobody woke it.
    pub poll: Duration,
    /// How texts are cut.
    pub chunks: ChunkLimits,
    /// When rankings are exact.
    pub depth: RetrievalDepth,
    /// Weights of a score's parts when the question gives none.
    pub weights: Weights,
    /// The same for a search by a typed text.
    pub search_weights: Weights,
    /// How long things are kept.
    pub retention: Retention,
}

/// The ports and the figures, shared by every use case.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// Wake-ups.
    pub bus: Arc<dyn EventBus>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub random: Arc<dyn Randomness>,
    /// Password hashes.
    pub passwords: Arc<dyn Passwords>,
    /// Texts to vectors.
    pub embedder: Arc<dyn Embedder>,
    /// Files to text.
    pub extractor: Arc<dyn Extractor>,
    /// How screenings are made.
    pub screening: Arc<ScreeningSetup>,
    /// Archives to files.
    pub unpacker: Arc<dyn Unpacker>,
    /// Bytes that lie beside the store.
    pub blobs: Arc<dyn Blobs>,
    /// Mails.
    pub mailer: Arc<dyn Mailer>,
    /// Figures.
    pub figures: Arc<Figures>,
}

impl Deps {
    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.random.uuid(self.now()).into()
    }
}
