//! Waiting for a condition, the only kind of waiting that tests here do. A condition that nobody
//! announces is asked for again and again; the deadline is at least five times what is expected, so
//! that a slow machine is no failure.

use std::time::Duration;

/// What something takes that is normally there within a few seconds.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// What a queue of work takes on a slow machine.
pub(crate) const LONG: Duration = Duration::from_secs(240);

const PAUSE: Duration = Duration::from_millis(80);

/// What `look` finds, once it finds something.
///
/// # Panics
/// When it found nothing by the deadline; `what` says what was missing.
pub(crate) async fn until<T>(deadline: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        let mut again = tokio::time::interval(PAUSE);
        loop {
            again.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    let found = tokio::time::timeout(deadline, asking).await;
    found.unwrap_or_else(|_| panic!("after {deadline:?} there is still not: {what}"))
}

/// The outcome of `work`.
///
/// # Panics
/// When it takes longer than the deadline.
pub(crate) async fn within<T>(deadline: Duration, what: &str, work: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(deadline, work).await;
    outcome.unwrap_or_else(|_| panic!("after {deadline:?} there is still not: {what}"))
}
