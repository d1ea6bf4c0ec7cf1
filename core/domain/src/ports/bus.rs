//! Wake-ups between those who write and those who wait. They carry ids only and may be lost;
//! whoever hears one, or hears that some were missed, reads the store.

use futures::stream::{BoxStream, StreamExt};

use crate::id::TaskId;
use crate::task::model::QueueName;

/// Something happened that somebody may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// The task has this event now.
    Task {
        /// Which.
        id: TaskId,
        /// The number of its last event; 0 when there is no new one, but whoever hands it out must look.
        seq: i32,
    },
    /// The task was cancelled.
    Cancel(TaskId),
    /// The feed of changes grew, up to this position at least.
    Change {
        /// The number of a change in the feed.
        position: i64,
    },
    /// A task may be due in this queue.
    Due(QueueName),
    /// Wake-ups were lost: look at everything.
    Missed,
}

/// Publishes and hears wake-ups.
pub trait EventBus: Send + Sync + std::fmt::Debug {
    /// Tells everybody who listens. Never fails, never waits.
    fn publish(&self, wake: Wake);

    /// All wake-ups from now on.
    fn subscribe(&self) -> BoxStream<'static, Wake>;

    /// Those that concern one of these tasks, and [`Wake::Missed`]: for who follows few of many. A bus that
    /// knows who waits for what need not wake everybody with everything.
    fn listen(&self, tasks: &[TaskId]) -> BoxStream<'static, Wake> {
        let tasks = tasks.to_vec();
        let concerns = move |wake: &Wake| match wake {
            Wake::Task { id, .. } | Wake::Cancel(id) => tasks.contains(id),
            Wake::Missed => true,
            Wake::Change { .. } | Wake::Due(_) => false,
        };
        self.subscribe().filter(move |wake| std::future::ready(concerns(wake))).boxed()
    }
}
