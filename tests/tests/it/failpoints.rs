//! A power cut between any two writes of a task's life. The program itself lists the places at which it can
//! be made to end; at each of them, and each time that one upload passes it, the server dies, and the next
//! one finishes what was acknowledged, once.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::kills::{check_events, everything};
use crate::people::Paper;
use crate::server::{Folder, Server, run};
use crate::wait::{LONG, until};

/// A claim outlives its server for a moment only.
const SETTINGS: [(&str, &str); 2] = [("SHORTLIST__TASKS__LEASE", "2s"), ("SHORTLIST__TASKS__HEARTBEAT", "500ms")];

/// Where a server stands when a task of its was claimed and not begun; the next one takes it back.
const IN_A_HANDLER: &str = "claim.told";

/// One data folder, and the server of the moment on it.
struct Trial {
    folder: Arc<Folder>,
    server: Server,
    uploads: usize,
}

impl Trial {
    async fn new() -> Self {
        let folder = Folder::new();
        let server = Server::start(&folder, &["serve"], &SETTINGS).await;
        Self { folder, server, uploads: 0 }
    }

    fn order(&self, place: &str, passes_before: usize) {
        let order = format!("{place} {passes_before}");
        std::fs::write(self.folder.data().join("failpoint"), order).expect("an order can be given");
    }

    fn take_orders_back(&self) {
        std::fs::remove_file(self.folder.data().join("failpoint")).expect("an order can be taken back");
    }

    /// Uploads somebody new: their file, and the answer if there was one.
    async fn upload(&mut self, me: &Client) -> (Vec<u8>, Option<Value>) {
        self.uploads += 1;
        let story = format!("Mended boat number {} in the harbour of Bergen.", self.uploads);
        let file = Paper::of("Ingrid Solheim", &[&story]).txt();
        let answer = me.try_upload("boat.txt", &file, json!({})).await.ok();
        (file, answer.map(|it| it["data"]["uploadResume"].clone()))
    }

    /// How the server ended: by itself, or told to once it had done what it acknowledged. A stop waits for
    /// handlers, so none of them is on its way to the place any more.
    async fn end(&self, me: &Client, answer: Option<&Value>) -> ExitStatus {
        let task = answer.map(|it| &it["task"]["id"]);
        until(LONG, "the end of the server or of the task", async || {
            if self.server.ended().is_some() {
                return Some(());
            }
            let task = me.try_execute("query($id: ID!) { task(id: $id) { state } }", json!({ "id": task? })).await;
            // A server that went away meanwhile is seen by the next look.
            (task.ok()?["data"]["task"]["state"] == "SUCCESS").then_some(())
        })
        .await;
        self.server.stop().await
    }

    /// A server without orders finishes all that was acknowledged.
    async fn recover(&mut self, file: &[u8], answer: Option<&Value>) {
        self.server = Server::start(&self.folder, &["serve"], &SETTINGS).await;
        let me = self.server.admin().await;
        let answer = match answer {
            Some(answer) => answer.clone(),
            // Nobody was told that it arrived, so it is sent again.
            None => me.upload("boat.txt", file, json!({})).await,
        };
        let task = me.ended(&answer["task"]["id"]).await;
        assert_eq!(task["state"], "SUCCESS", "{task}");
        until(LONG, "no open task", async || {
            let open = "{ tasks(first: 1, filter: {states: [PENDING, STARTED, RETRY]}) { totalCount } }";
            (me.data(open, json!({})).await["tasks"]["totalCount"] == 0).then_some(())
        })
        .await;
    }

    /// Whether one upload passes the place so many times and once more: then it killed the server there.
    async fn dies_at(&mut self, place: &str, passes_before: usize) -> bool {
        let me = self.server.admin().await;
        self.order(place, passes_before);
        let (file, answer) = self.upload(&me).await;
        let status = self.end(&me, answer.as_ref()).await;
        self.take_orders_back();
        self.recover(&file, answer.as_ref()).await;
        was_killed(status)
    }

    /// The same for a place that a server passes when it takes up what the last one left behind.
    async fn dies_taking_up(&mut self, place: &str) -> bool {
        let me = self.server.admin().await;
        self.order(IN_A_HANDLER, 0);
        let (file, answer) = self.upload(&me).await;
        assert!(was_killed(self.end(&me, answer.as_ref()).await), "a server that claims nothing");
        self.order(place, 0);
        let status = match Server::try_start(&self.folder, &["serve"], &SETTINGS).await {
            Ok(server) => server.stop().await,
            Err(status) => status,
        };
        self.take_orders_back();
        self.recover(&file, answer.as_ref()).await;
        was_killed(status)
    }

    /// Every file is READY once; every task has ended, with a history that has no gap and one end.
    async fn check(&self) {
        let me = self.server.admin().await;
        let resumes = everything(&me, "resumes", "status sha256").await;
        let ready: Vec<String> =
            resumes.iter().filter(|it| it["status"] == "READY").map(|it| text(&it["sha256"])).collect();
        assert!(resumes.iter().all(|it| it["status"] == "READY" || it["status"] == "DUPLICATE"), "{resumes:?}");
        assert_eq!(ready.len(), self.uploads, "{resumes:?}");
        assert_eq!(ready.iter().collect::<BTreeSet<_>>().len(), self.uploads, "one was read twice");
        for task in everything(&me, "tasks", "state events(first: 100) { seq terminal }").await {
            assert_eq!(task["state"], "SUCCESS", "{task}");
            check_events(list(&task["events"]));
        }
    }
}

/// Whether it was killed at a place; otherwise it ended as it should.
fn was_killed(status: ExitStatus) -> bool {
    let killed = status.signal() == Some(Signal::SIGABRT as i32);
    assert!(killed || status.success(), "the server ended in another way: {status}");
    killed
}

/// Dies at one place as often as an upload passes it: how often that is.
async fn die_at(trial: &mut Trial, place: &str) -> usize {
    let mut deaths = 0;
    while trial.dies_at(place, deaths).await {
        deaths += 1;
    }
    if deaths == 0 && trial.dies_taking_up(place).await {
        deaths = 1;
    }
    deaths
}

async fn places() -> Vec<String> {
    let listed = run(&Folder::new(), &["failpoints"], &[]).await;
    assert_eq!(
        listed.code,
        Some(0),
        "this program has no failpoints: `make test` builds it with the feature `failpoints`\n{}",
        listed.stderr
    );
    listed.stdout.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_between_any_two_writes() {
    let mut trial = Trial::new().await;
    let places = places().await;
    assert!(places.len() >= 15, "{places:?}");
    for place in &places {
        let deaths = die_at(&mut trial, place).await;
        println!("{place}: {deaths} deaths");
        assert!(deaths > 0, "{place} is never passed, so nothing is known of it");
        trial.check().await;
    }
}
