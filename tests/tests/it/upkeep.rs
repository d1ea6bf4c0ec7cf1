//! What the server does unasked.

use serde_json::{Value, json};

use crate::client::{list, text};
use crate::people::Paper;
use crate::server::{Folder, Server};
use crate::wait::{SOON, until};

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
