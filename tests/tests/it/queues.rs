//! Looking after lines of tasks and who serves them: what they say of themselves, and holding a line up,
//! letting it go on and emptying it. Each server here is one's own, since a pause holds everybody up.

use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::kills::check_events;
use crate::people::Paper;
use crate::server::{Folder, Server};
use crate::wait::{SOON, until};

/// Short, so that workers say soon what they did.
const SETTINGS: [(&str, &str); 3] = [
    ("SHORTLIST__TASKS__LEASE", "2s"),
    ("SHORTLIST__TASKS__HEARTBEAT", "200ms"),
    ("SHORTLIST__TASKS__POLL_INTERVAL", "100ms"),
];

const LINE: &str = "name paused pending scheduled running dead oldestSeconds finishedLastHour failedLastHour \
    meanSeconds p95Seconds";

async fn own() -> Server {
    Server::start(&Folder::new(), &["serve"], &SETTINGS).await
}

async fn queue(me: &Client, name: &str) -> Value {
    let all = me.data(&format!("{{ queues {{ {LINE} }} }}"), json!({})).await["queues"].clone();
    let names: Vec<String> = list(&all).iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["HIGH_PRIORITY", "EMBEDDINGS", "MEDIUM_PRIORITY", "LOW_PRIORITY"]);
    list(&all).iter().find(|it| it["name"] == name).unwrap().clone()
}

/// The one worker there is.
async fn worker(me: &Client) -> Value {
    let document = "{ workers { id name version pools { queues concurrency } startedAt lastBeatAt
        running { id state } done failed } systemInfo { version } }";
    until(SOON, "the worker reports itself", async || {
        let data = me.data(document, json!({})).await;
        let all = list(&data["workers"]);
        assert!(all.len() < 2, "{all:?}");
        let worker = all.first()?;
        assert_eq!(worker["version"], data["systemInfo"]["version"]);
        Some(worker.clone())
    })
    .await
}

/// Waits until the worker has reported itself so many times more, and looked for work between.
async fn beats(me: &Client, count: usize) {
    for _ in 0..count {
        let before = worker(me).await["lastBeatAt"].clone();
        let later = async || (worker(me).await["lastBeatAt"] != before).then_some(());
        until(SOON, "another heartbeat", later).await;
    }
}

async fn of_the_line(me: &Client, mutation: &str) -> Value {
    let fields = format!("queue {{ {LINE} }}");
    me.done(mutation, &fields, json!({ "name": "EMBEDDINGS" })).await["queue"].clone()
}

async fn hand_in(me: &Client, name: &str) -> Value {
    let paper = Paper::of(name, &["Baker in Odense."]);
    me.upload("paper.txt", &paper.txt(), json!({})).await
}

#[tokio::test]
async fn a_paused_line_holds_an_upload_back_until_it_goes_on() {
    let server = own().await;
    let me = server.admin().await;
    let first = me.ingest("first.txt", &Paper::of("Ane Friis", &["Baker in Odense."]).txt()).await;
    assert_eq!(first["status"], "READY");
    me.ingest("broken.pdf", b"%PDF-1.7\nand nothing more, of Friis").await;
    let line = queue(&me, "EMBEDDINGS").await;
    let counted = ["paused", "pending", "running", "dead", "finishedLastHour", "failedLastHour", "oldestSeconds"];
    assert_eq!(
        counted.map(|it| line[it].clone()),
        [json!(false), 0.into(), 0.into(), 1.into(), 1.into(), 1.into(), Value::Null]
    );
    let (mean, p95) = (line["meanSeconds"].as_f64().unwrap(), line["p95Seconds"].as_f64().unwrap());
    assert!(mean > 0.0 && (mean - p95).abs() < 1e-9, "{line}");

    for _ in 0..2 {
        assert_eq!(of_the_line(&me, "pauseQueue").await["paused"], true);
    }
    let held = hand_in(&me, "Bente Holm").await;
    beats(&me, 5).await;
    let line = queue(&me, "EMBEDDINGS").await;
    assert_eq!((&line["paused"], &line["pending"], &line["running"]), (&json!(true), &json!(1), &json!(0)));
    assert!(line["oldestSeconds"].as_f64().unwrap() > 0.0, "{line}");
    let waiting = me.task(&held["task"]["id"]).await;
    assert_eq!((&waiting["state"], &waiting["attempt"]), (&json!("PENDING"), &json!(0)));

    assert_eq!(of_the_line(&me, "resumeQueue").await["paused"], false);
    assert_eq!(me.ended(&held["task"]["id"]).await["state"], "SUCCESS");
    assert_eq!(queue(&me, "EMBEDDINGS").await["finishedLastHour"], 2);
}

#[tokio::test]
async fn what_waits_in_a_line_that_is_emptied_is_cancelled_and_can_come_back() {
    let server = own().await;
    let me = server.admin().await;
    of_the_line(&me, "pauseQueue").await;
    let mut uploads = Vec::new();
    for name in ["Carl Juhl", "Dorte Krog", "Erik Lund"] {
        uploads.push(hand_in(&me, name).await);
    }
    let purged =
        me.done("purgeQueue", &format!("revokedCount queue {{ {LINE} }}"), json!({ "name": "EMBEDDINGS" })).await;
    assert_eq!(purged["revokedCount"], 3, "{purged}");
    assert_eq!((&purged["queue"]["paused"], &purged["queue"]["pending"]), (&json!(true), &json!(0)));
    for upload in &uploads {
        let task = me.task(&upload["task"]["id"]).await;
        assert_eq!(task["state"], "REVOKED", "{task}");
        check_events(list(&task["events"]));
        let resume = me.resume(&upload["resume"]["id"]).await;
        assert_eq!(resume["status"], "FAILED");
        assert!(text(&resume["statusReason"]).contains("cancelled"), "{resume}");
    }
    of_the_line(&me, "resumeQueue").await;
    let again = me.done("retryTask", "task { id }", json!({ "id": uploads[0]["task"]["id"] })).await;
    assert_eq!(me.ended(&again["task"]["id"]).await["state"], "SUCCESS");
    assert_eq!(me.task(&uploads[1]["task"]["id"]).await["state"], "REVOKED", "nothing comes back by itself");
}

#[tokio::test]
async fn a_worker_says_what_it_serves_and_what_it_did() {
    let server = own().await;
    let me = server.admin().await;
    let idle = worker(&me).await;
    let pools = json!([
        { "queues": ["HIGH_PRIORITY", "EMBEDDINGS"], "concurrency": 4 },
        { "queues": ["MEDIUM_PRIORITY"], "concurrency": 2 },
        { "queues": ["LOW_PRIORITY"], "concurrency": 1 },
    ]);
    assert_eq!((&idle["pools"], &idle["running"]), (&pools, &json!([])), "{idle}");
    assert_eq!((&idle["done"], &idle["failed"]), (&json!(0), &json!(0)));
    me.ingest("fine.txt", &Paper::of("Frida Munk", &["Baker in Odense."]).txt()).await;
    me.ingest("broken.pdf", b"%PDF-1.7\nand nothing more, of Munk").await;
    let told = until(SOON, "the worker tells what it did", async || {
        let now = worker(&me).await;
        (now["done"] == 1 && now["failed"] == 1).then_some(now)
    })
    .await;
    for same in ["id", "name", "startedAt"] {
        assert_eq!(told[same], idle[same], "{same}");
    }
    assert!(text(&told["lastBeatAt"]) > text(&idle["lastBeatAt"]));
}

#[tokio::test]
async fn who_is_not_signed_in_sees_no_line_and_holds_none_up() {
    let server = crate::server::shared().await;
    let stranger = server.stranger();
    let documents = [
        "{ queues { name } }",
        "{ workers { name } }",
        "mutation { pauseQueue(input: { name: EMBEDDINGS }) { queue { name } } }",
        "mutation { purgeQueue(input: { name: EMBEDDINGS }) { revokedCount } }",
    ];
    for document in documents {
        let (code, _) = stranger.error(document, json!({})).await;
        assert_eq!(code, "UNAUTHENTICATED", "{document}");
    }
}
