//! The ports of the use cases, by the settings.

use std::sync::Arc;

use domain::deps::{Deps, Figures};
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::ports::{Embedder, Extractor};
use domain::screening::RulesScreener;
use domain::text::ChunkLimits;
use domain::upkeep::model::Retention;
use platform::config::{MatchingSettings, RetentionSettings, Settings};
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};

use super::Ground;
use super::nothing::{NoExtractor, UnloadedModel};

impl Ground {
    /// The ports over this database.
    pub(crate) fn deps(&self, settings: &Settings, embedder: Arc<dyn Embedder>, extractor: Arc<dyn Extractor>) -> Deps {
        Deps {
            store: Arc::new(self.store.clone()),
            bus: Arc::clone(&self.bus),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            passwords: Arc::new(ArgonPasswords::new(settings.access.parallel_hashes)),
            embedder,
            extractor,
            screener: Arc::new(RulesScreener),
            figures: Arc::new(figures(settings)),
        }
    }

    /// The ports for a command that neither embeds nor reads files.
    pub(crate) fn deps_for_rows(&self, settings: &Settings) -> Deps {
        let model = UnloadedModel::new(&settings.embedding);
        self.deps(settings, Arc::new(model), Arc::new(NoExtractor))
    }
}

fn figures(settings: &Settings) -> Figures {
    Figures {
        session_lifetime: settings.server.session_lifetime,
        lease: settings.tasks.lease,
        leader_lease: settings.tasks.leader_lease,
        max_losses: settings.tasks.max_losses,
        progress_interval: settings.tasks.progress_interval,
        upload_limit: usize::try_from(settings.server.upload_limit).unwrap_or(usize::MAX),
        poll: settings.tasks.poll_interval,
        chunks: ChunkLimits {
            target_tokens: settings.embedding.chunk_target,
            max_tokens: settings.embedding.chunk_max,
        },
        depth: RetrievalDepth {
            exact_up_to: u64::from(settings.matching.exact_limit),
            fixed: u64::from(settings.matching.depth),
        },
        weights: weights(&settings.matching),
        search_weights: search_weights(&settings.matching),
        retention: retention(&settings.retention),
    }
}

fn retention(kept: &RetentionSettings) -> Retention {
    Retention { interval: kept.interval, task_events: kept.task_events, applications: kept.applications }
}

fn search_weights(matching: &MatchingSettings) -> Weights {
    Weights {
        semantic: matching.search_semantic_weight,
        lexical: matching.search_lexical_weight,
        skills: matching.search_skills_weight,
        experience: matching.search_experience_weight,
    }
}

fn weights(matching: &MatchingSettings) -> Weights {
    Weights {
        semantic: matching.semantic_weight,
        lexical: matching.lexical_weight,
        skills: matching.skills_weight,
        experience: matching.experience_weight,
    }
}
