//! How often progress is told. A handler reports as often as it likes; an event is written when the last
//! one is old enough and there is something new to say. What came too soon waits and is told later, so
//! that the last thing said before a long silence is not lost.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A step of the work, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// 0–100.
    pub(super) percent: u8,
    /// What is being done.
    pub(super) message: String,
}

/// What was told of one attempt, and what waits to be.
#[derive(Debug, Default)]
pub(super) struct Progress {
    told: Option<(Step, DateTime<Utc>)>,
    waiting: Option<Step>,
}

impl Progress {
    /// Takes a step in: `true` when it is to be told now. Otherwise it says nothing new, or it waits.
    pub(super) fn report(&mut self, step: Step, now: DateTime<Utc>, interval: Duration) -> bool {
        self.waiting = None;
        if self.told.as_ref().is_some_and(|(told, _)| *told == step) {
            return false;
        }
        if self.too_soon(now, interval) {
            self.waiting = Some(step);
            return false;
        }
        self.told = Some((step, now));
        true
    }

    /// The step that waited long enough; it counts as told.
    pub(super) fn overdue(&mut self, now: DateTime<Utc>, interval: Duration) -> Option<Step> {
        if self.too_soon(now, interval) {
            return None;
        }
        let step = self.waiting.take()?;
        self.told = Some((step.clone(), now));
        Some(step)
    }

    /// A clock that was set back makes nobody wait.
    fn too_soon(&self, now: DateTime<Utc>, interval: Duration) -> bool {
        self.told.as_ref().is_some_and(|(_, at)| (now - *at).to_std().is_ok_and(|since| since < interval))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_millis(500);

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_780_000_000_000 + millis).unwrap()
    }

    fn step(percent: u8) -> Step {
        Step { percent, message: "Working.".to_owned() }
    }

    #[test]
    fn the_first_step_is_told_at_once_and_the_next_after_the_interval() {
        let mut progress = Progress::default();
        assert!(progress.report(step(1), at(0), INTERVAL));
        assert!(!progress.report(step(2), at(499), INTERVAL));
        assert!(progress.report(step(3), at(500), INTERVAL));
        assert!(!progress.report(step(4), at(999), INTERVAL));
    }

    #[test]
    fn what_says_nothing_new_is_never_told() {
        let mut progress = Progress::default();
        assert!(progress.report(step(1), at(0), INTERVAL));
        assert!(!progress.report(step(1), at(5_000), INTERVAL));
        assert_eq!(progress.overdue(at(9_000), INTERVAL), None);
        let other_words = Step { message: "Nearly there.".to_owned(), ..step(1) };
        assert!(progress.report(other_words, at(9_000), INTERVAL));
    }

    #[test]
    fn what_came_too_soon_is_told_later_and_once_and_only_the_last_of_it() {
        let mut progress = Progress::default();
        progress.report(step(1), at(0), INTERVAL);
        progress.report(step(2), at(100), INTERVAL);
        progress.report(step(3), at(200), INTERVAL);
        assert_eq!(progress.overdue(at(499), INTERVAL), None);
        assert_eq!(progress.overdue(at(500), INTERVAL), Some(step(3)));
        assert_eq!(progress.overdue(at(5_000), INTERVAL), None);
        assert!(!progress.report(step(4), at(600), INTERVAL), "the waiting one was told just now");
    }

    #[test]
    fn what_was_taken_back_before_it_was_told_is_not_told() {
        let mut progress = Progress::default();
        progress.report(step(1), at(0), INTERVAL);
        progress.report(step(2), at(100), INTERVAL);
        progress.report(step(1), at(200), INTERVAL);
        assert_eq!(progress.overdue(at(900), INTERVAL), None);
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nobody() {
        let mut progress = Progress::default();
        assert!(progress.report(step(1), at(3_600_000), INTERVAL));
        assert!(progress.report(step(2), at(0), INTERVAL));
    }
}
