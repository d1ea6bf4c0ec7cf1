//! Leaves a model alone that fails again and again: nobody waits for it in vain, and it isn't kept from getting up.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Closed, it lets everybody pass. After so many failures in a row it opens, and lets one through every so often
/// until one of them comes back well.
#[derive(Debug)]
pub(super) struct Breaker {
    limit: u32,
    probe_every: Duration,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// In a row, up to now.
    failures: u32,
    /// Those who passed and have not come back.
    under_way: u32,
    /// When it is open: when the next one may pass.
    next_probe: Option<Instant>,
}

/// Leave to ask. Dropped without a verdict, it says nothing of the model.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    breaker: &'a Breaker,
}

impl Breaker {
    /// That opens after so many failures, at least one.
    pub(super) fn new(limit: u32, probe_every: Duration) -> Self {
        Self { limit: limit.max(1), probe_every, state: Mutex::default(), changed: Notify::new() }
    }

    /// Leave to ask, or how long nobody has it. After a first failure only so many are let through at a time that
    /// a model which is down never sees more of them than it takes to open; the others wait here for the outcome.
    pub(super) async fn enter(&self) -> Result<Pass<'_>, Duration> {
        loop {
            // Heard from before the look, so that no change falls between.
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            if let Some(answer) = self.admit() {
                return answer.map(|()| Pass { breaker: self });
            }
            changed.await;
        }
    }

    fn admit(&self) -> Option<Result<(), Duration>> {
        let mut state = self.state.lock();
        let now = Instant::now();
        match state.next_probe {
            Some(at) if now < at => return Some(Err(at - now)),
            Some(_) => state.next_probe = Some(now + self.probe_every),
            None if state.failures > 0 && state.failures + state.under_way >= self.limit => return None,
            None => {}
        }
        state.under_way += 1;
        Some(Ok(()))
    }

    /// How long nobody may ask; `None` while it is closed.
    pub(super) fn open_for(&self) -> Option<Duration> {
        let state = self.state.lock();
        state.next_probe.map(|at| at.saturating_duration_since(Instant::now()))
    }
}

impl Pass<'_> {
    /// The model answered, whatever it said.
    pub(super) fn answered(self) {
        let mut state = self.breaker.state.lock();
        state.failures = 0;
        state.next_probe = None;
    }

    /// It did not, and may have said when it wants to be asked again.
    pub(super) fn failed(self, retry_after: Option<Duration>) {
        let mut state = self.breaker.state.lock();
        state.failures = state.failures.saturating_add(1);
        if state.failures < self.breaker.limit {
            return;
        }
        let now = Instant::now();
        let wait = retry_after.unwrap_or_default();
        let next = match state.next_probe {
            // The next probe is due as long after this one's begin, unless the model asks for more.
            Some(at) => at.max(now + wait),
            None => now + wait.max(self.breaker.probe_every),
        };
        state.next_probe = Some(next);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.breaker.state.lock().under_way -= 1;
        self.breaker.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::task::JoinSet;
    use tokio::time::{advance, sleep};

    const PROBE: Duration = Duration::from_secs(5);

    async fn fail(breaker: &Breaker) {
        breaker.enter().await.unwrap().failed(None);
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_failures_in_a_row_and_lets_a_probe_through_now_and_then() {
        let breaker = Breaker::new(3, PROBE);
        fail(&breaker).await;
        fail(&breaker).await;
        breaker.enter().await.unwrap().answered();
        for _ in 0..3 {
            fail(&breaker).await;
        }
        assert_eq!(breaker.enter().await.unwrap_err(), PROBE);
        advance(PROBE).await;
        let probe = breaker.enter().await.unwrap();
        assert_eq!(breaker.enter().await.unwrap_err(), PROBE, "one probe at a time");
        probe.failed(None);
        assert!(breaker.open_for().is_some());
        advance(PROBE).await;
        breaker.enter().await.unwrap().answered();
        assert!(breaker.open_for().is_none());
        let _both_pass = (breaker.enter().await.unwrap(), breaker.enter().await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_model_that_asks_for_longer_is_left_alone_for_longer() {
        let breaker = Breaker::new(1, PROBE);
        breaker.enter().await.unwrap().failed(Some(Duration::from_secs(60)));
        assert_eq!(breaker.enter().await.unwrap_err(), Duration::from_secs(60));
        advance(Duration::from_secs(60)).await;
        breaker.enter().await.unwrap().failed(Some(Duration::from_secs(20)));
        assert_eq!(breaker.enter().await.unwrap_err(), Duration::from_secs(20));
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_model_sees_no_more_of_many_at_once_than_it_takes_to_open() {
        let (breaker, seen) = (Arc::new(Breaker::new(5, PROBE)), Arc::new(AtomicU32::new(0)));
        let mut askers = JoinSet::new();
        fail(&breaker).await;
        for _ in 0..50 {
            let (breaker, seen) = (Arc::clone(&breaker), Arc::clone(&seen));
            askers.spawn(async move {
                if let Ok(pass) = breaker.enter().await {
                    seen.fetch_add(1, Ordering::Relaxed);
                    sleep(Duration::from_millis(10)).await;
                    pass.failed(None);
                }
            });
        }
        askers.join_all().await;
        assert_eq!(seen.load(Ordering::Relaxed), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_without_a_verdict_makes_room() {
        let breaker = Breaker::new(2, PROBE);
        fail(&breaker).await;
        let pass = breaker.enter().await.unwrap();
        assert!(tokio::time::timeout(PROBE, breaker.enter()).await.is_err(), "there is room for one");
        drop(pass);
        breaker.enter().await.unwrap().answered();
    }
}
