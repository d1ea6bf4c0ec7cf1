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

impl PoolPlan {
    /// The order in which one of the slots looks at the queues. The first slot looks at them from the end, so
    /// that a queue that is never empty doesn't keep the ones behind it waiting for ever: they have one slot of
    /// several to themselves whenever they need it, and otherwise it serves the first like the rest.
    #[must_use]
    pub fn order_of(&self, slot: usize) -> Vec<QueueName> {
        let mut order = self.queues.clone();
        if slot == 0 && self.slots > 1 {
            order.reverse();
        }
        order
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use QueueName::{Embeddings, HighPriority};

    #[test]
    fn one_slot_of_several_looks_from_the_end() {
        let pool = PoolPlan { queues: vec![HighPriority, Embeddings], slots: 4 };
        assert_eq!(pool.order_of(0), [Embeddings, HighPriority]);
        assert!((1..4).all(|slot| pool.order_of(slot) == [HighPriority, Embeddings]));
        let alone = PoolPlan { slots: 1, ..pool };
        assert_eq!(alone.order_of(0), [HighPriority, Embeddings]);
    }
}
