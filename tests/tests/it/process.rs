//! The process: stopping, starting again, its subcommands, and its wrong settings.

use std::sync::Arc;

use serde_json::json;

use crate::people::{Paper, rust_job, three_for_rust};
use crate::server::{EMAIL, Folder, PASSWORD, Server, run, shared};
use crate::socket::Socket;

#[tokio::test]
async fn stopped_and_started_again_it_has_everything() {
    let folder = Folder::new();
    let server = Server::start(&folder, &[], &[]).await;
    let me = server.admin().await;
    let [strong, _, _] = three_for_rust("Sandvik");
    let resume = me.ingest("strong.pdf", &strong.pdf()).await;
    let job = me.job(rust_job()).await;
    let application = me.apply(&resume["candidate"]["id"], &job).await;
    let document = "query($j: ID!, $a: ID!, $r: ID!) {
        matchCandidates(jobId: $j) { totalCount nodes { score candidate { id name email } passages { askedText } } }
        application(id: $a) { stage screening { id score summary } stageChanges { nodes { id at } } }
        resume(id: $r) { text sha256 status } tasks { nodes { id state lastSeq events { seq at } } } }";
    let variables = json!({ "j": job, "a": application, "r": resume["id"] });
    let before = me.data(document, variables.clone()).await;
    let ended = server.stop().await;
    assert_eq!(ended.code(), Some(0));
    drop(server);

    let server = Server::start(&folder, &[], &[]).await;
    // The session outlives the process as well.
    let again = crate::client::Client::new(&server.url, me.token.as_deref());
    assert_eq!(again.data(document, variables).await, before);
    let link = again.resume(&resume["id"]).await["downloadUrl"].clone();
    assert_eq!(again.get(link.as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn a_stop_in_the_middle_of_work_loses_nothing() {
    let folder = Folder::new();
    let server = Server::start(&folder, &[], &[]).await;
    let me = server.admin().await;
    let mut tasks = Vec::new();
    for number in 0..8 {
        let paper = crate::people::one_of_many(number);
        let upload = me.upload("many.txt", &paper.txt(), json!({})).await;
        tasks.push(upload["task"]["id"].clone());
    }
    assert_eq!(server.stop().await.code(), Some(0));
    drop(server);
    let server = Server::start(&folder, &[], &[]).await;
    let me = server.admin().await;
    for id in &tasks {
        let task = me.ended(id).await;
        assert_eq!((&task["state"], &task["attempt"]), (&json!("SUCCESS"), &json!(1)), "{task}");
        crate::kills::check_events(crate::client::list(&task["events"]));
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused() {
    let server = shared().await;
    let ended = run(&server.folder, &["serve"], &[]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(sentences(&ended.stderr), 1, "{}", ended.stderr);
    assert!(!ended.stdout.contains("ready"), "{}", ended.stdout);
    assert_eq!(server.stranger().get("/readyz").await.0, 200, "the first one lives on");
}

/// How many lines a person is told, besides the log.
pub(crate) fn sentences(stderr: &str) -> usize {
    let is_log = |line: &&str| line.starts_with('{') || line.starts_with("20");
    stderr.lines().filter(|line| !line.trim().is_empty() && !is_log(line)).count()
}

#[tokio::test]
async fn the_settings_are_shown_without_secrets() {
    let folder = Folder::new();
    let settings = [("OPENAI_API_KEY", "sk-very-secret"), ("SMTP_URL", "smtp://user:hidden-word@mail.example.com")];
    let ended = run(&folder, &["config"], &settings).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for secret in [PASSWORD, "sk-very-secret", "hidden-word"] {
        assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{secret} is shown");
    }
    assert!(ended.stdout.contains(EMAIL) && ended.stdout.contains("[tasks]"), "{}", ended.stdout);
}

#[tokio::test]
async fn the_schema_is_the_one_at_the_root() {
    let folder = Folder::new();
    let ended = run(&folder, &["schema"], &[]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let kept = std::fs::read_to_string(kept).expect("schema.graphql lies at the root");
    assert!(ended.stdout == kept, "schema.graphql differs from the program: run `make schema`");
}

#[tokio::test]
async fn the_health_check_tells_by_its_exit_code() {
    let server = shared().await;
    let address = server.url.strip_prefix("http://").unwrap();
    let ended = run(&Folder::new(), &["healthcheck"], &[("SHORTLIST_LISTEN", address)]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    // Port 1 is nobody's.
    let ended = run(&Folder::new(), &["healthcheck"], &[("SHORTLIST_LISTEN", "127.0.0.1:1")]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_to_the_database_is_enough() {
    let settings = [("SHORTLIST__DATABASE__MAX_CONNECTIONS", "1"), ("SHORTLIST__DATABASE__ACQUIRE_TIMEOUT", "30s")];
    let server = Server::start(&Folder::new(), &[], &settings).await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let token = server.token().await;
    let mut socket = Socket::signed_in(&server.url, &token).await;
    let updates = "subscription { screeningUpdates { applicationId } }";
    socket.subscribe("u", updates, json!({})).await;
    let papers = three_for_rust("Tveit");
    let ingest = papers.iter().map(async |paper| {
        let file = paper.docx();
        me.ingest_with("paper.docx", &file, json!({ "jobId": job })).await
    });
    let resumes = futures::future::join_all(ingest).await;
    assert!(resumes.iter().all(|it| it["status"] == "READY"), "{resumes:?}");
    for _ in &papers {
        assert!(socket.news().await.1.is_some());
    }
    let document = "query($j: ID!) { matchCandidates(jobId: $j) { totalCount
        nodes { application { screening { score } } resume { text } passages { askedText } } } }";
    let asking = (0..8).map(|_| me.data(document, json!({ "j": job })));
    for answer in futures::future::join_all(asking).await {
        assert_eq!(answer["matchCandidates"]["totalCount"], 3);
    }
}

#[tokio::test]
async fn logs_tell_nothing_about_people() {
    let folder = Folder::new();
    let server = Server::start(&folder, &[], &[("RUST_LOG", "debug")]).await;
    let me = server.admin().await;
    let paper = Paper::of("Svetlana Quackenbush", &["Violinist in the fjordkvartett of Bergen."]);
    let resume = me.ingest("svetlana-quackenbush.pdf", &paper.pdf()).await;
    assert_eq!(resume["candidate"]["name"], "Svetlana Quackenbush");
    me.ingest("svetlana-broken.pdf", b"%PDF-1.4 Quackenbush, torn").await;
    let search = "{ searchCandidates(text: \"fjordkvartett\") { nodes { candidate { name } } } }";
    me.data(search, json!({})).await;
    assert_eq!(server.stop().await.code(), Some(0));
    let log = std::fs::read_to_string(folder.path().join("server.log")).unwrap();
    assert!(!log.is_empty());
    for word in ["Quackenbush", "quackenbush", "fjordkvartett", "svetlana", PASSWORD, me.token.as_deref().unwrap()] {
        assert!(!log.contains(word), "“{word}” is in the log");
    }
    drop(Arc::clone(&folder));
}
