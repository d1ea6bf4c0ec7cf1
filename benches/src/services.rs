//! The three services of the distributed mode, started for a measurement: the private PostgreSQL as the
//! product runs it, with everything on that keeps what was committed; a Redis; and a Faktory.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use anyhow::{Result, ensure};
use domain::deps::Deps;
use domain::ports::EventBus;
use kit::{Faktory, Redis};
use platform::assembly::Ground;
use platform::config::Settings;
use platform::events::RedisBus;
use platform::postgres::{EmbeddedPostgres, EmbeddedPostgresSettings};
use platform::process::Spawner;
use platform::queue::faktory::FaktoryAddress;
use platform::store::{DatabaseSettings, PgStore, migrate};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

/// What a commit's promise rests on.
const KEPT_BY: [&str; 3] = ["fsync", "synchronous_commit", "full_page_writes"];

/// They end with this value.
#[derive(Debug)]
pub(crate) struct Services {
    postgres: EmbeddedPostgres,
    pub(crate) redis: Redis,
    pub(crate) faktory: Faktory,
    _folder: TempDir,
}

impl Services {
    pub(crate) async fn start(settings: &Settings) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("shortlist-bench-").permissions(Permissions::from_mode(0o711)).tempdir()?;
        let start = EmbeddedPostgresSettings {
            embedded: settings.embedded.clone(),
            data_dir: folder.path().join("data"),
            new_password: SecretString::from("a password for measuring"),
        };
        let postgres = EmbeddedPostgres::start(start, &Spawner::start()).await?;
        let services = Self { postgres, redis: Redis::start().await, faktory: Faktory::start().await, _folder: folder };
        let ground = services.ground(settings).await?;
        migrate(ground.store.database()).await?;
        check(ground.store.database()).await?;
        println!("{}", services.faktory.describe());
        Ok(services)
    }

    /// A process's connections to the three, as many as the settings say.
    pub(crate) async fn ground(&self, settings: &Settings) -> Result<Ground> {
        let bus: Arc<dyn EventBus> = Arc::new(RedisBus::connect(&self.redis.url().into()).await?);
        let limits = DatabaseSettings {
            max_connections: settings.database.max_connections,
            ..DatabaseSettings::new(self.postgres.url().expose_secret(), "shortlist-bench")
        };
        let store = PgStore::connect(&limits, Arc::clone(&bus)).await?;
        Ok(Ground { postgres: None, store, bus, faktory: Some(self.address()?) })
    }

    /// The ports of a process of its own.
    pub(crate) async fn deps(&self, settings: &Settings) -> Result<Deps> {
        self.ground(settings).await?.deps_for_rows(settings).map_err(|failure| anyhow::anyhow!(failure.sentence))
    }

    pub(crate) fn address(&self) -> Result<FaktoryAddress> {
        Ok(FaktoryAddress::parse(&SecretString::from(self.faktory.url()))?)
    }

    /// What a server's environment says about them.
    pub(crate) fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("DATABASE_URL", self.postgres.url().expose_secret().to_owned()),
            ("REDIS_URL", self.redis.url()),
            ("FAKTORY_URL", self.faktory.url()),
        ]
    }

    pub(crate) async fn stop(self) {
        self.postgres.stop().await;
    }
}

/// Whoever measures with these off measures something else.
async fn check(db: &DatabaseConnection) -> Result<()> {
    for name in KEPT_BY {
        let select = "SELECT current_setting($1)";
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, select, [name.into()]);
        let value: Option<String> = db.query_one_raw(statement).await?.and_then(|row| row.try_get_by_index(0).ok());
        ensure!(value.as_deref() == Some("on"), "PostgreSQL has {name} = {value:?}");
    }
    println!("PostgreSQL has {} on", KEPT_BY.join(", "));
    Ok(())
}
