//! Applications and their screenings: by itself, once for one input, and told to who listens.

use serde_json::{Value, json};

use crate::client::{Client, list, nobody, text};
use crate::people::{Paper, rust_job, three_for_rust};
use crate::ranking::check_quote;
use crate::server::shared;
use crate::socket::Socket;

const APPLICATION: &str = "query($id: ID!) { application(id: $id) {
    id stage stageChangedAt appliedAt source screeningState candidate { id } job { id } resume { id text }
    match { score } screenings { totalCount }
    screening { id score summary missingSkills { name } interviewQuestions { text criterion reason }
      criteria { name weight level points verified evidence { quote start end } }
      provider model inputHash stale resume { id } task { id } } } }";

async fn application(me: &Client, id: &Value) -> Value {
    me.data(APPLICATION, json!({ "id": id })).await["application"].clone()
}

/// A candidate with a strong résumé and a job, with names of their own.
async fn pair(me: &Client, surname: &str) -> (Value, Value) {
    let [strong, _, _] = three_for_rust(surname);
    let resume = me.ingest("strong.pdf", &strong.pdf()).await;
    assert_eq!(resume["status"], "READY", "{resume}");
    (resume["candidate"]["id"].clone(), me.job(rust_job()).await)
}

#[tokio::test]
async fn an_application_is_screened_by_itself() {
    let server = shared().await;
    let me = server.admin().await;
    let (candidate, job) = pair(&me, "Andersen").await;
    let id = me.apply(&candidate, &job).await;
    let found = application(&me, &id).await;
    assert_eq!((&found["stage"], &found["screeningState"]), (&json!("APPLIED"), &json!("DONE")));
    assert!(!found["appliedAt"].is_null() && !found["match"].is_null());
    let screening = &found["screening"];
    let score = screening["score"].as_i64().unwrap();
    assert!((50..=100).contains(&score), "a strong applicant: {screening}");
    assert!((10..=500).contains(&text(&screening["summary"]).chars().count()), "{screening}");
    assert_eq!(list(&screening["interviewQuestions"]).len(), 3);
    assert!(list(&screening["interviewQuestions"]).iter().all(|it| text(&it["text"]).ends_with('?')));
    assert_eq!((&screening["provider"], &screening["stale"]), (&json!("rules"), &json!(false)));
    assert_eq!(screening["resume"]["id"], found["resume"]["id"]);
    let resume: Vec<char> = text(&found["resume"]["text"]).chars().collect();
    let (mut weights, mut quotes) = (0.0, 0);
    for criterion in list(&screening["criteria"]) {
        assert!((0..=4).contains(&criterion["level"].as_i64().unwrap()));
        weights += criterion["weight"].as_f64().unwrap();
        for evidence in list(&criterion["evidence"]) {
            check_quote(&resume, evidence);
            quotes += 1;
        }
        let has_evidence = !list(&criterion["evidence"]).is_empty();
        assert!(criterion["verified"] == has_evidence, "{criterion}");
    }
    assert!(quotes > 0);
    assert!((weights - 1.0).abs() < 1e-6, "the weights are parts of one: {weights}");
    let points: f64 = list(&screening["criteria"]).iter().map(|it| it["points"].as_f64().unwrap()).sum();
    assert!((points - score as f64).abs() <= 0.5 + 1e-6, "{points} points make {score}");
}

#[tokio::test]
async fn who_fits_less_scores_less_and_misses_more() {
    let server = shared().await;
    let me = server.admin().await;
    let papers = three_for_rust("Bergström");
    let job = me.job(rust_job()).await;
    let mut scores = Vec::new();
    for paper in &papers {
        let resume = me.ingest("paper.docx", &paper.docx()).await;
        let id = me.apply(&resume["candidate"]["id"], &job).await;
        let screening = application(&me, &id).await["screening"].clone();
        let missing: Vec<_> = list(&screening["missingSkills"]).iter().map(|it| text(&it["name"])).collect();
        let written = text(&me.resume(&resume["id"]).await["text"]);
        assert!(missing.iter().all(|skill| !written.contains(skill.as_str())), "{missing:?}");
        scores.push((screening["score"].as_i64().unwrap(), missing.len()));
    }
    let [(strong, missed), (middle, _), (weak, _)] = scores[..] else { panic!("{scores:?}") };
    assert!(strong > middle + 20 && middle >= weak, "{scores:?}");
    assert_eq!(missed, 0, "{scores:?}");
}

#[tokio::test]
async fn a_second_application_is_told_of_the_first() {
    let server = shared().await;
    let me = server.admin().await;
    let (candidate, job) = pair(&me, "Carlsen").await;
    let id = me.apply(&candidate, &job).await;
    let input = json!({ "candidateId": candidate, "jobId": job });
    let payload = me.mutate("createApplication", "application { id } task { id }", input).await;
    assert_eq!(payload["userErrors"][0]["code"], "ALREADY_EXISTS");
    assert_eq!(payload["application"]["id"], id);
    assert!(payload["task"].is_null());
    let document = "query($id: ID!) { job(id: $id) { applications { totalCount } applicationCounts { stage count } } }";
    let found = me.data(document, json!({ "id": job })).await["job"].clone();
    assert_eq!(found["applications"]["totalCount"], 1);
    assert!(list(&found["applicationCounts"]).contains(&json!({ "stage": "APPLIED", "count": 1 })));
}

#[tokio::test]
async fn the_same_input_is_not_judged_twice_unless_asked() {
    let server = shared().await;
    let me = server.admin().await;
    let (candidate, job) = pair(&me, "Dahl").await;
    let id = me.apply(&candidate, &job).await;
    let before = application(&me, &id).await;
    let input = json!({ "applicationId": id });
    let same = me.done("screenApplication", "task { id } application { screening { id } }", input).await;
    assert!(same["task"].is_null(), "the answer is known: {same}");
    assert_eq!(same["application"]["screening"]["id"], before["screening"]["id"]);

    let forced = json!({ "applicationId": id, "force": true });
    let forced = me.done("screenApplication", "task { id }", forced).await;
    assert_eq!(me.ended(&forced["task"]["id"]).await["state"], "SUCCESS");
    let after = application(&me, &id).await;
    assert_ne!(after["screening"]["id"], before["screening"]["id"], "forced, it is judged again");
    for field in ["inputHash", "score", "summary", "criteria", "interviewQuestions"] {
        assert_eq!(after["screening"][field], before["screening"][field], "{field}");
    }
    assert_eq!(after["screenings"]["totalCount"], 2);
}

#[tokio::test]
async fn a_changed_job_makes_a_screening_stale_and_nothing_is_screened_by_itself() {
    let server = shared().await;
    let me = server.admin().await;
    let (candidate, job) = pair(&me, "Eriksen").await;
    let id = me.apply(&candidate, &job).await;
    let before = application(&me, &id).await;
    let change = json!({ "id": job, "requiredSkills": ["Rust", "Haskell"] });
    me.done("updateJob", "job { id } task { id }", change).await;
    let changed = application(&me, &id).await;
    assert_eq!(changed["screening"]["id"], before["screening"]["id"]);
    assert_eq!(changed["screening"]["stale"], true);
    assert_eq!(changed["screenings"]["totalCount"], 1);
    let asked = me.done("screenApplication", "task { id }", json!({ "applicationId": id })).await;
    me.ended(&asked["task"]["id"]).await;
    let after = application(&me, &id).await;
    assert_ne!(after["screening"]["inputHash"], before["screening"]["inputHash"]);
    assert_eq!(after["screening"]["stale"], false);
    assert_eq!(after["screening"]["missingSkills"], json!([{ "name": "Haskell" }]));
}

#[tokio::test]
async fn an_application_without_a_resume_waits_for_one() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let made = me.done("createCandidate", "candidate { id }", json!({ "name": "Frida Gran" })).await;
    let candidate = made["candidate"]["id"].clone();
    let input = json!({ "candidateId": candidate, "jobId": job });
    let made = me.done("createApplication", "application { id } task { id }", input).await;
    assert!(made["task"].is_null());
    let id = made["application"]["id"].clone();
    assert_eq!(application(&me, &id).await["screeningState"], "WAITING_FOR_RESUME");
    let paper = Paper::of("Frida Gran", &["Experience", "Engineer, Vega, 2015 - 2024", "Wrote Rust for PostgreSQL."]);
    me.ingest_with("frida.docx", &paper.docx(), json!({ "candidateId": candidate })).await;
    let found = crate::wait::until(crate::wait::LONG, "the screening", async || {
        let found = application(&me, &id).await;
        (found["screeningState"] == "DONE").then_some(found)
    })
    .await;
    assert!(found["screening"]["score"].is_i64());
}

#[tokio::test]
async fn an_upload_for_a_job_applies_for_it() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let [_, middle, _] = three_for_rust("Gundersen");
    let resume = me.ingest_with("middle.docx", &middle.docx(), json!({ "jobId": job })).await;
    let document =
        "query($f: ApplicationFilter) { applications(filter: $f) { nodes { id resume { id } job { id } } } }";
    let filter = json!({ "f": { "candidateId": resume["candidate"]["id"] } });
    let found = me.data(document, filter).await["applications"]["nodes"].clone();
    assert_eq!(list(&found).len(), 1);
    assert_eq!((&found[0]["job"]["id"], &found[0]["resume"]["id"]), (&job, &resume["id"]));
}

const UPDATES: &str = "subscription($j: ID, $a: String) { screeningUpdates(jobId: $j, after: $a) {
    cursor applicationId screening { id score } task { id state } } }";

#[tokio::test]
async fn each_end_of_a_screening_is_told_and_a_cursor_misses_nothing() {
    let server = shared().await;
    let me = server.admin().await;
    let token = server.token().await;
    let (candidate, job) = pair(&me, "Hauge").await;
    let mut socket = Socket::signed_in(&server.url, &token).await;
    socket.subscribe("u", UPDATES, json!({ "j": job })).await;
    socket.answer("now it is taken").await;
    let id = me.apply(&candidate, &job).await;
    let told = socket.news().await.1.unwrap()["screeningUpdates"].clone();
    assert_eq!(told["applicationId"], id);
    assert_eq!(told["screening"]["id"], application(&me, &id).await["screening"]["id"]);
    assert_eq!(told["task"]["state"], "SUCCESS");
    drop(socket);

    let mut missed = Vec::new();
    for _ in 0..3 {
        let forced = json!({ "applicationId": id, "force": true });
        let forced = me.done("screenApplication", "task { id }", forced).await;
        me.ended(&forced["task"]["id"]).await;
        missed.push(application(&me, &id).await["screening"]["id"].clone());
    }
    let mut socket = Socket::signed_in(&server.url, &token).await;
    socket.subscribe("u", UPDATES, json!({ "j": job, "a": told["cursor"] })).await;
    for expected in missed {
        let told = socket.news().await.1.unwrap()["screeningUpdates"].clone();
        assert_eq!(told["screening"]["id"], expected);
    }
}

#[tokio::test]
async fn a_resume_of_somebody_else_is_none_to_apply_with() {
    let server = shared().await;
    let me = server.admin().await;
    let (candidate, job) = pair(&me, "Isaksen").await;
    let input = json!({ "candidateId": candidate, "jobId": job, "resumeId": nobody("Resume") });
    let (path, code) = me.refused("createApplication", input).await;
    assert_eq!((path, code.as_str()), (vec!["input".to_owned(), "resumeId".to_owned()], "NOT_FOUND"));
}
