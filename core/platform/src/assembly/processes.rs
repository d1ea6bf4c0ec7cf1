//! What must exist before the first other thread does: the thread that forks our children, and the process
//! that forks extractors.

use std::sync::Arc;

use domain::ports::Extractor;

use super::nothing::NoExtractor;
use crate::config::{DocumentSettings, Settings};
use crate::document::{ExtractorSettings, Limits, SandboxedExtractor};
use crate::process::Spawner;
use crate::program::Failure;

/// Our children's parent, and the extractor.
#[derive(Debug)]
pub struct Processes {
    /// Forks our children.
    pub spawner: Spawner,
    /// Reads files.
    pub extractor: Arc<dyn Extractor>,
}

impl Processes {
    /// Starts both; call it before tokio. The extractor is this very program with the argument `extractor`.
    ///
    /// # Errors
    /// When the program can't start itself.
    pub fn start(settings: &Settings) -> Result<Self, Failure> {
        let spawner = Spawner::start();
        let program = std::env::current_exe()
            .map_err(|error| Failure::fault(format!("this process can't find its own program: {error}")))?;
        let settings = ExtractorSettings {
            program,
            args: vec!["extractor".to_owned()],
            limits: limits(&settings.documents),
            max_parallel: settings.documents.parallel,
        };
        let extractor = SandboxedExtractor::start(settings, spawner.clone()).map_err(|error| Failure::of(&error))?;
        Ok(Self { spawner, extractor: Arc::new(extractor) })
    }

    /// For a process whose files are read by others.
    #[must_use]
    pub fn without_extractor() -> Self {
        Self { spawner: Spawner::start(), extractor: Arc::new(NoExtractor) }
    }
}

fn limits(documents: &DocumentSettings) -> Limits {
    Limits {
        wall_time: documents.wall_timeout,
        memory_bytes: documents.memory_limit,
        cpu_seconds: documents.cpu_timeout.as_secs().max(1),
        max_pages: documents.max_pages,
        max_text_bytes: usize::try_from(documents.max_text).unwrap_or(usize::MAX),
    }
}
