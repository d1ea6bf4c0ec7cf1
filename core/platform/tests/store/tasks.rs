use std::collections::HashSet;
use std::time::Duration;

use domain::id::TaskId;
use domain::page::PageRequest;
use domain::ports::{Store, StoreError, Wake};
use domain::task::model::{Claim, QueueName, TaskError, TaskFailure, TaskFilter, TaskPayload, TaskState, Transition};
use platform::store::PgStore;

use crate::make::{World, at, enqueued, id, job, task};

const LONG: Duration = Duration::from_secs(600);

async fn claim(store: &PgStore, task: TaskId, lease: Duration) -> Option<Claim> {
    Some(store.claim(task, "worker", lease).await.unwrap()?.0)
}

async fn states(world: &World, task: TaskId) -> Vec<(i32, TaskState)> {
    let events = world.store.reads().task_events(task, 0, 1_000).await.unwrap();
    events.iter().map(|event| (event.seq, event.state)).collect()
}

#[tokio::test]
async fn of_two_claimers_one_wins() {
    let world = World::new().await;
    let other = world.another().await;
    let task = enqueued(&world).await;
    let (one, two) = tokio::join!(claim(&world.store, task, LONG), claim(&other, task, LONG));
    assert!(one.is_some() != two.is_some());
    let held = world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap();
    assert_eq!((held.state, held.attempt, held.last_seq), (TaskState::Started, 1, 2));
    assert!(world.store.reads().due_tasks(QueueName::ALL, 10).await.unwrap().is_empty());
    assert_eq!(world.store.reads().claimed_tasks().await.unwrap(), [task]);
}

#[tokio::test]
async fn who_lost_the_claim_writes_nothing() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    let lost = claim(&world.store, task, Duration::ZERO).await.unwrap();
    assert_eq!(world.store.reads().lost_tasks(10).await.unwrap(), [task]);
    let held = claim(&world.store, task, LONG).await.unwrap();
    assert_eq!((lost.number, held.number), (1, 2));
    assert!(world.store.begin_fenced(&lost).await.unwrap().is_none());
    let mut fenced = world.store.begin_fenced(&held).await.unwrap().unwrap();
    fenced.tx().insert_job(&job("effect")).await.unwrap();
    fenced.commit_with(Transition::success(None, None)).await.unwrap();
    assert!(world.store.begin_fenced(&held).await.unwrap().is_none());
    let ended = world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap();
    assert_eq!((ended.state, ended.progress, ended.attempt), (TaskState::Success, 100, 1));
    assert!(ended.finished_at.is_some());
}

#[tokio::test]
async fn a_beat_keeps_a_claim_and_only_its_own() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    let first = claim(&world.store, task, Duration::ZERO).await.unwrap();
    let mut tx = world.store.begin().await.unwrap();
    assert!(tx.extend_lease(&first, LONG).await.unwrap());
    tx.commit().await.unwrap();
    assert!(world.store.claim(task, "other", LONG).await.unwrap().is_none());
    let mut tx = world.store.begin().await.unwrap();
    assert!(!tx.extend_lease(&Claim { number: 9, ..first.clone() }, LONG).await.unwrap());
    assert!(tx.release(task, true).await.unwrap().is_none(), "the lease runs on");
    assert_eq!(tx.release(task, false).await.unwrap().unwrap().state, TaskState::Started);
    assert!(!tx.extend_lease(&first, LONG).await.unwrap());
    tx.commit().await.unwrap();
    assert!(world.store.begin_fenced(&first).await.unwrap().is_none());
    assert_eq!(world.store.reads().due_tasks(&[QueueName::Embeddings], 10).await.unwrap(), [task]);
}

#[tokio::test]
async fn events_are_numbered_without_a_gap_whoever_writes() {
    let world = World::new().await;
    let other = world.another().await;
    let task = enqueued(&world).await;
    claim(&world.store, task, LONG).await.unwrap();
    let write = async |store: &PgStore, keep: bool| {
        for percent in 0..20 {
            let mut tx = store.begin().await.unwrap();
            tx.transition(task, &Transition::progress(percent, "on the way")).await.unwrap();
            if keep {
                tx.commit().await.unwrap();
            }
        }
    };
    tokio::join!(write(&world.store, true), write(&other, false));
    tokio::join!(write(&world.store, true), write(&other, true));
    let events = world.store.reads().task_events(task, 0, 1_000).await.unwrap();
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=62).collect::<Vec<_>>());
    assert!(events.is_sorted_by_key(|event| event.progress), "progress never falls");
    assert!(events.is_sorted_by_key(|event| event.at));
}

#[tokio::test]
async fn a_retry_waits_and_nothing_follows_an_end() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    claim(&world.store, task, LONG).await.unwrap();
    let before = world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap();
    let failure = TaskFailure::Retry(TaskError::new("BUSY", "The model was busy."));
    let mut tx = world.store.begin().await.unwrap();
    let retry = tx.transition(task, &Transition::after_failure(&before, &failure, 0.0)).await.unwrap();
    tx.commit().await.unwrap();
    let waiting = world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap();
    assert_eq!((retry.state, retry.terminal), (TaskState::Retry, false));
    assert_eq!(waiting.next_attempt_at, retry.next_attempt_at);
    let wait = (retry.next_attempt_at.unwrap() - retry.at).to_std().unwrap();
    assert!(wait > Duration::from_secs(59) && wait <= Duration::from_secs(60), "{wait:?}");
    assert!(claim(&world.store, task, LONG).await.is_none(), "it isn't due");
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(
        tx.lock_open_task(task).await.unwrap().unwrap().error,
        Some(TaskError::new("BUSY", "The model was busy."))
    );
    tx.transition(task, &Transition::revoked()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.begin().await.unwrap();
    assert!(tx.lock_open_task(task).await.unwrap().is_none());
    assert!(tx.transition(task, &Transition::progress(9, "no")).await.is_err());
    drop(tx);
    let wanted = [TaskState::Pending, TaskState::Started, TaskState::Retry, TaskState::Revoked];
    assert_eq!(states(&world, task).await, (1..).zip(wanted).collect::<Vec<_>>());
}

#[tokio::test]
async fn wake_ups_go_out_when_it_is_true_and_not_before() {
    let world = World::new().await;
    let new = task(TaskPayload::EmbedJob { job: id() });
    let mut tx = world.store.begin().await.unwrap();
    tx.enqueue(&new).await.unwrap();
    assert!(world.heard.0.lock().is_empty());
    drop(tx);
    assert!(world.store.reads().tasks(&[new.id]).await.unwrap().is_empty());
    assert!(world.heard.0.lock().is_empty());
    world.write(async |tx| tx.enqueue(&new).await.unwrap()).await;
    assert_eq!(*world.heard.0.lock(), [Wake::Task { id: new.id, seq: 1 }, Wake::Due(QueueName::Embeddings)]);
    world.heard.0.lock().clear();
    world
        .write(async |tx| {
            tx.transition(new.id, &Transition::revoked()).await.unwrap();
        })
        .await;
    assert_eq!(*world.heard.0.lock(), [Wake::Task { id: new.id, seq: 2 }, Wake::Cancel(new.id)]);
}

#[tokio::test]
async fn due_tasks_come_by_queue_and_then_by_time_and_who_is_lost_again_goes_behind() {
    let world = World::new().await;
    let (first, second) = (enqueued(&world).await, enqueued(&world).await);
    let single = task(TaskPayload::ScreenApplication { application: id(), force: false, samples: None });
    let child = domain::task::model::NewTask { parent: Some(first), ..task(single.payload) };
    world
        .write(async |tx| {
            tx.enqueue(&child).await.unwrap();
            tx.enqueue(&single).await.unwrap();
        })
        .await;
    let queues = [QueueName::MediumPriority, QueueName::Embeddings, QueueName::LowPriority];
    assert_eq!(world.store.reads().due_tasks(&queues, 10).await.unwrap(), [single.id, first, second, child.id]);
    assert_eq!(world.store.reads().due_tasks(&queues, 2).await.unwrap(), [single.id, first]);
    for behind in [[first, second, child.id], [second, first, child.id]] {
        claim(&world.store, first, Duration::ZERO).await.unwrap();
        world
            .write(async |tx| {
                let lost = tx.release(first, true).await.unwrap().unwrap();
                tx.transition(first, &Transition::after_loss(&lost, 5)).await.unwrap();
            })
            .await;
        assert_eq!(world.store.reads().due_tasks(&queues[1..], 10).await.unwrap(), behind);
    }
    let lost = world.store.reads().tasks(&[first]).await.unwrap().pop().unwrap();
    assert_eq!((lost.losses, lost.attempt), (2, 1));
}

#[tokio::test]
async fn lists_of_tasks_agree_with_the_filter() {
    let world = World::new().await;
    let dead = enqueued(&world).await;
    let open = enqueued(&world).await;
    world
        .write(async |tx| {
            tx.transition(dead, &Transition::failure(TaskError::new("NO", "No."))).await.unwrap();
        })
        .await;
    let subject = world.store.reads().tasks(&[dead]).await.unwrap()[0].payload.subject();
    assert!(subject.is_some());
    let filters = [
        (TaskFilter { states: Some(vec![TaskState::Failure]), ..TaskFilter::default() }, vec![dead]),
        (TaskFilter { subject, ..TaskFilter::default() }, vec![dead]),
        (TaskFilter { parent: Some(dead), ..TaskFilter::default() }, vec![]),
        (
            TaskFilter {
                created_at: domain::page::TimeRange { gte: Some(at(0)), lt: Some(at(1)) },
                ..TaskFilter::default()
            },
            vec![dead, open],
        ),
    ];
    for (filter, wanted) in filters {
        let page = world.store.reads().list_tasks(&filter, &PageRequest::first(10)).await.unwrap();
        let found: HashSet<TaskId> = page.rows.iter().map(|(_, task)| task.id).collect();
        assert_eq!(found, wanted.iter().copied().collect(), "{filter:?}");
        assert_eq!(world.store.reads().count_tasks(&filter).await.unwrap(), wanted.len() as u64);
    }
}

#[tokio::test]
async fn a_refusal_names_the_constraint_and_no_value() {
    let world = World::new().await;
    let mut taken = job("One");
    taken.draft.external_id = Some("secret-key".to_owned());
    let mut again = job("Two");
    again.draft.external_id.clone_from(&taken.draft.external_id);
    world.write(async |tx| tx.insert_job(&taken).await.unwrap()).await;
    let mut tx = world.store.begin().await.unwrap();
    let refused = tx.insert_job(&again).await.unwrap_err();
    assert!(matches!(&refused, StoreError::Constraint { constraint } if constraint == "job_external_id_key"));
    assert!(!format!("{refused:?} {refused}").contains("secret-key"));
}

#[tokio::test]
async fn a_claim_is_held_until_it_is_taken_or_the_task_ends() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    let held = async |claim: &Claim| world.store.reads().is_held(claim).await.unwrap();
    assert!(!held(&Claim { task_id: task, number: 0 }).await, "nobody has it yet");
    let first = claim(&world.store, task, Duration::ZERO).await.unwrap();
    assert!(held(&first).await, "a lease that ran out is lost only when somebody takes it");
    let second = claim(&world.store, task, LONG).await.unwrap();
    assert_eq!((held(&first).await, held(&second).await), (false, true));
    world
        .write(async |tx| {
            tx.release(task, false).await.unwrap();
        })
        .await;
    assert!(!held(&second).await, "it was given back");
    let third = claim(&world.store, task, LONG).await.unwrap();
    world
        .write(async |tx| {
            tx.transition(task, &Transition::revoked()).await.unwrap();
        })
        .await;
    assert!(!held(&third).await, "it was cancelled");
}

#[tokio::test]
async fn a_part_of_the_work_can_be_kept_without_an_event() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    let held = claim(&world.store, task, LONG).await.unwrap();
    world.heard.0.lock().clear();
    let mut fenced = world.store.begin_fenced(&held).await.unwrap().unwrap();
    let effect = job("effect");
    fenced.tx().insert_job(&effect).await.unwrap();
    fenced.commit().await.unwrap();
    assert_eq!(world.store.reads().jobs(&[effect.id]).await.unwrap().len(), 1);
    assert_eq!(states(&world, task).await, [(1, TaskState::Pending), (2, TaskState::Started)]);
    assert!(!world.heard.0.lock().iter().any(|wake| matches!(wake, Wake::Task { .. })));
}
