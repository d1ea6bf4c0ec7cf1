//! Which model vectors are made with, which one rankings go by, and the indexes that belong to each.
//!
//! The two differ after the settings have named another model: its vectors are made beside the old ones, by
//! which rankings go on until the last new one is there. Which model serves is read with each statement, so
//! that all processes switch at the same moment.

use std::time::Duration;

use domain::ports::{EmbeddingModel, StoreError};
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use sea_orm::{ConnectionTrait, DatabaseConnection, SqlxError, TransactionTrait};

use super::connect::MIGRATION_LOCK;
use super::error::{failed, of_driver};
use super::sql::{get, sql};

/// The id of the model that rankings go by, in a statement.
pub(super) const SERVING: &str = "(SELECT m.id FROM embedding_model m WHERE m.serving)";

/// A model, as the database numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelInUse {
    pub(super) id: i16,
    pub(super) dimensions: i32,
}

impl ModelInUse {
    /// No model: no row has a vector.
    pub(super) const NONE: Self = Self { id: 0, dimensions: 1 };
}

/// Makes the model known, has rankings go by it unless another serves, and builds its indexes if they aren't there, without stopping writers.
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
    serve_unless_another_does(db, registered).await?;
    for table in ["candidate_vector", "job_vector"] {
        build_index(db, table, registered).await?;
    }
    Ok(registered)
}

/// The model that rankings go by; none does in a database without vectors.
pub(super) async fn serving(db: &impl ConnectionTrait) -> Result<ModelInUse, StoreError> {
    let row = sql("SELECT id, dimensions FROM embedding_model WHERE serving", []).one(db).await?;
    let read = |row| Ok(ModelInUse { id: get(row, "id")?, dimensions: get(row, "dimensions")? });
    row.as_ref().map_or(Ok(ModelInUse::NONE), read)
}

/// Makes rankings go by this model from the end of the transaction on.
pub(super) async fn serve(db: &impl ConnectionTrait, model: ModelInUse) -> Result<(), StoreError> {
    sql("UPDATE embedding_model SET serving = false WHERE serving AND id <> $1", [model.id.into()]).run(db).await?;
    sql("UPDATE embedding_model SET serving = true WHERE id = $1", [model.id.into()]).run(db).await?;
    Ok(())
}

/// Where no vector of the serving model is there, as on a first start, nobody need wait for the new one's.
async fn serve_unless_another_does(db: &DatabaseConnection, model: ModelInUse) -> Result<(), StoreError> {
    let tx = db.begin().await.map_err(failed)?;
    sql("LOCK TABLE embedding_model IN SHARE ROW EXCLUSIVE MODE", []).run(&tx).await?;
    let has_vectors = "SELECT EXISTS (SELECT 1 FROM embedding_model m WHERE m.serving AND (
        EXISTS (SELECT 1 FROM candidate_vector v WHERE v.model_id = m.id)
        OR EXISTS (SELECT 1 FROM job_vector v WHERE v.model_id = m.id)))";
    if !sql(has_vectors, []).value::<bool>(&tx).await? {
        serve(&tx, model).await?;
    }
    tx.commit().await.map_err(failed)
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
