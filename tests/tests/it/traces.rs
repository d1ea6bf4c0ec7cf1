//! Traces: a request's leads to the work that it asked for, in the task's row, in log lines, and at a collector.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{Client, text};
use crate::people::{Paper, rust_job};
use crate::server::{Folder, Server};
use crate::wait::{SOON, until};

pub(crate) const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Takes spans over OTLP and HTTP, as the OpenTelemetry collector does.
pub(crate) struct Collector {
    pub(crate) url: String,
    spans: Arc<Mutex<Vec<Span>>>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let spans = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&spans);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&kept)));
            }
        });
        Self { url, spans }
    }

    fn spans(&self) -> Vec<Span> {
        self.spans.lock().expect("no test panicked holding it").clone()
    }

    /// All that was taken, as text to search in.
    pub(crate) fn all(&self) -> String {
        format!("{:?}", self.spans())
    }

    pub(crate) fn named(&self, name: &str) -> Vec<Span> {
        self.spans().into_iter().filter(|span| span.name == name).collect()
    }
}

/// Reads one request, keeps its spans and answers.
async fn take(stream: TcpStream, kept: Arc<Mutex<Vec<Span>>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    stream.read_line(&mut line).await?;
    assert!(line.starts_with("POST /v1/traces "), "{line}");
    while line.trim() != "" {
        line.clear();
        stream.read_line(&mut line).await?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().expect("a length is a number");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let request = ExportTraceServiceRequest::decode(body.as_slice()).expect("it is OTLP");
    let scopes = request.resource_spans.into_iter().flat_map(|it| it.scope_spans);
    kept.lock().expect("no test panicked holding it").extend(scopes.flat_map(|it| it.spans));
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).await
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a job within the trace of a caller: the task that embeds it.
pub(crate) async fn job_within_a_trace(me: &Client) -> Value {
    let document = "mutation MakeJob($i: CreateJobInput!) { createJob(input: $i) { task { id } } }";
    let body = json!({ "query": document, "variables": { "i": rust_job() } });
    let request = kit::http().build().unwrap().post(format!("{}/graphql", me.url));
    let request = request.bearer_auth(me.token.as_deref().unwrap()).json(&body);
    let sent = request.header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01")).send().await;
    let answer: Value = sent.unwrap().json().await.unwrap();
    me.ended(&answer["data"]["createJob"]["task"]["id"]).await
}

/// Lines of the log, as they are.
fn lines(folder: &Folder) -> Vec<Value> {
    let log = std::fs::read_to_string(folder.log()).unwrap();
    log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[tokio::test]
async fn work_is_linked_to_the_request_that_asked_for_it() {
    let collector = Collector::start().await;
    let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()), ("RUST_LOG", "info,worker=debug")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let task = job_within_a_trace(&me).await;
    assert_eq!(task["state"], "SUCCESS", "{task}");
    let paper = Paper::of("Quendolin Xylander", &["Falconer in Visby."]);
    let resume = me.ingest("quendolin-xylander.pdf", &paper.pdf()).await;
    assert_eq!(me.get(&text(&me.resume(&resume["id"]).await["downloadUrl"])).await.0, 200);
    assert_eq!(server.stop().await.code(), Some(0));

    let request = collector.named("POST /graphql").into_iter().find(|span| hex(&span.trace_id) == TRACE);
    let request = request.expect("the request belongs to its caller's trace");
    assert!(format!("{request:?}").contains("MakeJob"), "{request:?}");
    let work = collector.named("task embed_job").into_iter().next().expect("the work is traced");
    assert_ne!(hex(&work.trace_id), TRACE);
    let links: Vec<_> = work.links.iter().map(|link| (hex(&link.trace_id), hex(&link.span_id))).collect();
    assert_eq!(links, [(TRACE.to_owned(), hex(&request.span_id))]);
    assert_eq!(collector.named("GET /files/{id}").len(), 1);
    let all = collector.all();
    for secret in ["Quendolin", "Xylander", "xylander", "signature", "Visby", "$i"] {
        assert!(!all.contains(secret), "{secret} stands in a span");
    }

    let of_work = |line: &&Value| line["trace_id"] == hex(&work.trace_id).as_str();
    let lines = lines(&server.folder);
    let line = lines.iter().find(of_work).expect("a line says which trace it belongs to");
    assert_eq!((&line["span"]["task.attempt"], &line["span"]["asked.trace_id"]), (&json!(1), &json!(TRACE)), "{line}");
    assert!(line["span"]["task.id"].is_string(), "{line}");
}

#[tokio::test]
async fn a_collector_that_is_away_costs_traces_alone() {
    let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    assert_eq!(job_within_a_trace(&me).await["state"], "SUCCESS");
    let lost =
        || lines(&server.folder).iter().filter(|line| text(&line["message"]).starts_with("traces are lost")).count();
    until(SOON, "the line that says that traces are lost", async || (lost() > 0).then_some(())).await;
    assert_eq!(server.stop().await.code(), Some(0));
    assert_eq!(lost(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_a_wrong_setting() {
    for address in ["https://collector.example.com", "http://", "collector:4318"] {
        let ended = crate::server::run(&Folder::new(), &["serve"], &[("OTEL_EXPORTER_OTLP_ENDPOINT", address)]).await;
        assert_eq!(ended.code, Some(2), "{address}: {}", ended.stderr);
        assert!(ended.stderr.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{}", ended.stderr);
    }
}
