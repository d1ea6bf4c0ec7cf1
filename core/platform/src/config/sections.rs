//! The sections as types. What each key means, its unit and the reason for its default stand in
//! `default.toml`, which is the reference; here stand the types only.

use super::units::{self, Pool};
use secrecy::SecretString;
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// `[server]`: the API's listener and limits. Sizes in bytes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    #[serde(deserialize_with = "units::address")]
    pub listen: SocketAddr,
    #[serde(deserialize_with = "units::address")]
    pub metrics_listen: SocketAddr,
    #[serde(deserialize_with = "units::duration")]
    pub session_lifetime: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub file_link_lifetime: Duration,
    #[serde(deserialize_with = "units::bytes")]
    pub body_limit: u64,
    #[serde(deserialize_with = "units::bytes")]
    pub upload_limit: u64,
    #[serde(deserialize_with = "units::duration")]
    pub request_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub shutdown_grace: Duration,
}

/// `[database]`: the connection pool, and PostgreSQL when it is not ours.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    #[serde(deserialize_with = "units::secret")]
    pub url: Option<SecretString>,
    pub max_connections: u32,
    pub min_connections: u32,
    #[serde(deserialize_with = "units::duration")]
    pub acquire_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub statement_timeout: Duration,
}

/// `[redis]` and `[faktory]`: where a service answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceSettings {
    #[serde(deserialize_with = "units::secret")]
    pub url: Option<SecretString>,
}

/// `[embedded]`: the private PostgreSQL. Sizes in bytes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddedSettings {
    /// Never empty after loading.
    pub postgres_dir: PathBuf,
    #[serde(deserialize_with = "units::bytes")]
    pub shared_buffers: u64,
    pub max_connections: u32,
    #[serde(deserialize_with = "units::duration")]
    pub start_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub stop_timeout: Duration,
}

/// `[distributed]`: around the three services.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistributedSettings {
    #[serde(deserialize_with = "units::duration")]
    pub start_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub relay_interval: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub push_back_off: Duration,
}

/// Where the embedding model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelSource {
    /// The folder `model_dir`, filled by `make setup`.
    Local,
    /// The public model hub, downloaded when first needed.
    Hub,
}

/// `[embedding]`: the model and how texts are cut for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingSettings {
    pub model: String,
    pub dimensions: usize,
    pub source: ModelSource,
    /// Never empty after loading.
    pub model_dir: PathBuf,
    /// Never empty after loading.
    pub runtime_library: PathBuf,
    pub pool_size: usize,
    pub threads: usize,
    pub batch_size: usize,
    pub chunk_target: usize,
    pub chunk_max: usize,
}

/// `[documents]`: limits on the extraction of one file. Sizes in bytes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSettings {
    #[serde(deserialize_with = "units::duration")]
    pub wall_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub cpu_timeout: Duration,
    #[serde(deserialize_with = "units::bytes")]
    pub memory_limit: u64,
    pub max_pages: u32,
    #[serde(deserialize_with = "units::bytes")]
    pub max_text: u64,
    pub parallel: usize,
}

/// Where files lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    /// In the database, beside their rows.
    Postgres,
    /// In a folder.
    Folder,
    /// In a bucket that speaks S3.
    S3,
}

/// `[storage]`: where files lie.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageSettings {
    pub kind: StorageKind,
    #[serde(deserialize_with = "units::text")]
    pub folder: Option<String>,
    #[serde(deserialize_with = "units::text")]
    pub s3_bucket: Option<String>,
    #[serde(deserialize_with = "units::text")]
    pub s3_endpoint: Option<String>,
    pub s3_region: String,
    pub s3_prefix: String,
    #[serde(deserialize_with = "units::secret")]
    pub s3_access_key_id: Option<SecretString>,
    #[serde(deserialize_with = "units::secret")]
    pub s3_secret_access_key: Option<SecretString>,
    #[serde(deserialize_with = "units::duration")]
    pub s3_timeout: Duration,
}

/// `[intake]`: many files at once. Sizes in bytes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeSettings {
    #[serde(deserialize_with = "units::bytes")]
    pub limit: u64,
    pub max_files: u32,
    #[serde(deserialize_with = "units::duration")]
    pub link_lifetime: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub kept: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub unpack_timeout: Duration,
}

/// `[tasks]`: claims, losses, draining and pools.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSettings {
    #[serde(deserialize_with = "units::duration")]
    pub lease: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub heartbeat: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub reconcile_interval: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub leader_lease: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub poll_interval: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub cancel_interval: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub progress_interval: Duration,
    pub max_losses: u32,
    #[serde(deserialize_with = "units::duration")]
    pub time_limit: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub drain_grace: Duration,
    pub pools: Vec<Pool>,
}

/// `[retention]`: how long things are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionSettings {
    #[serde(deserialize_with = "units::duration")]
    pub interval: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub task_events: Duration,
    #[serde(deserialize_with = "units::optional_duration")]
    pub applications: Option<Duration>,
    #[serde(deserialize_with = "units::duration")]
    pub merges: Duration,
}

/// `[matching]`: sizes of the search and default weights, which are relative to each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingSettings {
    pub exact_limit: u32,
    pub depth: u32,
    pub semantic_weight: f64,
    pub skills_weight: f64,
    pub lexical_weight: f64,
    pub experience_weight: f64,
    pub search_semantic_weight: f64,
    pub search_skills_weight: f64,
    pub search_lexical_weight: f64,
    pub search_experience_weight: f64,
}

/// `[access]`: the administrator of the first start, and how passwords are checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessSettings {
    pub admin_email: String,
    #[serde(deserialize_with = "units::secret")]
    pub admin_password: Option<SecretString>,
    pub parallel_hashes: usize,
}

/// Who screens applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LlmProvider {
    /// No model: deterministic rules.
    Rules,
    /// A local Ollama.
    Ollama,
    /// Any service with OpenAI's interface.
    Openai,
}

impl LlmProvider {
    /// As the settings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Ollama => "ollama",
            Self::Openai => "openai",
        }
    }
}

/// `[llm]`: the screening model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmSettings {
    pub provider: LlmProvider,
    pub fallback: Vec<LlmProvider>,
    pub ollama_base_url: String,
    pub ollama_model: String,
    pub ollama_context: u32,
    pub openai_base_url: String,
    #[serde(deserialize_with = "units::secret")]
    pub openai_api_key: Option<SecretString>,
    pub openai_model: String,
    #[serde(deserialize_with = "units::duration")]
    pub connect_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub first_byte_timeout: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub timeout: Duration,
    pub attempts: u32,
    #[serde(deserialize_with = "units::duration")]
    pub retry_wait: Duration,
    #[serde(deserialize_with = "units::bytes")]
    pub max_answer: u64,
    pub parallel: usize,
    pub breaker_failures: u32,
    #[serde(deserialize_with = "units::duration")]
    pub breaker_probe: Duration,
    pub daily_tokens: u64,
    pub daily_calls: u64,
    #[serde(deserialize_with = "units::secret")]
    pub answer_key: Option<SecretString>,
}

impl LlmSettings {
    /// The model that is asked first; `None` for the rules.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        match self.provider {
            LlmProvider::Rules => None,
            LlmProvider::Ollama => Some(&self.ollama_model),
            LlmProvider::Openai => Some(&self.openai_model),
        }
    }

    /// Who is asked, in order, each once. Rules always answer, so nobody comes after them.
    #[must_use]
    pub fn order(&self) -> Vec<LlmProvider> {
        let mut order: Vec<LlmProvider> = Vec::new();
        for provider in std::iter::once(self.provider).chain(self.fallback.iter().copied()) {
            if !order.contains(&provider) && !order.contains(&LlmProvider::Rules) {
                order.push(provider);
            }
        }
        order
    }
}

/// `[screening]`: how applications are judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningSettings {
    pub blind: bool,
    pub samples: u32,
}

/// `[mail]`: how mails are sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    #[serde(deserialize_with = "units::secret")]
    pub smtp_url: Option<SecretString>,
    pub from: String,
    #[serde(deserialize_with = "units::duration")]
    pub undo_window: Duration,
    #[serde(deserialize_with = "units::duration")]
    pub timeout: Duration,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Human on a terminal, JSON elsewhere.
    Auto,
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// `[log]`: what is logged and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    pub filter: String,
    pub format: LogFormat,
}

/// `[telemetry]`: where traces go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetrySettings {
    #[serde(deserialize_with = "units::text")]
    pub otlp_endpoint: Option<String>,
}

/// `[paths]`: our folders. Never empty after loading; they need not exist yet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathSettings {
    pub data_dir: PathBuf,
    pub cache_dir: PathBuf,
}
