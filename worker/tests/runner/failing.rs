//! Attempts that fail: by the schedule of their kind, for good, and by a panic.

use std::time::Duration;

use domain::id::{ApplicationId, ImportBatchId, JobId, ResumeId, StageChangeId};
use domain::ports::{Clock, ModelError, Randomness};
use domain::task::context::HandlerError;
use domain::task::model::TaskState::{Failure, Pending, Retry, Started, Success};
use domain::task::model::{TaskError, TaskKind, TaskPayload, Transition};
use platform::system::SystemRandomness;
use worker::runner::Ran;

use crate::fakes::{handler, quick};
use crate::world::{SHORT, World};

/// Kind, and seconds until each retry.
const SCHEDULE: [(TaskKind, &[u64]); 8] = [
    (TaskKind::IngestResume, &[60, 120, 240]),
    (TaskKind::EmbedJob, &[60, 120, 240]),
    (TaskKind::ScreenApplication, &[120, 240, 480]),
    (TaskKind::SendStatusEmail, &[30, 60, 120, 240, 480]),
    (TaskKind::ScreenBatch, &[120, 240, 480]),
    (TaskKind::ImportBatch, &[60, 120, 240]),
    (TaskKind::Cleanup, &[60, 120, 240]),
    (TaskKind::ReembedAll, &[60, 120, 240]),
];

fn payload(kind: TaskKind) -> TaskPayload {
    let id = SystemRandomness.uuid(chrono::DateTime::UNIX_EPOCH);
    match kind {
        TaskKind::IngestResume => TaskPayload::IngestResume { resume: ResumeId(id) },
        TaskKind::EmbedJob => TaskPayload::EmbedJob { job: JobId(id) },
        TaskKind::ScreenApplication => {
            TaskPayload::ScreenApplication { application: ApplicationId(id), force: false, samples: None }
        }
        TaskKind::SendStatusEmail => {
            TaskPayload::SendStatusEmail { application: ApplicationId(id), stage_change: StageChangeId(id) }
        }
        TaskKind::ImportBatch => TaskPayload::ImportBatch { batch: ImportBatchId(id) },
        TaskKind::ScreenBatch => TaskPayload::ScreenBatch { job: JobId(id), force: false },
        TaskKind::Cleanup => TaskPayload::Cleanup,
        TaskKind::ReembedAll => TaskPayload::ReembedAll,
    }
}

#[tokio::test]
async fn retries_come_by_the_schedule_of_the_kind_and_the_jitter_of_the_moment() {
    assert_eq!(SCHEDULE.map(|(kind, _)| kind), *TaskKind::ALL, "a kind without a row here");
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let runner = own.runner(handler(|_| async { Err(HandlerError::retry("BUSY", "The model was busy.")) }));
    for (kind, delays) in SCHEDULE {
        let task = own.enqueue(payload(kind)).await;
        for ((seconds, jitter), attempt) in delays.iter().zip([-1.0, 0.5, 1.0].into_iter().cycle()).zip(1..) {
            *own.random.0.lock() = jitter;
            assert_eq!(runner.run(task).await.unwrap(), Ran::Failed);
            let event = own.events(task).await.pop().unwrap();
            assert_eq!((event.state, event.attempt, event.error.unwrap().code.as_str()), (Retry, attempt, "BUSY"));
            let wait = (event.next_attempt_at.unwrap() - event.at).to_std().unwrap();
            let expected = Duration::from_secs(*seconds).mul_f64(1.0 + jitter / 10.0);
            assert!(wait.abs_diff(expected) < Duration::from_millis(100), "{kind:?} {attempt}: {wait:?}");
            assert_eq!(runner.run(task).await.unwrap(), Ran::NotOurs, "it isn't due");
            world.database.execute("UPDATE task_dispatch SET run_at = now()").await;
        }
        assert_eq!(runner.run(task).await.unwrap(), Ran::Failed);
        let dead = own.task(task).await;
        assert_eq!((dead.state, dead.error.unwrap().code.as_str()), (Failure, "BUSY"));
        assert_eq!(usize::try_from(dead.attempt).unwrap(), delays.len() + 1);
        let expected = [vec![Pending], [Started, Retry].repeat(delays.len()), vec![Started, Failure]].concat();
        assert_eq!(own.states(task).await, expected);
        assert_eq!(runner.run(task).await.unwrap(), Ran::NotOurs, "it is dead");
    }
}

#[tokio::test]
async fn a_task_that_is_put_off_comes_back_then_and_has_all_its_attempts() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let task = own.enqueue(payload(TaskKind::ScreenApplication)).await;
    let until = own.clock.now() + Duration::from_secs(3_600);
    let runner =
        own.runner(handler(move |_| async move { Err(HandlerError::from(ModelError::BudgetExhausted { until })) }));
    let patience = TaskKind::ScreenApplication.policy().retries + 3;
    for time in 0..patience {
        assert_eq!(runner.run(task).await.unwrap(), Ran::PutOff);
        let event = own.events(task).await.pop().unwrap();
        assert_eq!((event.state, event.attempt, event.error.unwrap().code.as_str()), (Retry, 1, "BUDGET_EXHAUSTED"));
        let wait = event.next_attempt_at.unwrap() - event.at;
        assert!((3_600..=3_660).contains(&wait.num_seconds()), "time {time}: it waits {wait}");
        let waiting = own.task(task).await;
        assert_eq!((waiting.state, waiting.attempt, waiting.next_attempt_at), (Retry, 0, event.next_attempt_at));
        assert_eq!(runner.run(task).await.unwrap(), Ran::NotOurs, "it isn't due");
        world.database.execute("UPDATE task_dispatch SET run_at = now()").await;
    }
    assert_eq!(own.runner(quick()).run(task).await.unwrap(), Ran::Settled);
    assert_eq!(own.task(task).await.attempt, 1);
}

#[tokio::test]
async fn what_no_attempt_will_help_ends_at_once() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let task = own.any_task().await;
    let runner = own.runner(handler(|_| async { Err(HandlerError::fail("SUBJECT_GONE", "The job was deleted.")) }));
    assert_eq!(runner.run(task).await.unwrap(), Ran::Failed);
    let dead = own.task(task).await;
    assert_eq!((dead.state, dead.attempt, dead.error.unwrap().code.as_str()), (Failure, 1, "SUBJECT_GONE"));
    assert_eq!(own.states(task).await, [Pending, Started, Failure]);
}

#[tokio::test]
async fn a_panic_is_an_attempt_that_failed_and_the_worker_goes_on() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let (broken, fine) = (own.any_task().await, own.any_task().await);
    let runner = own.runner(handler(|_| async { panic!("a fault of ours, on purpose") }));
    assert_eq!(runner.run(broken).await.unwrap(), Ran::Failed);
    let task = own.task(broken).await;
    assert_eq!((task.state, task.attempt, task.error.unwrap().code.as_str()), (Retry, 1, "PANIC"));
    let event = own.events(broken).await.pop().unwrap();
    assert!(!event.error.unwrap().message.contains("on purpose"), "a panic's words may be personal data");
    assert_eq!(own.runner(quick()).run(fine).await.unwrap(), Ran::Settled);
    assert_eq!(own.states(fine).await, [Pending, Started, Success]);
}

#[tokio::test]
async fn a_task_that_its_handler_gave_up_has_failed_although_it_is_settled() {
    let world = World::new().await;
    let own = world.process(SHORT).await;
    let runner = own.runner(handler(|context| async move {
        let unreadable = TaskError::new("UNREADABLE", "This file can't be read.");
        context.settle(context.fenced().await?, Transition::failure(unreadable)).await
    }));
    let task = own.enqueue(payload(TaskKind::EmbedJob)).await;
    assert_eq!(runner.run(task).await.unwrap(), Ran::Failed);
    assert_eq!(own.states(task).await, [Pending, Started, Failure]);
}
