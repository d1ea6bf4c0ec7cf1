//! Waiting for a service that isn't there yet: said once, bounded, and not at all for what no waiting mends.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::program::Failure;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// A wait that nobody notices.
const SILENT: Duration = Duration::from_millis(300);

/// Why a service can't be used.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It may be starting.
    NotYet(String),
    /// It won't change its mind.
    Never(String),
}

/// A service that is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service<'a> {
    /// For people: `PostgreSQL`.
    pub(super) name: &'static str,
    /// The setting that says where it is.
    pub(super) setting: &'static str,
    /// That setting.
    pub(super) url: &'a str,
    /// How long it is waited for.
    pub(super) patience: Duration,
}

impl Service<'_> {
    /// Tries until it works, or can't work, or the time is over.
    pub(super) async fn wait<T>(&self, attempt: impl AsyncFn() -> Result<T, Refusal>) -> Result<T, Failure> {
        let deadline = Instant::now() + self.patience;
        let mut pause = FIRST_WAIT;
        let mut told = false;
        loop {
            let reason = match self.attempt(&attempt, deadline, &mut told).await {
                Ok(it) => return Ok(it),
                Err(Refusal::Never(reason)) => return Err(self.failure(&reason)),
                Err(Refusal::NotYet(reason)) => reason,
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let waited = humantime::format_duration(self.patience);
                return Err(self.failure(&format!("{reason}, after {waited} of waiting")));
            }
            self.tell(&reason, &mut told);
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 2).min(LONGEST_WAIT);
        }
    }

    /// An answer to something that is asked once and takes its time.
    pub(super) fn answer<T>(&self, answer: Result<T, Refusal>) -> Result<T, Failure> {
        answer.map_err(|refusal| match refusal {
            Refusal::NotYet(reason) | Refusal::Never(reason) => self.failure(&reason),
        })
    }

    /// One attempt; when it takes long, it is said what is waited for, and at the deadline it is over.
    async fn attempt<T>(
        &self,
        attempt: &impl AsyncFn() -> Result<T, Refusal>,
        deadline: Instant,
        told: &mut bool,
    ) -> Result<T, Refusal> {
        let mut attempt = std::pin::pin!(attempt());
        if let Ok(answer) = tokio::time::timeout(SILENT, &mut attempt).await {
            return answer;
        }
        self.tell("it has not answered yet", told);
        let late = || Err(Refusal::NotYet("nobody answers".to_owned()));
        tokio::time::timeout_at(deadline, attempt).await.unwrap_or_else(|_| late())
    }

    fn tell(&self, reason: &str, told: &mut bool) {
        if !std::mem::replace(told, true) {
            tracing::info!(
                service = self.name,
                service.at = place(self.url),
                wait.longest_seconds = self.patience.as_secs(),
                "waiting for {}: {reason}",
                self.name
            );
        }
    }

    fn failure(&self, reason: &str) -> Failure {
        Failure::fault(format!("{} at {} ({}): {reason}", self.name, place(self.url), self.setting))
    }
}

/// Host and port of a URL, without what is secret in it.
fn place(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return "an address that can't be read".to_owned() };
    let host = url.host_str().filter(|host| !host.is_empty());
    match (host, url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "a socket of this machine".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const SERVICE: Service<'static> = Service {
        name: "Redis",
        setting: "REDIS_URL",
        url: "redis://:secret@queue.internal:6379/0",
        patience: Duration::from_secs(30),
    };

    #[tokio::test(start_paused = true)]
    async fn what_comes_late_is_waited_for() {
        let tries = AtomicUsize::new(0);
        let answer = SERVICE.wait(async || match tries.fetch_add(1, Ordering::Relaxed) {
            0..5 => Err(Refusal::NotYet("nobody answers".to_owned())),
            _ => Ok(7),
        });
        assert_eq!(answer.await, Ok(7));
    }

    #[tokio::test(start_paused = true)]
    async fn what_never_comes_is_told_in_a_sentence_without_secrets() {
        let started = Instant::now();
        let answer: Result<(), _> = SERVICE.wait(async || Err(Refusal::NotYet("nobody answers".to_owned()))).await;
        let failure = answer.unwrap_err();
        assert_eq!(failure.code, 1);
        assert_eq!(failure.sentence, "Redis at queue.internal:6379 (REDIS_URL): nobody answers, after 30s of waiting");
        assert!(started.elapsed() < Duration::from_secs(40));
    }

    #[tokio::test(start_paused = true)]
    async fn what_no_waiting_mends_is_told_at_once() {
        let started = Instant::now();
        let answer: Result<(), _> =
            SERVICE.wait(async || Err(Refusal::Never("it refused the password".to_owned()))).await;
        assert!(answer.unwrap_err().sentence.ends_with("it refused the password"));
        assert!(started.elapsed() < Duration::from_secs(1));
    }
}
