//! Cancelling a task that runs: its handler stops within two seconds and writes nothing more. It hears of it
//! on the bus, and asks once a second should it not.

use std::sync::Arc;
use std::time::Duration;

use domain::id::TaskId;
use domain::ports::{EventBus, Wake};
use domain::task::context::{HandlerError, TaskContext};
use domain::task::model::TaskState::{Pending, Revoked, Started};
use parking_lot::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use worker::runner::Ran;
use worker::watch::Intervals;

use crate::fakes::{Gate, handler, settle_with_effect};
use crate::wait::within;
use crate::world::{HANGING, NEVER, Process, Times, World};

/// Five times what it may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// A task whose handler is at work.
struct Running {
    task: TaskId,
    gate: Gate,
    /// Cancelled when the handler is gone.
    dropped: CancellationToken,
    context: Arc<Mutex<Option<TaskContext>>>,
    outcome: JoinHandle<Ran>,
}

impl Running {
    async fn begin(own: &Process) -> Self {
        let task = own.any_task().await;
        let (gate, dropped, kept) = (Gate::new(), CancellationToken::new(), Arc::<Mutex<Option<_>>>::default());
        let (at_gate, in_handler, context) = (gate.clone(), dropped.clone(), Arc::clone(&kept));
        let runner = own.runner(handler(move |context| {
            let (gate, guard) = (at_gate.clone(), in_handler.clone().drop_guard());
            *kept.lock() = Some(context.clone());
            async move {
                gate.pass().await;
                drop(guard);
                settle_with_effect(context).await
            }
        }));
        let outcome = tokio::spawn(async move { runner.run(task).await.unwrap() });
        gate.reached().await;
        Self { task, gate, dropped, context, outcome }
    }

    /// It stopped, though nobody let it through the gate, and what it knew is of no use any more.
    async fn has_stopped(self, own: &Process) {
        within(DEADLINE, "the end of the handler", self.dropped.cancelled()).await;
        assert_eq!(within(DEADLINE, "the end of the run", self.outcome).await.unwrap(), Ran::Lost);
        self.gate.open();
        let context = self.context.lock().take().unwrap();
        assert!(matches!(context.progress(90, "Nearly.").await, Err(HandlerError::Lost)));
        assert!(matches!(settle_with_effect(context).await, Err(HandlerError::Lost)));
        assert_eq!(own.states(self.task).await, [Pending, Started, Revoked]);
        assert_eq!(own.effects().await, 0);
    }
}

#[tokio::test]
async fn what_is_cancelled_here_stops_at_once() {
    let world = World::new().await;
    let own = world.process(HANGING).await;
    let running = Running::begin(&own).await;
    own.tasks.cancel(running.task).await.unwrap();
    running.has_stopped(&own).await;
}

#[tokio::test]
async fn what_is_cancelled_unheard_stops_by_the_next_look() {
    let world = World::new().await;
    let by_default = Intervals { heartbeat: NEVER, cancel: Duration::from_secs(1), progress: NEVER };
    let own = world.process(Times { intervals: by_default, lease: NEVER, ..HANGING }).await;
    let other = world.process(HANGING).await;
    let running = Running::begin(&own).await;
    other.tasks.cancel(running.task).await.unwrap();
    running.has_stopped(&own).await;
}

#[tokio::test]
async fn who_missed_wake_ups_looks_at_once() {
    let world = World::new().await;
    let (own, other) = (world.process(HANGING).await, world.process(HANGING).await);
    let running = Running::begin(&own).await;
    own.bus.publish(Wake::Missed);
    other.tasks.cancel(running.task).await.unwrap();
    own.bus.publish(Wake::Missed);
    running.has_stopped(&own).await;
}

#[tokio::test]
async fn that_another_task_is_cancelled_disturbs_nobody() {
    let world = World::new().await;
    let own = world.process(HANGING).await;
    let running = Running::begin(&own).await;
    let another = own.any_task().await;
    own.tasks.cancel(another).await.unwrap();
    own.bus.publish(Wake::Missed);
    running.gate.open();
    assert_eq!(within(DEADLINE, "the end of the run", running.outcome).await.unwrap(), Ran::Settled);
    assert_eq!(own.effects().await, 1);
}
