//! What the server does unasked.

use serde_json::{Value, json};

use crate::client::{list, text};
use crate::people::{Paper, rust_job, three_for_rust};
use crate::server::{Folder, Server, run};
use crate::wait::{LONG, SOON, until};

#[tokio::test]
async fn a_server_cleans_up_by_itself_and_keeps_what_its_tasks_came_to() {
    let settings = [("SHORTLIST__RETENTION__INTERVAL", "1s"), ("SHORTLIST__RETENTION__TASK_EVENTS", "1s")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let resume = me.ingest("kept.txt", &Paper::of("Karl Bergman", &["Tailor in Uppsala."]).txt()).await;
    let id = resume["task"]["id"].clone();
    let forgotten = until(SOON, "a history that is removed", async || {
        let task = me.task(&id).await;
        list(&task["events"]).is_empty().then_some(task)
    });
    let task: Value = forgotten.await;
    assert_eq!((&task["state"], &task["progress"]), (&json!("SUCCESS"), &json!(100)), "{task}");
    assert_eq!(me.resume(&resume["id"]).await["status"], "READY");
    let document = "{ tasks(filter: { kinds: [CLEANUP], states: [SUCCESS] }) { nodes { queue subject { id } } } }";
    let done = me.data(document, json!({})).await["tasks"]["nodes"].clone();
    assert!(list(&done).iter().all(|it| text(&it["queue"]) == "LOW_PRIORITY" && it["subject"].is_null()), "{done}");
    assert!(!list(&done).is_empty());
}

/// The same weights under another name are another model for everybody who doesn't look into the file.
#[tokio::test]
async fn another_model_takes_over_when_all_its_vectors_are_there() {
    let server = Server::own().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    for (number, paper) in three_for_rust("Newmodel").iter().enumerate() {
        me.ingest(&format!("model-{number}.txt"), &paper.txt()).await;
    }
    let matches = "query($id: ID!) { matchCandidates(jobId: $id) { nodes { candidate { id } score } } }";
    let before = me.data(matches, json!({ "id": job })).await;
    assert_eq!(list(&before["matchCandidates"]["nodes"]).len(), 3, "{before}");
    let folder = std::sync::Arc::clone(&server.folder);
    assert_eq!(server.stop().await.code(), Some(0));
    drop(server);

    let settings = run(&folder, &["config"], &[]).await.stdout;
    let model_dir = settings.lines().find_map(|line| line.strip_prefix("model_dir = ")).unwrap().trim_matches('"');
    let settings = [("SHORTLIST__EMBEDDING__MODEL", "another-name"), ("SHORTLIST__EMBEDDING__MODEL_DIR", model_dir)];
    let server = Server::start(&folder, &["serve"], &settings).await;
    let me = server.admin().await;
    let document = "{ tasks(filter: { kinds: [REEMBED_ALL] }) { nodes { id state } } }";
    let task = until(LONG, "a task for the new model", async || {
        let during = me.data(matches, json!({ "id": job })).await;
        assert_eq!(during, before, "rankings go on, and nothing in them changes");
        list(&me.data(document, json!({})).await["tasks"]["nodes"]).first().map(|it| it["id"].clone())
    });
    let task = task.await;
    assert_eq!(me.ended(&task).await["state"], "SUCCESS");
    assert_eq!(me.data(matches, json!({ "id": job })).await, before, "they are the same weights");
    let search = "{ searchCandidates(text: \"backend services in Rust\") { nodes { candidate { id } } } }";
    assert_eq!(list(&me.data(search, json!({})).await["searchCandidates"]["nodes"]).len(), 3);
}
