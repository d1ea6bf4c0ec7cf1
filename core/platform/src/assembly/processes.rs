//! What must exist before the first other thread does: the thread that forks our children, and the process
//! that forks extractors.

use std::sync::Arc;

use domain::ports::{Extractor, NoUnpacker, Unpacker};

use super::nothing::NoExtractor;
use crate::config::{DocumentSettings, Settings};
use crate::document::{ExtractorSettings, Limits, SandboxedExtractor, UnpackSettings};
use crate::process::Spawner;
use crate::program::Failure;

/// Where files lie while they are unpacked, in the data folder. They have no name there, so that nothing is
/// left behind whatever happens.
const SPOOL: &str = "spool";

/// Our children's parent, and the extractor.
#[derive(Debug)]
pub struct Processes {
    /// Forks our children.
    pub spawner: Spawner,
    /// Who reads files.
    pub readers: Readers,
}

/// Who reads files, in processes that we can lose.
#[derive(Debug, Clone)]
pub struct Readers {
    /// Files to text.
    pub extractor: Arc<dyn Extractor>,
    /// Archives to files.
    pub unpacker: Arc<dyn Unpacker>,
}

impl Readers {
    /// Nobody.
    #[must_use]
    pub fn none() -> Self {
        Self { extractor: Arc::new(NoExtractor), unpacker: Arc::new(NoUnpacker) }
    }
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
        let unpacking =
            UnpackSettings { folder: settings.paths.data_dir.join(SPOOL), wall_time: settings.intake.unpack_timeout };
        let settings = ExtractorSettings {
            unpacking,
            program,
            args: vec!["extractor".to_owned()],
            limits: limits(&settings.documents),
            max_parallel: settings.documents.parallel,
        };
        let extractor = SandboxedExtractor::start(settings, spawner.clone()).map_err(|error| Failure::of(&error))?;
        let reader = Arc::new(extractor);
        Ok(Self { spawner, readers: Readers { extractor: reader.clone(), unpacker: reader } })
    }

    /// For a process whose files are read by others.
    #[must_use]
    pub fn without_extractor() -> Self {
        Self { spawner: Spawner::start(), readers: Readers::none() }
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
