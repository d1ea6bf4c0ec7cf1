//! Settings: typed sections over one commented default file, which is compiled in and is the
//! reference. They exist as one value, made once at start and handed to whoever needs a part, so that
//! nothing else in the program reads the environment.

mod error;
mod layers;
mod names;
mod paths;
mod rules;
mod sections;
#[cfg(test)]
mod tests;
mod units;

pub use error::ConfigError;
pub use sections::{
    AccessSettings, DatabaseSettings, DistributedSettings, DocumentSettings, EmbeddedSettings, EmbeddingSettings,
    IntakeSettings, LlmProvider, LlmSettings, LogFormat, LogSettings, MailSettings, MatchingSettings, ModelSource,
    PathSettings, RetentionSettings, ScreeningSettings, ServerSettings, ServiceSettings, StorageKind, StorageSettings,
    TaskSettings, TelemetrySettings,
};
pub use units::Pool;

use layers::Layers;
use secrecy::SecretString;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};
use toml::Value;

/// The commented default file.
pub const DEFAULT_FILE: &str = include_str!("default.toml");

/// Everything that can be set. Its `Debug` shows no secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub redis: ServiceSettings,
    pub faktory: ServiceSettings,
    pub embedded: EmbeddedSettings,
    pub distributed: DistributedSettings,
    pub embedding: EmbeddingSettings,
    pub documents: DocumentSettings,
    pub intake: IntakeSettings,
    pub storage: StorageSettings,
    pub tasks: TaskSettings,
    pub retention: RetentionSettings,
    pub matching: MatchingSettings,
    pub access: AccessSettings,
    pub llm: LlmSettings,
    pub screening: ScreeningSettings,
    pub mail: MailSettings,
    pub log: LogSettings,
    pub telemetry: TelemetrySettings,
    pub paths: PathSettings,
    /// The effective TOML, secrets already hidden.
    #[serde(skip)]
    redacted: String,
}

/// How the program runs.
#[derive(Debug, Clone)]
pub enum Mode {
    /// One process with a private PostgreSQL, an in-process queue and bus.
    Embedded,
    /// Any number of servers and workers around three services.
    Distributed(ServiceUrls),
}

/// Where the three services of the distributed mode answer.
#[derive(Debug, Clone)]
pub struct ServiceUrls {
    /// PostgreSQL.
    pub database: SecretString,
    /// Redis.
    pub redis: SecretString,
    /// Faktory.
    pub faktory: SecretString,
}

impl Settings {
    /// The settings that the environment and an optional file give, for the user that runs us.
    ///
    /// # Errors
    /// [`ConfigError`] for the first thing that is wrong; exit code 2.
    pub fn load(
        env: impl IntoIterator<Item = (String, String)>,
        config_file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        Self::load_as(nix::unistd::Uid::effective().as_raw(), env, config_file)
    }

    /// The same for a given user id, on which the default folders depend.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load_as(
        uid: u32,
        env: impl IntoIterator<Item = (String, String)>,
        config_file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let env: BTreeMap<String, String> = env.into_iter().collect();
        let mut layers = Layers::defaults();
        if let Some(path) = config_file {
            layers.add_file(path)?;
        }
        layers.add_environment(&env)?;
        paths::fill(&mut layers, &env, uid)?;
        let mut settings = typed(&layers)?;
        if let Some((key, wanted)) = rules::broken(&settings) {
            return Err(layers.wrong(key, wanted));
        }
        settings.redacted = layers.redacted();
        Ok(settings)
    }

    /// The effective settings as TOML that can be read back, with each secret hidden.
    #[must_use]
    pub fn render_redacted(&self) -> String {
        self.redacted.clone()
    }

    /// The same with other pools, as a worker's flags give them.
    #[must_use]
    pub fn with_pools(mut self, pools: &[Pool]) -> Self {
        self.tasks.pools = pools.to_vec();
        if let Ok(mut shown) = self.redacted.parse::<toml::Table>() {
            let written = pools.iter().map(|pool| Value::from(pool.to_string())).collect::<Vec<_>>();
            if let Some(tasks) = shown.get_mut("tasks").and_then(Value::as_table_mut) {
                tasks.insert("pools".to_owned(), Value::Array(written));
            }
            self.redacted = shown.to_string();
        }
        self
    }

    /// Embedded when none of the three services is given, distributed when all are.
    ///
    /// # Errors
    /// [`ConfigError::Incomplete`] names those that are missing.
    pub fn mode(&self) -> Result<Mode, ConfigError> {
        let urls = [&self.database.url, &self.redis.url, &self.faktory.url];
        match urls {
            [None, None, None] => Ok(Mode::Embedded),
            [Some(database), Some(redis), Some(faktory)] => Ok(Mode::Distributed(ServiceUrls {
                database: database.clone(),
                redis: redis.clone(),
                faktory: faktory.clone(),
            })),
            _ => {
                let named = ["DATABASE_URL", "REDIS_URL", "FAKTORY_URL"].into_iter().zip(urls);
                let (given, missing): (Vec<_>, Vec<_>) = named.partition(|(_, url)| url.is_some());
                let list = |them: Vec<(&str, _)>| them.into_iter().map(|it| it.0).collect::<Vec<_>>().join(" and ");
                Err(ConfigError::Incomplete { given: list(given), missing: list(missing) })
            }
        }
    }
}

/// The variables of this process, for [`Settings::load`]. Names that are not Unicode are none of ours.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn process_environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        Some((name, value.to_string_lossy().into_owned()))
    })
}

/// The table as types. What a value should have been is taken from the type's own message.
fn typed(layers: &Layers) -> Result<Settings, ConfigError> {
    let table = Value::Table(layers.table.clone());
    serde_path_to_error::deserialize(table).map_err(|error| {
        let path = error.path().to_string();
        let key = path.split('[').next().unwrap_or_default();
        let reason = error.inner().message();
        let wanted = reason.split_once("expected ").map_or(reason, |(_, wanted)| wanted);
        match layers.get(key) {
            Some(Value::Integer(it)) if *it < 0 => layers.wrong(key, "0 or more"),
            Some(Value::Integer(_)) => layers.wrong(key, "a smaller whole number"),
            _ => layers.wrong(key, wanted),
        }
    })
}
