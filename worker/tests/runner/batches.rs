//! Batches with the handlers of the product: killed on the way, taken up again, and run to the end by a pool
//! whose only slot serves the batch and its children alike.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::{JobId, TaskId};
use domain::page::PageRequest;
use domain::ports::{Clock, Randomness, Store};
use domain::screening::model::BatchRequest;
use domain::task::model::TaskState::Success;
use domain::task::model::{Task, TaskFilter, TaskState};
use platform::queue::upkeep::reconcile;
use platform::system::SystemRandomness;
use tokio_util::sync::{CancellationToken, DropGuard};
use worker::registry::Registry;

use crate::fakes::a_job;
use crate::wait::until;
use crate::world::{HANGING, Process, SHORT, World};

/// More than two parts of the fan-out.
const APPLICANTS: u32 = 1_200;

async fn batch_of(world: &World, own: &Process, count: u32) -> TaskId {
    let job = a_job(JobId(SystemRandomness.uuid(own.clock.now())), "Engineer", own.clock.now());
    let mut tx = own.store.begin().await.unwrap();
    tx.insert_job(&job).await.unwrap();
    tx.commit().await.unwrap();
    world.database.crowd(&job.id.to_string(), count).await;
    let request = BatchRequest { job: job.id, applications: None, stages: None, only_stale: false, force: false };
    own.services.screenings.request_batch(&request).await.unwrap()
}

fn of_batch(batch: TaskId) -> TaskFilter {
    TaskFilter { parent: Some(batch), ..TaskFilter::default() }
}

async fn count(own: &Process, filter: &TaskFilter) -> u64 {
    own.store.reads().count_tasks(filter).await.unwrap()
}

async fn children(own: &Process, batch: TaskId) -> Vec<Task> {
    let (mut all, mut page) = (Vec::new(), PageRequest::first(100));
    loop {
        let some = own.store.reads().list_tasks(&of_batch(batch), &page).await.unwrap();
        page.after = some.rows.last().map(|(at, _)| at.clone());
        all.extend(some.rows.into_iter().map(|(_, task)| task));
        if !some.has_next {
            return all;
        }
    }
}

/// Works until the guards are dropped: one slot over all lines, and the watch over what waits.
fn at_work(own: &Process) -> [DropGuard; 2] {
    let (_, serving) = own.serve(Arc::new(Registry(own.services.clone())), 1);
    let (clock, watching) = (Arc::clone(&own.clock) as Arc<dyn Clock>, CancellationToken::new());
    tokio::spawn(reconcile(own.tasks.clone(), clock, Duration::from_millis(50), watching.clone()));
    [serving.drop_guard(), watching.drop_guard()]
}

#[tokio::test]
async fn a_batch_that_is_killed_on_the_way_is_taken_up_and_takes_nobody_twice() {
    let world = World::new().await;
    let (doomed, own) = (world.process(HANGING).await, world.process(SHORT).await);
    let batch = batch_of(&world, &own, APPLICANTS).await;
    let context = doomed.tasks.claim(batch, "doomed").await.unwrap().expect("it is due");
    let some_are_in_line = until("a part in line", async || (count(&own, &of_batch(batch)).await >= 500).then_some(()));
    tokio::select! {
        _ = doomed.services.screenings.fan_out(&context, false) => panic!("it came to its end"),
        () = some_are_in_line => {}
    }
    assert!(count(&own, &of_batch(batch)).await < u64::from(APPLICANTS));
    drop(doomed);

    let _working = at_work(&own);
    until("the end of the batch", async || own.task(batch).await.state.is_terminal().then_some(())).await;
    let ended = own.task(batch).await;
    assert_eq!((ended.state, ended.losses, ended.attempt), (Success, 1, 1));
    let events = own.events(batch).await;
    assert_eq!(events.last().unwrap().message.as_deref(), Some("1,200 of 1,200 screened."));
    let children = children(&own, batch).await;
    let subjects: HashSet<_> = children.iter().map(|child| child.payload.subject()).collect();
    assert_eq!((children.len(), subjects.len()), (1_200, 1_200), "nobody twice, and nobody forgotten");
    assert!(children.iter().all(|child| child.state == Success));
}

#[tokio::test]
async fn a_cancelled_batch_stops_in_mid_fan_out() {
    let world = World::new().await;
    let (running, own) = (world.process(SHORT).await, world.process(SHORT).await);
    let batch = batch_of(&world, &own, APPLICANTS).await;
    let runner = running.runner(Arc::new(Registry(running.services.clone())));
    let run = tokio::spawn(async move { runner.run(batch).await });
    until("a part in line", async || (count(&own, &of_batch(batch)).await >= 500).then_some(())).await;
    own.tasks.cancel(batch).await.unwrap();
    run.await.unwrap().unwrap();
    let open = TaskFilter { states: Some(vec![TaskState::Pending, TaskState::Started]), ..of_batch(batch) };
    assert_eq!(count(&own, &open).await, 0);
    assert_eq!(own.task(batch).await.state, TaskState::Revoked);
}
