//! The figures of the use cases, by the settings.

use std::time::Duration;

use domain::deps::Figures;
use domain::intake::model::IntakeLimits;
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::text::ChunkLimits;
use domain::upkeep::model::Retention;

use crate::config::{MatchingSettings, RetentionSettings, Settings, TaskSettings};

/// A worker that was not heard of for so many heartbeats is taken for gone.
const MISSED_BEATS: u32 = 3;

/// All figures.
#[must_use]
pub fn figures(settings: &Settings) -> Figures {
    Figures {
        session_lifetime: settings.server.session_lifetime,
        lease: settings.tasks.lease,
        leader_lease: settings.tasks.leader_lease,
        max_losses: settings.tasks.max_losses,
        worker_silence: worker_silence(&settings.tasks),
        progress_interval: settings.tasks.progress_interval,
        undo_window: settings.mail.undo_window,
        upload_limit: usize::try_from(settings.server.upload_limit).unwrap_or(usize::MAX),
        intake: intake(settings),
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

fn intake(settings: &Settings) -> IntakeLimits {
    let it = &settings.intake;
    IntakeLimits { bytes: it.limit, files: it.max_files, patience: it.link_lifetime, kept: it.kept }
}

fn retention(kept: &RetentionSettings) -> Retention {
    Retention {
        interval: kept.interval,
        task_events: kept.task_events,
        applications: kept.applications,
        merges: kept.merges,
    }
}

/// How long a worker may go unheard of before it is taken for gone.
#[must_use]
pub fn worker_silence(tasks: &TaskSettings) -> Duration {
    tasks.heartbeat * MISSED_BEATS
}

/// The weights of a ranking for a job.
#[must_use]
pub fn weights(matching: &MatchingSettings) -> Weights {
    Weights {
        semantic: matching.semantic_weight,
        lexical: matching.lexical_weight,
        skills: matching.skills_weight,
        experience: matching.experience_weight,
    }
}

/// The weights of a search by a typed text.
#[must_use]
pub fn search_weights(matching: &MatchingSettings) -> Weights {
    Weights {
        semantic: matching.search_semantic_weight,
        lexical: matching.search_lexical_weight,
        skills: matching.search_skills_weight,
        experience: matching.search_experience_weight,
    }
}
