//! How tasks are handed out: what was pushed, and who is there to run it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::TaskId;
use domain::ports::rows::{Answer, DispatchReads, DispatchWrites};
use domain::ports::{ForPush, StoreError, Wake};
use domain::task::model::{QueueName, QueueStatus, Task};
use domain::task::worker::{Worker, WorkerReport};
use entity::worker;
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::queue;
use super::session::{Connection, Session};
use super::sql::{get, sql, uuids};
use super::task::read_task;

/// A queue that is paused hands out nothing.
const PAUSED: &str = "EXISTS (SELECT 1 FROM queue_pause p WHERE p.queue =";

fn name_of(row: &QueryResult) -> Answer<QueueName> {
    QueueName::parse(&get::<String>(row, "queue")?).ok_or(StoreError::Corrupt { what: "task queue" })
}

fn read_worker(row: &QueryResult) -> Answer<Worker> {
    let corrupt = || StoreError::Corrupt { what: "worker" };
    let row = worker::Model::from_query_result(row, "").map_err(|_| corrupt())?;
    Ok(Worker {
        report: WorkerReport {
            id: row.id,
            name: row.name,
            host: row.host,
            version: row.version,
            pools: serde_json::from_value(row.pools).map_err(|_| corrupt())?,
            done: row.done.unsigned_abs(),
            failed: row.failed.unsigned_abs(),
        },
        started_at: row.started_at,
        beat_at: row.beat_at,
    })
}

/// See [`domain::ports::Store::take_for_push`]. Nobody waits until these marks, and they alone, are on the
/// disk: what a power cut makes forgotten is pushed once more, and claimed once all the same.
pub(super) async fn take_for_push(
    db: &impl ConnectionTrait,
    windows: &[(QueueName, u32)],
    back_off: Duration,
) -> Answer<ForPush> {
    let to_push = "(pushed_at IS NULL
        OR pushed_at + make_interval(secs => $3 * 2 ^ least(greatest(pushes, 1) - 1, 10)) <= now())";
    let statement = format!(
        "WITH served (queue, places) AS (
            SELECT * FROM unnest($1::text[], $2::int[]) s (queue, places) WHERE NOT {PAUSED} s.queue)
        ), front AS (
            SELECT f.*, served.places, {to_push} AS to_push FROM served CROSS JOIN LATERAL (
                SELECT task_id, queue, pushed_at, pushes FROM task_dispatch
                WHERE queue = served.queue AND owner IS NULL AND run_at <= now()
                ORDER BY of_batch, run_at, task_id LIMIT served.places
            ) f
        ), taken AS (
            SELECT task_id FROM task_dispatch WHERE task_id IN (SELECT task_id FROM front WHERE to_push)
                AND owner IS NULL AND {to_push}
            FOR UPDATE SKIP LOCKED
        ), pushed AS (
            UPDATE task_dispatch SET pushed_at = clock_timestamp(), pushes = pushes + 1
            WHERE task_id IN (SELECT task_id FROM taken)
            RETURNING task_id, queue, of_batch, run_at
        ), taken_places (is_full, unsynced) AS (
            SELECT EXISTS (SELECT FROM front GROUP BY queue, places HAVING count(*) >= places),
                set_config('synchronous_commit', 'off', true)
        )
        SELECT task_id, queue, is_full, unsynced FROM taken_places LEFT JOIN pushed ON true
        ORDER BY of_batch, run_at, task_id"
    );
    let (queues, places): (Vec<String>, Vec<i32>) = windows
        .iter()
        .map(|(queue, places)| (queue.as_str().to_owned(), i32::try_from(*places).unwrap_or(i32::MAX)))
        .unzip();
    let rows = sql(&statement, [queues.into(), places.into(), back_off.as_secs_f64().into()]).all(db).await?;
    let mut answer = ForPush::default();
    for row in &rows {
        answer.is_full = get(row, "is_full")?;
        if let Some(id) = get::<Option<Uuid>>(row, "task_id")? {
            answer.tasks.push((id.into(), name_of(row)?));
        }
    }
    Ok(answer)
}

#[async_trait]
impl<C: Connection> DispatchReads for Session<C> {
    async fn pushed_in_vain(&self, ago: Duration) -> Answer<Vec<(QueueName, u64)>> {
        let select = format!(
            "SELECT queue, count(*) AS tasks FROM task_dispatch d
            WHERE owner IS NULL AND pushed_at < now() - make_interval(secs => $1) AND run_at <= now()
                AND NOT {PAUSED} d.queue)
            GROUP BY queue"
        );
        let rows = sql(&select, [ago.as_secs_f64().into()]).all(&self.db).await?;
        rows.iter().map(|row| Ok((name_of(row)?, get::<i64>(row, "tasks")?.unsigned_abs()))).collect()
    }

    async fn queue_statuses(&self) -> Answer<Vec<QueueStatus>> {
        queue::statuses(&self.db).await
    }

    async fn time(&self) -> Answer<DateTime<Utc>> {
        sql("SELECT clock_timestamp()", []).value(&self.db).await
    }

    async fn tasks_held_by(&self, owners: &[String]) -> Answer<Vec<(String, Task)>> {
        let select = "SELECT d.owner, t.* FROM task_dispatch d JOIN task t ON t.id = d.task_id
            WHERE d.owner = ANY($1) ORDER BY t.attempt_started_at, t.id";
        let rows = sql(select, [owners.to_vec().into()]).all(&self.db).await?;
        rows.iter().map(|row| Ok((get(row, "owner")?, read_task(row)?))).collect()
    }

    async fn workers(&self, within: Duration) -> Answer<Vec<Worker>> {
        let select = "SELECT * FROM worker WHERE beat_at > now() - make_interval(secs => $1) ORDER BY name, id";
        sql(select, [within.as_secs_f64().into()]).all(&self.db).await?.iter().map(read_worker).collect()
    }

    async fn is_worker_alive(&self, host: &str, within: Duration) -> Answer<bool> {
        let select = "SELECT 1 FROM worker WHERE host = $1 AND beat_at > now() - make_interval(secs => $2) LIMIT 1";
        Ok(sql(select, [host.into(), within.as_secs_f64().into()]).one(&self.db).await?.is_some())
    }
}

#[async_trait]
impl DispatchWrites for Session<DatabaseTransaction> {
    async fn forget_pushes(&mut self, tasks: &[TaskId]) -> Answer<()> {
        let update = "UPDATE task_dispatch SET pushed_at = NULL, pushes = 0 WHERE task_id = ANY($1) AND owner IS NULL";
        sql(update, [uuids(tasks, |id| id.0).into()]).run(&self.db).await?;
        Ok(())
    }

    async fn forget_pushes_of_queue(&mut self, queue: QueueName, ago: Duration) -> Answer<u64> {
        let update = "UPDATE task_dispatch SET pushed_at = NULL, pushes = 0
            WHERE queue = $1 AND owner IS NULL AND pushed_at < now() - make_interval(secs => $2)";
        sql(update, [queue.as_str().into(), ago.as_secs_f64().into()]).run(&self.db).await
    }

    async fn pause_queue(&mut self, queue: QueueName) -> Answer<()> {
        let insert = "INSERT INTO queue_pause (queue) VALUES ($1) ON CONFLICT (queue) DO NOTHING";
        sql(insert, [queue.as_str().into()]).run(&self.db).await?;
        Ok(())
    }

    async fn resume_queue(&mut self, queue: QueueName) -> Answer<()> {
        sql("DELETE FROM queue_pause WHERE queue = $1", [queue.as_str().into()]).run(&self.db).await?;
        self.wake(Wake::Due(queue));
        Ok(())
    }

    async fn put_worker(&mut self, report: &WorkerReport) -> Answer<()> {
        // Whoever was killed takes its report along only when somebody else removes it.
        let upsert = "WITH long_gone AS (
                DELETE FROM worker WHERE beat_at < now() - interval '1 day' AND id <> $1
            )
            INSERT INTO worker (id, name, host, version, pools, done, failed)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET beat_at = now(), done = excluded.done, failed = excluded.failed";
        let count = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
        let values = [
            report.id.into(),
            report.name.as_str().into(),
            report.host.as_str().into(),
            report.version.as_str().into(),
            serde_json::to_value(&report.pools).map_err(|_| StoreError::Corrupt { what: "worker" })?.into(),
            count(report.done).into(),
            count(report.failed).into(),
        ];
        sql(upsert, values).run(&self.db).await?;
        Ok(())
    }

    async fn remove_worker(&mut self, id: Uuid) -> Answer<()> {
        sql("DELETE FROM worker WHERE id = $1", [id.into()]).run(&self.db).await?;
        Ok(())
    }
}
