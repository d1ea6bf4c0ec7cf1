//! The contract that the kit's stand-in for Faktory and the real server both keep. Each property is
//! tested on the stand-in, and on the real server where there is one; without one, the stand-in is
//! held to the same words that once held for both.

mod handshake;
mod jobs;
mod life;
mod queues;
mod workers;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use kit::Faktory;
use kit::faktory::{Answer, Wire};
use serde_json::{Value, json};

/// What takes milliseconds, on a machine that does much else.
const SOON: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// Tests a property on the stand-in and on a real server, at the same time.
async fn on_each(property: impl AsyncFn(&mut Faktory)) {
    let real = async {
        match Faktory::named().await {
            Some(named) => Some(named),
            None => Faktory::installed().await,
        }
    };
    on_both(property, real).await;
}

/// As [`on_each`], for a property that takes killing.
async fn on_each_that_may_be_killed(property: impl AsyncFn(&mut Faktory)) {
    on_both(property, Faktory::installed()).await;
}

async fn on_both(property: impl AsyncFn(&mut Faktory), real: impl Future<Output = Option<Faktory>>) {
    let on = async |mut faktory: Faktory| {
        let held = AssertUnwindSafe(property(&mut faktory)).catch_unwind().await;
        assert!(held.is_ok(), "this does not hold for {}", faktory.describe());
    };
    let on_stand_in = async { on(Faktory::stand_in().await).await };
    let on_real = async {
        if let Some(real) = real.await {
            on(real).await;
        }
    };
    tokio::join!(on_stand_in, on_real);
}

/// A producer's connection.
async fn producer(faktory: &Faktory) -> Wire {
    Wire::open(&faktory.url(), None).await
}

/// A job as short as can be, with what a test wants to say of it.
fn job(jid: &str, more: &Value) -> Value {
    let mut job = json!({ "jid": jid, "jobtype": "test", "args": [] });
    job.as_object_mut().expect("it is one").extend(more.as_object().expect("it is one").clone());
    job
}

async fn push(wire: &mut Wire, job: &Value) {
    let answer = wire.ask(&format!("PUSH {job}")).await;
    assert!(answer.is_ok(), "{job}: {answer:?}");
}

/// Fetches from one or more queues; `None` when there is nothing.
async fn fetch(wire: &mut Wire, queues: &str) -> Option<Value> {
    match wire.ask(&format!("FETCH {queues}")).await {
        Answer::Nothing => None,
        answer => Some(answer.json()),
    }
}

async fn fetched_jid(wire: &mut Wire, queues: &str) -> Option<String> {
    fetch(wire, queues).await.map(|it| it["jid"].as_str().expect("a job has an id").to_owned())
}

/// How many jobs are in the sets, and how many were done and failed.
async fn sets(faktory: &Faktory) -> Value {
    let jobs = faktory.info().await["faktory"].clone();
    let mut sets = jobs["sets"].clone();
    sets["queued"] = jobs["total_enqueued"].clone();
    sets["processed"] = jobs["total_processed"].clone();
    sets["failures"] = jobs["total_failures"].clone();
    let sets = sets.as_object().expect("it is one").clone();
    sets.into_iter().filter(|(_, count)| *count != json!(0)).collect::<serde_json::Map<_, _>>().into()
}

/// Waits until the counts are as given; counts of zero are left out.
async fn until_sets_are(faktory: &Faktory, deadline: Duration, expected: &Value) {
    let mut last = Value::Null;
    let as_expected = async {
        loop {
            last = sets(faktory).await;
            if last == *expected {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let waited = tokio::time::timeout(deadline, as_expected).await;
    assert!(waited.is_ok(), "wanted {expected}, last was {last}");
}
