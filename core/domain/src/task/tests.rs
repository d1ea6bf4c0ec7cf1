//! What follows from a failure, tried on tasks of every kind.

use std::time::Duration;

use chrono::DateTime;
use uuid::Uuid;

use super::context::HandlerError;
use super::model::{Spend, Task, TaskError, TaskFailure, TaskKind, TaskPayload, TaskState, Transition, Wait};
use crate::id::{ApplicationId, ImportBatchId, JobId, ResumeId, StageChangeId, TaskId};
use crate::ports::ModelError;

fn payload(kind: TaskKind) -> TaskPayload {
    let id = Uuid::from_u128(9);
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
        TaskKind::ScreenBatch => TaskPayload::ScreenBatch { job: JobId(id), force: true },
        TaskKind::Cleanup => TaskPayload::Cleanup,
        TaskKind::ReembedAll => TaskPayload::ReembedAll,
    }
}

fn task(kind: TaskKind, attempt: u32, losses: u32) -> Task {
    let policy = kind.policy();
    Task {
        id: TaskId(Uuid::from_u128(1)),
        payload: payload(kind),
        queue: policy.queue,
        state: TaskState::Started,
        attempt,
        max_attempts: policy.retries + 1,
        losses,
        progress: 0,
        error: None,
        result: None,
        parent: None,
        retry_of: None,
        last_seq: 2,
        next_attempt_at: None,
        traceparent: None,
        created_at: DateTime::from_timestamp(0, 0).unwrap(),
        started_at: None,
        finished_at: None,
    }
}

fn retry() -> TaskFailure {
    TaskFailure::Retry(TaskError::new("BUSY", "Busy."))
}

#[test]
fn a_payload_names_its_kind_and_survives_storage() {
    for kind in TaskKind::ALL {
        let payload = payload(*kind);
        assert_eq!(payload.kind(), *kind);
        let stored = serde_json::to_string(&payload).unwrap();
        assert_eq!(serde_json::from_str::<TaskPayload>(&stored).unwrap(), payload);
    }
}

#[test]
fn delays_double_from_the_base_of_the_kind() {
    let delay = |kind, attempt| Transition::after_failure(&task(kind, attempt, 0), &retry(), 0.0).retry_after;
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!([1, 2, 3].map(|n| delay(TaskKind::IngestResume, n)), [seconds(60), seconds(120), seconds(240)]);
    assert_eq!([1, 2, 5].map(|n| delay(TaskKind::SendStatusEmail, n)), [seconds(30), seconds(60), seconds(480)]);
    assert_eq!([1, 2, 3].map(|n| delay(TaskKind::ScreenApplication, n)), [seconds(120), seconds(240), seconds(480)]);
}

#[test]
fn jitter_moves_a_delay_by_a_tenth_at_most() {
    let first = task(TaskKind::EmbedJob, 1, 0);
    assert_eq!(first.retry_delay(1.0), Duration::from_secs(66));
    assert_eq!(first.retry_delay(-5.0), Duration::from_secs(54));
}

#[test]
fn the_last_attempt_that_fails_is_the_end_and_never_a_retry() {
    for kind in TaskKind::ALL {
        let last = kind.policy().retries + 1;
        assert_eq!(Transition::after_failure(&task(*kind, last - 1, 0), &retry(), 0.0).state, TaskState::Retry);
        assert_eq!(Transition::after_failure(&task(*kind, last, 0), &retry(), 0.0).state, TaskState::Failure);
    }
}

#[test]
fn what_no_attempt_will_help_fails_at_once() {
    let failure = TaskFailure::Fail(TaskError::new("UNREADABLE", "Broken."));
    let end = Transition::after_failure(&task(TaskKind::IngestResume, 1, 0), &failure, 0.0);
    assert_eq!((end.state, end.retry_after), (TaskState::Failure, None));
}

#[test]
fn a_lost_claim_spends_no_attempt_and_the_fifth_is_the_end() {
    let again = Transition::after_loss(&task(TaskKind::IngestResume, 1, 3), 5);
    assert_eq!((again.state, again.spends), (TaskState::Started, Spend::Loss));
    let end = Transition::after_loss(&task(TaskKind::IngestResume, 1, 4), 5);
    assert_eq!(end.state, TaskState::Failure);
    assert_eq!(end.error.unwrap().code, "WORKER_LOST");
}

#[test]
fn an_attempt_is_counted_when_it_begins_and_not_when_it_begins_anew() {
    assert_eq!(Transition::started(TaskState::Pending).spends, Spend::Attempt);
    assert_eq!(Transition::started(TaskState::Retry).spends, Spend::Attempt);
    assert_eq!(Transition::started(TaskState::Started).spends, Spend::Nothing);
}

#[test]
fn progress_never_claims_to_be_done() {
    assert_eq!(Transition::progress(100, "almost").progress, Some(99));
}

#[test]
fn who_is_put_off_waits_out_its_wait_and_longer_the_oftener() {
    let minute = Duration::from_secs(60);
    let wait = |events, jitter| {
        let task = Task { last_seq: events, ..task(TaskKind::ScreenApplication, 1, 0) };
        let put_off = Transition::put_off(&task, TaskError::new("BUDGET_EXHAUSTED", "Spent."), minute, jitter);
        assert_eq!((put_off.state, put_off.spends), (TaskState::Retry, Spend::GivesBack));
        put_off.retry_after.unwrap() - minute
    };
    assert_eq!((wait(2, -1.0), wait(2, 1.0)), (Duration::ZERO, Duration::from_secs(5)));
    assert_eq!((wait(20, 1.0), wait(2000, 1.0)), (Duration::from_secs(50), Duration::from_secs(300)));
    assert_eq!((wait(2000, -1.0), wait(0, 1.0)), (Duration::ZERO, Duration::from_secs(5)));
}

#[test]
fn what_a_model_says_decides_what_becomes_of_the_task() {
    let until = DateTime::from_timestamp(86_400, 0).unwrap();
    let (second, detail) = (Duration::from_secs(1), || "status 500".to_owned());
    let unavailable = |retry_after| ModelError::Unavailable { detail: detail(), retry_after };
    let put_off = |error: ModelError| match HandlerError::from(error) {
        HandlerError::PutOff(error, wait) => (error.code, wait),
        other => panic!("{other:?}"),
    };
    let failed = |error: ModelError| match HandlerError::from(error) {
        HandlerError::Failed(failure) => (failure.code().to_owned(), matches!(failure, TaskFailure::Retry(_))),
        other => panic!("{other:?}"),
    };
    let is = |code: &str, wait| (code.to_owned(), wait);
    assert_eq!(put_off(ModelError::BudgetExhausted { until }), is("BUDGET_EXHAUSTED", Wait::Until(until)));
    assert_eq!(put_off(ModelError::BreakerOpen { retry_after: second }), is("MODEL_UNAVAILABLE", Wait::For(second)));
    assert_eq!(put_off(unavailable(Some(second))), is("MODEL_UNAVAILABLE", Wait::For(second)));
    assert_eq!(failed(unavailable(None)), ("MODEL_UNAVAILABLE".to_owned(), true));
    assert_eq!(failed(ModelError::Unreadable { detail: detail() }), ("MODEL_ANSWER_INVALID".to_owned(), false));
    assert_eq!(failed(ModelError::Refused { detail: detail() }), ("MODEL_REFUSED".to_owned(), false));
    assert_eq!(Wait::Until(until).from(until - second), second);
    assert_eq!(Wait::Until(until).from(until + second), Duration::ZERO);
}
