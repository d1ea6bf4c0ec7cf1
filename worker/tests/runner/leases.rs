//! Keeping a claim, losing it, and writing nothing without it.

use std::sync::Arc;

use domain::task::context::HandlerError;
use domain::task::model::TaskState::{Pending, Started, Success};
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use worker::runner::Ran;

use crate::fakes::{Gate, handler, quick, settle_with_effect};
use crate::wait::{SOON, until, within};
use crate::world::{HANGING, HEARTBEAT, LEASE, Process, SHORT, World};

/// Waits for three leases' worth of heartbeats, while another process tries to get at the task.
async fn three_leases_pass(own: &Process, other: &Process, task: domain::id::TaskId) {
    let beats = 3 * u32::try_from(LEASE.as_millis() / HEARTBEAT.as_millis()).unwrap();
    let thief = other.runner(quick());
    until("three leases", async || {
        assert_eq!(other.tasks.reconcile().await.unwrap(), 0, "the claim was lost");
        assert_eq!(thief.run(task).await.unwrap(), Ran::NotOurs);
        (own.clock.waits_of(HEARTBEAT) >= beats).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_handler_that_works_longer_than_its_lease_runs_once() {
    let world = World::new().await;
    let (own, other) = (world.process(SHORT).await, world.process(SHORT).await);
    let task = own.any_task().await;
    let gate = Gate::new();
    let at_gate = gate.clone();
    let runner = own.runner(handler(move |context| {
        let gate = at_gate.clone();
        async move {
            gate.pass().await;
            settle_with_effect(context).await
        }
    }));
    let running = tokio::spawn(async move { runner.run(task).await });
    gate.reached().await;
    three_leases_pass(&own, &other, task).await;
    gate.open();
    assert_eq!(running.await.unwrap().unwrap(), Ran::Settled);
    assert_eq!(own.states(task).await, [Pending, Started, Success]);
    assert_eq!((own.effects().await, own.task(task).await.losses), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_never_pauses_keeps_its_claim() {
    let world = World::new().await;
    let (own, other) = (world.process(SHORT).await, world.process(SHORT).await);
    let task = own.any_task().await;
    let (go_on, told) = std::sync::mpsc::channel::<()>();
    let (begun, told) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(told)));
    let has_begun = Arc::clone(&begun);
    let runner = own.runner(handler(move |context| {
        let (begun, told) = (Arc::clone(&has_begun), Arc::clone(&told));
        async move {
            // Everybody who hears wake-ups is woken by this very thread …
            context.progress(10, "Computing.").await?;
            begun.add_permits(1);
            // … which it then holds, as a long computation does.
            let _go_on = told.lock().recv();
            settle_with_effect(context).await
        }
    }));
    let running = tokio::spawn(async move { runner.run(task).await });
    within(SOON, "the handler", begun.acquire()).await.unwrap().forget();
    three_leases_pass(&own, &other, task).await;
    go_on.send(()).unwrap();
    assert_eq!(running.await.unwrap().unwrap(), Ran::Settled);
    assert_eq!(own.states(task).await, [Pending, Started, Started, Success]);
    assert_eq!((own.effects().await, own.task(task).await.losses), (1, 0));
}

#[tokio::test]
async fn a_worker_that_hung_past_its_lease_writes_nothing() {
    let world = World::new().await;
    let (hanging, other) = (world.process(HANGING).await, world.process(SHORT).await);
    let task = hanging.any_task().await;
    let gate = Gate::new();
    let at_gate = gate.clone();
    let runner = hanging.runner(handler(move |context| {
        let gate = at_gate.clone();
        async move {
            gate.pass().await;
            assert!(matches!(context.progress(50, "Too late.").await, Err(HandlerError::Lost)));
            settle_with_effect(context).await
        }
    }));
    let running = tokio::spawn(async move { runner.run(task).await });
    gate.reached().await;
    until("the lease runs out", async || (other.tasks.reconcile().await.unwrap() == 1).then_some(())).await;
    assert_eq!(other.runner(quick()).run(task).await.unwrap(), Ran::Settled);
    gate.open();
    assert_eq!(running.await.unwrap().unwrap(), Ran::Lost);
    assert_eq!(other.states(task).await, [Pending, Started, Started, Started, Success]);
    assert_eq!(other.effects().await, 1);
    let ended = other.task(task).await;
    assert_eq!((ended.attempt, ended.losses), (1, 1));
}

#[tokio::test]
async fn a_worker_that_lost_its_claim_stops_working() {
    let world = World::new().await;
    let (own, other) = (world.process(SHORT).await, world.process(SHORT).await);
    let task = own.any_task().await;
    let (gate, dropped) = (Gate::new(), CancellationToken::new());
    let (at_gate, in_handler) = (gate.clone(), dropped.clone());
    let runner = own.runner(handler(move |context| {
        let (gate, guard) = (at_gate.clone(), in_handler.clone().drop_guard());
        async move {
            gate.pass().await;
            drop(guard);
            settle_with_effect(context).await
        }
    }));
    let running = tokio::spawn(async move { runner.run(task).await });
    gate.reached().await;
    // Another process is sure that this one is gone, as one that starts on the same data folder is.
    assert_eq!(other.tasks.take_back_all().await.unwrap(), 1);
    within(SOON, "the end of the handler", dropped.cancelled()).await;
    assert_eq!(running.await.unwrap().unwrap(), Ran::Lost);
    assert_eq!(other.runner(quick()).run(task).await.unwrap(), Ran::Settled);
    assert_eq!(other.effects().await, 1);
}
