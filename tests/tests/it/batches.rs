//! Screening many applications of a job at once.

use serde_json::{Value, json};

use crate::client::{Client, list, nobody, text};
use crate::kills::check_events;
use crate::people::{rust_job, three_for_rust};
use crate::server::{Folder, Server, shared};

const CHILDREN: &str = "query($id: ID!) { task(id: $id) { subject { id } children(first: 50) {
    totalCount nodes { kind queue state parent { id } subject { id } } } } }";

/// A job, and applications of three people for it, all screened.
async fn three_applications(me: &Client, tag: &str) -> (Value, Vec<Value>) {
    let job = me.job(rust_job()).await;
    let mut applications = Vec::new();
    for (number, paper) in three_for_rust(tag).iter().enumerate() {
        let resume = me.ingest(&format!("{tag}-{number}.txt"), &paper.txt()).await;
        applications.push(me.apply(&resume["candidate"]["id"], &job).await);
    }
    (job, applications)
}

async fn children(me: &Client, batch: &Value) -> Value {
    me.data(CHILDREN, json!({ "id": batch })).await["task"].clone()
}

async fn ask(me: &Client, input: Value) -> Value {
    me.done("screenJob", "task { id kind queue state }", input).await["task"].clone()
}

fn last_message(task: &Value) -> String {
    text(&list(&task["events"]).last().unwrap()["message"])
}

#[tokio::test]
async fn a_batch_screens_everybody_who_is_still_in_and_says_what_came_of_it() {
    let server = shared().await;
    let me = server.admin().await;
    let (job, applications) = three_applications(&me, "Batchworth").await;
    let out = json!({ "applicationId": applications[2], "stage": "REJECTED", "reason": "No licence." });
    me.done("changeStage", "application { id }", out).await;

    let batch = ask(&me, json!({ "jobId": job, "force": true })).await;
    assert_eq!((&batch["kind"], &batch["queue"]), (&json!("SCREEN_BATCH"), &json!("LOW_PRIORITY")), "{batch}");
    let ended = me.ended(&batch["id"]).await;
    assert_eq!((&ended["state"], &ended["progress"]), (&json!("SUCCESS"), &json!(100)), "{ended}");
    check_events(list(&ended["events"]));
    let document = "query($id: ID!) { task(id: $id) { events { message } } }";
    let told = me.data(document, json!({ "id": batch["id"] })).await["task"].clone();
    assert_eq!(last_message(&told), "2 of 2 screened.");
    let task = children(&me, &batch["id"]).await;
    assert_eq!(task["subject"]["id"], job);
    assert_eq!(task["children"]["totalCount"], 2, "{task}");
    for child in list(&task["children"]["nodes"]) {
        assert_eq!(child["parent"]["id"], batch["id"]);
        assert_eq!((&child["kind"], &child["queue"]), (&json!("SCREEN_APPLICATION"), &json!("LOW_PRIORITY")));
        assert!(child["state"] == "SUCCESS" && applications[..2].contains(&child["subject"]["id"]), "{child}");
    }
    let named = ask(&me, json!({ "jobId": job, "applicationIds": [applications[2]] })).await;
    assert_eq!(me.ended(&named["id"]).await["state"], "SUCCESS", "who was rejected is screened when named");
}

#[tokio::test]
async fn a_batch_of_nobody_is_refused_in_a_sentence() {
    let server = shared().await;
    let me = server.admin().await;
    let (job, applications) = three_applications(&me, "Nobatch").await;
    let path = |field: &str| vec!["input".to_owned(), field.to_owned()];
    for (input, field, code) in [
        (json!({ "jobId": nobody("Job") }), "jobId", "NOT_FOUND"),
        (
            json!({ "jobId": job, "applicationIds": [applications[0], nobody("Application")] }),
            "applicationIds",
            "NOT_FOUND",
        ),
        (json!({ "jobId": job, "stages": ["HIRED"] }), "jobId", "NOT_POSSIBLE"),
        (json!({ "jobId": job, "onlyStale": true }), "jobId", "NOT_POSSIBLE"),
    ] {
        assert_eq!(me.refused("screenJob", input.clone()).await, (path(field), code.to_owned()), "{input}");
    }
    let document = "mutation($i: ScreenJobInput!) { screenJob(input: $i) { task { id } } }";
    let (code, _) = me.error(document, json!({ "i": { "jobId": applications[0] } })).await;
    assert_eq!(code, "BAD_USER_INPUT", "an id of another type");
}

#[tokio::test]
async fn a_cancelled_batch_ends_with_all_that_has_not_begun_and_can_be_brought_back() {
    let settings = [("SHORTLIST__TASKS__POOLS", "high_priority,embeddings=2 medium_priority=1")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let (job, _) = three_applications(&me, "Calloff").await;
    let batch = ask(&me, json!({ "jobId": job, "force": true })).await;
    let cancelled = me.done("cancelTask", "task { state }", json!({ "id": batch["id"] })).await;
    assert_eq!(cancelled["task"]["state"], "REVOKED");
    let again =
        me.done("retryTask", "task { id state retryOf { id } }", json!({ "id": batch["id"] })).await["task"].clone();
    assert_eq!((&again["state"], &again["retryOf"]["id"]), (&json!("PENDING"), &batch["id"]));

    let folder = std::sync::Arc::clone(&server.folder);
    assert_eq!(server.stop().await.code(), Some(0));
    drop(server);
    let server = Server::start(&folder, &["serve"], &[]).await;
    let me = server.admin().await;
    assert_eq!(me.ended(&again["id"]).await["state"], "SUCCESS");
    assert_eq!(children(&me, &again["id"]).await["children"]["totalCount"], 3);
    assert_eq!(children(&me, &batch["id"]).await["children"]["totalCount"], 0);
}
