//! What is pushed, and in which order it is fetched.

use std::time::Instant;

use faktory::{Client, JobBuilder};
use kit::faktory::{Answer, Wire};
use serde_json::json;

use super::{SOON, fetch, fetched_jid, job, on_each, producer, push, until_sets_are};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_pushes_is_fetched_as_it_was() {
    on_each(async |faktory| {
        let mut client = Client::connect_to(&faktory.url()).await.unwrap();
        let pushed = JobBuilder::new("a_kind").queue("own").args(["an id"]).retry(0).build();
        let jid = pushed.id().to_string();
        client.enqueue(pushed).await.unwrap();
        let job = fetch(&mut producer(faktory).await, "own").await.unwrap();
        assert_eq!(job["jid"], jid);
        assert_eq!((&job["jobtype"], &job["queue"]), (&json!("a_kind"), &json!("own")));
        assert_eq!((&job["args"], &job["retry"]), (&json!(["an id"]), &json!(0)));
        for time in ["created_at", "enqueued_at"] {
            assert!(chrono::DateTime::parse_from_rfc3339(job[time].as_str().unwrap()).is_ok());
        }
    })
    .await;
}

/// But how often to try again should always be said: what the real server takes instead is what the push
/// before said, since it reads each push into the memory that holds its default.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_said_of_a_job_has_a_default() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        push(&mut wire, &job("one-two-three", &json!({ "retry": null, "unheard": "of" }))).await;
        let job = fetch(&mut wire, "default").await.unwrap();
        assert!(job["queue"] == "default" && job["retry"].is_number());
        assert!(job["created_at"].is_string() && job.get("unheard").is_none() && job.get("reserve_for").is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_queues_is_strict_and_within_one_the_first_comes_first() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        for (jid, queue) in [("low-1...", "low"), ("high-1..", "high"), ("low-2...", "low"), ("high-2..", "high")] {
            push(&mut wire, &job(jid, &json!({ "queue": queue }))).await;
        }
        let mut order = vec![];
        for _ in 0..4 {
            order.push(fetched_jid(&mut wire, "none high low").await.unwrap());
        }
        assert_eq!(order, ["high-1..", "high-2..", "low-1...", "low-2..."]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_without_a_job_is_answered_after_two_seconds() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        let start = Instant::now();
        assert_eq!(wire.ask("FETCH empty").await, Answer::Nothing);
        assert!(start.elapsed().as_millis() > 1_500);
        assert_eq!(wire.ask("FETCH").await, Answer::Error("ERR must call fetch with at least one queue".into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_given_a_job_when_it_is_pushed() {
    on_each(async |faktory| {
        let (mut waiting, mut wire) = (producer(faktory).await, producer(faktory).await);
        waiting.say("FETCH own other").await;
        push(&mut wire, &job("one-two-three", &json!({ "queue": "other" }))).await;
        assert_eq!(waiting.answer().await.json()["jid"], "one-two-three");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_given_to_one_only() {
    on_each(async |faktory| {
        let mut wires = vec![];
        for _ in 0..4 {
            let mut wire = producer(faktory).await;
            wire.say("FETCH own").await;
            wires.push(wire);
        }
        push(&mut producer(faktory).await, &job("one-two-three", &json!({ "queue": "own" }))).await;
        let mut given = 0;
        for wire in &mut wires {
            given += usize::from(wire.answer().await != Answer::Nothing);
        }
        assert_eq!(given, 1);
    })
    .await;
}

/// This loses a job until its reservation ends, so programs must be ready for it.
#[tokio::test(flavor = "multi_thread")]
async fn the_fetch_of_a_client_that_has_gone_still_takes_a_job() {
    on_each(async |faktory| {
        let mut gone = producer(faktory).await;
        gone.say("FETCH own").await;
        drop(gone);
        push(&mut producer(faktory).await, &job("one-two-three", &json!({ "queue": "own" }))).await;
        until_sets_are(faktory, SOON, &json!({ "working": 1 })).await;
    })
    .await;
}

async fn refusal(wire: &mut Wire, command: &str) -> String {
    match wire.ask(command).await {
        Answer::Error(why) => why,
        other => panic!("{command}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_lacks_something_is_refused_with_the_reason() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        for (pushed, why) in [
            (json!({ "jobtype": "test", "args": [] }), "ERR jobs must have a reasonable jid parameter"),
            (job("short", &json!({})), "ERR jobs must have a reasonable jid parameter"),
            (job("one-two-three", &json!({ "jobtype": "" })), "ERR jobs must have a jobtype parameter"),
            (job("one-two-three", &json!({ "args": null })), "ERR jobs must have an args parameter"),
            (
                job("one-two-three", &json!({ "reserve_for": 86_401 })),
                "ERR jobs cannot be reserved for more than one day",
            ),
        ] {
            assert_eq!(refusal(&mut wire, &format!("PUSH {pushed}")).await, why);
        }
        for (pushed, start) in [
            (job("one-two-three", &json!({ "at": "soon" })), "ERR invalid timestamp for 'at': \"soon\": "),
            (job("one-two-three", &json!({ "queue": "a/b" })), "ERR cannot get \"a/b\" queue: queue names must match "),
            (json!("no job"), "ERR invalid JSON: "),
        ] {
            let why = refusal(&mut wire, &format!("PUSH {pushed}")).await;
            assert!(why.starts_with(start), "{why}");
        }
        until_sets_are(faktory, SOON, &json!({})).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_jobs_each_is_taken_or_refused_by_itself() {
    on_each(async |faktory| {
        let mut client = Client::connect_to(&faktory.url()).await.unwrap();
        let jobs: Vec<_> = (0..3).map(|it| JobBuilder::new("test").args([it]).queue("many").build()).collect();
        assert_eq!(client.enqueue_many(jobs).await.unwrap(), (3, None));
        let mixed = json!([job("one-two-three", &json!({ "queue": "many" })), job("short", &json!({}))]);
        let answer = producer(faktory).await.ask(&format!("PUSHB {mixed}")).await;
        assert_eq!(answer.json(), json!({ "short": "jobs must have a reasonable jid parameter" }));
        assert_eq!(faktory.info().await["faktory"]["queues"], json!({ "many": 4 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_gives_nothing_until_it_is_resumed() {
    on_each(async |faktory| {
        let mut client = Client::connect_to(&faktory.url()).await.unwrap();
        let mut wire = producer(faktory).await;
        push(&mut wire, &job("own-one.", &json!({ "queue": "own" }))).await;
        push(&mut wire, &job("other-one", &json!({ "queue": "other" }))).await;
        client.queue_pause(&["own", "unknown"]).await.unwrap();
        assert_eq!(fetched_jid(&mut wire, "own other").await.unwrap(), "other-one");
        assert_eq!(fetched_jid(&mut wire, "own").await, None);
        client.queue_resume(&["*"]).await.unwrap();
        assert_eq!(fetched_jid(&mut wire, "own other").await.unwrap(), "own-one.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_stays_listed_until_it_is_removed() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        for queue in ["one", "other"] {
            push(&mut wire, &job("one-two-three", &json!({ "queue": queue }))).await;
        }
        fetch(&mut wire, "one").await.unwrap();
        let queues = async || faktory.info().await["faktory"]["queues"].clone();
        assert_eq!(queues().await, json!({ "one": 0, "other": 1 }));
        assert!(wire.ask("QUEUE REMOVE other unknown").await.is_ok());
        assert_eq!(queues().await, json!({ "one": 0 }));
        assert_eq!(refusal(&mut wire, "QUEUE PAINT one").await, "ERR no such QUEUE subcommand: PAINT");
    })
    .await;
}
