//! SIGTERM to a worker in the middle of its work.

use serde_json::json;

use super::{Cluster, many, say};
use crate::client::list;
use crate::kills::{check_events, everything};
use crate::people::one_of_many;
use crate::wait::{LONG, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j9_a_worker_that_is_told_to_stop_ends_with_zero_and_nothing_is_lost() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let me = server.admin().await;
    let rounds = many(50);
    let (mut sent, mut slowest) = (0, 0);
    let open = "{ running: tasks(first: 1, filter: {states: [STARTED]}) { totalCount }
        all: tasks(first: 1, filter: {states: [PENDING, STARTED, RETRY]}) { totalCount } }";
    for _ in 0..rounds {
        let worker = cluster.worker().await;
        for _ in 0..8 {
            me.upload(&format!("{sent}.pdf"), &one_of_many(sent).pdf(), json!({})).await;
            sent += 1;
        }
        until(LONG, "a task runs", async || {
            let now = me.data(open, json!({})).await;
            (now["running"]["totalCount"] != 0 || now["all"]["totalCount"] == 0).then_some(())
        })
        .await;
        let (status, took) = worker.stop().await;
        assert_eq!(status.code(), Some(0));
        slowest = slowest.max(took.as_millis());
        let running = me.data(open, json!({})).await["running"]["totalCount"].clone();
        assert_eq!(running, 0, "what ran has ended before the worker did");
    }
    let _last = cluster.worker().await;
    until(LONG, "no task is open", async || (me.data(open, json!({})).await["all"]["totalCount"] == 0).then_some(()))
        .await;
    let tasks = everything(&me, "tasks", "state attempt events(first: 100) { seq terminal state }").await;
    assert_eq!(tasks.len(), sent);
    for task in &tasks {
        assert_eq!((&task["state"], &task["attempt"]), (&json!("SUCCESS"), &json!(1)));
        check_events(list(&task["events"]));
    }
    say("J9", &format!("{rounds} workers stopped by SIGTERM, exit 0 after {slowest} ms at most"));
}
