//! Followers of tasks, and of nothing but the store when wake-ups get lost.

use domain::ports::Store;
use domain::task::follow::Events;
use domain::task::model::{TaskEvent, TaskFilter, TaskPayload, TaskState, Transition};
use futures::StreamExt;

use crate::make::{World, id, task};
use crate::office::{Office, PATIENCE};

async fn next(events: &mut Events) -> TaskEvent {
    let next = tokio::time::timeout(PATIENCE, events.next()).await;
    next.expect("an event comes").expect("a filter has no end").unwrap()
}

fn only(states: &[TaskState]) -> TaskFilter {
    TaskFilter { states: Some(states.to_vec()), ..TaskFilter::default() }
}

#[tokio::test]
async fn missed_wake_ups_lose_no_event_and_states_are_those_of_the_events() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let before = office.job("Was there before.").await;
    let filter = only(&[TaskState::Pending, TaskState::Success]);
    let mut events = office.services.tasks.follow_filter(filter).await.unwrap();
    let (first, second) = (office.job("One.").await, office.job("Another.").await);
    office.bus.tell();
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(next(&mut events).await);
    }
    let told: Vec<(TaskState, bool)> = seen.iter().map(|event| (event.state, event.terminal)).collect();
    assert_eq!(told, [(TaskState::Pending, false), (TaskState::Success, true)].repeat(2));
    let ids: Vec<_> = seen.iter().map(|event| event.task_id).collect();
    assert_eq!((ids[0], ids[2]), (ids[1], ids[3]));
    let tasks = office.services.tasks.by_ids(&[ids[0], ids[2]]).await.unwrap();
    let subjects: Vec<TaskPayload> = tasks.into_iter().map(|task| task.payload).collect();
    for job in [first, second] {
        assert!(subjects.contains(&TaskPayload::EmbedJob { job }), "{subjects:?}");
    }
    assert!(!subjects.contains(&TaskPayload::EmbedJob { job: before }));
}

#[tokio::test]
async fn an_event_that_is_written_early_and_true_late_is_told_once() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let mut events = office.services.tasks.follow_filter(TaskFilter::default()).await.unwrap();
    let (late, early) = (task(TaskPayload::EmbedJob { job: id() }), task(TaskPayload::EmbedJob { job: id() }));
    let mut tx = world.store.begin().await.unwrap();
    tx.enqueue(&late).await.unwrap();
    let other = world.another().await;
    let mut quick = other.begin().await.unwrap();
    quick.enqueue(&early).await.unwrap();
    quick.commit().await.unwrap();
    assert_eq!(next(&mut events).await.task_id, early.id);
    tx.commit().await.unwrap();
    office.bus.tell();
    assert_eq!(next(&mut events).await.task_id, late.id);
    let mut tx = world.store.begin().await.unwrap();
    tx.transition(early.id, &Transition::revoked()).await.unwrap();
    tx.commit().await.unwrap();
    office.bus.tell();
    let last = next(&mut events).await;
    assert_eq!((last.task_id, last.seq, last.state), (early.id, 2, TaskState::Revoked));
}
