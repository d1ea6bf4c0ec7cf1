//! From files to models that are known to work.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use fastembed::{
    EmbeddingModel as HubModel, InitOptionsUserDefined, Pooling, TextEmbedding, TextInitOptions, TokenizerFiles,
    UserDefinedEmbeddingModel,
};
use ort::environment::Environment;
use parking_lot::Mutex;
use tokenizers::Tokenizer;

use super::error::EmbeddingLoadError as Error;
use super::normalized;
use crate::config::{EmbeddingSettings, ModelSource};

/// `[CLS]` and `[SEP]`, which frame every text and which our limits don't count.
const SPECIAL_TOKENS: usize = 2;
/// A pair from the STS benchmark and its cosine under this model, measured with the published weights.
const REFERENCE_MODEL: &str = "all-MiniLM-L6-v2";
const REFERENCE_PAIR: [&str; 2] = ["A man is eating food.", "A man is eating a piece of bread."];
const REFERENCE_COSINE: f32 = 0.7553;
const TOLERANCE: f32 = 0.0005;

/// ONNX Runtime allows one environment a process, and the library of the first counts.
static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
static LOADING: Mutex<()> = Mutex::new(());

pub(super) fn models(settings: &EmbeddingSettings) -> Result<Vec<TextEmbedding>, Error> {
    let environment = environment(&settings.runtime_library)?;
    let model = match settings.source {
        ModelSource::Local => local_model,
        ModelSource::Hub => hub_model,
    };
    (0..settings.pool_size.max(1)).map(|_| model(settings, environment.clone())).collect()
}

fn environment(library: &Path) -> Result<Environment, Error> {
    let _one_at_a_time = LOADING.lock();
    if let Some(environment) = ENVIRONMENT.get() {
        return Ok(environment.clone());
    }
    // The crate panics on a library that isn't there.
    if !library.is_file() {
        return Err(Error::Missing(library.to_path_buf()));
    }
    let builder = ort::init_from(library).map_err(|source| unusable(library, source))?;
    let environment =
        builder.with_name("shortlist").with_telemetry(false).build().map_err(|source| unusable(library, source))?;
    Ok(ENVIRONMENT.get_or_init(|| environment).clone())
}

fn local_model(settings: &EmbeddingSettings, environment: Environment) -> Result<TextEmbedding, Error> {
    let read = |name| read(&settings.model_dir, name);
    let tokenizer_files = TokenizerFiles {
        tokenizer_file: read("tokenizer.json")?,
        config_file: read("config.json")?,
        special_tokens_map_file: read("special_tokens_map.json")?,
        tokenizer_config_file: read("tokenizer_config.json")?,
    };
    let model = UserDefinedEmbeddingModel::new(read("model.onnx")?, tokenizer_files).with_pooling(Pooling::Mean);
    let options = InitOptionsUserDefined::new()
        .with_environment(environment)
        .with_execution_providers(vec![processor()])
        .with_max_length(settings.chunk_max + SPECIAL_TOKENS)
        .with_intra_threads(settings.threads.max(1))
        .with_session_config(SPINNING.0, SPINNING.1);
    TextEmbedding::try_new_from_user_defined(model, options).map_err(|source| unusable(&settings.model_dir, source))
}

/// The public hub's model of this name, downloaded into the model's folder unless it is there.
fn hub_model(settings: &EmbeddingSettings, environment: Environment) -> Result<TextEmbedding, Error> {
    let name: String = settings.model.chars().filter(char::is_ascii_alphanumeric).collect();
    let model: HubModel = name.parse().map_err(|_| Error::UnknownToHub(settings.model.clone()))?;
    let options = TextInitOptions::new(model)
        .with_environment(environment)
        .with_execution_providers(vec![processor()])
        .with_cache_dir(settings.model_dir.clone())
        .with_max_length(settings.chunk_max + SPECIAL_TOKENS)
        .with_intra_threads(settings.threads.max(1))
        .with_session_config(SPINNING.0, SPINNING.1)
        .with_show_download_progress(true);
    TextEmbedding::try_new(options)
        .map_err(|source| Error::NotDownloaded { model: settings.model.clone(), source: source.into() })
}

/// The threads of a run wait for each other awake for a moment before they sleep, which is a tenth faster.
const SPINNING: (&str, &str) = ("session.intra_op.allow_spinning", "1");

/// The arena would keep the memory of the largest batch for ever.
fn processor() -> ort::ep::ExecutionProviderDispatch {
    ort::ep::CPU::default().with_arena_allocator(false).build()
}

fn read(model_dir: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = model_dir.join(name);
    fs::read(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(path),
        _ => unusable(&path, source),
    })
}

/// The tokenizer of a model, without padding and truncation.
pub(super) fn counting_tokenizer(model: &TextEmbedding, model_dir: &Path) -> Result<Tokenizer, Error> {
    let mut tokenizer = model.tokenizer.clone();
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|source| unusable(model_dir, source))?;
    Ok(tokenizer)
}

/// Refuses a model that loads and yet isn't what it should be.
pub(super) fn check_vectors(models: &mut [TextEmbedding], settings: &EmbeddingSettings) -> Result<(), Error> {
    for model in models {
        let vectors = model.embed(REFERENCE_PAIR, None).map_err(|source| unusable(&settings.model_dir, source))?;
        if let Some(other) = vectors.iter().find(|it| it.len() != settings.dimensions) {
            return Err(Error::WrongDimensions { found: other.len(), expected: settings.dimensions });
        }
        if settings.model == REFERENCE_MODEL {
            check_cosine(vectors, &settings.model_dir)?;
        }
    }
    Ok(())
}

fn check_cosine(vectors: Vec<Vec<f32>>, model_dir: &Path) -> Result<(), Error> {
    let mut vectors = vectors.into_iter().map(normalized);
    let (one, other) = (vectors.next(), vectors.next());
    let pairs = one.into_iter().flatten().zip(other.into_iter().flatten());
    let found = pairs.map(|(one, other)| one * other).sum::<f32>();
    if (found - REFERENCE_COSINE).abs() <= TOLERANCE {
        return Ok(());
    }
    Err(Error::WrongVectors { found, expected: REFERENCE_COSINE, model_dir: model_dir.to_path_buf() })
}

fn unusable(path: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unusable { path: path.to_path_buf(), source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_cosine_passes() {
        let folder = Path::new("/models");
        let pair = |cosine: f32| vec![vec![1.0, 0.0], vec![cosine, (1.0 - cosine * cosine).sqrt()]];
        assert!(check_cosine(pair(0.7553), folder).is_ok());
        assert!(check_cosine(pair(0.7556), folder).is_ok());
        let error = check_cosine(pair(0.7530), folder).unwrap_err();
        assert!(error.to_string().contains("0.7530"));
        assert!(check_cosine(Vec::new(), folder).is_err());
    }
}
