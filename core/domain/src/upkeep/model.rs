//! What is done again and again, by whom, and what it removes.

use std::time::Duration;

use crate::ports::EmbeddingModel;
use crate::task::model::TaskPayload;
use crate::words::word_enum;

/// So long a file may lie without a row before it counts as left behind: no upload takes a day.
const FILE_WITHOUT_ROW: Duration = Duration::from_secs(86_400);
/// Whoever asks a model has written the screening long before that, or has given up.
const QUESTION_WITHOUT_SCREENING: Duration = Duration::from_secs(86_400);
/// So long a session stays after its end, for clocks that differ.
const SESSION_AFTER_END: Duration = Duration::from_secs(3_600);

word_enum! {
    /// What only one process does at a time.
    LeaderRole {
        /// Puts periodic work in line.
        Scheduler = "scheduler",
    }
}

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// How often what is kept no longer is removed.
    pub interval: Duration,
    /// Events of tasks, after the end of the task.
    pub task_events: Duration,
    /// Applications, after they were rejected or withdrawn; `None` keeps them for ever.
    pub applications: Option<Duration>,
    /// What it takes to undo a merge of candidates, and so how long it can be undone.
    pub merges: Duration,
}

impl Default for Retention {
    /// As the settings come.
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(3_600),
            task_events: Duration::from_secs(90 * 86_400),
            applications: None,
            merges: Duration::from_secs(30 * 86_400),
        }
    }
}

/// Work that comes again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periodic {
    /// Its name in the schedule.
    pub name: String,
    /// What is to be done.
    pub payload: TaskPayload,
    /// How long until the first time.
    pub first: Duration,
    /// How long from one time to the next.
    pub every: Duration,
}

word_enum! {
    /// What can be removed.
    Leftover {
        /// Sessions that ended.
        Sessions = "expired sessions",
        /// Events of tasks that ended, of each task all together.
        TaskEvents = "task histories",
        /// Files without a résumé.
        Files = "files without a résumé",
        /// Files that were sent ahead and whose time is over.
        Uploads = "uploads that nobody used",
        /// Files that no row names any more, where they lie beside the store.
        Objects = "files beside the store",
        /// Questions to models on whose answers no screening rests.
        Questions = "questions to models",
        /// Copies of candidates that were merged, and can't be parted any more.
        Merges = "copies of merged candidates",
        /// Applications that were rejected or withdrawn, with their screenings and their history.
        Applications = "applications that had ended",
    }
}

/// What is removed, and how old it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// What.
    pub what: Leftover,
    /// Since its end, or since it was made.
    pub older_than: Duration,
}

impl Retention {
    /// The periodic work of today. `new_model` is the one whose vectors are to be made, if rankings go by
    /// another; that begins at once, and again after an interval if it was given up.
    #[must_use]
    pub fn schedule(&self, new_model: Option<&EmbeddingModel>) -> Vec<Periodic> {
        let every = self.interval;
        let cleanup = Periodic { name: "cleanup".to_owned(), payload: TaskPayload::Cleanup, first: every, every };
        let reembed = new_model.map(|model| Periodic {
            name: format!("reembed_all {} {}", model.name, model.dimensions),
            payload: TaskPayload::ReembedAll,
            first: Duration::ZERO,
            every,
        });
        std::iter::once(cleanup).chain(reembed).collect()
    }

    /// What is removed each time. What people decided goes only by a rule that somebody has set.
    #[must_use]
    pub fn removals(&self) -> Vec<Removal> {
        let mut removals = vec![
            Removal { what: Leftover::Sessions, older_than: SESSION_AFTER_END },
            Removal { what: Leftover::TaskEvents, older_than: self.task_events },
            Removal { what: Leftover::Files, older_than: FILE_WITHOUT_ROW },
            Removal { what: Leftover::Questions, older_than: QUESTION_WITHOUT_SCREENING },
            // They say themselves when their time is over.
            Removal { what: Leftover::Uploads, older_than: Duration::ZERO },
            Removal { what: Leftover::Merges, older_than: self.merges },
        ];
        if let Some(older_than) = self.applications {
            removals.push(Removal { what: Leftover::Applications, older_than });
        }
        removals
    }
}

/// What was removed, for people.
#[must_use]
pub fn summary(removed: &[(Leftover, u64)]) -> String {
    let some: Vec<String> = removed
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{count} {}", what.as_str()))
        .collect();
    if some.is_empty() { "There was nothing to remove.".to_owned() } else { format!("Removed: {}.", some.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);
    const KEPT: Retention = Retention { interval: DAY, task_events: DAY, applications: None, merges: DAY };

    #[test]
    fn applications_go_only_by_a_rule_that_somebody_has_set() {
        let has = |retention: Retention| retention.removals().iter().any(|it| it.what == Leftover::Applications);
        assert!(!has(KEPT));
        assert!(has(Retention { applications: Some(DAY), ..KEPT }));
    }

    #[test]
    fn a_new_model_begins_at_once_and_cleaning_after_an_interval() {
        let model = EmbeddingModel { name: "new".to_owned(), dimensions: 8, max_tokens: 256 };
        let firsts: Vec<_> = KEPT.schedule(Some(&model)).into_iter().map(|it| (it.payload, it.first)).collect();
        assert_eq!(firsts, [(TaskPayload::Cleanup, DAY), (TaskPayload::ReembedAll, Duration::ZERO)]);
        assert_eq!(KEPT.schedule(None).len(), 1);
    }

    #[test]
    fn it_says_what_it_removed_and_nothing_of_the_rest() {
        let removed = [(Leftover::Sessions, 3), (Leftover::Files, 0), (Leftover::TaskEvents, 20)];
        assert_eq!(summary(&removed), "Removed: 3 expired sessions, 20 task histories.");
        assert_eq!(summary(&removed[1..2]), "There was nothing to remove.");
    }
}
