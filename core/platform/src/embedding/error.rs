//! Why the embedding model can't be used. Each `Display` is one sentence that says what to do.

use std::path::PathBuf;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What can go wrong while the model is loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddingLoadError {
    /// A file that `make setup` brings is not there.
    #[error("{0} is missing: run `make setup`")]
    Missing(PathBuf),
    /// A file is there and can't be used.
    #[error("{path} can't be used: remove it and run `make setup`")]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// What the library says about it.
        source: Source,
    },
    /// The model gives vectors of another length than the settings say.
    #[error(
        "the embedding model gives vectors of {found} numbers and embedding.dimensions says {expected}: set it to {found}"
    )]
    WrongDimensions {
        /// The model's.
        found: usize,
        /// The setting.
        expected: usize,
    },
    /// The model doesn't give the published similarity of a pair of sentences.
    #[error(
        "the embedding model gives {found:.4} for a pair of sentences where {expected:.4} is right, so it is damaged: remove {model_dir} and run `make setup`"
    )]
    WrongVectors {
        /// What came out.
        found: f32,
        /// What should.
        expected: f32,
        /// Where the model lies.
        model_dir: PathBuf,
    },
    /// The setting asks for a download, and the library knows no model of that name.
    #[error(
        "the model hub has no model \"{0}\" that we know how to run: set embedding.model to another name, or embedding.source to \"local\""
    )]
    UnknownToHub(String),
    /// The download did not come through.
    #[error(
        "the model {model} could not be downloaded from the model hub: connect this machine to the internet, or set embedding.source to \"local\" and run `make setup`"
    )]
    NotDownloaded {
        /// Its name.
        model: String,
        /// What the library says about it.
        source: Source,
    },
}
