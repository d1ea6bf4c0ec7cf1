//! Putting a task off, since what it needs isn't to be had for now: the day's budget is spent, or a model is left
//! alone after it failed repeatedly.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Spend, Task, TaskError, TaskState, Transition};

const PUT_OFF_SPREAD: Duration = Duration::from_secs(5);
const LONGEST_PUT_OFF_SPREAD: Duration = Duration::from_secs(300);

/// How long something isn't to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// So long from now on.
    For(Duration),
    /// Until then.
    Until(DateTime<Utc>),
}

impl Wait {
    /// What of it is left.
    #[must_use]
    pub fn from(self, now: DateTime<Utc>) -> Duration {
        match self {
            Self::For(time) => time,
            Self::Until(then) => (then - now).to_std().unwrap_or_default(),
        }
    }
}

impl Transition {
    /// Put off: due again later, and the attempt is not counted. See [`Task::put_off_for`].
    #[must_use]
    pub fn put_off(task: &Task, error: TaskError, wait: Duration, jitter: f64) -> Self {
        Self {
            error: Some(error),
            retry_after: Some(task.put_off_for(wait, jitter)),
            spends: Spend::GivesBack,
            ..Self::plain(TaskState::Retry)
        }
    }
}

impl Task {
    /// Time until a task that is put off is due: no shorter than what it waits for, so that it doesn't come in
    /// vain, and by `jitter` (−1…1) a little longer, so that not all come at once. Who has been put off often
    /// waits longer: a line of thousands must not keep the database busy with asking.
    #[must_use]
    pub fn put_off_for(&self, wait: Duration, jitter: f64) -> Duration {
        let often = u32::try_from(self.last_seq).unwrap_or_default();
        let spread = (PUT_OFF_SPREAD * often.max(2) / 2).min(LONGEST_PUT_OFF_SPREAD);
        wait + spread.mul_f64(0.5 + 0.5 * jitter.clamp(-1.0, 1.0))
    }
}
