//! What models were asked and answered, by content address, and who may ask.

use std::time::Duration;

use domain::ports::StoreError;
use domain::ports::rows::Answer;
use domain::screening::provider::Answerer;
use domain::screening::record::{Asked, AskedInput, Asking, Sample};
use domain::task::model::Claim;
use entity::screening_sample;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryResult};
use uuid::Uuid;

use super::error::failed;
use super::sql::{get, sql};

fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt { what }
}

fn unsigned(number: i32, what: &'static str) -> Answer<u32> {
    u32::try_from(number).map_err(|_| corrupt(what))
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn read_sample(row: &QueryResult) -> Answer<Sample> {
    let row = screening_sample::Model::from_query_result(row, "").map_err(|_| corrupt("answer of a model"))?;
    Ok(Sample {
        input_hash: row.input_hash,
        number: unsigned(row.number, "number")?,
        answerer: Answerer {
            provider: row.provider,
            model: row.model,
            prompt_version: row.prompt_version,
            prompt_hash: row.prompt_hash,
        },
        answer: row.answer,
        prompt_tokens: unsigned(row.prompt_tokens, "tokens")?,
        answer_tokens: unsigned(row.answer_tokens, "tokens")?,
        latency_ms: unsigned(row.latency_ms, "latency")?,
        task_id: row.task_id.into(),
        created_at: row.created_at,
    })
}

/// What is kept of an input.
pub(super) async fn read(db: &impl ConnectionTrait, input_hash: &str) -> Answer<Option<Asked>> {
    let select = "SELECT wanted FROM screening_input WHERE input_hash = $1";
    let Some(row) = sql(select, [input_hash.into()]).one(db).await? else {
        return Ok(None);
    };
    let select = "SELECT * FROM screening_sample WHERE input_hash = $1 ORDER BY number";
    let samples = sql(select, [input_hash.into()]).all(db).await?;
    let samples = samples.iter().map(read_sample).collect::<Answer<_>>()?;
    Ok(Some(Asked { wanted: unsigned(get(&row, "wanted")?, "wanted")?, samples }))
}

/// Makes the input ours unless the claim of whoever asks about it still holds. The row is locked first and that
/// claim read after it, so of two who come at once one sees the other.
pub(super) async fn claim(db: &impl ConnectionTrait, input: &AskedInput, claim: &Claim) -> Answer<Asking> {
    let insert = "INSERT INTO screening_input (input_hash, application_id, record, asked_by, asked_claim)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (input_hash) DO NOTHING";
    let hash = input.input_hash.as_str();
    let (task, number) = (claim.task_id.0, claim.number);
    let values = [hash.into(), input.application_id.0.into(), input.record.clone().into(), task.into(), number.into()];
    if sql(insert, values).run(db).await? == 0 {
        let lock = "SELECT 1 FROM screening_input WHERE input_hash = $1 FOR UPDATE";
        sql(lock, [hash.into()]).one(db).await?;
        let holder = "SELECT i.asked_by FROM screening_input i
            JOIN task_dispatch d ON d.task_id = i.asked_by AND d.claim = i.asked_claim
            WHERE i.input_hash = $1 AND i.asked_by <> $2 AND d.owner IS NOT NULL AND d.lease_until > clock_timestamp()";
        if let Some(row) = sql(holder, [hash.into(), task.into()]).one(db).await? {
            return Ok(Asking::Theirs(get::<Uuid>(&row, "asked_by")?.into()));
        }
        let take =
            "UPDATE screening_input SET asked_by = $2, asked_claim = $3, application_id = $4 WHERE input_hash = $1";
        let values = [hash.into(), task.into(), number.into(), input.application_id.0.into()];
        sql(take, values).run(db).await?;
    }
    Ok(Asking::Ours(read(db, hash).await?.unwrap_or_default()))
}

/// A new answer.
pub(super) async fn insert_sample(db: &impl ConnectionTrait, sample: &Sample) -> Answer<()> {
    let Answerer { provider, model, prompt_version, prompt_hash } = sample.answerer.clone();
    let row = screening_sample::Model {
        input_hash: sample.input_hash.clone(),
        number: signed(sample.number),
        provider,
        model,
        prompt_version,
        prompt_hash,
        answer: sample.answer.clone(),
        prompt_tokens: signed(sample.prompt_tokens),
        answer_tokens: signed(sample.answer_tokens),
        latency_ms: signed(sample.latency_ms),
        task_id: sample.task_id.0,
        created_at: sample.created_at,
    };
    let row = row.into_active_model().reset_all();
    screening_sample::Entity::insert(row).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

/// Removes questions on whose answers no screening rests.
pub(super) async fn remove_unused(db: &impl ConnectionTrait, older_than: Duration, limit: i64) -> Answer<u64> {
    let remove = "DELETE FROM screening_input WHERE input_hash IN (
        SELECT i.input_hash FROM screening_input i
        WHERE i.created_at < now() - make_interval(secs => $1)
            AND NOT EXISTS (SELECT 1 FROM screening s WHERE s.input_hash = i.input_hash)
            AND NOT EXISTS (SELECT 1 FROM task_dispatch d WHERE d.task_id = i.asked_by AND d.claim = i.asked_claim)
        LIMIT $2 FOR UPDATE SKIP LOCKED)";
    sql(remove, [older_than.as_secs_f64().into(), limit.into()]).run(db).await
}

/// Keeps an input from going with the last screening but one while another is written.
pub(super) async fn hold(db: &impl ConnectionTrait, input_hash: &str) -> Answer<()> {
    let hold = "SELECT 1 FROM screening_input WHERE input_hash = $1 FOR KEY SHARE";
    sql(hold, [input_hash.into()]).one(db).await.map(drop)
}
