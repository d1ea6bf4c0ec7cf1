//! Which model vectors are made with, and the indexes that belong to it.

use std::time::Duration;

use domain::ports::{EmbeddingModel, StoreError};
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use sea_orm::{DatabaseConnection, SqlxError};

use super::connect::MIGRATION_LOCK;
use super::error::of_driver;
use super::sql::{get, sql};

/// The model in use, as the database numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelInUse {
    pub(super) id: i16,
    pub(super) dimensions: i32,
}

impl ModelInUse {
    /// No model: no row has a vector.
    pub(super) const NONE: Self = Self { id: 0, dimensions: 1 };
}

/// Makes the model known and builds its indexes if they aren't there, without stopping writers.
/// Vectors of several models live side by side; each is compared with its own kind only.
///
/// # Errors
/// When the database can't be reached or refuses.
pub async fn register_model(db: &DatabaseConnection, model: &EmbeddingModel) -> Result<ModelInUse, StoreError> {
    let dimensions = i32::try_from(model.dimensions).map_err(|_| StoreError::Corrupt { what: "dimensions" })?;
    let max_tokens = i32::try_from(model.max_tokens).map_err(|_| StoreError::Corrupt { what: "max_tokens" })?;
    let insert = "INSERT INTO embedding_model (name, dimensions, max_tokens) VALUES ($1, $2, $3) ON CONFLICT (name, dimensions) DO NOTHING";
    sql(insert, [model.name.as_str().into(), dimensions.into(), max_tokens.into()]).run(db).await?;
    let select = "SELECT id FROM embedding_model WHERE name = $1 AND dimensions = $2";
    let row = sql(select, [model.name.as_str().into(), dimensions.into()])
        .one(db)
        .await?
        .ok_or(StoreError::Corrupt { what: "embedding_model" })?;
    let registered = ModelInUse { id: get(&row, "id")?, dimensions };
    for table in ["candidate_vector", "job_vector"] {
        build_index(db, table, registered).await?;
    }
    Ok(registered)
}

async fn build_index(db: &DatabaseConnection, table: &str, model: ModelInUse) -> Result<(), StoreError> {
    let ModelInUse { id, dimensions } = model;
    let name = format!("{table}_{id}_hnsw");
    let state = sql(STATE, [name.as_str().into()]).one(db).await?;
    if state.as_ref().map(|row| get::<bool>(row, "valid")).transpose()? == Some(true) {
        return Ok(());
    }
    let create = format!(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING hnsw ((embedding::vector({dimensions})) vector_cosine_ops) WHERE model_id = {id}"
    );
    let pooled = db.get_postgres_connection_pool().acquire().await.map_err(|e| of_driver(&e))?;
    // A connection of its own state: it leaves the pool, and takes its time limit and its lock with it.
    let mut connection = pooled.detach();
    let built = build(&mut connection, &name, create).await;
    let closed = connection.close().await;
    built.and(closed).map_err(|e| of_driver(&e))
}

/// Whether an index is there, and whether it can be used.
const STATE: &str = "SELECT i.indisvalid AS valid FROM pg_index i WHERE i.indexrelid = to_regclass($1)";
/// The number of the advisory lock under which indexes are built. A part of bringing the database up to date
/// that no transaction can hold.
const BUILDING_LOCK: i64 = MIGRATION_LOCK + 1;
const PAUSE: Duration = Duration::from_millis(50);

/// Servers that start together build one after the other: two that build beside each other wait for each
/// other in a circle. Who waits asks again and again, since a statement that waits would hold up the builder.
async fn build(connection: &mut PgConnection, name: &str, create: String) -> Result<(), SqlxError> {
    connection.execute("SET statement_timeout = 0").await?;
    let take = format!("SELECT pg_try_advisory_lock({BUILDING_LOCK})");
    while !connection.fetch_one(AssertSqlSafe(take.clone())).await?.try_get::<bool, _>(0)? {
        tokio::time::sleep(PAUSE).await;
    }
    let state = sea_orm::sqlx::query(STATE).bind(name).fetch_optional(&mut *connection).await?;
    if state.map(|row| row.try_get::<bool, _>(0)).transpose()? == Some(false) {
        // A build that was cut short leaves an index that is never used.
        connection.execute(AssertSqlSafe(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"))).await?;
    }
    connection.execute(AssertSqlSafe(create)).await?;
    Ok(())
}
