//! What is written in one statement, with the fence in it.

use std::time::Duration;

use domain::ports::{Store, Wake};
use domain::task::model::{Claim, QueueName, TaskError, TaskFailure, TaskState, Transition};

use crate::make::{World, enqueued};

const LONG: Duration = Duration::from_secs(600);

#[tokio::test]
async fn a_claim_begins_an_attempt_and_one_after_a_loss_begins_it_anew() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    world.heard.0.lock().clear();
    let (first, begun) = world.store.claim(task, "worker", Duration::ZERO).await.unwrap().unwrap();
    assert_eq!((first.number, begun.state, begun.attempt, begun.last_seq), (1, TaskState::Started, 1, 2));
    assert!(begun.started_at.is_some());
    assert_eq!(*world.heard.0.lock(), [Wake::Task { id: task, seq: 2 }]);
    let (second, again) = world.store.claim(task, "other", LONG).await.unwrap().unwrap();
    assert_eq!((second.number, again.state, again.attempt, again.last_seq), (2, TaskState::Started, 1, 3));
    assert_eq!(again.started_at, begun.started_at);
    assert!(world.store.claim(task, "third", LONG).await.unwrap().is_none());
    let busy = TaskFailure::Retry(TaskError::new("BUSY", "The model was busy."));
    let retry = Transition { retry_after: Some(Duration::ZERO), ..Transition::after_failure(&again, &busy, 0.0) };
    assert!(world.store.write_fenced(&second, &retry).await.unwrap());
    let (third, retried) = world.store.claim(task, "third", LONG).await.unwrap().unwrap();
    assert_eq!((third.number, retried.attempt, retried.last_seq), (3, 2, 5));
    assert_eq!((retried.next_attempt_at, retried.error.unwrap().code.as_str()), (None, "BUSY"));
    let events = world.store.reads().task_events(task, 0, 10).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.seq, event.state, event.attempt)).collect();
    let wanted = [
        (1, TaskState::Pending, 0),
        (2, TaskState::Started, 1),
        (3, TaskState::Started, 1),
        (4, TaskState::Retry, 1),
        (5, TaskState::Started, 2),
    ];
    assert_eq!(told, wanted);
    assert!(events.is_sorted_by_key(|event| event.at));
}

#[tokio::test]
async fn a_change_without_effects_is_written_by_who_holds_the_claim_and_by_nobody_else() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    let (lost, _) = world.store.claim(task, "worker", Duration::ZERO).await.unwrap().unwrap();
    let (held, _) = world.store.claim(task, "other", LONG).await.unwrap().unwrap();
    world.heard.0.lock().clear();
    for nobody in [&lost, &Claim { number: 9, ..held.clone() }] {
        assert!(!world.store.write_fenced(nobody, &Transition::progress(50, "Half.")).await.unwrap());
        assert!(!world.store.write_fenced(nobody, &Transition::success(None, None)).await.unwrap());
    }
    assert!(world.heard.0.lock().is_empty());
    assert!(world.store.write_fenced(&held, &Transition::progress(50, "Half.")).await.unwrap());
    assert_eq!(world.store.reads().claimed_tasks().await.unwrap(), [task], "it goes on");
    assert!(world.store.write_fenced(&held, &Transition::success(None, None)).await.unwrap());
    assert_eq!(*world.heard.0.lock(), [Wake::Task { id: task, seq: 4 }, Wake::Task { id: task, seq: 5 }]);
    assert!(world.store.reads().claimed_tasks().await.unwrap().is_empty(), "its place in line is gone");
    assert!(!world.store.write_fenced(&held, &Transition::progress(60, "Late.")).await.unwrap());
    let ended = world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap();
    assert_eq!((ended.state, ended.progress, ended.last_seq), (TaskState::Success, 100, 5));
}

#[tokio::test]
async fn of_an_end_and_a_cancellation_at_once_one_is_written() {
    let world = World::new().await;
    let other = world.another().await;
    for _ in 0..20 {
        let task = enqueued(&world).await;
        let (claim, _) = world.store.claim(task, "worker", LONG).await.unwrap().unwrap();
        let cancel = async {
            let mut tx = other.begin().await.unwrap();
            let is_open = tx.lock_open_task(task).await.unwrap().is_some();
            if is_open {
                tx.transition(task, &Transition::revoked()).await.unwrap();
            }
            tx.commit().await.unwrap();
            is_open
        };
        let end = Transition::success(None, None);
        let (ended, cancelled) = tokio::join!(world.store.write_fenced(&claim, &end), cancel);
        assert!(ended.unwrap() != cancelled);
        let events = world.store.reads().task_events(task, 0, 10).await.unwrap();
        assert_eq!(events.iter().filter(|event| event.terminal).count(), 1);
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
    }
}

#[tokio::test]
async fn a_beat_that_comes_in_between_does_not_lose_the_claim() {
    let world = World::new().await;
    let other = world.another().await;
    for _ in 0..20 {
        let task = enqueued(&world).await;
        let (claim, _) = world.store.claim(task, "worker", LONG).await.unwrap().unwrap();
        let beat = async {
            let mut tx = other.begin().await.unwrap();
            let held = tx.extend_lease(&claim, LONG).await.unwrap();
            tokio::task::yield_now().await;
            tx.commit().await.unwrap();
            held
        };
        let end = Transition::success(None, None);
        let (_held, ended) = tokio::join!(beat, world.store.write_fenced(&claim, &end));
        assert!(ended.unwrap());
        assert!(world.store.reads().claimed_tasks().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_is_due_is_pushed_once_and_a_full_window_is_told() {
    let world = World::new().await;
    let (one, two) = (enqueued(&world).await, enqueued(&world).await);
    let windows = |places| [(QueueName::Embeddings, places)];
    let first = world.store.take_for_push(&windows(1), LONG).await.unwrap();
    assert_eq!((first.tasks.as_slice(), first.is_full), (&[(one, QueueName::Embeddings)][..], true));
    let same = world.store.take_for_push(&windows(1), LONG).await.unwrap();
    assert!(same.tasks.is_empty() && same.is_full, "the place is taken until the task is claimed");
    let rest = world.store.take_for_push(&windows(16), LONG).await.unwrap();
    assert_eq!((rest.tasks.as_slice(), rest.is_full), (&[(two, QueueName::Embeddings)][..], false));
    let again = world.store.take_for_push(&windows(16), Duration::ZERO).await.unwrap();
    assert_eq!(again.tasks.len(), 2, "they are taken for lost");
}
