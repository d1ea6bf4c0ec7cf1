//! What goes over Redis: three topics with ids and nothing else, so that whoever listens learns nothing and
//! whoever writes there can at most make us look.

use domain::id::TaskId;
use domain::ports::Wake;

/// A task has an event of this number: `id seq`.
const TASK: &str = "shortlist:task";
/// A task was cancelled: `id`.
const CANCEL: &str = "shortlist:cancel";
/// The feed of changes grew up to this position: `position`.
const CHANGE: &str = "shortlist:change";

/// All topics.
pub(super) const TOPICS: [&str; 3] = [TASK, CANCEL, CHANGE];

/// The topic and the words of a wake-up; `None` for one that concerns this process alone.
pub(super) fn written(wake: Wake) -> Option<(&'static str, String)> {
    match wake {
        Wake::Task { id, seq } => Some((TASK, format!("{id} {seq}"))),
        Wake::Cancel(id) => Some((CANCEL, id.to_string())),
        Wake::Change { position } => Some((CHANGE, position.to_string())),
        Wake::Due(_) | Wake::Missed => None,
    }
}

/// The wake-up that was meant; `None` for what nobody of us writes.
pub(super) fn read(topic: &str, words: &str) -> Option<Wake> {
    match topic {
        TASK => {
            let (id, seq) = words.split_once(' ')?;
            Some(Wake::Task { id: task(id)?, seq: seq.parse().ok()? })
        }
        CANCEL => Some(Wake::Cancel(task(words)?)),
        CHANGE => Some(Wake::Change { position: words.parse().ok()? }),
        _ => None,
    }
}

fn task(id: &str) -> Option<TaskId> {
    id.parse().ok().map(TaskId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::task::model::QueueName;

    #[test]
    fn what_is_written_is_read_again() {
        let id = TaskId(uuid::Uuid::from_u128(7));
        for wake in [Wake::Task { id, seq: 12 }, Wake::Cancel(id), Wake::Change { position: 99 }] {
            let (topic, words) = written(wake).unwrap();
            assert!(TOPICS.contains(&topic));
            assert_eq!(read(topic, &words), Some(wake));
        }
    }

    #[test]
    fn what_concerns_one_process_stays_there() {
        assert_eq!(written(Wake::Due(QueueName::Embeddings)), None);
        assert_eq!(written(Wake::Missed), None);
    }

    #[test]
    fn what_nobody_of_us_wrote_is_no_wake_up() {
        for (topic, words) in [(TASK, "7 1"), (TASK, ""), (CANCEL, "x"), (CHANGE, "-"), ("other", "1")] {
            assert_eq!(read(topic, words), None, "{topic} {words}");
        }
    }
}
