//! Whatever is handed out twice has its effect once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::id::TaskId;
use domain::task::model::{QueueName, TaskState};
use platform::queue::faktory::FaktoryClient;
use worker::runner::Ran;

use super::{Cluster, many, say};
use crate::fakes::{Gate, handler, settle_with_effect};
use crate::wait::until;
use crate::world::{HANGING, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j5_a_task_that_is_pushed_a_hundred_times_runs_once() {
    let cluster = Cluster::new().await;
    let member = cluster.member().await;
    let (count, copies) = (many(50), 100);
    let tasks = member.enqueue_any(count).await;
    let mut faktory = FaktoryClient::new(cluster.address());
    for _ in 0..copies {
        let push: Vec<(TaskId, QueueName)> = tasks.iter().map(|task| (*task, QueueName::Embeddings)).collect();
        faktory.push(&push).await.unwrap();
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let counting = handler(move |context| {
        counted.fetch_add(1, Ordering::Relaxed);
        settle_with_effect(context)
    });
    let mut workers = Vec::new();
    for _ in 0..8 {
        workers.push(cluster.worker(&["embeddings=1"], Arc::clone(&counting)).await);
    }
    let processed = until("all pushes are taken", async || {
        let info = cluster.faktory.info().await;
        info["faktory"]["total_processed"].as_u64().filter(|it| *it >= u64::try_from(count * copies).unwrap())
    })
    .await;
    assert_eq!(member.effects().await, count);
    assert_eq!(runs.load(Ordering::Relaxed), count);
    for task in &tasks {
        assert_eq!(member.whole_story(*task).await.len(), 3);
    }
    say("J5", &format!("{processed} pushes of {count} tasks: {count} effects, the rest did nothing"));
    for worker in workers {
        worker.drain().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j6_a_worker_that_lost_its_claim_writes_nothing() {
    let mut cluster = Cluster::new().await;
    let World { database } = World::new().await;
    // The one that hangs and those that go on have the same database.
    cluster.database_url = database.url().to_owned();
    let world = World { database };
    let server = cluster.server().await;
    let (rounds, gate) = (many(100), Gate::new());
    for round in 1..=rounds {
        let hanging = world.process(HANGING).await;
        let at_gate = gate.clone();
        let slow = handler(move |context| {
            let gate = at_gate.clone();
            async move {
                gate.pass().await;
                settle_with_effect(context).await
            }
        });
        let task = hanging.any_task().await;
        let runner = hanging.runner(slow);
        let running = tokio::spawn(async move { runner.run(task).await });
        gate.reached().await;
        // The lease runs out; another worker has the task, and ends it.
        let other = cluster.worker(&["embeddings=1"], handler(settle_with_effect)).await;
        server.until_count(TaskState::Success, round).await;
        let story = server.whole_story(task).await.len();
        gate.open();
        assert_eq!(running.await.unwrap().unwrap(), Ran::Lost);
        assert_eq!(server.whole_story(task).await.len(), story, "the late one wrote something");
        assert_eq!(server.effects().await, round);
        other.drain().await;
    }
    say("J6", &format!("{rounds} late ends wrote nothing"));
}
