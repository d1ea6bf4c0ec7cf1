//! Servers and workers are killed at random points: what was acknowledged is done, once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Cluster, many, say};
use crate::client::{Client, list, text};
use crate::kills::{check_events, everything};
use crate::people::one_of_many;
use crate::server::Folder;
use crate::wait::{LONG, until};

/// A sequence that a seed gives again: the generator of Park and Miller.
struct Chance(u64);

impl Chance {
    /// Of a seed that is said, so that a run can be had again by `SHORTLIST_TEST_SEED`.
    #[expect(clippy::disallowed_methods, reason = "a test's own surroundings, not a setting of the product")]
    fn new(row: &str) -> Self {
        let given = std::env::var("SHORTLIST_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| u64::from(std::process::id()) + 1);
        say(row, &format!("seed {seed}"));
        Self(seed)
    }

    /// Below `limit`.
    fn next(&mut self, limit: usize) -> usize {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        usize::try_from(self.0).expect("it has 31 bits") % limit
    }
}

async fn count(me: &Client, field: &str, states: &str) -> u64 {
    let document = format!("{{ {field}(first: 1{states}) {{ totalCount }} }}");
    let answer = me.try_execute(&document, json!({})).await.ok();
    answer.and_then(|answer| answer["data"][field]["totalCount"].as_u64()).unwrap_or_default()
}

async fn all_ended(me: &Client) {
    until(LONG, "no task is open", async || {
        (count(me, "tasks", ", filter: {states: [PENDING, STARTED, RETRY]}").await == 0).then_some(())
    })
    .await;
}

/// Submits jobs, each under a key of its own, until a server acknowledges it or says that it is there.
async fn submit(number: usize, mut servers: watch::Receiver<Client>) {
    let document = "mutation($i: CreateJobInput!) { createJob(input: $i) { job { id } userErrors { code } } }";
    let input = json!({ "i": { "title": format!("Job {number}"), "description": format!("Sorts letters in room {number}."),
        "externalId": number.to_string() } });
    loop {
        let server = servers.borrow_and_update().clone();
        if let Ok(answer) = server.try_execute(document, input.clone()).await {
            let made = &answer["data"]["createJob"];
            if made["job"]["id"].is_string() || made["userErrors"][0]["code"] == "ALREADY_EXISTS" {
                return;
            }
        }
        let _next = tokio::time::timeout(Duration::from_secs(1), servers.changed()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j1_a_server_that_is_killed_loses_nothing_and_invents_nothing() {
    let cluster = Cluster::new().await;
    let (submissions, kills) = (many(1_000), many(50));
    let mut chance = Chance::new("J1");
    let folder = Folder::new();
    let mut server = cluster.server_on(&folder).await;
    let worker = cluster.worker().await;
    let (tell, servers) = watch::channel(server.admin().await);
    let mut submitting = JoinSet::new();
    let turns = Arc::new(tokio::sync::Semaphore::new(8));
    for number in 0..submissions {
        let (servers, turns) = (servers.clone(), Arc::clone(&turns));
        submitting.spawn(async move {
            let _turn = turns.acquire_owned().await;
            submit(number, servers).await;
        });
    }
    for kill in 0..kills {
        let me = tell.borrow().clone();
        let least = kill * submissions / (kills + 1) + chance.next(submissions / (kills + 1) + 1);
        let least = u64::try_from(least.min(submissions - 1)).unwrap();
        until(LONG, "some jobs are there", async || (count(&me, "jobs", "").await >= least).then_some(())).await;
        tokio::time::sleep(Duration::from_millis(u64::try_from(chance.next(40)).unwrap())).await;
        server.kill();
        server = cluster.server_on(&folder).await;
        tell.send(server.admin().await).unwrap();
    }
    while let Some(done) = submitting.join_next().await {
        done.unwrap();
    }
    // One kill more, with nobody left who submits: from here on it is only caught up.
    server.kill();
    server = cluster.server_on(&folder).await;
    let back = Instant::now();
    let me = server.admin().await;
    all_ended(&me).await;
    say(
        "J1",
        &format!(
            "{submissions} submissions, {} kills: done {} ms after the last start",
            kills + 1,
            back.elapsed().as_millis()
        ),
    );
    let jobs = everything(&me, "jobs", "id externalId hasEmbedding").await;
    assert_eq!(jobs.len(), submissions);
    assert!(jobs.iter().all(|job| job["hasEmbedding"] == true));
    let tasks = everything(&me, "tasks", "state subject { id } events(first: 100) { seq terminal state }").await;
    let subjects: BTreeSet<String> = tasks.iter().map(|task| text(&task["subject"]["id"])).collect();
    let ids: BTreeSet<String> = jobs.iter().map(|job| text(&job["id"])).collect();
    assert_eq!(subjects, ids, "each job has its task, and no task is of nothing");
    assert_eq!(tasks.len(), submissions);
    for task in &tasks {
        assert_eq!(task["state"], "SUCCESS");
        check_events(list(&task["events"]));
    }
    drop(worker);
}

fn at(event: &Value) -> DateTime<Utc> {
    text(&event["at"]).parse().expect("times are RFC 3339")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j4_a_worker_that_is_killed_spends_no_attempt_and_its_task_runs_again() {
    let cluster = Cluster::new().await;
    let (uploads, kills) = (many(200), many(50));
    let server = cluster.server().await;
    let me = server.admin().await;
    let mut chance = Chance::new("J4");
    // One of two is killed each time, so that there is always somebody to run what it held.
    let mut workers = [cluster.worker().await, cluster.worker().await];
    let mut sent = 0;
    let mut killed = 0;
    while killed < kills {
        // There is always something to run.
        while sent < uploads && sent < (killed + 1) * uploads / kills + 4 {
            me.upload(&format!("{sent}.pdf"), &one_of_many(sent).pdf(), json!({})).await;
            sent += 1;
        }
        until(LONG, "a task runs", async || {
            let running = count(&me, "tasks", ", filter: {states: [STARTED]}").await;
            (running > 0 || count(&me, "tasks", ", filter: {states: [PENDING]}").await == 0).then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_millis(u64::try_from(chance.next(60)).unwrap())).await;
        let victim = killed % workers.len();
        workers[victim].kill();
        killed += 1;
        workers[victim] = cluster.worker().await;
    }
    while sent < uploads {
        me.upload(&format!("{sent}.pdf"), &one_of_many(sent).pdf(), json!({})).await;
        sent += 1;
    }
    all_ended(&me).await;
    let tasks = everything(&me, "tasks", "state attempt events(first: 1000) { seq terminal state message at }").await;
    let (mut losses, mut slowest) = (0, 0);
    for task in &tasks {
        assert_eq!((&task["state"], &task["attempt"]), (&json!("SUCCESS"), &json!(1)), "{task}");
        let events = list(&task["events"]);
        check_events(events);
        for pair in events.windows(2).filter(|pair| text(&pair[0]["message"]).contains("was lost")) {
            losses += 1;
            slowest = slowest.max((at(&pair[1]) - at(&pair[0])).num_milliseconds());
        }
    }
    assert_eq!(tasks.len(), uploads);
    let resumes = everything(&me, "resumes", "status sha256 candidate { id }").await;
    let files: BTreeSet<String> = resumes.iter().map(|resume| text(&resume["sha256"])).collect();
    assert_eq!((resumes.len(), files.len()), (uploads, uploads), "each file is there once");
    assert!(resumes.iter().all(|resume| resume["status"] == "READY"));
    let owners: BTreeSet<String> = resumes.iter().map(|resume| text(&resume["candidate"]["id"])).collect();
    let candidates = everything(&me, "candidates", "id hasEmbedding").await;
    // Of more than a hundred some are further résumés of the same people.
    assert_eq!((candidates.len(), owners.len()), (uploads.min(100), uploads.min(100)), "nobody is there twice");
    assert!(slowest < 35_000, "five times the lease and 5 s");
    say(
        "J4",
        &format!(
            "{kills} kills over {uploads} tasks: {losses} lost claims, each begun again {slowest} ms after it was noticed at most"
        ),
    );
}
