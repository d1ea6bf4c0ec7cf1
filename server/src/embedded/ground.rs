//! The database that a command stands on: given, found running, or started for the purpose.

use std::sync::Arc;

use domain::ports::{EmbeddingModel, EventBus, Randomness};
use platform::config::Settings;
use platform::events::InProcessBus;
use platform::postgres::{EmbeddedPostgres, EmbeddedPostgresError, EmbeddedPostgresSettings};
use platform::process::Spawner;
use platform::store::{DatabaseSettings, PgStore, migrate, register_model};
use platform::system::SystemRandomness;
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;

/// A migrated database and the bus that hears of its changes.
#[derive(Debug)]
pub(crate) struct Ground {
    /// The private PostgreSQL, when this process runs it.
    pub(crate) postgres: Option<EmbeddedPostgres>,
    pub(crate) store: PgStore,
    pub(crate) bus: Arc<dyn EventBus>,
}

impl Ground {
    /// Starts the private PostgreSQL and makes it ready for vectors of this model.
    pub(crate) async fn start(settings: &Settings, spawner: &Spawner) -> Result<Self, Failure> {
        let postgres = start_postgres(settings, spawner).await?;
        let url = postgres.url().clone();
        let mut ground = Self::on(settings, &url, Some(postgres)).await.map_err(|failure| {
            EmbeddedPostgresError::full_disk(&settings.paths.data_dir).map_or(failure, |full| Failure::of(&full))
        })?;
        let embedding = &settings.embedding;
        let model = EmbeddingModel {
            name: embedding.model.clone(),
            dimensions: embedding.dimensions,
            max_tokens: embedding.chunk_max,
        };
        let model = register_model(ground.store.database(), &model).await.map_err(|error| Failure::of(&error))?;
        ground.store = ground.store.with_model(model);
        Ok(ground)
    }

    /// For a command that only reads and writes rows: `DATABASE_URL`, else the database of the server that
    /// runs on the data folder, else a private PostgreSQL for as long as it takes.
    pub(crate) async fn for_command(settings: &Settings, spawner: &Spawner) -> Result<Self, Failure> {
        if let Some(url) = &settings.database.url {
            return Self::on(settings, url, None).await;
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

    /// The database of the server that runs on the data folder; `None` when none does.
    pub(crate) async fn attached(settings: &Settings) -> Result<Option<Self>, Failure> {
        match EmbeddedPostgres::attach(&settings.paths.data_dir).await {
            Ok(url) => Self::on(settings, &url, None).await.map(Some),
            Err(EmbeddedPostgresError::NotRunning(_)) => Ok(None),
            Err(error) => Err(Failure::of(&error)),
        }
    }

    async fn on(settings: &Settings, url: &SecretString, postgres: Option<EmbeddedPostgres>) -> Result<Self, Failure> {
        let bus: Arc<dyn EventBus> = Arc::new(InProcessBus::default());
        let store =
            PgStore::connect(&pool(settings, url), Arc::clone(&bus)).await.map_err(|error| Failure::of(&error))?;
        migrate(store.database()).await.map_err(|error| Failure::of(&error))?;
        Ok(Self { postgres, store, bus })
    }

    /// Gives the data folder free, when this process held it.
    pub(crate) async fn leave(self) {
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

fn pool(settings: &Settings, url: &SecretString) -> DatabaseSettings {
    let limits = &settings.database;
    DatabaseSettings {
        max_connections: limits.max_connections,
        min_connections: limits.min_connections,
        statement_timeout: Some(limits.statement_timeout),
        acquire_timeout: limits.acquire_timeout,
        ..DatabaseSettings::new(url.expose_secret(), "shortlist-server")
    }
}
