//! Screening with language models, end to end: which of them judged, what becomes of tasks while none answers, and
//! what is told of people when one fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kit::ScriptedModel;
use kit::llm::{Asked, Behaviour, Interface, Question};
use kit::soak::{many, say};
use serde_json::{Value, json};

use crate::client::{Client, list};
use crate::figures::{address, metrics};
use crate::people::{Paper, one_of_many, rust_job};
use crate::server::{Folder, Server};
use crate::traces::Collector;
use crate::wait::{LONG, until};

const SCREENED: &str =
    "query($id: ID!) { task(id: $id) { state result { ... on Screening { provider model score } } } }";

/// The best level for each criterion, and not one quote.
fn judgement(asked: &Asked) -> String {
    Question::of(asked).judge(|_| (4, vec![])).to_string()
}

fn settings<'a>(provider: &'a str, url: &'a str) -> Vec<(&'a str, &'a str)> {
    let base = if provider == "ollama" { "OLLAMA_BASE_URL" } else { "OPENAI_BASE_URL" };
    vec![("LLM_PROVIDER", provider), (base, url)]
}

fn url(provider: &str, model: &ScriptedModel) -> String {
    if provider == "ollama" { model.ollama_url() } else { model.openai_url() }
}

/// Somebody's résumé, and an application for the job: the id of the screening's task.
async fn applied(me: &Client, paper: &Paper, job: &Value) -> Value {
    let resume = me.ingest(&format!("{}.txt", paper.email), &paper.txt()).await;
    let input = json!({ "candidateId": resume["candidate"]["id"], "jobId": job });
    me.done("createApplication", "task { id }", input).await["task"]["id"].clone()
}

#[tokio::test]
async fn the_model_of_the_settings_judges_and_is_named() {
    for (provider, name) in [("ollama", "llama3.2"), ("openai", "gpt-4o-mini")] {
        let model = ScriptedModel::answering(judgement);
        let url = url(provider, &model);
        let server = Server::start(&Folder::new(), &["serve"], &settings(provider, &url)).await;
        let me = server.admin().await;
        let info = me.data("{ systemInfo { llmProvider llmModel } }", json!({})).await;
        assert_eq!(info["systemInfo"], json!({ "llmProvider": provider, "llmModel": name }));
        let task = applied(&me, &one_of_many(3), &me.job(rust_job()).await).await;
        assert_eq!(me.ended(&task).await["state"], "SUCCESS");
        let screened = me.data(SCREENED, json!({ "id": task })).await["task"]["result"].clone();
        // A level without a quote that stands in the résumé is worth nothing.
        assert_eq!(screened, json!({ "provider": provider, "model": name, "score": 0 }));
        let interface = if provider == "ollama" { Interface::Ollama } else { Interface::Openai };
        assert_eq!((model.calls(), model.asked()[0].interface), (1, interface));
        assert_eq!(server.stop().await.code(), Some(0));
    }
}

#[tokio::test]
async fn who_stands_in_for_a_model_that_fails_is_named() {
    let model = ScriptedModel::doing(vec![Behaviour::status(401)]);
    let url = model.openai_url();
    let mut given = settings("openai", &url);
    given.push(("SHORTLIST__LLM__FALLBACK", "rules"));
    let server = Server::start(&Folder::new(), &["serve"], &given).await;
    let me = server.admin().await;
    let task = applied(&me, &one_of_many(3), &me.job(rust_job()).await).await;
    assert_eq!(me.ended(&task).await["state"], "SUCCESS");
    let screened = me.data(SCREENED, json!({ "id": task })).await["task"]["result"].clone();
    assert_eq!((&screened["provider"], &screened["model"]), (&json!("rules"), &Value::Null));
    assert_eq!(model.calls(), 1, "a refusal is not asked twice");
}

#[tokio::test]
async fn openai_without_its_key_is_a_wrong_setting() {
    let ended = crate::server::run(&Folder::new(), &["serve"], &[("LLM_PROVIDER", "openai")]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("OPENAI_API_KEY"), "{}", ended.stderr);
}

/// Row L4: a model that is down for a while, and tasks enough.
#[tokio::test]
async fn no_task_is_lost_or_spent_while_a_model_is_down() {
    let count = many(200);
    let down = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_down = Arc::clone(&down);
    let model = ScriptedModel::start(move |asked| {
        if is_down.load(std::sync::atomic::Ordering::SeqCst) {
            return if asked.number % 2 == 0 { Behaviour::status(500) } else { Behaviour::retry_after(429, "1") };
        }
        Behaviour::Text(judgement(asked))
    });
    let url = model.openai_url();
    let probe = if count < 200 { "1s" } else { "5s" };
    let given = [settings("openai", &url), vec![("SHORTLIST__LLM__BREAKER_PROBE", probe)]].concat();
    let server = Server::start(&Folder::new(), &["serve"], &given).await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let began = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..count {
        let story = format!("Engineer, Company {number}, 2015 - 2020. Wrote Rust for {number} services.");
        let paper = Paper::of(&format!("Person{number} Someone"), &["Experience", &story]);
        tasks.push(applied(&me, &paper, &job).await);
    }
    // As long as the row says, or a tenth, counted from the first question on.
    let outage = Duration::from_secs(if count < 200 { 3 } else { 30 });
    until(LONG, "the end of the outage", async || (began.elapsed() > outage).then_some(())).await;
    let during = model.calls();
    down.store(false, std::sync::atomic::Ordering::SeqCst);
    let lasted = began.elapsed();
    let probes = lasted.as_secs_f64() / if count < 200 { 1.0 } else { 5.0 };
    for task in &tasks {
        let ended = me.ended(task).await;
        assert_eq!((&ended["state"], &ended["attempt"]), (&json!("SUCCESS"), &json!(1)), "{ended}");
        let events = list(&ended["events"]);
        let ends = events.iter().filter(|event| event["terminal"] == true).count();
        assert_eq!((ends, &ended["lastSeq"]), (1, &json!(events.len())), "{ended}");
    }
    let after = model.calls() - during;
    let most = 5.0 + probes + 1.0;
    assert!((during as f64) <= most, "the model saw {during} questions in {lasted:?}");
    assert!((count..=count + 2).contains(&after), "{after} questions for {count} tasks after it was well again");
    say("L4", &format!("{count} tasks: {during} calls in {lasted:?} of outage, {after} after it, none lost"));
}

/// Row L7: what a model says in every kind of failure, with a person's data in it.
#[tokio::test]
async fn nothing_of_a_person_is_told_when_a_model_fails() {
    const SENTINELS: [&str; 5] = ["Quirina", "Zwetschgenbaum", "zwetschgenbaum", "Fjäderholmarna", "47 11 08 15"];
    let echo = |asked: &Asked| {
        let prompt = asked.prompt().replace(['"', '\\', '\n'], " ");
        format!("Quirina Zwetschgenbaum, Fjäderholmarna, +49 30 47 11 08 15: {prompt}")
    };
    let model = ScriptedModel::start(move |asked| {
        let said = echo(asked);
        let error = format!("{{\"error\":{{\"message\":\"{said}\",\"type\":\"{said}\",\"code\":\"Quirina\"}}}}");
        let refusal = |status| Behaviour::Status { status, retry_after: None, body: error.clone() };
        let events = |data: &str| Behaviour::Bytes(format!("data: {data}\n\ndata: [DONE]\n\n").into_bytes());
        match asked.number % 11 {
            0 => Behaviour::Text(said),
            1 => Behaviour::Text(format!("{{\"summary\": \"{said}\"}}")),
            2 => Behaviour::BreakOff(said),
            3 => Behaviour::Fault(said),
            4 => Behaviour::Bytes(said.into_bytes()),
            5 => events(&format!("\"{said}\"")),
            6 => events(&said),
            7 => Behaviour::Bytes([said.as_bytes(), b"\xff\xfe"].concat()),
            8 => refusal(400),
            9 => refusal(500),
            _ => events(&error),
        }
    });
    let collector = Collector::start().await;
    for provider in ["openai", "ollama"] {
        let url = url(provider, &model);
        let given = [
            settings(provider, &url),
            vec![
                ("RUST_LOG", "debug,async_openai=trace,domain=trace,platform=trace,server=trace,worker=trace"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
                ("SHORTLIST__LLM__ATTEMPTS", "1"),
                ("SHORTLIST__LLM__BREAKER_FAILURES", "1000"),
                ("SHORTLIST__SCREENING__BLIND", "false"),
            ],
        ]
        .concat();
        let server = Server::start(&Folder::new(), &["serve"], &given).await;
        let (address, me) = (address(&server.folder).await, server.admin().await);
        let job = me.job(rust_job()).await;
        let mut told = String::new();
        for number in 0..many(110) {
            let story = format!("Lived at Fjäderholmarna {number}, wrote Rust for {number} years.");
            let (name, email) = ("Quirina Zwetschgenbaum", format!("zwetschgenbaum.{number}@example.com"));
            let paper = Paper::with_email(name, &email, &["Phone: +49 30 47 11 08 15", "Experience", &story]);
            let task = applied(&me, &paper, &job).await;
            let look = async || {
                let task = me.task(&task).await;
                (task["attempt"] == 1 && task["state"] != "STARTED").then_some(task)
            };
            told += &until(LONG, "the end of the first attempt", look).await.to_string();
        }
        told += &metrics(&address).await;
        assert!(told.contains("shortlist_model_calls_total"), "the models were asked");
        assert_eq!(server.stop().await.code(), Some(0));
        told += &std::fs::read_to_string(server.folder.log()).unwrap();
        assert!(!collector.named(&format!("ask {provider}")).is_empty(), "calls are traced");
        told += &collector.all();
        assert!(model.asked().iter().any(|asked| asked.prompt().contains("Fjäderholmarna")), "the data were in it");
        for sentinel in SENTINELS {
            let hits = told.matches(sentinel).count();
            let at = told.find(sentinel).unwrap_or_default();
            let around: String = told[..at].chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect();
            assert_eq!(hits, 0, "{provider}: {sentinel} stands after “{around}”");
        }
        say("L7", &format!("{provider}: {} failures of 11 kinds, 0 hits in {} bytes told", many(110), told.len()));
    }
}
