//! The ground of the distributed mode: three services, each waited for a while, none of them ours.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::{EventBus, StoreError};
use secrecy::{ExposeSecret, SecretString};

use super::ground::{Ground, Program, pool};
use super::patience::{Refusal, Service};
use crate::config::{ServiceUrls, Settings};
use crate::events::{InProcessBus, RedisBus, RedisRefusal};
use crate::program::Failure;
use crate::queue::faktory::{FaktoryAddress, FaktoryClient, FaktoryRefusal};
use crate::store::{DatabaseFault, DatabaseSettings, PgStore, VectorVersion, is_migrated, migrate, vector_version};

/// One attempt to connect takes at most this, so that what is waited for can be said in time.
const ATTEMPT: Duration = Duration::from_secs(3);
/// The first version of pgvector whose indexes can be trusted.
const VECTOR: VectorVersion = VectorVersion([0, 8, 5]);

/// All three services, ready for the program.
pub(super) async fn ground(settings: &Settings, urls: &ServiceUrls, program: Program) -> Result<Ground, Failure> {
    let patience = settings.distributed.start_timeout;
    let faktory = faktory(&urls.faktory, patience).await?;
    let redis = Service { name: "Redis", setting: "REDIS_URL", url: urls.redis.expose_secret(), patience };
    let bus = redis.wait(async || RedisBus::connect(&urls.redis).await.map_err(of_redis)).await?;
    let bus: Arc<dyn EventBus> = Arc::new(bus);
    let store = database(settings, &urls.database, Arc::clone(&bus), program).await?;
    Ok(Ground { postgres: None, store, bus, faktory: Some(faktory) })
}

/// The database alone, for a command. Servers that run hear of what it does when they look.
pub(super) async fn rows(settings: &Settings, url: &SecretString) -> Result<Ground, Failure> {
    let bus: Arc<dyn EventBus> = Arc::new(InProcessBus::default());
    let store = database(settings, url, Arc::clone(&bus), Program::Server).await?;
    Ok(Ground { postgres: None, store, bus, faktory: None })
}

/// The database as it is, or why not, at once.
pub(super) async fn glance(settings: &Settings, url: &SecretString) -> Result<Ground, Failure> {
    let bus: Arc<dyn EventBus> = Arc::new(InProcessBus::default());
    let service = Service { name: "PostgreSQL", setting: "DATABASE_URL", url: url.expose_secret(), patience: ATTEMPT };
    let hasty = DatabaseSettings { acquire_timeout: ATTEMPT, ..pool(settings, url, Program::Worker) };
    let store = service.wait(async || PgStore::connect(&hasty, Arc::clone(&bus)).await.map_err(of_store)).await?;
    Ok(Ground { postgres: None, store, bus, faktory: None })
}

async fn database(
    settings: &Settings,
    url: &SecretString,
    bus: Arc<dyn EventBus>,
    program: Program,
) -> Result<PgStore, Failure> {
    let patience = settings.distributed.start_timeout;
    let service = Service { name: "PostgreSQL", setting: "DATABASE_URL", url: url.expose_secret(), patience };
    let limits = pool(settings, url, program);
    let hasty = DatabaseSettings { acquire_timeout: ATTEMPT.min(limits.acquire_timeout), ..limits.clone() };
    // A first connection says what is wrong; the pool proper has more patience.
    let probe = service.wait(async || PgStore::connect(&hasty, Arc::clone(&bus)).await.map_err(of_store)).await?;
    service.wait(async || check_vector(&probe).await).await?;
    drop(probe);
    let store = PgStore::connect(&limits, bus).await.map_err(|error| Failure::of(&error))?;
    match program {
        Program::Server => service.answer(migrate(store.database()).await.map_err(of_store))?,
        Program::Worker => service.wait(async || check_schema(&store).await).await?,
    }
    Ok(store)
}

async fn check_vector(store: &PgStore) -> Result<(), Refusal> {
    match vector_version(store.database()).await.map_err(of_store)? {
        Some(version) if version >= VECTOR => Ok(()),
        Some(version) => Err(Refusal::Never(format!(
            "it has pgvector {version}, but {VECTOR} or later is needed: install it and run ALTER EXTENSION vector UPDATE"
        ))),
        None => Err(Refusal::Never(format!("it has no pgvector: install {VECTOR} or later"))),
    }
}

async fn check_schema(store: &PgStore) -> Result<(), Refusal> {
    if is_migrated(store.database()).await.map_err(of_store)? {
        return Ok(());
    }
    Err(Refusal::NotYet(
        "its schema is not the one that this worker knows; a server of this version makes it".to_owned(),
    ))
}

async fn faktory(url: &SecretString, patience: Duration) -> Result<FaktoryAddress, Failure> {
    let service = Service { name: "Faktory", setting: "FAKTORY_URL", url: url.expose_secret(), patience };
    service
        .wait(async || {
            let address = FaktoryAddress::parse(url).map_err(of_faktory)?;
            FaktoryClient::new(address.clone()).connect().await.map_err(of_faktory)?;
            Ok(address)
        })
        .await
}

fn of_faktory(refusal: FaktoryRefusal) -> Refusal {
    match refusal {
        FaktoryRefusal::Silent(error) => Refusal::NotYet(format!("nobody answers ({error})")),
        other => Refusal::Never(other.to_string()),
    }
}

fn of_redis(refusal: RedisRefusal) -> Refusal {
    match refusal {
        RedisRefusal::Silent(_) => Refusal::NotYet("nobody answers".to_owned()),
        other => Refusal::Never(other.to_string()),
    }
}

/// What the database said, by its codes.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn of_store(error: StoreError) -> Refusal {
    let fault = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<DatabaseFault>());
    match fault {
        Some(DatabaseFault::Refused(code)) => match code.as_str() {
            "28P01" => Refusal::Never("it refused the password".to_owned()),
            "28000" => Refusal::Never("it doesn't let this user in".to_owned()),
            "3D000" => Refusal::Never("it has no database of this name".to_owned()),
            "42501" => Refusal::Never(
                "it doesn't let this user do what is needed: the database must be the user's own, and a superuser must run CREATE EXTENSION vector in it".to_owned(),
            ),
            // It starts, stops, or has no connection to spare.
            code if ["40", "53", "57"].iter().any(|class| code.starts_with(class)) => {
                Refusal::NotYet(format!("it has no room for us now (SQLSTATE {code})"))
            }
            code => Refusal::Never(format!("it refused (SQLSTATE {code})")),
        },
        Some(DatabaseFault::Connection(how)) => Refusal::NotYet(format!("nobody answers ({how})")),
        Some(DatabaseFault::Library(how)) => Refusal::Never((*how).to_owned()),
        None => Refusal::Never(error.to_string()),
    }
}
