//! Writing many tasks at once, each with its event: a batch has thousands, and a round trip each would take
//! minutes.

use domain::id::{NodeRef, TaskId};
use domain::ports::Wake;
use domain::ports::rows::Answer;
use domain::task::model::{NewTask, QueueName, Task, TaskKind, Unclaimed};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::session::Session;
use super::super::sql::{get, sql, uuids};
use super::{Counted, corrupt, limit_of, read_task, seconds};
use crate::failpoint::Step;
use crate::telemetry::current_traceparent;

/// Children of batches go behind what somebody waits for.
fn queue_of(task: &NewTask) -> QueueName {
    match task.payload.kind() {
        TaskKind::ScreenApplication if task.parent.is_some() => QueueName::LowPriority,
        kind => kind.policy().queue,
    }
}

/// Children of a batch, at most `$2`.
const OF_BATCH: &str = "SELECT d.task_id FROM task t JOIN task_dispatch d ON d.task_id = t.id
    WHERE t.parent_id = $1 AND d.owner IS NULL LIMIT $2";

/// The first in a queue that were there at `$2`, at most `$3`. The database's clock wrote their first events.
const IN_QUEUE: &str = "SELECT d.task_id FROM task_dispatch d
    WHERE d.queue = $1 AND d.owner IS NULL
        AND EXISTS (SELECT 1 FROM task_event e WHERE e.task_id = d.task_id AND e.seq = 1 AND e.at <= $2)
    ORDER BY d.of_batch, d.run_at, d.task_id LIMIT $3";

/// A task as one row of a document that the database reads as a table.
fn row(task: &NewTask) -> Answer<Value> {
    let kind = task.payload.kind();
    let (subject_kind, subject_id) = task.payload.subject().map(NodeRef::parts).unzip();
    Ok(json!({
        "id": task.id.0,
        "kind": kind.as_str(),
        "queue": queue_of(task).as_str(),
        "payload": serde_json::to_value(task.payload).map_err(|_| corrupt("task payload"))?,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "max_attempts": kind.policy().retries + 1,
        "parent_id": task.parent.map(|id| id.0),
        "retry_of": task.retry_of.map(|id| id.0),
        "created_at": task.created_at,
        "delay": seconds(task.delay),
    }))
}

impl Session<DatabaseTransaction> {
    /// The tasks, their places in line and their first events. They name the request that we are in, or the task.
    pub(super) async fn put_in_line(&mut self, tasks: &[NewTask]) -> Answer<()> {
        let insert = "WITH new AS (
            SELECT * FROM jsonb_to_recordset($1) AS n (
                id uuid, kind text, queue text, payload jsonb, subject_kind text, subject_id uuid, max_attempts integer,
                parent_id uuid, retry_of uuid, created_at timestamptz, delay double precision
            )
        ), put AS (
            INSERT INTO task
                (id, kind, queue, payload, subject_kind, subject_id, max_attempts, parent_id, retry_of, last_seq, created_at,
                traceparent)
            SELECT id, kind, queue, payload, subject_kind, subject_id, max_attempts, parent_id, retry_of, 1, created_at,
                $2::text
            FROM new
        ), lined AS (
            INSERT INTO task_dispatch (task_id, queue, of_batch, run_at)
            SELECT id, queue, parent_id IS NOT NULL, now() + make_interval(secs => delay) FROM new
        )
        INSERT INTO task_event (task_id, seq, state, attempt, progress, terminal, at)
        SELECT id, 1, 'PENDING', 0, 0, false, clock_timestamp() FROM new";
        let rows = tasks.iter().map(row).collect::<Answer<Vec<Value>>>()?;
        sql(insert, [Value::Array(rows).into(), current_traceparent().into()]).run(&self.db).await?;
        for task in tasks {
            self.wake_once(Wake::Task { id: task.id, seq: 1 });
            self.count(Counted::enqueued(task.payload.kind()));
        }
        for queue in QueueName::ALL.iter().filter(|queue| tasks.iter().any(|task| queue_of(task) == **queue)) {
            self.wake(Wake::Due(*queue));
        }
        self.does(Step::Enqueue);
        Ok(())
    }

    /// Locks places in line and after them, in the same order, their tasks.
    pub(super) async fn lock_places(&mut self, which: Unclaimed, limit: u64) -> Answer<Vec<Task>> {
        let (chosen, mut values) = match which {
            Unclaimed::OfBatch(batch) => (OF_BATCH, vec![batch.0.into()]),
            Unclaimed::InQueue { queue, until } => (IN_QUEUE, vec![queue.as_str().into(), until.into()]),
        };
        values.push(limit_of(limit).into());
        let places = format!(
            "SELECT task_id FROM task_dispatch WHERE task_id = ANY(ARRAY({chosen})) AND owner IS NULL
            ORDER BY task_id FOR UPDATE"
        );
        let rows = sql(&places, values).all(&self.db).await?;
        let ids = rows.iter().map(|row| get::<Uuid>(row, "task_id")).collect::<Answer<Vec<Uuid>>>()?;
        let tasks = "SELECT * FROM task WHERE id = ANY($1) ORDER BY id FOR UPDATE";
        sql(tasks, [ids.into()]).all(&self.db).await?.iter().map(read_task).collect()
    }

    /// Nobody works on these, so no worker is told; who follows them is.
    pub(super) async fn revoke_locked(&mut self, ids: &[TaskId]) -> Answer<()> {
        let revoke = "WITH revoked AS (
            UPDATE task SET last_seq = last_seq + 1, state = 'REVOKED', next_attempt_at = NULL, finished_at = clock_timestamp()
            WHERE id = ANY($1) AND finished_at IS NULL
            RETURNING id, kind, last_seq, attempt, progress
        ), left_line AS (
            DELETE FROM task_dispatch d USING revoked r WHERE d.task_id = r.id
        ), told AS (
            INSERT INTO task_event (task_id, seq, state, attempt, progress, terminal, at)
            SELECT id, last_seq, 'REVOKED', attempt, progress, true, clock_timestamp() FROM revoked
        )
        SELECT id, last_seq, kind FROM revoked";
        for row in sql(revoke, [uuids(ids, |id| id.0).into()]).all(&self.db).await? {
            self.wake_once(Wake::Task { id: get::<Uuid>(&row, "id")?.into(), seq: get(&row, "last_seq")? });
            self.count(Counted::revoked(&row)?);
        }
        Ok(())
    }
}
