//! Progress: told at most once an interval, only when it changed, and never lost before a long silence.

use std::sync::Arc;
use std::time::Duration;

use domain::task::model::TaskState::Success;
use domain::task::model::Transition;
use worker::runner::Ran;
use worker::watch::Intervals;

use crate::fakes::{Gate, effect, handler};
use crate::wait::until;
use crate::world::{HANGING, PROGRESS, Process, SHORT, Times, World};

/// Percent of each event.
async fn told(own: &Process, task: domain::id::TaskId) -> Vec<u8> {
    own.events(task).await.iter().map(|event| event.progress).collect()
}

#[tokio::test]
async fn progress_is_told_once_an_interval_and_only_when_it_changed() {
    let world = World::new().await;
    let own = world.process(Times { lease: Duration::from_secs(600), ..HANGING }).await;
    let task = own.any_task().await;
    let clock = Arc::clone(&own.clock);
    let runner = own.runner(handler(move |context| {
        let clock = Arc::clone(&clock);
        async move {
            for percent in 1..=50 {
                context.progress(percent, "Working.").await?;
            }
            clock.set_forward(PROGRESS);
            context.progress(60, "Working.").await?;
            clock.set_forward(PROGRESS);
            context.progress(60, "Working.").await?;
            context.settle(context.fenced().await?, Transition::success(None, None)).await
        }
    }));
    assert_eq!(runner.run(task).await.unwrap(), Ran::Settled);
    assert_eq!(told(&own, task).await, [0, 0, 1, 60, 100]);
}

#[tokio::test]
async fn what_came_too_soon_is_kept_at_once_and_told_before_a_long_silence() {
    let world = World::new().await;
    let intervals = Intervals { progress: Duration::from_millis(50), ..SHORT.intervals };
    let own = world.process(Times { intervals, ..SHORT }).await;
    let task = own.any_task().await;
    let gate = Gate::new();
    let at_gate = gate.clone();
    let runner = own.runner(handler(move |context| {
        let gate = at_gate.clone();
        async move {
            context.progress(10, "Reading.").await?;
            let mut fenced = context.fenced().await?;
            fenced.tx().insert_job(&effect(&context)).await?;
            context.commit_progress(fenced, 40, "Writing.").await?;
            gate.pass().await;
            context.settle(context.fenced().await?, Transition::success(None, None)).await
        }
    }));
    let running = tokio::spawn(async move { runner.run(task).await });
    gate.reached().await;
    assert_eq!(own.effects().await, 1, "an effect doesn't wait for its event");
    assert_eq!(told(&own, task).await, [0, 0, 10]);
    own.clock.set_forward(PROGRESS);
    until("the progress that waited", async || (told(&own, task).await == [0, 0, 10, 40]).then_some(())).await;
    gate.open();
    assert_eq!(running.await.unwrap().unwrap(), Ran::Settled);
    let events = own.events(task).await;
    assert_eq!(events[3].message.as_deref(), Some("Writing."));
    assert_eq!((events.len(), events[4].state), (5, Success));
}
