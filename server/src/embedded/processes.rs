//! What must exist before the first other thread does: the thread that forks our children, and the process
//! that forks extractors.

use std::sync::Arc;

use platform::config::{DocumentSettings, Settings};
use platform::document::{ExtractorSettings, Limits, SandboxedExtractor};
use platform::process::Spawner;

use crate::failure::Failure;

/// Our children's parent, and the extractor.
#[derive(Debug)]
pub(crate) struct Processes {
    pub(crate) spawner: Spawner,
    pub(crate) extractor: Arc<SandboxedExtractor>,
}

impl Processes {
    /// Starts both; call it before tokio.
    pub(crate) fn start(settings: &Settings) -> Result<Self, Failure> {
        let spawner = Spawner::start();
        let program = std::env::current_exe()
            .map_err(|error| Failure::fault(format!("the server can't find its own program: {error}")))?;
        let settings = ExtractorSettings {
            program,
            args: vec!["extractor".to_owned()],
            limits: limits(&settings.documents),
            max_parallel: settings.documents.parallel,
        };
        let extractor = SandboxedExtractor::start(settings, spawner.clone()).map_err(|error| Failure::of(&error))?;
        Ok(Self { spawner, extractor: Arc::new(extractor) })
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
