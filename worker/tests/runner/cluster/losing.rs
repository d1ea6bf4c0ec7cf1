//! What never happened doesn't run, and what Faktory forgot does.

use std::time::{Duration, Instant};

use domain::task::model::{NewTask, TaskFilter, TaskState};

use super::{Cluster, many, say};
use crate::fakes::quick;
use crate::wait::until;

/// A pool over everything.
const ALL: &str = "high_priority,embeddings,medium_priority,low_priority=4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j2_what_was_rolled_back_never_runs() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let worker = cluster.worker(&[ALL], quick()).await;
    for _ in 0..many(1_000) {
        let mut tx = server.deps.store.begin().await.unwrap();
        let task = NewTask::due(server.deps.id(), server.anything(), server.deps.now());
        tx.enqueue(&task).await.unwrap();
    }
    let after = server.enqueue_any(1).await[0];
    server.until_count(TaskState::Success, 1).await;
    assert_eq!(server.tasks.count(&TaskFilter::default()).await.unwrap(), 1);
    assert_eq!(server.whole_story(after).await.len(), 3);
    assert_eq!(server.effects().await, 1);
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j3_what_faktory_forgot_is_pushed_again_and_runs_once() {
    let mut cluster = Cluster::new().await;
    let server = cluster.server().await;
    let tasks = server.enqueue_any(many(1_000)).await;
    until("something lies in Faktory", async || {
        let info = cluster.faktory.info().await;
        info["faktory"]["queues"]["embeddings"].as_u64().filter(|size| *size >= 16)
    })
    .await;
    cluster.faktory.kill().await;
    cluster.faktory.restart().await;
    let back = Instant::now();
    until("something lies in Faktory again", async || {
        let info = cluster.faktory.info().await;
        info["faktory"]["queues"]["embeddings"].as_u64().filter(|size| *size > 0)
    })
    .await;
    say(
        "J3",
        &format!(
            "pushed again {} ms after Faktory was back ({})",
            back.elapsed().as_millis(),
            cluster.faktory.describe()
        ),
    );
    assert!(back.elapsed() < Duration::from_secs(50));
    let worker = cluster.worker(&[ALL], quick()).await;
    server.until_count(TaskState::Success, tasks.len()).await;
    for task in &tasks {
        assert_eq!(server.whole_story(*task).await.len(), 3);
    }
    assert_eq!(server.effects().await, tasks.len());
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_starts_soon_after_its_commit() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let worker = cluster.worker(&[ALL], quick()).await;
    let mut waits = Vec::new();
    for number in 1..=20 {
        let task = server.enqueue_any(1).await[0];
        server.until_count(TaskState::Success, number).await;
        let events = server.whole_story(task).await;
        waits.push((events[1].at - events[0].at).num_milliseconds());
    }
    waits.sort_unstable();
    say("start", &format!("{} ms from commit to start in the median, {} ms at most", waits[10], waits[19]));
    // The poll alone would take a hundred milliseconds in the mean; who is woken takes far less.
    assert!(waits[10] < 250, "{waits:?}");
    worker.drain().await;
}
