//! Workers, which live as long as they beat and can be told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faktory::{Client, JobBuilder, Worker, WorkerId};
use kit::faktory::{Answer, Wire};
use serde_json::json;

use super::{fetched_jid, job, on_each, push, sets};

const BEAT: &str = r#"BEAT {"wid":"a-worker"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_beats_is_told_that_all_is_well() {
    on_each(async |faktory| {
        let mut worker = Wire::open(&faktory.url(), Some("a-worker")).await;
        assert!(worker.ask(BEAT).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beat_of_nobody_is_an_error() {
    on_each(async |faktory| {
        let unknown = Answer::Error("ERR unknown worker a-worker".into());
        let mut other = Wire::open(&faktory.url(), Some("another")).await;
        assert_eq!(other.ask(BEAT).await, unknown);
        let mut worker = Wire::open(&faktory.url(), Some("a-worker")).await;
        assert!(other.ask(BEAT).await.is_ok());
        worker.ask("END").await;
        while other.ask(BEAT).await != unknown {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_can_be_told_to_be_quiet_and_then_to_end_and_there_is_no_way_back() {
    on_each(async |faktory| {
        let mut worker = Wire::open(&faktory.url(), Some("a-worker")).await;
        for (told, is) in [("quiet", "quiet"), ("terminate", "terminate"), ("quiet", "terminate"), ("", "terminate")] {
            faktory.tell_worker("a-worker", told).await;
            assert_eq!(worker.ask(BEAT).await.json(), json!({ "state": is }));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_worker_is_given_nothing() {
    on_each(async |faktory| {
        let mut worker = Wire::open(&faktory.url(), Some("a-worker")).await;
        push(&mut worker, &job("one-two-three", &json!({}))).await;
        faktory.tell_worker("a-worker", "quiet").await;
        assert_eq!(fetched_jid(&mut worker, "default").await, None);
        assert_eq!(sets(faktory).await, json!({ "queued": 1 }));
    })
    .await;
}

/// The state belongs to the connection that first named the worker.
#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_workers_further_connections_are_still_given_jobs() {
    on_each(async |faktory| {
        let _first = Wire::open(&faktory.url(), Some("a-worker")).await;
        let mut further = Wire::open(&faktory.url(), Some("a-worker")).await;
        push(&mut further, &job("one-two-three", &json!({}))).await;
        faktory.tell_worker("a-worker", "quiet").await;
        assert_eq!(fetched_jid(&mut further, "default").await.unwrap(), "one-two-three");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_crates_own_worker_does_jobs_and_fails_some() {
    on_each(async |faktory| {
        let mut client = Client::connect_to(&faktory.url()).await.unwrap();
        for kind in ["good", "bad", "good"] {
            client.enqueue(JobBuilder::new(kind).retry(0).build()).await.unwrap();
        }
        let done = Arc::new(AtomicUsize::new(0));
        let count = done.clone();
        let good = move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            async { Ok(()) }
        };
        let bad = |_| async { Err(std::io::Error::other("it was asked to")) };
        let builder = Worker::builder().wid(WorkerId::new("a-worker")).register_fn("good", good);
        let mut worker = builder.register_fn("bad", bad).connect_to(&faktory.url()).await.unwrap();
        for _ in 0..3 {
            assert!(worker.run_one(0, &["default"]).await.unwrap());
        }
        assert_eq!(done.load(Ordering::Relaxed), 2);
        assert_eq!(sets(faktory).await, json!({ "processed": 3, "failures": 1 }));
    })
    .await;
}
