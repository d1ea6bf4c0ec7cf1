//! How far a batch is, and what follows from it.

use std::time::Duration;

use super::{TaskError, Transition};

/// Putting all members in line counts so many percent; their ends count the rest.
const FAN_OUT: u64 = 10;

/// The members of a batch, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchStanding {
    /// All there are. Fewer when some were erased meanwhile.
    pub members: u64,
    /// Not looked at yet: they have no child and were not left out.
    pub untouched: u64,
    /// Need no child: they were being screened already, or had no readable résumé.
    pub left_out: u64,
    /// Children that succeeded.
    pub succeeded: u64,
    /// Children that were given up.
    pub failed: u64,
    /// Children that were cancelled.
    pub cancelled: u64,
}

/// What was told of a batch last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastTold {
    /// The progress it stands at.
    pub progress: u8,
    /// How long ago its last event was written.
    pub ago: Duration,
}

impl LastTold {
    /// Progress that is worth an event: it changed, and was not told within the interval.
    #[must_use]
    pub fn then_worth(self, interval: Duration, percent: u8, message: impl FnOnce() -> String) -> Option<Transition> {
        let worth_telling = percent > self.progress && self.ago >= interval;
        worth_telling.then(|| Transition::progress(percent, &message()))
    }
}

impl BatchStanding {
    /// What to write about a batch that waits for its children: its end when all have ended, else how far it
    /// is, when that changed and was not told within the interval; `None` when there is nothing to write.
    #[must_use]
    pub fn next(&self, told: LastTold, interval: Duration) -> Option<Transition> {
        self.end().or_else(|| told.then_worth(interval, self.percent(), || self.message()))
    }

    /// The end of the batch, when all of its members have come to theirs.
    #[must_use]
    pub fn end(&self) -> Option<Transition> {
        if self.ended() < self.members {
            return None;
        }
        let children = self.succeeded + self.failed + self.cancelled;
        if children > 0 && self.succeeded == 0 {
            let message = format!(
                "None of {} applications could be screened: {} failed, {} were cancelled.",
                grouped(children),
                grouped(self.failed),
                grouped(self.cancelled)
            );
            return Some(Transition::failure(TaskError::new("CHILDREN_FAILED", message)));
        }
        Some(Transition::success(None, Some(self.summary())))
    }

    /// 0–99, the more the further it is.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let all = self.members.max(1);
        let percent = (FAN_OUT * (self.members - self.untouched) + (100 - FAN_OUT) * self.ended()) / all;
        u8::try_from(percent.min(99)).unwrap_or(99)
    }

    /// How far it is, for people.
    #[must_use]
    pub fn message(&self) -> String {
        let all = grouped(self.members);
        match self.untouched {
            0 => format!("{} of {all} are done.", grouped(self.ended())),
            untouched => format!("{} of {all} are in line.", grouped(self.members - untouched)),
        }
    }

    fn summary(&self) -> String {
        let mut summary = format!("{} of {} screened", grouped(self.succeeded), grouped(self.members));
        let others = [
            (self.failed, "failed"),
            (self.cancelled, "cancelled"),
            (self.left_out, "left out (being screened already, or without a readable résumé)"),
        ];
        for (count, what) in others.into_iter().filter(|(count, _)| *count > 0) {
            summary.push_str(&format!(", {} {what}", grouped(count)));
        }
        summary.push('.');
        summary
    }

    fn ended(&self) -> u64 {
        self.left_out + self.succeeded + self.failed + self.cancelled
    }
}

/// A number as people read it: `1,987`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::super::TaskState;
    use super::*;

    const INTERVAL: Duration = Duration::from_millis(500);
    const LONG_AGO: LastTold = LastTold { progress: 0, ago: Duration::from_secs(9) };

    fn standing(succeeded: u64, failed: u64) -> BatchStanding {
        BatchStanding { members: 2_000, succeeded, failed, ..BatchStanding::default() }
    }

    #[test]
    fn it_ends_when_the_last_child_has_ended_and_says_what_became_of_them() {
        assert_eq!(standing(1_986, 13).end(), None);
        let end = standing(1_987, 13).next(LastTold { progress: 99, ago: Duration::ZERO }, INTERVAL).unwrap();
        assert_eq!(end.state, TaskState::Success);
        assert_eq!(end.message.unwrap(), "1,987 of 2,000 screened, 13 failed.");
    }

    #[test]
    fn who_was_left_out_or_cancelled_is_counted_too() {
        let some = BatchStanding { members: 9, succeeded: 4, cancelled: 3, left_out: 2, ..BatchStanding::default() };
        let message = some.end().unwrap().message.unwrap();
        assert!(message.starts_with("4 of 9 screened, 3 cancelled, 2 left out ("), "{message}");
    }

    #[test]
    fn it_fails_when_there_were_children_and_none_succeeded() {
        let end = standing(0, 2_000).end().unwrap();
        assert_eq!((end.state, end.error.unwrap().code.as_str()), (TaskState::Failure, "CHILDREN_FAILED"));
        let nobody = BatchStanding { members: 3, left_out: 3, ..BatchStanding::default() };
        assert_eq!(nobody.end().unwrap().state, TaskState::Success);
        assert_eq!(BatchStanding::default().end().unwrap().state, TaskState::Success, "all were erased");
    }

    #[test]
    fn progress_is_told_when_it_changed_and_not_too_often() {
        let halfway = standing(1_000, 0);
        assert_eq!(halfway.percent(), 55);
        let told = halfway.next(LONG_AGO, INTERVAL).unwrap();
        assert_eq!((told.state, told.progress), (TaskState::Started, Some(55)));
        assert_eq!(told.message.unwrap(), "1,000 of 2,000 are done.");
        assert_eq!(halfway.next(LastTold { progress: 55, ..LONG_AGO }, INTERVAL), None);
        assert_eq!(halfway.next(LastTold { ago: Duration::from_millis(499), ..LONG_AGO }, INTERVAL), None);
    }

    #[test]
    fn progress_begins_with_the_fan_out_and_never_falls() {
        let mut last = 0;
        for untouched in (0..=2_000).rev().step_by(500) {
            let on_the_way = BatchStanding { members: 2_000, untouched, ..BatchStanding::default() };
            assert!(on_the_way.percent() >= last);
            assert_eq!(on_the_way.end(), None);
            last = on_the_way.percent();
        }
        assert_eq!(last, 10);
        assert_eq!(standing(1_999, 0).percent(), 99, "never done before it is");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([7, 999, 1_000, 1_234_567].map(grouped), ["7", "999", "1,000", "1,234,567"]);
    }
}
