//! Documents that kill whoever reads them.

use serde_json::{Value, json};

use super::{Cluster, many, say};
use crate::client::{list, text};
use crate::kills::{check_events, everything};
use crate::people::one_of_many;
use crate::wait::{LONG, until};

/// What a tested program's extractor obeys when a document begins with it.
const POISONS: [&str; 4] = ["abort", "overflow", "memory", "exit"];

fn poison(number: usize) -> Vec<u8> {
    let how = POISONS[number % POISONS.len()];
    format!("shortlist-failpoint {how}\nPoison number {number}.").into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j7_a_poison_document_ends_with_a_reason_and_takes_nobody_along() {
    let cluster = Cluster::new().await.and(&[("SHORTLIST__DOCUMENTS__MEMORY_LIMIT", "256 MiB")]);
    let server = cluster.server().await;
    let worker = cluster.worker().await;
    let me = server.admin().await;
    let (good, poisons) = (many(500), 20);
    for number in 0..good.max(poisons) {
        if number < good {
            me.upload(&format!("{number}.txt"), &one_of_many(number).txt(), json!({})).await;
        }
        if number < poisons {
            me.upload(&format!("poison{number}.txt"), &poison(number), json!({})).await;
        }
    }
    until(LONG, "no task is open", async || {
        let open = "{ tasks(first: 1, filter: {states: [PENDING, STARTED, RETRY]}) { totalCount } }";
        (me.data(open, json!({})).await["tasks"]["totalCount"] == 0).then_some(())
    })
    .await;
    let fields = "state attempt losses: attempt error { code message } subject { ... on Resume { fileName status statusReason } }
        events(first: 100) { seq terminal state }";
    let tasks = everything(&me, "tasks", fields).await;
    let is_poison = |task: &&Value| text(&task["subject"]["fileName"]).starts_with("poison");
    for task in tasks.iter().filter(is_poison) {
        assert_eq!((&task["state"], &task["attempt"]), (&json!("FAILURE"), &json!(1)), "{task}");
        assert_eq!(task["subject"]["status"], "UNREADABLE", "{task}");
        assert!(!text(&task["subject"]["statusReason"]).is_empty() && task["error"]["code"] == "UNREADABLE", "{task}");
        check_events(list(&task["events"]));
    }
    assert_eq!(tasks.iter().filter(is_poison).count(), poisons);
    let well: Vec<_> = tasks.iter().filter(|task| !is_poison(task)).collect();
    assert_eq!(well.len(), good);
    assert!(well.iter().all(|task| task["state"] == "SUCCESS" && task["attempt"] == 1));
    assert!(worker.ended().is_none(), "the worker lives");
    say(
        "J7",
        &format!("{poisons} poisons among {good}: each ended with a reason at its first attempt, the worker lives"),
    );
}
