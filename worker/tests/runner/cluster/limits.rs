//! What takes too long, and what nobody wants any more, stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::task::model::TaskState;
use platform::config::TaskSettings;

use super::{Cluster, many, pools_of, say, settings};
use crate::fakes::{handler, settle_with_effect};
use crate::wait::until;

const LIMIT: Duration = Duration::from_secs(1);

/// Counts those that were begun and not yet dropped.
#[derive(Debug)]
struct Running(Arc<AtomicUsize>);

impl Running {
    fn count(among: &Arc<AtomicUsize>) -> Self {
        among.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(among))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j8_a_task_that_never_returns_is_stopped_and_frees_its_slot() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let stuck = server.enqueue_any(many(50)).await;
    let settings = TaskSettings { time_limit: LIMIT, pools: pools_of(&["embeddings=5"]), ..settings() };
    let among = stuck.clone();
    let half_stuck = handler(move |context| {
        let never_returns = among.contains(&context.task.id);
        async move {
            if never_returns {
                std::future::pending::<()>().await;
            }
            settle_with_effect(context).await
        }
    });
    let worker = cluster.worker_with(&settings, half_stuck).await;
    server.until_count(TaskState::Retry, stuck.len()).await;
    let mut slowest = Duration::ZERO;
    for task in &stuck {
        let events = server.tasks.events(*task, 0, 10).await.unwrap();
        assert_eq!(events[2].error.as_ref().unwrap().code, "TIME_LIMIT");
        let took = (events[2].at - events[1].at).to_std().unwrap();
        assert!(took >= LIMIT && took < LIMIT * 5, "{took:?}");
        slowest = slowest.max(took);
    }
    let after = server.enqueue_any(5).await;
    server.until_count(TaskState::Success, after.len()).await;
    assert_eq!(server.effects().await, after.len());
    say(
        "J8",
        &format!(
            "{} of {} stopped, the last {} ms after its start of 1,000 allowed",
            stuck.len(),
            stuck.len(),
            slowest.as_millis()
        ),
    );
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j10_cancelled_tasks_stop_or_never_start_and_write_nothing() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let (running, queued) = (many(50), many(200));
    let (now, ever) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (count, begun) = (Arc::clone(&now), Arc::clone(&ever));
    let endless = handler(move |context| {
        begun.fetch_add(1, Ordering::SeqCst);
        let running = Running::count(&count);
        async move {
            std::future::pending::<()>().await;
            drop(running);
            settle_with_effect(context).await
        }
    });
    let worker = cluster.worker(&[&format!("embeddings={running}")], endless).await;
    let tasks = server.enqueue_any(running + queued).await;
    until("all slots are taken", async || (now.load(Ordering::SeqCst) == running).then_some(())).await;
    for task in tasks.iter().rev() {
        server.tasks.cancel(*task).await.unwrap();
    }
    let cancelled = Instant::now();
    until("everything stopped", async || (now.load(Ordering::SeqCst) == 0).then_some(())).await;
    assert!(cancelled.elapsed() < Duration::from_secs(10));
    say(
        "J10",
        &format!(
            "{running} running tasks stopped within {} ms, none of {queued} queued ones began",
            cancelled.elapsed().as_millis()
        ),
    );
    worker.drain().await;
    assert_eq!(ever.load(Ordering::SeqCst), running);
    assert_eq!(server.count(TaskState::Revoked).await, tasks.len());
    assert_eq!(server.effects().await, 0);
    for task in &tasks {
        server.whole_story(*task).await;
    }
}
