//! Waiting for a condition, with a deadline that a slow machine keeps easily.

use std::time::Duration;

/// What is normally there within seconds.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// What a long line of tasks takes on a slow machine.
pub(crate) const LONG: Duration = Duration::from_secs(300);

/// What `look` finds, once it finds something.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    until_for(SOON, what, look).await
}

/// The same with another deadline.
pub(crate) async fn until_for<T>(deadline: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        let mut again = tokio::time::interval(Duration::from_millis(20));
        loop {
            again.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    within(deadline, what, asking).await
}

/// The outcome of `work`, in time.
pub(crate) async fn within<T>(deadline: Duration, what: &str, work: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(deadline, work).await;
    outcome.unwrap_or_else(|_| panic!("after {deadline:?} there is still not: {what}"))
}
