//! Connecting and migrating.

use std::time::Duration;

use domain::ports::StoreError;
use migration::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use secrecy::{ExposeSecret, SecretString};

use super::error::failed;
use super::sql::sql;

/// A connection that rested no longer than this is used without a look whether it still stands.
const TRUSTED: Duration = Duration::from_secs(1);

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `postgres://user:password@host:port/name`, or with `?host=/folder` for a Unix socket.
    pub url: SecretString,
    /// The most connections at a time; one is enough.
    pub max_connections: u32,
    /// Connections kept open when nobody needs them.
    pub min_connections: u32,
    /// The longest a statement may take; `None` sets no limit.
    pub statement_timeout: Option<Duration>,
    /// How long to wait for a connection.
    pub acquire_timeout: Duration,
    /// What the database's own lists call us, for instance `shortlist-server`.
    pub application_name: String,
}

impl DatabaseSettings {
    /// This address, with figures that fit a small office.
    #[must_use]
    pub fn new(url: impl Into<String>, application_name: impl Into<String>) -> Self {
        Self {
            url: SecretString::from(url.into()),
            max_connections: 10,
            min_connections: 1,
            statement_timeout: Some(Duration::from_secs(30)),
            acquire_timeout: Duration::from_secs(10),
            application_name: application_name.into(),
        }
    }
}

/// A pool of connections. Statements are never logged, since they carry personal data.
///
/// # Errors
/// [`StoreError::Unavailable`] when nobody answers.
pub async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(settings.url.expose_secret());
    options
        .max_connections(settings.max_connections)
        .min_connections(settings.min_connections)
        .acquire_timeout(settings.acquire_timeout)
        .connect_timeout(settings.acquire_timeout)
        // A look whether a connection still stands costs a round trip. One that was in use a moment ago does.
        .test_before_acquire_if_idle_for(TRUSTED)
        .set_application_name(settings.application_name.clone())
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        // The database remarks on words of a search that say nothing; they are a person's words.
        .map_sqlx_postgres_opts(|postgres| postgres.options([("client_min_messages", "warning")]));
    if let Some(longest) = settings.statement_timeout {
        options.statement_timeout(longest);
    }
    Database::connect(options).await.map_err(failed)
}

/// The number of the advisory lock that a migration holds until the end of its transaction, so that
/// servers that start together migrate one after the other.
pub const MIGRATION_LOCK: i64 = 0x5348_4F52_544C_4953;

/// The number of a transaction that ended before any other: PostgreSQL gives out higher ones.
pub(super) const OLDEST: u64 = 3;

/// Brings the schema to the version that this program knows. All of it happens or nothing.
///
/// # Errors
/// When the database can't be reached or refuses a change.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), StoreError> {
    let tx = db.begin().await.map_err(failed)?;
    sql("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK.into()]).one(&tx).await?;
    sql("SET LOCAL statement_timeout = 0", []).run(&tx).await?;
    Migrator::up(&tx, None).await.map_err(failed)?;
    settle_restored(&tx).await?;
    tx.commit().await.map_err(failed)
}

/// Rows that were restored into another server carry numbers of that one's transactions, some of which here
/// are yet to come: their readers would take them for unfinished. They have long been finished.
async fn settle_restored(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    for table in ["change", "task_event"] {
        let settle = format!("UPDATE {table} SET xid = '{OLDEST}' WHERE xid > pg_current_xact_id()");
        sql(&settle, []).run(tx).await?;
    }
    Ok(())
}

/// Makes a database of this name on the server of `url` (the address of another database there), unless
/// it is there.
///
/// # Errors
/// When nobody answers or the server refuses.
pub(crate) async fn ensure_database(url: &str, name: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let server = Database::connect(options).await?;
    let known = "SELECT 1 FROM pg_database WHERE datname = $1";
    let known = Statement::from_sql_and_values(DbBackend::Postgres, known, [name.into()]);
    if server.query_one_raw(known).await?.is_none() {
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    }
    server.close().await
}
