//! What becomes of a job that was fetched, and of one that is not due yet.

use std::time::Duration;

use chrono::{SubsecRound, TimeDelta};
use kit::Faktory;
use kit::faktory::{Answer, Wire};
use serde_json::{Value, json};

use super::{SOON, fetch, fetched_jid, job, on_each, producer, push, sets, until_sets_are};

const JID: &str = "one-two-three";

/// A connection that holds a job with so many retries.
async fn holding(faktory: &Faktory, retry: i64) -> Wire {
    let mut wire = producer(faktory).await;
    push(&mut wire, &job(JID, &json!({ "retry": retry, "reserve_for": 1 }))).await;
    fetch(&mut wire, "default").await.expect("it was pushed");
    assert_eq!(sets(faktory).await, json!({ "working": 1 }));
    wire
}

async fn fail(wire: &mut Wire) -> Answer {
    let report = json!({ "jid": JID, "errtype": "Test", "message": "it was asked to" });
    wire.ask(&format!("FAIL {report}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_job_is_done() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, 0).await;
        let acknowledge = json!({ "jid": JID });
        assert!(wire.ask(&format!("ACK {acknowledge}")).await.is_ok());
        assert_eq!(sets(faktory).await, json!({ "processed": 1 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn to_acknowledge_what_nobody_holds_is_no_error_and_counts_for_nothing() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        assert!(wire.ask(r#"ACK {"jid":"never-seen"}"#).await.is_ok());
        assert_eq!(sets(faktory).await, json!({}));
        assert_eq!(wire.ask("ACK {}").await, Answer::Error("ERR invalid ACK {}".into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_without_retries_is_gone() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, 0).await;
        assert!(fail(&mut wire).await.is_ok());
        assert_eq!(sets(faktory).await, json!({ "failures": 1, "processed": 1 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_with_retries_waits_for_the_next_one() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, 3).await;
        assert!(fail(&mut wire).await.is_ok());
        assert_eq!(sets(faktory).await, json!({ "failures": 1, "processed": 1, "retries": 1 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_that_wants_to_be_looked_at_is_dead_at_once() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, -1).await;
        assert!(fail(&mut wire).await.is_ok());
        assert_eq!(sets(faktory).await, json!({ "failures": 1, "processed": 1, "dead": 1 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_fail_what_nobody_holds() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        assert_eq!(fail(&mut wire).await, Answer::Error(format!("ERR Job not found {JID}")));
        assert_eq!(wire.ask("FAIL {}").await, Answer::Error("ERR missing JID".into()));
    })
    .await;
}

/// A job that is due `seconds` from now by the server's clock.
async fn due_in(faktory: &Faktory, seconds: i64) -> Value {
    let now = faktory.info().await["now"].as_str().expect("Faktory tells the time").to_owned();
    let at = chrono::DateTime::parse_from_rfc3339(&now).expect("it is a time") + TimeDelta::seconds(seconds);
    job(JID, &json!({ "at": at.round_subsecs(3).to_rfc3339() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_due_later_is_queued_when_it_is_due() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        push(&mut wire, &due_in(faktory, 5).await).await;
        assert_eq!(sets(faktory).await, json!({ "scheduled": 1 }));
        until_sets_are(faktory, SOON, &json!({ "queued": 1 })).await;
        assert_eq!(fetched_jid(&mut wire, "default").await.unwrap(), JID);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_due_is_queued_at_once() {
    on_each(async |faktory| {
        push(&mut producer(faktory).await, &due_in(faktory, -2).await).await;
        assert_eq!(sets(faktory).await, json!({ "queued": 1 }));
    })
    .await;
}

/// Whoever asks for less is given a minute, and the server looks every fifteen seconds.
#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_that_runs_out_is_a_failure() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, 3).await;
        let failed = json!({ "failures": 1, "processed": 1, "retries": 1 });
        until_sets_are(faktory, Duration::from_secs(60 + 15) + SOON, &failed).await;
        assert_eq!(fail(&mut wire).await, Answer::Error(format!("ERR Job not found {JID}")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flush_forgets_all_jobs() {
    on_each(async |faktory| {
        let mut wire = holding(faktory, 3).await;
        push(&mut wire, &job("queued-one", &json!({}))).await;
        push(&mut wire, &due_in(faktory, 600).await).await;
        assert!(wire.ask("FLUSH").await.is_ok());
        assert_eq!(sets(faktory).await, json!({}));
        // Who still works on something may say so.
        assert!(fail(&mut wire).await.is_ok());
        assert_eq!(sets(faktory).await, json!({}));
    })
    .await;
}
