//! Metrics: where they answer, what they hold, and what they must not hold.

use serde_json::json;

use crate::client::Client;
use crate::people::{Paper, rust_job};
use crate::server::{Folder, Server};
use crate::socket::Socket;
use crate::wait::{SOON, until};

/// Where a server's metrics answer, by its log.
pub(crate) async fn address(folder: &Folder) -> String {
    let find = async || {
        let log = std::fs::read_to_string(folder.log()).ok()?;
        let said = log.lines().find_map(|line| line.split_once("metrics answer at "))?.1;
        said.split_once("/metrics").map(|(address, _)| address.to_owned())
    };
    until(SOON, "the line that says where metrics answer", find).await
}

pub(crate) async fn metrics(address: &str) -> String {
    let (status, text) = Client::new(address, None).get("/metrics").await;
    assert_eq!(status, 200, "{text}");
    text
}

/// A sample's value: the sum over all series that hold every part.
pub(crate) fn value(text: &str, name: &str, parts: &[&str]) -> Option<f64> {
    let of_it = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
    let has_all = |line: &&str| parts.iter().all(|part| line.contains(part));
    let values =
        text.lines().filter(of_it).filter(has_all).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value))
}

/// Waits until a sample is at least this.
pub(crate) async fn at_least(address: &str, least: f64, name: &str, parts: &[&str]) {
    let what = format!("{name} {parts:?} of at least {least}");
    until(SOON, &what, async || value(&metrics(address).await, name, parts).filter(|it| *it >= least)).await;
}

#[tokio::test]
async fn operations_and_tasks_show_up_at_an_address_of_their_own() {
    let server = Server::own().await;
    let address = address(&server.folder).await;
    assert_ne!(address, server.url);
    let me = server.admin().await;
    me.job(rust_job()).await;
    me.ingest("ada.txt", &Paper::of("Ida Falk", &["Shepherd on Gotland."]).txt()).await;
    me.data("query WhoAmI { viewer { actor { name } } }", json!({})).await;
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    socket.subscribe("1", "subscription Watch { screeningUpdates { __typename } }", json!({})).await;

    for (name, parts) in [
        ("shortlist_graphql_operations_total", &["operation=\"WhoAmI\"", "kind=\"query\"", "outcome=\"ok\""][..]),
        ("shortlist_graphql_operation_duration_seconds_count", &["operation=\"WhoAmI\""]),
        ("shortlist_http_requests_total", &["route=\"/graphql\"", "status=\"200\""]),
        ("shortlist_tasks_enqueued_total", &["kind=\"ingest_resume\""]),
        ("shortlist_task_attempts_total", &["kind=\"ingest_resume\""]),
        ("shortlist_tasks_ended_total", &["kind=\"ingest_resume\"", "state=\"SUCCESS\""]),
        ("shortlist_task_run_seconds_count", &["kind=\"embed_job\""]),
        ("shortlist_task_wait_seconds_count", &["kind=\"embed_job\""]),
        ("shortlist_embedding_chunks_total", &[]),
        ("shortlist_extractions_total", &["media_type=\"text\"", "outcome=\"text\""]),
        ("shortlist_database_connections", &["idle"]),
        ("shortlist_workers", &[]),
        ("shortlist_graphql_sockets", &[]),
        ("shortlist_graphql_subscriptions", &[]),
        ("process_start_time_seconds", &[]),
    ] {
        let least = if name == "shortlist_database_connections" { 0.0 } else { 1.0 };
        at_least(&address, least, name, parts).await;
    }
    let text = metrics(&address).await;
    assert_eq!(value(&text, "shortlist_queue_depth", &["embeddings"]), Some(0.0), "{text}");
    assert_eq!(value(&text, "shortlist_graphql_operations_in_flight", &[]), Some(0.0), "{text}");
}

#[tokio::test]
async fn metrics_are_not_public_and_nothing_else_is_beside_them() {
    let server = Server::own().await;
    let address = address(&server.folder).await;
    assert_eq!(server.stranger().get("/metrics").await.0, 404);
    for path in ["/", "/graphql", "/health", "/metrics/"] {
        assert_eq!(Client::new(&address, None).get(path).await.0, 404, "{path}");
    }
    let taken = address.strip_prefix("http://").unwrap();
    let folder = Folder::new();
    let other = Server::start(&folder, &["serve"], &[("SHORTLIST_METRICS_LISTEN", taken)]).await;
    assert_eq!(other.stranger().get("/health").await.0, 200, "it goes on without metrics");
    let log = std::fs::read_to_string(folder.log()).unwrap();
    let told: Vec<_> = log.lines().filter(|line| line.contains("SHORTLIST_METRICS_LISTEN")).collect();
    assert!(told.len() == 1 && told[0].contains("WARN"), "{told:?}");
}

#[tokio::test]
async fn odd_and_many_names_of_operations_stay_few_labels() {
    let server = Server::own().await;
    let (address, me, stranger) = (address(&server.folder).await, server.admin().await, server.stranger());
    let long = "Long".repeat(20);
    me.data(&format!("query {long} {{ __typename }}"), json!({})).await;
    me.data("{ __typename }", json!({})).await;
    me.execute("query {", json!({})).await;
    for number in 0..120 {
        let who = if number % 2 == 0 { &stranger } else { &me };
        who.data(&format!("query Flood{number} {{ __typename }}"), json!({})).await;
    }
    at_least(&address, 1.0, "shortlist_graphql_operations_total", &["operation=\"anonymous\""]).await;
    at_least(&address, 1.0, "shortlist_graphql_operations_total", &["operation=\"unresolved\"", "outcome=\"refused\""])
        .await;
    at_least(&address, 41.0, "shortlist_graphql_operations_total", &["operation=\"other\""]).await;
    let text = metrics(&address).await;
    assert!(!text.contains(&long), "{text}");
    let floods = |text: &str| {
        let names =
            text.lines().filter_map(|line| line.strip_prefix("shortlist_graphql_operations_total{operation=\"Flood"));
        names.count()
    };
    assert_eq!(floods(&text), 80, "twenty of strangers, sixty of ours");
}

#[tokio::test]
async fn no_persons_name_stands_in_metrics_or_in_the_log() {
    let settings = [("RUST_LOG", "debug")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let (address, me) = (address(&server.folder).await, server.admin().await);
    let paper = Paper::of("Quirina Zwetschgenbaum", &["Rust developer in Ystad, eight years of Rust and PostgreSQL."]);
    let resume = me.ingest("quirina-zwetschgenbaum.pdf", &paper.pdf()).await;
    let job = me.job(rust_job()).await;
    me.apply(&resume["candidate"]["id"], &job).await;
    let link = me.resume(&resume["id"]).await["downloadUrl"].as_str().unwrap().to_owned();
    assert_eq!(me.get(&link).await.0, 200);
    let document = format!(
        "query($n: String!) {{ candidates(filter: {{ text: $n }}, first: 1) {{ totalCount }} }} # {}",
        paper.email
    );
    me.execute(&document, json!({ "n": paper.name })).await;
    at_least(&address, 1.0, "shortlist_http_requests_total", &["route=\"/files/{id}\"", "status=\"200\""]).await;

    let told = metrics(&address).await + &std::fs::read_to_string(server.folder.log()).unwrap();
    let signature = link.rsplit("signature=").next().unwrap();
    for secret in ["Quirina", "Zwetschgenbaum", "zwetschgenbaum", "Ystad", signature] {
        let line = told.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} stands in {line:?}");
    }
}

#[test]
fn samples_are_summed_by_their_labels() {
    let text = "a_total{x=\"1\",y=\"2\"} 3\na_total{x=\"1\",y=\"3\"} 4\na_total_more 9\nb 0.5\n";
    assert_eq!(value(text, "a_total", &["x=\"1\""]), Some(7.0));
    assert_eq!((value(text, "b", &[]), value(text, "c", &[])), (Some(0.5), None));
}
