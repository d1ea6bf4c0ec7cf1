//! Workers that die: their tasks run again, but not for ever.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::Clock;
use domain::task::model::TaskState::{Failure, Pending, Started, Success};
use platform::config::Settings;
use platform::queue::upkeep::reconcile;
use tokio_util::sync::CancellationToken;
use worker::watch::Intervals;

use crate::fakes::quick;
use crate::wait::{until, within};
use crate::world::{Process, SHORT, Times, World};

/// The watch over lost claims, until the guard is dropped.
fn watch(own: &Process, every: Duration) -> tokio_util::sync::DropGuard {
    let stop = CancellationToken::new();
    let clock = Arc::clone(&own.clock) as Arc<dyn Clock>;
    tokio::spawn(reconcile(own.tasks.clone(), clock, every, stop.clone()));
    stop.drop_guard()
}

#[tokio::test]
async fn the_fifth_worker_that_dies_of_a_task_is_the_last() {
    let world = World::new().await;
    let own = world.process(Times { lease: Duration::from_millis(200), ..SHORT }).await;
    let _watching = watch(&own, Duration::from_millis(50));
    let task = own.any_task().await;
    for losses in 1..=5 {
        // Nobody beats for it from here on.
        let doomed = own.tasks.claim(task, "doomed").await.unwrap().expect("it is due at once");
        assert_eq!((doomed.task.attempt, doomed.task.losses), (1, losses - 1));
        until("the loss", async || (own.task(task).await.losses == losses).then_some(())).await;
    }
    let dead = own.task(task).await;
    assert_eq!((dead.state, dead.attempt, dead.losses), (Failure, 1, 5));
    assert_eq!(dead.error.unwrap().code, "WORKER_LOST");
    let mut expected = vec![Pending];
    expected.extend([Started; 9]);
    expected.push(Failure);
    assert_eq!(own.states(task).await, expected);
    assert!(own.tasks.claim(task, "late").await.unwrap().is_none());
}

/// With the settings as they come.
#[tokio::test]
async fn the_task_of_a_killed_worker_runs_again_within_twenty_seconds() {
    let settings = Settings::load_as(0, [], None).unwrap().tasks;
    let times = Times {
        lease: settings.lease,
        poll: settings.poll_interval,
        intervals: Intervals {
            heartbeat: settings.heartbeat,
            cancel: settings.cancel_interval,
            progress: settings.progress_interval,
        },
    };
    let world = World::new().await;
    let (killed, other) = (world.process(times).await, world.process(times).await);
    let task = killed.any_task().await;
    drop(killed.tasks.claim(task, "killed").await.unwrap().expect("it is due"));
    drop(killed);
    let _watching = watch(&other, settings.reconcile_interval);
    let (serving, stop) = other.serve(quick(), 1);
    let again = async {
        until_ended(&other, task).await;
        stop.cancel();
        serving.await.unwrap();
    };
    within(Duration::from_secs(100), "the end of the task", again).await;
    let events = other.events(task).await;
    let states: Vec<_> = events.iter().map(|event| event.state).collect();
    assert_eq!(states, [Pending, Started, Started, Started, Success]);
    let (first, second) = (&events[1], &events[3]);
    let gap = (second.at - first.at).to_std().unwrap();
    assert!(gap >= settings.lease, "it was taken from a worker that may live: {gap:?}");
    assert!(gap <= Duration::from_secs(20), "{gap:?}");
    assert_eq!((second.attempt, other.effects().await), (1, 1));
}

async fn until_ended(own: &Process, task: domain::id::TaskId) {
    let mut news = own.tasks.follow(&[(task, 0)]).await.unwrap();
    while let Some(event) = futures::StreamExt::next(&mut news).await {
        event.unwrap();
    }
}
