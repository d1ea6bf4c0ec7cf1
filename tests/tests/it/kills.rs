//! A power cut in the middle of work, five times: what was acknowledged is done, once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::client::{Client, list, text};
use crate::people::one_of_many;
use crate::server::{Folder, Server};
use crate::wait::{LONG, until};

const UPLOADS: usize = 100;
const KILLS: usize = 5;

/// Short, so that a lost claim is found at once.
const SETTINGS: [(&str, &str); 2] = [("SHORTLIST__TASKS__LEASE", "2s"), ("SHORTLIST__TASKS__HEARTBEAT", "500ms")];

/// Uploads one résumé until a server acknowledges it, whichever server that is: the résumé's id.
async fn hand_in(number: usize, mut servers: watch::Receiver<Client>) -> String {
    let bytes = if number.is_multiple_of(2) { one_of_many(number).pdf() } else { one_of_many(number).txt() };
    loop {
        let server = servers.borrow_and_update().clone();
        let answer = server.try_upload(&format!("{number}.dat"), &bytes, json!({})).await;
        if let Ok(answer) = answer
            && let Some(id) = answer["data"]["uploadResume"]["resume"]["id"].as_str()
        {
            return id.to_owned();
        }
        // The server was killed before it could answer: wait for the next one, or ask the same again
        // when it went away only after this question.
        let next = tokio::time::timeout(Duration::from_secs(2), servers.changed()).await;
        drop(next);
    }
}

async fn count(me: &Client, statuses: &str) -> u64 {
    let document = format!("{{ resumes(first: 1, filter: {{statuses: [{statuses}]}}) {{ totalCount }} }}");
    me.data(&document, json!({})).await["resumes"]["totalCount"].as_u64().unwrap()
}

/// All rows of a list, page by page.
pub(crate) async fn everything(me: &Client, field: &str, nodes: &str) -> Vec<Value> {
    let document = format!(
        "query($a: String) {{ {field}(first: 100, after: $a) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {nodes} }} }} }}"
    );
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = me.data(&document, json!({ "a": after })).await[field].clone();
        rows.extend(list(&page["nodes"]).iter().cloned());
        if page["pageInfo"]["hasNextPage"] != true {
            return rows;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// Gapless from 1, exactly one terminal event, and that the last.
pub(crate) fn check_events(events: &[Value]) {
    let seqs: Vec<_> = events.iter().map(|it| it["seq"].as_u64().unwrap()).collect();
    let gapless: Vec<_> = (1..=events.len() as u64).collect();
    assert_eq!(seqs, gapless);
    let terminal: Vec<_> = events.iter().map(|it| it["terminal"] == true).collect();
    assert_eq!(terminal.iter().filter(|it| **it).count(), 1, "{events:?}");
    assert_eq!(terminal.last(), Some(&true), "{events:?}");
}

/// Kills in the middle of the work and starts again, each time when some more résumés are ready.
async fn kill_in_the_middle(mut server: Server, tell: &watch::Sender<Client>) -> Server {
    for round in 0..KILLS {
        let me = tell.borrow().clone();
        let wanted = u64::try_from(round * UPLOADS / (KILLS + 1) + 3).unwrap();
        until(LONG, "some résumés are ready", async || (count(&me, "READY").await >= wanted).then_some(())).await;
        server.kill();
        let folder = Arc::clone(&server.folder);
        drop(server);
        server = Server::start(&folder, &["serve"], &SETTINGS).await;
        tell.send(server.admin().await).expect("uploads listen");
    }
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_uploads_survive_five_kills() {
    let server = Server::start(&Folder::new(), &["serve"], &SETTINGS).await;
    let (tell, servers) = watch::channel(server.admin().await);
    let mut uploads = JoinSet::new();
    for number in 0..UPLOADS {
        uploads.spawn(hand_in(number, servers.clone()));
    }
    let server = kill_in_the_middle(server, &tell).await;
    let acknowledged: BTreeSet<String> = uploads.join_all().await.into_iter().collect();
    assert_eq!(acknowledged.len(), UPLOADS);
    let me = server.admin().await;
    until(LONG, "every résumé was read", async || (count(&me, "RECEIVED, EXTRACTING").await == 0).then_some(())).await;
    check_resumes(&me, &acknowledged).await;
    check_tasks(&me).await;
}

/// Each file is there once as READY, with a candidate of its own. An upload that was kept but whose
/// answer was lost was sent again, and that one is told as a duplicate of the first.
async fn check_resumes(me: &Client, acknowledged: &BTreeSet<String>) {
    let resumes = everything(me, "resumes", "id status statusReason sha256 candidate { id }").await;
    let mut ready: BTreeMap<String, String> = BTreeMap::new();
    for resume in &resumes {
        let status = text(&resume["status"]);
        assert!(["READY", "DUPLICATE"].contains(&status.as_str()), "{resume}");
        if status == "READY" {
            let before = ready.insert(text(&resume["sha256"]), text(&resume["candidate"]["id"]));
            assert_eq!(before, None, "read twice: {resume}");
        }
    }
    let ids: BTreeSet<String> = resumes.iter().map(|it| text(&it["id"])).collect();
    assert!(acknowledged.is_subset(&ids), "something that was acknowledged is gone");
    assert_eq!(ready.len(), UPLOADS);
    let owners: BTreeSet<&String> = ready.values().collect();
    assert_eq!(owners.len(), UPLOADS, "somebody has two résumés");
    let candidates = everything(me, "candidates", "id hasEmbedding").await;
    assert_eq!(candidates.len(), UPLOADS);
    assert!(candidates.iter().all(|it| it["hasEmbedding"] == true));
}

async fn check_tasks(me: &Client) {
    until(LONG, "no task is open", async || {
        let document = "{ tasks(first: 1, filter: {states: [PENDING, STARTED, RETRY]}) { totalCount } }";
        (me.data(document, json!({})).await["tasks"]["totalCount"] == 0).then_some(())
    })
    .await;
    let fields = "id state error { code } events(first: 100) { seq terminal state }";
    let tasks = everything(me, "tasks", fields).await;
    assert!(tasks.len() >= UPLOADS);
    let mut interrupted = 0;
    for task in &tasks {
        assert_eq!(task["state"], "SUCCESS", "{task}");
        check_events(list(&task["events"]));
        let starts = list(&task["events"]).iter().filter(|it| it["state"] == "STARTED").count();
        interrupted += usize::from(starts > 3);
    }
    println!("{} tasks, {interrupted} with more events than an undisturbed one", tasks.len());
}
