//! The ports of the use cases over a ground.

use std::sync::Arc;

use domain::deps::Deps;
use domain::ports::Embedder;
use domain::screening::provider::{Provider, ScreeningSetup};

use super::Ground;
use super::figures::figures;
use super::nothing::UnloadedModel;
use super::processes::Readers;
use crate::config::{LlmProvider, Settings};
use crate::embedding::FastEmbedder;
use crate::llm::{ModelDeps, models};
use crate::program::Failure;
use crate::seal;
use crate::system::{ArgonPasswords, SystemClock, SystemRandomness};

impl Ground {
    /// The ports over this ground.
    ///
    /// # Errors
    /// When the settings name a model, a key or a place for files that can't be used; exit code 2.
    pub fn deps(&self, settings: &Settings, embedder: Arc<dyn Embedder>, readers: Readers) -> Result<Deps, Failure> {
        Ok(Deps {
            store: Arc::new(self.store.clone()),
            bus: Arc::clone(&self.bus),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            passwords: Arc::new(ArgonPasswords::new(settings.access.parallel_hashes)),
            embedder,
            extractor: readers.extractor,
            unpacker: readers.unpacker,
            blobs: crate::blob::blobs(settings).map_err(|error| Failure::of(&error))?,
            screening: Arc::new(self.screening(settings)?),
            mailer: crate::mail::mailer(settings),
            figures: Arc::new(figures(settings)),
        })
    }

    /// Who judges, and how what they say is kept.
    fn screening(&self, settings: &Settings) -> Result<ScreeningSetup, Failure> {
        let deps = ModelDeps {
            budget: Arc::new(self.store.clone()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
        };
        let mut providers: Vec<Provider> = models(&settings.llm, &deps)?.into_iter().map(Provider::Model).collect();
        // Always the last of an order: they answer, so nobody is asked after them.
        if settings.llm.order().contains(&LlmProvider::Rules) {
            providers.push(Provider::Rules);
        }
        Ok(ScreeningSetup {
            providers,
            samples: settings.screening.samples,
            blind: settings.screening.blind,
            seal: seal::answers(&settings.llm, Arc::new(SystemRandomness))?,
        })
    }

    /// The ports for a command that neither embeds nor reads files.
    ///
    /// # Errors
    /// As [`Ground::deps`].
    pub fn deps_for_rows(&self, settings: &Settings) -> Result<Deps, Failure> {
        let model = UnloadedModel::new(&settings.embedding);
        self.deps(settings, Arc::new(model), Readers::none())
    }
}

/// Loads the embedding model, off the async threads.
///
/// # Errors
/// When it isn't there or doesn't fit.
pub async fn load_model(settings: &Settings) -> Result<FastEmbedder, Failure> {
    let embedding = settings.embedding.clone();
    let loaded = tokio::task::spawn_blocking(move || FastEmbedder::load(&embedding)).await;
    match loaded {
        Ok(loaded) => loaded.map_err(|error| Failure::of(&error)),
        Err(_panic) => Err(Failure::fault("the embedding model broke off while it was loaded: run `make setup` again")),
    }
}
