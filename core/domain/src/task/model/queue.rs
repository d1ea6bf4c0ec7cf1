//! How a line of tasks stands, for people who look.

use super::QueueName;

/// A line of tasks at one moment, by the database's clock. What waits for its children is in none of these
/// figures: it waits for nobody's slot.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueStatus {
    /// Which.
    pub name: QueueName,
    /// Hands out nothing until somebody resumes it.
    pub paused: bool,
    /// Due, and held by no worker.
    pub pending: u64,
    /// Due later: retries and delayed tasks.
    pub scheduled: u64,
    /// Held by workers.
    pub running: u64,
    /// Given up and not brought back.
    pub dead: u64,
    /// For how long the oldest of the pending ones has been due; `None` when none is pending.
    pub oldest_seconds: Option<f64>,
    /// Came to a good end within the last hour.
    pub finished_last_hour: u64,
    /// Were given up within the last hour.
    pub failed_last_hour: u64,
    /// The mean time of the last run of those that came to a good end within the last hour, batches left out;
    /// `None` when there are none.
    pub mean_seconds: Option<f64>,
    /// What 95 of 100 of those runs did not exceed.
    pub p95_seconds: Option<f64>,
}

/// What came of emptying a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Purged {
    /// The line after it.
    pub queue: QueueStatus,
    /// How many tasks were cancelled.
    pub revoked: u64,
}
