//! How much work waits and who is there to do it, and how far this process uses its connections: for metrics.

use std::time::Duration;

use domain::ports::StoreError;
use domain::ports::rows::Answer;
use domain::task::model::QueueName;

use super::session::PgStore;
use super::sql::{get, sql};
use crate::telemetry::metrics::catalogue::{CONNECTIONS, QUEUE_DEPTH, QUEUE_OLDEST, WORKERS};

/// The work of all processes at one moment, by the database's clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// In declaration order.
    pub queues: Vec<Line>,
    /// Processes that reported themselves lately.
    pub workers: u64,
}

/// A queue's part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which.
    pub queue: QueueName,
    /// Due tasks that nobody has claimed.
    pub due: u64,
    /// For how long the oldest of them has been due, in seconds; 0 when there is none.
    pub oldest: f64,
}

/// One statement, so that it needs one connection and no transaction.
const LOAD: &str = "SELECT q.name, count(d.task_id) AS due,
        coalesce(extract(epoch FROM now() - min(d.run_at)), 0)::float8 AS oldest,
        (SELECT count(*) FROM worker WHERE beat_at > now() - make_interval(secs => $2)) AS workers
    FROM unnest($1::text[]) WITH ORDINALITY AS q (name, place)
    LEFT JOIN task_dispatch d ON d.queue = q.name AND d.owner IS NULL AND d.run_at <= now()
    GROUP BY q.name, q.place ORDER BY q.place";

impl PgStore {
    /// How much work waits; workers count whose last report is no older than this.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn load(&self, silence: Duration) -> Answer<Load> {
        let names: Vec<String> = QueueName::ALL.iter().map(|queue| queue.as_str().to_owned()).collect();
        let rows = sql(LOAD, [names.into(), silence.as_secs_f64().into()]).all(self.database()).await?;
        let mut load = Load { queues: Vec::with_capacity(rows.len()), workers: 0 };
        for row in &rows {
            let queue = QueueName::parse(&get::<String>(row, "name")?);
            load.queues.push(Line {
                queue: queue.ok_or(StoreError::Corrupt { what: "task queue" })?,
                due: get::<i64>(row, "due")?.unsigned_abs(),
                oldest: get(row, "oldest")?,
            });
            load.workers = get::<i64>(row, "workers")?.unsigned_abs();
        }
        Ok(load)
    }

    /// Tells metrics how many connections there are, and how many of them are in use.
    pub fn count_connections(&self) {
        let pool = self.database().get_postgres_connection_pool();
        let (open, idle) = (f64::from(pool.size()), figure(pool.num_idle() as u64));
        CONNECTIONS.set(idle, ["idle"]);
        CONNECTIONS.set((open - idle).max(0.0), ["in_use"]);
    }
}

impl Load {
    /// Tells metrics.
    pub fn record(&self) {
        for line in &self.queues {
            QUEUE_DEPTH.set(figure(line.due), [line.queue.as_str()]);
            QUEUE_OLDEST.set(line.oldest, [line.queue.as_str()]);
        }
        WORKERS.set(figure(self.workers), []);
    }
}

/// Metrics are floating point; a count that this can't hold exactly is not met.
fn figure(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
