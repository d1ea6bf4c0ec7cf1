//! Pools at work: side by side, on the way out, and with a task in line that can't be run at all.

use std::collections::HashSet;
use std::sync::Arc;

use domain::id::TaskId;
use domain::task::model::TaskState::{Pending, Started, Success};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use worker::registry::Handler;
use worker::runner::Ran;

use crate::fakes::{Gate, handler, quick, settle_with_effect};
use crate::wait::{SOON, until, within};
use crate::world::{Process, SHORT, World};

const TASKS: usize = 200;

/// Who runs what, told by all handlers of a test.
#[derive(Debug, Default)]
struct Running {
    now: Mutex<HashSet<TaskId>>,
    begun: Mutex<Vec<TaskId>>,
}

/// A handler of one of two processes. Neither goes on before both have begun something, so that both have a
/// part in it.
fn side_by_side(running: &Arc<Running>, own: &CancellationToken, other: &CancellationToken) -> Arc<dyn Handler> {
    let (running, own, other) = (Arc::clone(running), own.clone(), other.clone());
    handler(move |context| {
        let (running, own, other) = (Arc::clone(&running), own.clone(), other.clone());
        async move {
            let id = context.task.id;
            assert!(running.now.lock().insert(id), "somebody else runs {id} at this moment");
            running.begun.lock().push(id);
            own.cancel();
            other.cancelled().await;
            let answer = settle_with_effect(context).await;
            running.now.lock().remove(&id);
            answer
        }
    })
}

async fn open_tasks(own: &Process) -> usize {
    use domain::ports::Store;
    let due = own.store.reads().due_tasks(domain::task::model::QueueName::ALL, 1_000).await.unwrap();
    due.len() + own.store.reads().claimed_tasks().await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_two_hundred_tasks_and_run_each_once() {
    let world = World::new().await;
    let (one, two) = (world.process(SHORT).await, world.process(SHORT).await);
    let mut tasks = Vec::new();
    for _ in 0..TASKS {
        tasks.push(one.any_task().await);
    }
    let running = Arc::<Running>::default();
    let (one_works, two_works) = (CancellationToken::new(), CancellationToken::new());
    let (first, stop_first) = one.serve(side_by_side(&running, &one_works, &two_works), 4);
    let (second, stop_second) = two.serve(side_by_side(&running, &two_works, &one_works), 4);
    until("an empty line", async || (open_tasks(&one).await == 0).then_some(())).await;
    stop_first.cancel();
    stop_second.cancel();
    within(SOON, "the end of both pools", async { (first.await.unwrap(), second.await.unwrap()) }).await;
    for task in &tasks {
        assert_eq!(one.states(*task).await, [Pending, Started, Success]);
    }
    assert_eq!(running.begun.lock().len(), TASKS, "something was begun twice");
    assert_eq!(one.effects().await, TASKS as u64);
}

/// A handler that waits at a gate.
fn gated(gate: &Gate) -> Arc<dyn Handler> {
    let gate = gate.clone();
    handler(move |context| {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            settle_with_effect(context).await
        }
    })
}

#[tokio::test]
async fn a_pool_that_stops_finishes_what_it_has_and_begins_nothing() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let (held, waiting) = (own.any_task().await, own.any_task().await);
    let gate = Gate::new();
    let (serving, stop) = own.serve(gated(&gate), 1);
    gate.reached().await;
    stop.cancel();
    gate.open();
    // Enough for both, should it begin the second.
    gate.open();
    within(SOON, "the end of the pool", serving).await.unwrap();
    assert_eq!(own.states(held).await, [Pending, Started, Success]);
    assert_eq!(own.states(waiting).await, [Pending]);
}

#[tokio::test]
async fn what_is_given_back_has_spent_nothing() {
    let world = World::new().await;
    let (own, other) = (world.process(SHORT).await, world.process(SHORT).await);
    let task = own.any_task().await;
    let gate = Gate::new();
    let runner = own.runner(gated(&gate));
    let running = tokio::spawn(async move { runner.run(task).await });
    gate.reached().await;
    own.give_back.cancel();
    assert_eq!(within(SOON, "the end of the run", running).await.unwrap().unwrap(), Ran::GivenBack);
    assert_eq!(own.states(task).await, [Pending, Started]);
    // At once, though its lease would run on.
    assert_eq!(other.runner(quick()).run(task).await.unwrap(), Ran::Settled);
    let ended = other.task(task).await;
    assert_eq!((ended.attempt, ended.losses, other.effects().await), (1, 0, 1));
    assert_eq!(other.states(task).await, [Pending, Started, Started, Success]);
}

#[tokio::test]
async fn a_task_that_cannot_be_read_holds_up_nobody_behind_it() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let broken = own.any_task().await;
    world.database.execute("UPDATE task SET payload = '{}'").await;
    let fine = own.any_task().await;
    let (serving, stop) = own.serve(quick(), 1);
    until("the task behind it", async || (own.effects().await == 1).then_some(())).await;
    stop.cancel();
    within(SOON, "the end of the pool", serving).await.unwrap();
    assert_eq!(own.states(fine).await, [Pending, Started, Success]);
    assert_eq!(own.states(broken).await, [Pending]);
}
