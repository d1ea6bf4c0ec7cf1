//! What a process stands on: a database, given, found running or started for the purpose, and a bus.

use std::sync::Arc;

use domain::ports::{EmbeddingModel, EventBus, Randomness};
use secrecy::{ExposeSecret, SecretString};

use super::distributed;
use crate::config::{EmbeddingSettings, Mode, Settings};
use crate::events::InProcessBus;
use crate::postgres::{EmbeddedPostgres, EmbeddedPostgresError, EmbeddedPostgresSettings};
use crate::process::Spawner;
use crate::program::{Failure, wrong_setting};
use crate::queue::faktory::FaktoryAddress;
use crate::store::{DatabaseSettings, PgStore, migrate, register_model};
use crate::system::SystemRandomness;
use crate::telemetry::metrics::MetricsListener;

/// Who stands on it, as the database's own lists call us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// It brings the schema up to date.
    Server,
    /// It waits for the schema that it knows.
    Worker,
}

impl Program {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Server => "shortlist-server",
            Self::Worker => "shortlist-worker",
        }
    }
}

/// A migrated database and the bus that hears of its changes.
#[derive(Debug)]
pub struct Ground {
    /// The private PostgreSQL, when this process runs it.
    pub postgres: Option<EmbeddedPostgres>,
    /// Rows.
    pub store: PgStore,
    /// Wake-ups.
    pub bus: Arc<dyn EventBus>,
    /// Where Faktory answers, in the distributed mode.
    pub faktory: Option<FaktoryAddress>,
}

impl Ground {
    /// What the settings ask for, ready for vectors of their model.
    ///
    /// # Errors
    /// When a part of it can't be had; the sentence names it.
    pub async fn start(settings: &Settings, program: Program, spawner: &Spawner) -> Result<Self, Failure> {
        let mut ground = match settings.mode().map_err(|error| wrong_setting(&error))? {
            Mode::Embedded => Self::embedded(settings, spawner).await?,
            Mode::Distributed(urls) => distributed::ground(settings, &urls, program).await?,
        };
        let model = model(&settings.embedding);
        let model = register_model(ground.store.database(), &model).await.map_err(|error| Failure::of(&error))?;
        ground.store = ground.store.with_model(model);
        Ok(ground)
    }

    async fn embedded(settings: &Settings, spawner: &Spawner) -> Result<Self, Failure> {
        let postgres = start_postgres(settings, spawner).await?;
        let url = postgres.url().clone();
        Self::on(settings, &url, Some(postgres)).await.map_err(|failure| {
            EmbeddedPostgresError::full_disk(&settings.paths.data_dir).map_or(failure, |full| Failure::of(&full))
        })
    }

    /// For a command that only reads and writes rows: `DATABASE_URL`, else the database of the server that
    /// runs on the data folder, else a private PostgreSQL for as long as it takes.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn for_command(settings: &Settings, spawner: &Spawner) -> Result<Self, Failure> {
        if let Some(url) = &settings.database.url {
            return distributed::rows(settings, url).await;
        }
        match Self::attached(settings).await? {
            Some(ground) => Ok(ground),
            None => {
                let postgres = start_postgres(settings, spawner).await?;
                let url = postgres.url().clone();
                Self::on(settings, &url, Some(postgres)).await
            }
        }
    }

    /// The database of `DATABASE_URL` as it is, for a look at it: nothing is waited for or brought up to date.
    ///
    /// # Errors
    /// When it can't be reached now.
    pub async fn glance(settings: &Settings) -> Result<Self, Failure> {
        let url = settings.database.url.as_ref().ok_or_else(|| Failure::setting("DATABASE_URL is not set"))?;
        distributed::glance(settings, url).await
    }

    /// The database of the server that runs on the data folder; `None` when none does.
    ///
    /// # Errors
    /// When one does and can't be reached.
    pub async fn attached(settings: &Settings) -> Result<Option<Self>, Failure> {
        match EmbeddedPostgres::attach(&settings.paths.data_dir).await {
            Ok(url) => Self::on(settings, &url, None).await.map(Some),
            Err(EmbeddedPostgresError::NotRunning(_)) => Ok(None),
            Err(error) => Err(Failure::of(&error)),
        }
    }

    async fn on(settings: &Settings, url: &SecretString, postgres: Option<EmbeddedPostgres>) -> Result<Self, Failure> {
        let bus: Arc<dyn EventBus> = Arc::new(InProcessBus::default());
        let limits = pool(settings, url, Program::Server);
        let store = PgStore::connect(&limits, Arc::clone(&bus)).await.map_err(|error| Failure::of(&error))?;
        migrate(store.database()).await.map_err(|error| Failure::of(&error))?;
        Ok(Self { postgres, store, bus, faktory: None })
    }

    /// Serves metrics, those of the pool of connections among them; `None` when the address can't be had.
    pub async fn serve_metrics(&self, settings: &Settings) -> Option<MetricsListener> {
        let store = self.store.clone();
        MetricsListener::start(settings.server.metrics_listen, Arc::new(move || store.count_connections())).await
    }

    /// Gives the data folder free, when this process held it.
    pub async fn leave(self) {
        drop(self.store);
        if let Some(postgres) = self.postgres {
            postgres.stop().await;
        }
    }
}

async fn start_postgres(settings: &Settings, spawner: &Spawner) -> Result<EmbeddedPostgres, Failure> {
    let password = hex::encode(SystemRandomness.secret());
    let start = EmbeddedPostgresSettings {
        embedded: settings.embedded.clone(),
        data_dir: settings.paths.data_dir.clone(),
        new_password: SecretString::from(password),
    };
    EmbeddedPostgres::start(start, spawner).await.map_err(|error| Failure::of(&error))
}

/// The model that the settings name.
#[must_use]
pub fn model(embedding: &EmbeddingSettings) -> EmbeddingModel {
    EmbeddingModel { name: embedding.model.clone(), dimensions: embedding.dimensions, max_tokens: embedding.chunk_max }
}

pub(super) fn pool(settings: &Settings, url: &SecretString, program: Program) -> DatabaseSettings {
    let limits = &settings.database;
    DatabaseSettings {
        max_connections: limits.max_connections,
        min_connections: limits.min_connections,
        statement_timeout: Some(limits.statement_timeout),
        acquire_timeout: limits.acquire_timeout,
        ..DatabaseSettings::new(url.expose_secret(), program.name())
    }
}
