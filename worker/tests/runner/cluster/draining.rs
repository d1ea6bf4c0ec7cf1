//! A worker that is told to stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::task::model::{TaskFilter, TaskState};
use platform::config::TaskSettings;

use super::{Cluster, many, pools_of, say, settings};
use crate::fakes::{Gate, handler, quick, settle_with_effect};
use crate::wait::{SOON, within};

const SLOTS: usize = 4;

/// A handler that waits at a gate.
fn at(gate: &Gate) -> Arc<dyn worker::registry::Handler> {
    let gate = gate.clone();
    handler(move |context| {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            settle_with_effect(context).await
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j9_a_draining_worker_takes_nothing_new_and_ends_what_runs() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let rounds = many(50);
    let mut done = 0;
    for _ in 0..rounds {
        let gate = Gate::new();
        let worker = Arc::new(cluster.worker(&["embeddings=4"], at(&gate)).await);
        // More than it has slots for: what it is handed while it drains must go back.
        let tasks = server.enqueue_any(SLOTS * 3).await;
        for _ in 0..SLOTS {
            gate.reached().await;
        }
        let draining = Arc::clone(&worker);
        let drained = tokio::spawn(async move { draining.drain().await });
        for _ in 0..SLOTS {
            gate.open();
        }
        within(SOON, "the drain", drained).await.unwrap();
        done += SLOTS;
        assert_eq!(server.count(TaskState::Success).await, done, "exactly what ran has ended");
        // The others start elsewhere, their first attempt unspent.
        let other = cluster.worker(&["embeddings=4"], quick()).await;
        done += tasks.len() - SLOTS;
        server.until_count(TaskState::Success, done).await;
        other.drain().await;
    }
    let all = server.tasks.list(&TaskFilter::default(), &domain::page::PageRequest::first(100)).await.unwrap();
    assert!(all.rows.iter().all(|(_, task)| task.attempt == 1 && task.losses == 0));
    assert_eq!(server.effects().await, done);
    say("J9", &format!("{rounds} drains with {SLOTS} in flight: nothing new, nothing lost"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j9_what_outlasts_the_grace_starts_elsewhere_with_its_attempt_unspent() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let grace = Duration::from_millis(200);
    let impatient = TaskSettings { drain_grace: grace, pools: pools_of(&["embeddings=4"]), ..settings() };
    let mut slowest = Duration::ZERO;
    for round in 1..=many(50) {
        let gate = Gate::new();
        let worker = cluster.worker_with(&impatient, at(&gate)).await;
        let tasks = server.enqueue_any(SLOTS).await;
        for _ in 0..SLOTS {
            gate.reached().await;
        }
        let other = cluster.worker(&["embeddings=4"], quick()).await;
        let told = Instant::now();
        within(SOON, "the drain", worker.drain()).await;
        server.until_count(TaskState::Success, round * SLOTS).await;
        slowest = slowest.max(told.elapsed().saturating_sub(grace));
        for task in tasks {
            let story = server.whole_story(task).await;
            assert_eq!(story.last().unwrap().attempt, 1, "{story:?}");
        }
        other.drain().await;
    }
    assert_eq!(server.effects().await, many(50) * SLOTS);
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    say("J9", &format!("what outlasted the grace had ended elsewhere {} ms after it at most", slowest.as_millis()));
}
