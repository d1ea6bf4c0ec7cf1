//! How queues stand, counted from what waits, what runs and what has ended.

use domain::ports::StoreError;
use domain::ports::rows::Answer;
use domain::task::model::{QueueName, QueueStatus};
use sea_orm::{ConnectionTrait, QueryResult};

use super::sql::{get, sql};

/// All queues in one statement, so that their figures are of one moment. What waits for its children is due at
/// no time, and a run of it is mostly theirs.
const STATUSES: &str = "WITH line AS (
    SELECT queue,
        count(*) FILTER (WHERE owner IS NULL AND run_at <= now()) AS pending,
        count(*) FILTER (WHERE owner IS NULL AND run_at > now() AND run_at < 'infinity') AS scheduled,
        count(*) FILTER (WHERE owner IS NOT NULL) AS running,
        extract(epoch FROM now() - min(run_at) FILTER (WHERE owner IS NULL AND run_at <= now()))::float8 AS oldest
    FROM task_dispatch GROUP BY queue
), dead AS (
    SELECT queue, count(*) AS tasks FROM task t
    WHERE state = 'FAILURE' AND NOT EXISTS (SELECT 1 FROM task again WHERE again.retry_of = t.id)
    GROUP BY queue
), ended AS (
    SELECT queue, state, CASE
            WHEN state = 'SUCCESS' AND NOT EXISTS (SELECT 1 FROM task child WHERE child.parent_id = t.id)
            THEN extract(epoch FROM finished_at - attempt_started_at)::float8
        END AS run
    FROM task t WHERE finished_at > now() - interval '1 hour'
), hour AS (
    SELECT queue,
        count(*) FILTER (WHERE state = 'SUCCESS') AS finished,
        count(*) FILTER (WHERE state = 'FAILURE') AS failed,
        avg(run) AS mean,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY run) AS p95
    FROM ended GROUP BY queue
)
SELECT q.name, p.queue IS NOT NULL AS paused,
    coalesce(line.pending, 0) AS pending, coalesce(line.scheduled, 0) AS scheduled,
    coalesce(line.running, 0) AS running, coalesce(dead.tasks, 0) AS dead, line.oldest,
    coalesce(hour.finished, 0) AS finished, coalesce(hour.failed, 0) AS failed, hour.mean, hour.p95
FROM unnest($1::text[]) WITH ORDINALITY AS q (name, place)
LEFT JOIN queue_pause p ON p.queue = q.name
LEFT JOIN line ON line.queue = q.name
LEFT JOIN dead ON dead.queue = q.name
LEFT JOIN hour ON hour.queue = q.name
ORDER BY q.place";

/// How each queue stands, in declaration order.
pub(super) async fn statuses(db: &impl ConnectionTrait) -> Answer<Vec<QueueStatus>> {
    let names: Vec<String> = QueueName::ALL.iter().map(|queue| queue.as_str().to_owned()).collect();
    sql(STATUSES, [names.into()]).all(db).await?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Answer<QueueStatus> {
    let count = |column| Ok(get::<i64>(row, column)?.unsigned_abs());
    Ok(QueueStatus {
        name: QueueName::parse(&get::<String>(row, "name")?).ok_or(StoreError::Corrupt { what: "task queue" })?,
        paused: get(row, "paused")?,
        pending: count("pending")?,
        scheduled: count("scheduled")?,
        running: count("running")?,
        dead: count("dead")?,
        oldest_seconds: get(row, "oldest")?,
        finished_last_hour: count("finished")?,
        failed_last_hour: count("failed")?,
        mean_seconds: get(row, "mean")?,
        p95_seconds: get(row, "p95")?,
    })
}
