//! What the stand-in holds, and what it decides. It reads no clock and no socket: the time is an argument.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::job::{Failure, Job, stamp};

/// How long a job is reserved when the client doesn't say, and the least that it can say; seconds.
const USUAL_RESERVATION: i64 = 30 * 60;
const SHORTEST_RESERVATION: i64 = 60;

type Time = DateTime<Utc>;

#[derive(Debug, Default)]
pub(super) struct Store {
    queues: BTreeMap<String, VecDeque<Job>>,
    paused: BTreeSet<String>,
    scheduled: Vec<(Time, Job)>,
    retries: Vec<(Time, Job)>,
    dead: Vec<Job>,
    working: HashMap<String, Reservation>,
    processed: u64,
    failures: u64,
}

/// A job that a worker has fetched and neither acknowledged nor failed.
#[derive(Debug)]
struct Reservation {
    job: Job,
    ends_at: Time,
    /// A flush empties the set that is counted. The real server still knows afterwards who holds what.
    is_counted: bool,
}

/// What a worker says of a job that it couldn't do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Report {
    pub(super) jid: String,
    message: String,
    errtype: String,
    backtrace: Vec<String>,
}

impl Store {
    pub(super) fn push(&mut self, job: Job, now: Time) -> Result<(), String> {
        let job = job.accepted(now)?;
        match job.due()? {
            Some(due) if due > now => {
                self.scheduled.push((due, job));
                Ok(())
            }
            _ => self.enqueue(job, now),
        }
    }

    fn enqueue(&mut self, mut job: Job, now: Time) -> Result<(), String> {
        let is_plain = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
        if !job.queue.chars().all(is_plain) {
            return Err(format!("cannot get {:?} queue: queue names must match \\A[a-zA-Z0-9._-]+\\z", job.queue));
        }
        job.enqueued_at = stamp(now);
        self.queues.entry(job.queue.clone()).or_default().push_back(job);
        Ok(())
    }

    /// Those of the queues that are not paused.
    pub(super) fn active(&self, queues: &[String]) -> Vec<String> {
        queues.iter().filter(|it| !self.paused.contains(*it)).cloned().collect()
    }

    /// The oldest job of the first queue that has one: the order is strict, and reserved is who is fetched.
    pub(super) fn fetch(&mut self, queues: &[String], now: Time) -> Option<Job> {
        let job = queues.iter().find_map(|it| self.queues.get_mut(it)?.pop_front())?;
        let seconds = if job.reserve_for == 0 { USUAL_RESERVATION } else { job.reserve_for.max(SHORTEST_RESERVATION) };
        let ends_at = now + TimeDelta::seconds(seconds);
        self.working.insert(job.jid.clone(), Reservation { job: job.clone(), ends_at, is_counted: true });
        Some(job)
    }

    /// To acknowledge what nobody has is no error: it may be late.
    pub(super) fn acknowledge(&mut self, jid: &str) {
        if self.working.remove(jid).is_some() {
            self.processed += 1;
        }
    }

    pub(super) fn fail(&mut self, report: Report, now: Time) -> Result<(), String> {
        if report.jid.is_empty() {
            return Err("missing JID".into());
        }
        let Some(reservation) = self.working.remove(&report.jid) else {
            return Err(format!("Job not found {}", report.jid));
        };
        if reservation.is_counted {
            self.give_up(reservation.job, report, now);
        }
        Ok(())
    }

    /// A job without retries is gone; with some, it waits for the next; when they are spent, it is dead.
    fn give_up(&mut self, mut job: Job, report: Report, now: Time) {
        self.failures += 1;
        self.processed += 1;
        let retry = job.retry.unwrap_or_default();
        let mut failure = following(job.failure.take(), retry, report, now);
        if retry == 0 {
            return;
        }
        if failure.retry_count < retry {
            let due = now + pause_before_retry(failure.retry_count);
            failure.next_at = stamp(due);
            job.failure = Some(failure);
            self.retries.push((due, job));
        } else {
            job.failure = Some(failure);
            self.dead.push(job);
        }
    }

    /// Queues what is due of the scheduled jobs and of the retries; says whether there was any.
    pub(super) fn enqueue_due(&mut self, now: Time) -> bool {
        let mut due = take_due(&mut self.scheduled, now);
        due.append(&mut take_due(&mut self.retries, now));
        let any = !due.is_empty();
        for job in due {
            // Only a scheduled job's queue can have a wrong name, and then the real server loses it too.
            let _ = self.enqueue(job, now);
        }
        any
    }

    /// Treats a reservation that has run out as a failure.
    pub(super) fn end_reservations(&mut self, now: Time) {
        let is_over = |it: &Reservation| it.is_counted && it.ends_at <= now;
        let over = self.working.iter().filter(|(_, it)| is_over(it)).map(|(jid, _)| jid.clone()).collect::<Vec<_>>();
        for jid in over {
            let report = Report {
                jid,
                message: "Faktory job reservation expired".into(),
                errtype: "ReservationExpired".into(),
                backtrace: vec![],
            };
            self.fail(report, now).expect("the job is reserved");
        }
    }

    /// Forgets all jobs. The names of the queues stay, and so does who is paused.
    pub(super) fn flush(&mut self) {
        self.queues.values_mut().for_each(VecDeque::clear);
        self.working.values_mut().for_each(|it| it.is_counted = false);
        self.scheduled.clear();
        self.retries.clear();
        self.dead.clear();
        (self.processed, self.failures) = (0, 0);
    }

    /// `PAUSE`, `RESUME` or `REMOVE`, of those queues that exist.
    pub(super) fn control(&mut self, action: &str, names: &[&str]) -> Result<(), String> {
        let is_meant = |it: &&String| names == ["*"] || names.contains(&it.as_str());
        let meant: Vec<String> = self.queues.keys().filter(is_meant).cloned().collect();
        match action {
            "PAUSE" => self.paused.extend(meant),
            "RESUME" => self.paused.retain(|it| !meant.contains(it)),
            "REMOVE" => {
                self.queues.retain(|it, _| !meant.contains(it));
                self.paused.retain(|it| !meant.contains(it));
            }
            other => return Err(format!("no such QUEUE subcommand: {other}")),
        }
        Ok(())
    }

    /// The part of `INFO` that is about jobs.
    pub(super) fn state(&self) -> Value {
        let queues: BTreeMap<&String, usize> = self.queues.iter().map(|(name, jobs)| (name, jobs.len())).collect();
        json!({
            "total_failures": self.failures,
            "total_processed": self.processed,
            "total_enqueued": queues.values().sum::<usize>(),
            "total_queues": queues.len(),
            "queues": queues,
            "tasks": {},
            "sets": {
                "scheduled": self.scheduled.len(),
                "retries": self.retries.len(),
                "dead": self.dead.len(),
                "working": self.working.values().filter(|it| it.is_counted).count(),
            },
        })
    }
}

fn take_due(set: &mut Vec<(Time, Job)>, now: Time) -> Vec<Job> {
    set.sort_by_key(|(due, _)| *due);
    let rest = set.split_off(set.partition_point(|(due, _)| *due <= now));
    std::mem::replace(set, rest).into_iter().map(|(_, job)| job).collect()
}

/// What is noted of this failure, after what was noted of the one before.
fn following(earlier: Option<Failure>, retry: i64, report: Report, now: Time) -> Failure {
    let known = |text: String| if text.trim().is_empty() { "unknown".to_owned() } else { text.trim().to_owned() };
    let counted = match earlier {
        None => Failure { failed_at: stamp(now), remaining: retry, ..Failure::default() },
        Some(it) => Failure { retry_count: it.retry_count + 1, remaining: (it.remaining - 1).max(0), ..it },
    };
    Failure { message: known(report.message), errtype: known(report.errtype), backtrace: report.backtrace, ..counted }
}

/// The real server adds some chance; this is its least.
fn pause_before_retry(count: i64) -> TimeDelta {
    TimeDelta::seconds(count.pow(4) + 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(jid: &str, more: &Value) -> Job {
        let mut job = json!({ "jid": jid, "jobtype": "a", "args": [] });
        job.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(job).unwrap()
    }

    fn report(jid: &str) -> Report {
        Report { jid: jid.into(), ..Report::default() }
    }

    fn default_queue() -> [String; 1] {
        ["default".into()]
    }

    #[test]
    fn a_reservation_ends_after_a_minute_at_the_earliest_and_counts_as_a_failure() {
        let (mut store, start) = (Store::default(), Time::UNIX_EPOCH);
        store.push(job("one-two-three", &json!({ "reserve_for": 1, "retry": 1 })), start).unwrap();
        store.fetch(&default_queue(), start).unwrap();
        store.end_reservations(start + TimeDelta::seconds(59));
        assert_eq!(store.state()["sets"]["working"], 1);
        store.end_reservations(start + TimeDelta::seconds(60));
        assert_eq!(store.state()["sets"], json!({ "scheduled": 0, "retries": 1, "dead": 0, "working": 0 }));
        assert_eq!(store.retries[0].1.failure.as_ref().unwrap().errtype, "ReservationExpired");
    }

    #[test]
    fn retries_come_back_later_and_later_and_end_in_death() {
        let (mut store, mut now) = (Store::default(), Time::UNIX_EPOCH);
        store.push(job("one-two-three", &json!({ "retry": 2 })), now).unwrap();
        for (count, seconds) in [(0, 15), (1, 16)] {
            store.fetch(&default_queue(), now).unwrap();
            store.fail(report("one-two-three"), now).unwrap();
            assert!(!store.enqueue_due(now + TimeDelta::seconds(seconds - 1)));
            now += TimeDelta::seconds(seconds);
            assert!(store.enqueue_due(now));
            let failure = store.queues["default"][0].failure.clone().unwrap();
            assert_eq!((failure.retry_count, failure.remaining), (count, 2 - count));
        }
        store.fetch(&default_queue(), now).unwrap();
        store.fail(report("one-two-three"), now).unwrap();
        assert_eq!(store.state()["sets"], json!({ "scheduled": 0, "retries": 0, "dead": 1, "working": 0 }));
    }
}
