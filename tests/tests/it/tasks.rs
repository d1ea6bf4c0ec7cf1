//! Cancelling tasks and bringing dead ones back.

use serde_json::{Value, json};

use crate::client::{list, nobody, text};
use crate::kills::check_events;
use crate::people::Paper;
use crate::server::{Folder, Server, shared};

#[tokio::test]
async fn an_unreadable_file_fails_once_and_once_more_when_it_is_brought_back() {
    let server = shared().await;
    let me = server.admin().await;
    let broken = me.ingest("broken.pdf", b"%PDF-1.7\nthis is not the rest of a PDF, of Nielsen").await;
    assert_eq!(broken["status"], "UNREADABLE", "{broken}");
    let first = me.task(&broken["task"]["id"]).await;
    check_events(list(&first["events"]));
    assert_eq!((&first["state"], &first["attempt"]), (&json!("FAILURE"), &json!(1)), "{first}");
    assert!(list(&first["events"]).iter().all(|it| it["state"] != "RETRY"));

    let again = me.done("retryTask", "task { id }", json!({ "id": first["id"] })).await;
    assert_ne!(again["task"]["id"], first["id"]);
    let once_more = me.mutate("retryTask", "task { id }", json!({ "id": first["id"] })).await;
    assert_eq!(once_more["userErrors"][0]["code"], "CONFLICT", "{once_more}");
    assert_eq!(once_more["task"]["id"], again["task"]["id"], "the task that does the work is named");
    let second = me.ended(&again["task"]["id"]).await;
    assert_eq!(second["retryOf"]["id"], first["id"]);
    assert_eq!(second["subject"]["id"], broken["id"]);
    assert_eq!(second["state"], "FAILURE");
    check_events(list(&second["events"]));
    let unchanged = me.task(&first["id"]).await;
    assert_eq!(unchanged, first, "the dead task stays as it was");
    let resume = me.resume(&broken["id"]).await;
    assert_eq!((&resume["status"], &resume["task"]["id"]), (&json!("UNREADABLE"), &second["id"]));
}

#[tokio::test]
async fn what_has_ended_can_be_neither_cancelled_nor_brought_back_when_it_went_well() {
    let server = shared().await;
    let me = server.admin().await;
    let resume = me.ingest("fine.txt", &Paper::of("Petra Olsen", &["Gardener in Aarhus."]).txt()).await;
    let task = resume["task"]["id"].clone();
    for name in ["cancelTask", "retryTask"] {
        let (_, code) = me.refused(name, json!({ "id": task })).await;
        assert_eq!(code, "NOT_POSSIBLE", "{name}");
        let (path, code) = me.refused(name, json!({ "id": nobody("Task") })).await;
        assert_eq!((path, code), (vec!["input".to_owned(), "id".to_owned()], "NOT_FOUND".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn a_long_text_tells_how_far_it_is() {
    let settings = [("SHORTLIST__TASKS__PROGRESS_INTERVAL", "1ms")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let line =
        |number: u32| format!("In week {number} she mended {number} clocks, wound all others and oiled a tower.\n");
    let text = format!("Agda Lindholm\n\nExperience\n{}", (1..1_000).map(line).collect::<String>());
    let resume = me.ingest("long.txt", text.as_bytes()).await;
    assert_eq!(resume["status"], "READY", "{resume}");
    let task = me.task(&resume["task"]["id"]).await;
    let told: Vec<i64> = list(&task["events"]).iter().filter_map(|event| event["progress"].as_i64()).collect();
    assert!(told.iter().filter(|percent| (41..95).contains(*percent)).count() >= 2, "{told:?}");
    assert!(told.is_sorted(), "{told:?}");
}

/// A server that reads no résumés, since no pool of it serves their queue.
async fn idle_server() -> Server {
    let settings = [("SHORTLIST__TASKS__POOLS", "medium_priority=1")];
    Server::start(&Folder::new(), &["serve"], &settings).await
}

#[tokio::test]
async fn a_cancelled_task_ends_at_once_and_can_be_brought_back() {
    let server = idle_server().await;
    let me = server.admin().await;
    let paper = Paper::of("Rosa Quist", &["Carpenter in Turku."]);
    let upload = me.upload("rosa.txt", &paper.txt(), json!({})).await;
    let id = upload["task"]["id"].clone();
    let cancelled = me.done("cancelTask", "task { id state }", json!({ "id": id })).await;
    assert_eq!(cancelled["task"]["state"], "REVOKED");
    let task = me.task(&id).await;
    check_events(list(&task["events"]));
    assert_eq!(list(&task["events"]).last().unwrap()["state"], "REVOKED");
    let resume = me.resume(&upload["resume"]["id"]).await;
    assert_eq!(resume["status"], "FAILED", "{resume}");
    assert!(!text(&resume["statusReason"]).is_empty());

    let again = me.done("retryTask", "task { id state retryOf { id } }", json!({ "id": id })).await;
    assert_eq!(again["task"]["retryOf"]["id"], id);
    assert_eq!(again["task"]["state"], "PENDING");
    let folder = std::sync::Arc::clone(&server.folder);
    assert_eq!(server.stop().await.code(), Some(0));
    drop(server);
    let server = Server::start(&folder, &["serve"], &[]).await;
    let me = server.admin().await;
    let ended = me.ended(&again["task"]["id"]).await;
    assert_eq!(ended["state"], "SUCCESS", "{ended}");
    assert_eq!(me.resume(&upload["resume"]["id"]).await["status"], "READY");
}

#[tokio::test]
async fn tasks_are_listed_by_what_they_are() {
    let server = shared().await;
    let me = server.admin().await;
    let resume = me.ingest("listed.txt", &Paper::of("Signe Rask", &["Florist in Aalborg."]).txt()).await;
    let document = "query($f: TaskFilter) { tasks(filter: $f, first: 5) { totalCount nodes { id kind queue state subject { id } } } }";
    let found = async |filter: Value| me.data(document, json!({ "f": filter })).await["tasks"].clone();
    let of_it = found(json!({ "subjectId": resume["id"] })).await;
    assert_eq!(of_it["totalCount"], 1);
    let task = &of_it["nodes"][0];
    assert_eq!((&task["kind"], &task["queue"]), (&json!("INGEST_RESUME"), &json!("EMBEDDINGS")));
    assert_eq!(task["subject"]["id"], resume["id"]);
    let none = found(json!({ "subjectId": resume["id"], "states": ["FAILURE"] })).await;
    assert_eq!(none["totalCount"], 0);
}
