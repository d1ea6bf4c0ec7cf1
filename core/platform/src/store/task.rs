//! Reading tasks.

use std::time::Duration;

use async_trait::async_trait;
use domain::id::{NodeRef, TaskId};
use domain::page::{OrderDirection, Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, TaskReads};
use domain::task::model::{Claim, Horizon, QueueName, Task, TaskError, TaskEvent, TaskFilter, TaskState};
use entity::{task, task_event};
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};

mod counted;
mod many;
mod write;

pub(super) use counted::Counted;
pub(super) use write::{claim, write_fenced};

fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt { what }
}

fn error(code: Option<String>, message: Option<String>) -> Option<TaskError> {
    Some(TaskError { code: code?, message: message? })
}

fn reference(kind: Option<String>, id: Option<Uuid>) -> Answer<Option<NodeRef>> {
    match (kind, id) {
        (Some(kind), Some(id)) => NodeRef::from_parts(&kind, id).map(Some).ok_or(corrupt("task result")),
        _ => Ok(None),
    }
}

pub(super) fn read_task(row: &QueryResult) -> Answer<Task> {
    let row = task::Model::from_query_result(row, "").map_err(|_| corrupt("task"))?;
    Ok(Task {
        id: row.id.into(),
        payload: serde_json::from_value(row.payload).map_err(|_| corrupt("task payload"))?,
        queue: QueueName::parse(&row.queue).ok_or(corrupt("task queue"))?,
        state: TaskState::parse(&row.state).ok_or(corrupt("task state"))?,
        attempt: row.attempt.unsigned_abs(),
        max_attempts: row.max_attempts.unsigned_abs(),
        losses: row.losses.unsigned_abs(),
        progress: u8::try_from(row.progress).map_err(|_| corrupt("task progress"))?,
        error: error(row.error_code, row.error_message),
        result: reference(row.result_kind, row.result_id)?,
        parent: row.parent_id.map(Into::into),
        retry_of: row.retry_of.map(Into::into),
        last_seq: row.last_seq,
        next_attempt_at: row.next_attempt_at,
        traceparent: row.traceparent,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}

fn read_event(row: &QueryResult) -> Answer<TaskEvent> {
    let row = task_event::Model::from_query_result(row, "").map_err(|_| corrupt("task event"))?;
    Ok(TaskEvent {
        task_id: row.task_id.into(),
        seq: row.seq,
        state: TaskState::parse(&row.state).ok_or(corrupt("event state"))?,
        attempt: row.attempt.unsigned_abs(),
        progress: u8::try_from(row.progress).map_err(|_| corrupt("event progress"))?,
        message: row.message,
        error: error(row.error_code, row.error_message),
        next_attempt_at: row.next_attempt_at,
        terminal: row.terminal,
        at: row.at,
    })
}

fn filtered(filter: &TaskFilter) -> Sql {
    let mut rows = Sql::new("FROM task t WHERE true");
    conditions(&mut rows, filter, "t.state");
    rows
}

/// Conditions on `task t`; `state` is what its states are compared with.
fn conditions(rows: &mut Sql, filter: &TaskFilter, state: &str) {
    rows.any_of("t.kind", filter.kinds.as_ref().map(|all| all.iter().map(|k| k.as_str().to_owned()).collect()))
        .any_of(state, filter.states.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()))
        .any_of("t.queue", filter.queues.as_ref().map(|all| all.iter().map(|q| q.as_str().to_owned()).collect()));
    if let Some(subject) = filter.subject {
        let (kind, id) = subject.parts();
        rows.and("t.subject_kind =", kind).and("t.subject_id =", id);
    }
    if let Some(parent) = filter.parent {
        rows.and("t.parent_id =", parent.0);
    }
    rows.within("t.created_at", &filter.created_at);
}

/// All that an event tells.
const EVENT: &str =
    "task_id, seq, state, attempt, progress, message, error_code, error_message, next_attempt_at, terminal, at";

fn ids(rows: &[QueryResult]) -> Answer<Vec<TaskId>> {
    rows.iter().map(|row| Ok(get::<Uuid>(row, "task_id")?.into())).collect()
}

fn limit_of(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl<C: Connection> TaskReads for Session<C> {
    async fn tasks(&self, ids: &[TaskId]) -> Answer<Vec<Task>> {
        let ids = uuids(ids, |id| id.0);
        sql("SELECT * FROM task WHERE id = ANY($1)", [ids.into()]).all(&self.db).await?.iter().map(read_task).collect()
    }

    async fn list_tasks(&self, filter: &TaskFilter, page: &PageRequest) -> Answer<Page<Task>> {
        let list = List {
            columns: "t.*".to_owned(),
            rows: filtered(filter),
            key: "t.created_at",
            kind: Key::Time,
            direction: OrderDirection::Desc,
        };
        list.page(&self.db, page, read_task).await
    }

    async fn count_tasks(&self, filter: &TaskFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn task_events(&self, id: TaskId, after: i32, limit: u64) -> Answer<Vec<TaskEvent>> {
        let select = format!("SELECT {EVENT} FROM task_event WHERE task_id = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        let values = [id.0.into(), after.into(), limit_of(limit).into()];
        sql(&select, values).all(&self.db).await?.iter().map(read_event).collect()
    }

    async fn horizon(&self) -> Answer<Horizon> {
        Ok(Horizon(sql("SELECT pg_current_snapshot()::text", []).value(&self.db).await?))
    }

    async fn events_since(&self, horizon: &Horizon, filter: &TaskFilter) -> Answer<(Vec<TaskEvent>, Horizon)> {
        // What this statement sees and the last one didn't. Both halves of it see the same.
        let mut select = Sql::new("WITH new AS (SELECT e.* FROM task_event e JOIN task t ON t.id = e.task_id WHERE ");
        let seen = format!("{}::pg_snapshot", select.place(horizon.0.as_str()));
        select.push(&format!("e.xid >= pg_snapshot_xmin({seen}) AND NOT pg_visible_in_snapshot(e.xid, {seen})"));
        conditions(&mut select, filter, "e.state");
        select.push(&format!(
            ") SELECT pg_current_snapshot()::text AS horizon, {EVENT} FROM (SELECT) AS always LEFT JOIN new ON true
            ORDER BY task_id, seq"
        ));
        let rows = select.all(&self.db).await?;
        let horizon = Horizon(get(rows.first().ok_or(corrupt("horizon"))?, "horizon")?);
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            if get::<Option<Uuid>>(row, "task_id")?.is_some() {
                events.push(read_event(row)?);
            }
        }
        Ok((events, horizon))
    }

    async fn due_tasks(&self, queues: &[QueueName], limit: u64) -> Answer<Vec<TaskId>> {
        let select = "SELECT d.task_id
            FROM unnest($1::text[]) WITH ORDINALITY AS q (queue, rank)
            CROSS JOIN LATERAL (
                SELECT task_id, of_batch, run_at FROM task_dispatch
                WHERE queue = q.queue AND owner IS NULL AND run_at <= now()
                    AND NOT EXISTS (SELECT 1 FROM queue_pause p WHERE p.queue = q.queue)
                ORDER BY of_batch, run_at, task_id LIMIT $2
            ) d
            ORDER BY q.rank, d.of_batch, d.run_at, d.task_id LIMIT $2";
        let names: Vec<String> = queues.iter().map(|queue| queue.as_str().to_owned()).collect();
        ids(&sql(select, [names.into(), limit_of(limit).into()]).all(&self.db).await?)
    }

    async fn task_that_retries(&self, id: TaskId) -> Answer<Option<Task>> {
        let select = "SELECT * FROM task WHERE retry_of = $1 ORDER BY created_at, id LIMIT 1";
        sql(select, [id.0.into()]).one(&self.db).await?.as_ref().map(read_task).transpose()
    }

    async fn lost_tasks(&self, limit: u64) -> Answer<Vec<TaskId>> {
        let select = "SELECT task_id FROM task_dispatch WHERE owner IS NOT NULL AND lease_until < now()
            ORDER BY lease_until, task_id LIMIT $1";
        ids(&sql(select, [limit_of(limit).into()]).all(&self.db).await?)
    }

    async fn claimed_tasks(&self) -> Answer<Vec<TaskId>> {
        ids(&sql("SELECT task_id FROM task_dispatch WHERE owner IS NOT NULL ORDER BY task_id", [])
            .all(&self.db)
            .await?)
    }

    async fn is_held(&self, claim: &Claim) -> Answer<bool> {
        let held = "SELECT 1 FROM task_dispatch WHERE task_id = $1 AND claim = $2 AND owner IS NOT NULL";
        Ok(sql(held, [claim.task_id.0.into(), claim.number.into()]).one(&self.db).await?.is_some())
    }
}

/// Seconds, for `make_interval`.
fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
