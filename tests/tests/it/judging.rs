//! Screening by a model, driven from outside: what it is asked, what comes of its answers, and what people set.

use kit::ScriptedModel;
use kit::llm::{Asked, Behaviour, Question};
use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::distributed::Cluster;
use crate::people::{Paper, rust_job};
use crate::server::{Folder, Server, run, shared};

const SCREENING: &str = "id score summary provider model promptVersion promptHash inputHash stale blind unstable notes
    samples { number score promptTokens answerTokens latencyMilliseconds } missingSkills { name }
    interviewQuestions { text criterion reason }
    criteria { name weight level points verified evidence { quote start end } }";

async fn in_force(me: &Client, id: &Value) -> Value {
    let document =
        format!("query($id: ID!) {{ application(id: $id) {{ stage resume {{ text }} screening {{ {SCREENING} }} }} }}");
    me.data(&document, json!({ "id": id })).await["application"].clone()
}

fn paper(name: &str) -> Paper {
    Paper::of(
        name,
        &[
            "Engineer, 2016 - 2025",
            "She built payment services in Rust for millions of customers.",
            "Ran PostgreSQL in production.",
        ],
    )
}

/// A model that finds Rust and nothing else.
fn finds_rust(asked: &Asked) -> String {
    let found = |criterion: &str| match criterion {
        it if it.starts_with("Rust") => (4, vec!["built payment services in Rust"]),
        _ => (0, vec![]),
    };
    Question::of(asked).judge(found).to_string()
}

/// A server that screens by this model.
async fn screens_by(url_name: &str, provider: &str, url: &str) -> (Server, Client) {
    let settings = [("LLM_PROVIDER", provider), (url_name, url), ("SHORTLIST__LLM__ATTEMPTS", "1")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    (server, me)
}

/// Applies with this paper and waits for the screening: the application.
async fn apply(me: &Client, paper: &Paper, job: &Value) -> Value {
    let resume = me.ingest(&format!("{}.txt", paper.name), &paper.txt()).await;
    assert_eq!(resume["status"], "READY", "{resume}");
    me.apply(&resume["candidate"]["id"], job).await
}

fn check_screening(application: &Value, provider: &str) {
    let screening = &application["screening"];
    assert_eq!((text(&screening["provider"]).as_str(), text(&screening["promptVersion"]).as_str()), (provider, "v1"));
    assert_eq!(
        (&screening["blind"], &screening["unstable"], &screening["stale"]),
        (&json!(true), &json!(false), &json!(false))
    );
    assert_eq!(list(&screening["interviewQuestions"]).len(), 3);
    let rust = list(&screening["criteria"]).iter().find(|it| it["name"] == "Rust").unwrap();
    assert_eq!((&rust["level"], &rust["verified"]), (&json!(4), &json!(true)));
    let resume: Vec<char> = text(&application["resume"]["text"]).chars().collect();
    crate::ranking::check_quote(&resume, &rust["evidence"][0]);
    assert_eq!(application["stage"], "APPLIED", "no model moves anybody");
}

#[tokio::test]
async fn a_model_judges_without_knowing_whom_and_people_see_its_evidence() {
    for (name, provider) in [("OLLAMA_BASE_URL", "ollama"), ("OPENAI_BASE_URL", "openai")] {
        let model = ScriptedModel::answering(finds_rust);
        let url = if provider == "ollama" { model.ollama_url() } else { model.openai_url() };
        let (_server, me) = screens_by(name, provider, &url).await;
        let job = me.job(rust_job()).await;
        let first = apply(&me, &paper("Mira Lindqvist"), &job).await;
        let application = in_force(&me, &first).await;
        check_screening(&application, provider);
        // Whoever differs in their person only has the same question, byte for byte, and so the same answer.
        let second = apply(&me, &paper("Babatunde Okonkwo"), &job).await;
        let other = in_force(&me, &second).await;
        check_screening(&other, provider);
        assert_eq!(other["screening"]["inputHash"], application["screening"]["inputHash"]);
        assert_eq!(model.calls(), 1, "{provider}");
        let prompt = model.asked()[0].prompt();
        for identity in ["Mira", "Lindqvist", "mira", "example.com", "She "] {
            assert!(!prompt.contains(identity), "{provider} was told {identity}: {prompt}");
        }
    }
}

#[tokio::test]
async fn more_answers_make_a_score_steadier_and_disagreement_is_told() {
    let model = ScriptedModel::answering(|asked| Question::of(asked).all(asked.number as u64 % 5).to_string());
    let (_server, me) = screens_by("OLLAMA_BASE_URL", "ollama", &model.ollama_url()).await;
    let job = me.job(rust_job()).await;
    let id = apply(&me, &paper("Ilse Brandt"), &job).await;
    let ask = async |more: Value| {
        let mut input = json!({ "applicationId": id });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let asked = me.done("screenApplication", "task { id }", input).await;
        if !asked["task"].is_null() {
            assert_eq!(me.ended(&asked["task"]["id"]).await["state"], "SUCCESS");
        }
        in_force(&me, &id).await["screening"].clone()
    };
    let five = ask(json!({ "samples": 5 })).await;
    let scores: Vec<i64> = list(&five["samples"]).iter().map(|it| it["score"].as_i64().unwrap()).collect();
    assert_eq!((scores, &five["score"], &five["unstable"]), (vec![0, 25, 50, 75, 100], &json!(50), &json!(true)));
    assert_eq!(ask(json!({})).await["id"], five["id"], "it is known");
    let again = ask(json!({ "force": true })).await;
    assert_eq!((list(&again["samples"]).len(), model.calls()), (6, 6));
    for samples in [0, 10, -1, 300] {
        let refused = me.refused("screenApplication", json!({ "applicationId": id, "samples": samples })).await;
        assert_eq!(refused, (vec!["input".to_owned(), "samples".to_owned()], "INVALID".to_owned()));
    }
}

#[tokio::test]
async fn answers_that_nobody_can_use_end_the_task_with_a_code() {
    let model = ScriptedModel::start(|_| Behaviour::Text("I'd rather not.".to_owned()));
    let (_server, me) = screens_by("OPENAI_BASE_URL", "openai", &model.openai_url()).await;
    let job = me.job(rust_job()).await;
    let resume = me.ingest("one.txt", &paper("Jon Falk").txt()).await;
    let input = json!({ "candidateId": resume["candidate"]["id"], "jobId": job });
    let made = me.done("createApplication", "application { id } task { id }", input).await;
    let task = me.ended(&made["task"]["id"]).await;
    assert_eq!((&task["state"], &task["error"]["code"]), (&json!("FAILURE"), &json!("MODEL_ANSWER_INVALID")));
    assert_eq!(model.calls(), 2, "the answer and one repair");
    assert_eq!(in_force(&me, &made["application"]["id"]).await["screening"], Value::Null);
}

const CRITERIA: &str = "query($id: ID!) { job(id: $id) { criteria { name weight description } } }";

#[tokio::test]
async fn criteria_are_proposed_until_somebody_gives_them() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let criteria = async || me.data(CRITERIA, json!({ "id": job })).await["job"]["criteria"].clone();
    let proposed = criteria().await;
    let weights: f64 = list(&proposed).iter().map(|it| it["weight"].as_f64().unwrap()).sum();
    assert!((1..=12).contains(&list(&proposed).len()) && (weights - 1.0).abs() < 1e-9, "{proposed}");

    let application = apply(&me, &paper("Petra Vinter"), &job).await;
    let screening = async || in_force(&me, &application).await["screening"].clone();
    let before = screening().await;
    let given = json!([
        { "name": " Rust  at work", "weight": 3, "description": "Has built services in Rust." },
        { "name": "Databases", "weight": 1, "description": "Has run PostgreSQL in production." },
    ]);
    let set = async |criteria: &Value| {
        me.mutate(
            "setJobCriteria",
            "job { criteria { name weight description } }",
            json!({ "jobId": job, "criteria": criteria }),
        )
        .await
    };
    let answer = set(&given).await;
    assert_eq!(answer["userErrors"], json!([]));
    let expected = json!([
        { "name": "Rust at work", "weight": 0.75, "description": "Has built services in Rust." },
        { "name": "Databases", "weight": 0.25, "description": "Has run PostgreSQL in production." },
    ]);
    assert_eq!(answer["job"]["criteria"], expected);
    // What was judged by others is stale, and nothing is judged again by itself.
    let stale = screening().await;
    assert_eq!((&stale["id"], &stale["stale"]), (&before["id"], &json!(true)));
    // An edit of the job keeps them.
    me.done("updateJob", "job { id }", json!({ "id": job, "description": "Other words. Must have: Rust." })).await;
    assert_eq!(criteria().await, expected);
    let asked = me.done("screenApplication", "task { id }", json!({ "applicationId": application })).await;
    me.ended(&asked["task"]["id"]).await;
    let names: Vec<String> = list(&screening().await["criteria"]).iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["Rust at work", "Databases"]);

    for (wrong, at, code) in [
        (json!([]), "criteria", "REQUIRED"),
        (Value::from(vec![given[0].clone(); 13]), "criteria", "TOO_LONG"),
        (
            json!([given[0], { "name": "rust AT work", "weight": 1, "description": "x" }]),
            "criteria.1.name",
            "ALREADY_EXISTS",
        ),
        (
            json!([given[0], given[1], { "name": "Third", "weight": 0, "description": "x" }]),
            "criteria.2.weight",
            "INVALID",
        ),
        (json!([{ "name": "x", "weight": 1, "description": " " }]), "criteria.0.description", "REQUIRED"),
    ] {
        let first = set(&wrong).await["userErrors"][0].clone();
        let path: Vec<String> = list(&first["field"]).iter().map(text).collect();
        assert_eq!((path.join("."), text(&first["code"])), (format!("input.{at}"), code.to_owned()));
    }
    let nobody = crate::client::nobody("Job");
    let refused = me.refused("setJobCriteria", json!({ "jobId": nobody, "criteria": given })).await;
    assert_eq!(refused, (vec!["input".to_owned(), "jobId".to_owned()], "NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn a_key_that_is_none_is_a_wrong_setting() {
    let ended = run(&Folder::new(), &["serve"], &[("SHORTLIST__LLM__ANSWER_KEY", "not a key")]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("llm.answer_key") && !ended.stderr.contains("not a key"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_judges_for_a_server_and_a_worker() {
    let model = ScriptedModel::answering(finds_rust);
    let url = model.ollama_url();
    let settings = [("LLM_PROVIDER", "ollama"), ("OLLAMA_BASE_URL", url.as_str())];
    let cluster = Cluster::with_defaults().await.and(&settings);
    let server = cluster.server().await;
    let (_one, _other) = tokio::join!(cluster.worker(), cluster.worker());
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let first = apply(&me, &paper("Noor Haddad"), &job).await;
    check_screening(&in_force(&me, &first).await, "ollama");
    let second = apply(&me, &paper("Wei Chen"), &job).await;
    assert_eq!(
        in_force(&me, &second).await["screening"]["inputHash"],
        in_force(&me, &first).await["screening"]["inputHash"]
    );
    assert_eq!(model.calls(), 1);
}
