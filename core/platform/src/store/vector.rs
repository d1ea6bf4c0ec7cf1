//! Vectors on their way in and out.

use chrono::{DateTime, Utc};
use domain::id::{JobId, ResumeId};
use domain::matching::question::StoredChunk;
use domain::ports::StoreError;
use domain::ports::rows::Answer;
use domain::resume::model::EmbeddedChunk;
use domain::text::Span;
use sea_orm::prelude::PgVector;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::model::{ModelInUse, SERVING};
use super::sql::{get, sql};

/// A vector as a value, checked against the model's length.
pub(super) fn value(model: ModelInUse, vector: &[f32]) -> Answer<Value> {
    if usize::try_from(model.dimensions).ok() != Some(vector.len()) {
        return Err(StoreError::Corrupt { what: "vector length" });
    }
    Ok(PgVector::from(vector.to_vec()).into())
}

/// A vector of a row.
pub(super) fn read(row: &QueryResult, column: &'static str) -> Answer<Vec<f32>> {
    Ok(get::<PgVector>(row, column)?.into())
}

/// The vectors of chunks one after the other, as a list of texts that the database reads as vectors.
pub(super) fn literals(model: ModelInUse, chunks: &[EmbeddedChunk]) -> Answer<Vec<String>> {
    let literal = |chunk: &EmbeddedChunk| {
        value(model, &chunk.vector)?;
        let numbers: Vec<String> = chunk.vector.iter().map(f32::to_string).collect();
        Ok(format!("[{}]", numbers.join(",")))
    };
    chunks.iter().map(literal).collect()
}

/// Whose chunks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    Job(JobId),
    Resume(ResumeId),
}

impl Owner {
    /// The column that names it, the table of its chunks and its id.
    fn parts(self) -> (&'static str, &'static str, Uuid) {
        match self {
            Self::Job(id) => ("job_id", "job_chunk", id.0),
            Self::Resume(id) => ("resume_id", "resume_chunk", id.0),
        }
    }
}

/// Replaces chunks and their vectors, those of this model alone. All go in one statement, since one a chunk would take a round
/// trip each.
pub(super) async fn put_chunks(
    db: &DatabaseTransaction,
    model: ModelInUse,
    owner: Owner,
    chunks: &[EmbeddedChunk],
    at: DateTime<Utc>,
) -> Answer<()> {
    let (column, table, id) = owner.parts();
    let old = format!("DELETE FROM {table} WHERE {column} = $1 AND model_id = $2");
    sql(&old, [id.into(), model.id.into()]).run(db).await?;
    let put = format!(
        "WITH given AS (
            SELECT position - 1 AS position, span_start, span_end, tokens, embedding
            FROM unnest($2::integer[], $3::integer[], $4::integer[], $5::text[])
                WITH ORDINALITY AS g (span_start, span_end, tokens, embedding, position)
        ), cut AS (
            INSERT INTO {table} ({column}, model_id, position, span_start, span_end, tokens)
            SELECT $1, $6, position, span_start, span_end, tokens FROM given
        )
        INSERT INTO {table}_vector ({column}, position, model_id, embedding, embedded_at)
        SELECT $1, position, $6, embedding::vector, $7 FROM given"
    );
    let numbers = |of: fn(&EmbeddedChunk) -> u32| -> Answer<Vec<i32>> {
        chunks.iter().map(|chunk| i32::try_from(of(chunk)).map_err(|_| StoreError::Corrupt { what: "chunk" })).collect()
    };
    let values = [
        id.into(),
        numbers(|chunk| chunk.span.start)?.into(),
        numbers(|chunk| chunk.span.end)?.into(),
        numbers(|chunk| chunk.tokens)?.into(),
        literals(model, chunks)?.into(),
        model.id.into(),
        at.into(),
    ];
    sql(&put, values).run(db).await?;
    Ok(())
}

/// A résumé's chunks with their vectors of one model, in order.
pub(super) async fn embedded_chunks(
    db: &impl ConnectionTrait,
    model: ModelInUse,
    id: ResumeId,
) -> Answer<Vec<EmbeddedChunk>> {
    let select = "SELECT c.span_start, c.span_end, c.tokens, v.embedding
        FROM resume_chunk c JOIN resume_chunk_vector v ON v.resume_id = c.resume_id AND v.model_id = c.model_id AND v.position = c.position
        WHERE c.resume_id = $1 AND c.model_id = $2 ORDER BY c.position";
    let read_chunk = |row: &QueryResult| {
        let number = |column| Ok::<u32, StoreError>(get::<i32>(row, column)?.unsigned_abs());
        Ok(EmbeddedChunk {
            span: Span { start: number("span_start")?, end: number("span_end")? },
            tokens: number("tokens")?,
            vector: read(row, "embedding")?,
        })
    };
    sql(select, [id.0.into(), model.id.into()]).all(db).await?.iter().map(read_chunk).collect()
}

/// Chunks `c` with their vectors `v` of the serving model, of a table and the column that names their owner, by position. The
/// condition's values begin at `$1`.
pub(super) async fn stored_chunks(
    db: &impl ConnectionTrait,
    (table, column): (&str, &str),
    condition: &str,
    values: impl IntoIterator<Item = Value>,
) -> Answer<Vec<StoredChunk>> {
    let select = format!(
        "SELECT c.{column} AS owner, c.span_start, c.span_end, v.embedding
        FROM {table} c JOIN {table}_vector v ON v.{column} = c.{column} AND v.model_id = c.model_id AND v.position = c.position
        WHERE c.model_id = {SERVING} AND {condition} ORDER BY c.{column}, c.position"
    );
    let read_chunk = |row: &QueryResult| {
        let offset = |column| Ok::<u32, StoreError>(get::<i32>(row, column)?.unsigned_abs());
        Ok(StoredChunk {
            owner: get(row, "owner")?,
            span: Span { start: offset("span_start")?, end: offset("span_end")? },
            vector: read(row, "embedding")?,
        })
    };
    sql(&select, values).all(db).await?.iter().map(read_chunk).collect()
}
