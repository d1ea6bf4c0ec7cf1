//! Processes that run tasks, as they report themselves, for people who look.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::task::model::QueueName;

/// Queues in strict order, served by so many slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolPlan {
    /// The first that has a due task is served first.
    pub queues: Vec<QueueName>,
    /// How many tasks run at once.
    pub slots: usize,
}

/// What a process says of itself with each beat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerReport {
    /// Made anew at each start.
    pub id: Uuid,
    /// What its claims are signed with: told apart from every other process, dead or alive.
    pub name: String,
    /// The machine's name.
    pub host: String,
    /// Of the program.
    pub version: String,
    /// What it serves.
    pub pools: Vec<PoolPlan>,
    /// Tasks that it brought to a good end.
    pub done: u64,
    /// Attempts that failed under it.
    pub failed: u64,
}

/// A process that reported itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// What it said last.
    pub report: WorkerReport,
    /// When it started, by the database's clock.
    pub started_at: DateTime<Utc>,
    /// When it reported last, by the same.
    pub beat_at: DateTime<Utc>,
}
