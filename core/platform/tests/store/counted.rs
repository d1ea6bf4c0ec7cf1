use std::time::Duration;

use domain::ports::Store;
use domain::task::model::{TaskError, TaskFailure, TaskPayload, Transition};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::make::{World, enqueued, id, task};

const LONG: Duration = Duration::from_secs(600);

/// Counts of a metric of `embed_job`, by the rest of its labels.
fn count(text: &str, name: &str, rest: &str) -> Option<String> {
    let start = format!("{name}{{kind=\"embed_job\"{rest}}} ");
    text.lines().find_map(|line| line.strip_prefix(&start)).map(ToOwned::to_owned)
}

#[tokio::test]
async fn tasks_are_counted_when_it_is_true_and_not_before() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let counted = |name: &str, rest: &str| count(&recorder.handle().render(), name, rest);
    let world = World::new().await;
    let mut tx = world.store.begin().await.unwrap();
    tx.enqueue(&task(TaskPayload::EmbedJob { job: id() })).await.unwrap();
    drop(tx);
    assert_eq!(counted("shortlist_tasks_enqueued_total", ""), None, "it was rolled back");

    let (worked_on, unclaimed) = (enqueued(&world).await, enqueued(&world).await);
    world.store.claim(worked_on, "worker", LONG).await.unwrap().unwrap();
    world
        .write(async |tx| {
            let begun = tx.tasks(&[worked_on]).await.unwrap().pop().unwrap();
            let failure = TaskFailure::Retry(TaskError::new("AGAIN", "It failed."));
            tx.transition(worked_on, &Transition::after_failure(&begun, &failure, 0.0)).await.unwrap();
            tx.revoke_all(&[unclaimed]).await.unwrap();
        })
        .await;
    world
        .write(async |tx| {
            tx.transition(worked_on, &Transition::revoked()).await.unwrap();
        })
        .await;
    for (name, rest, expected) in [
        ("shortlist_tasks_enqueued_total", "", "2"),
        ("shortlist_task_attempts_total", "", "1"),
        ("shortlist_task_wait_seconds_count", "", "1"),
        ("shortlist_task_retries_total", "", "1"),
        ("shortlist_tasks_ended_total", ",state=\"REVOKED\"", "2"),
        // Neither of those that were cancelled was at work.
        ("shortlist_task_run_seconds_count", "", "1"),
    ] {
        assert_eq!(counted(name, rest).as_deref(), Some(expected), "{name}");
    }
}

#[tokio::test]
async fn a_task_asked_for_outside_of_a_trace_names_none() {
    let world = World::new().await;
    let task = enqueued(&world).await;
    assert_eq!(world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap().traceparent, None);
}
