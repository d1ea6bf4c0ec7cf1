//! The sample data: the ranking judged by grades that were worked out from facts and not from texts.

use std::collections::BTreeMap;

use kit::ndcg::ndcg_at;
use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::people::Paper;
use crate::ranking::{MATCH, check_quotes, check_score};
use crate::server::{Server, with_sample_data};

type Grades = BTreeMap<String, BTreeMap<String, u8>>;

const GRADES: &str = include_str!("../../fixtures/sample_relevance.json");

fn grades() -> Grades {
    serde_json::from_str::<Value>(GRADES)
        .unwrap()
        .as_object()
        .unwrap()
        .iter()
        .map(|(job, people)| {
            let grade =
                |(person, grade): (&String, &Value)| (person.clone(), u8::try_from(grade.as_u64().unwrap()).unwrap());
            (job.clone(), people.as_object().unwrap().iter().map(grade).collect())
        })
        .collect()
}

/// The key that grades go by, out of an invented address.
fn key_of(candidate: &Value) -> String {
    let email = text(&candidate["email"]);
    email.strip_suffix("@example.com").unwrap_or(&email).replace('.', "-")
}

/// Ids of the sample's jobs by their keys.
async fn jobs(me: &Client) -> BTreeMap<String, Value> {
    let found = me.data("{ jobs(first: 100) { nodes { id externalId } } }", json!({})).await;
    let jobs = list(&found["jobs"]["nodes"]).iter();
    jobs.map(|job| (text(&job["externalId"]), job["id"].clone())).collect()
}

/// nDCG@10 of the order of a job's list under some weights.
async fn quality(me: &Client, job: &Value, weights: Value, grades: &BTreeMap<String, u8>) -> f64 {
    let document = "query($id: ID!, $w: MatchWeightsInput) {
        matchCandidates(jobId: $id, first: 100, weights: $w) { totalCount nodes { candidate { email } } } }";
    let found = me.data(document, json!({ "id": job, "w": weights })).await["matchCandidates"].clone();
    assert_eq!(found["totalCount"], 60);
    let grade = |node: &Value| grades.get(&key_of(&node["candidate"])).copied().unwrap_or(0);
    let ranked: Vec<u8> = list(&found["nodes"]).iter().map(grade).collect();
    let all: Vec<u8> = grades.values().copied().collect();
    assert_eq!(ranked.iter().filter(|it| **it > 0).count(), all.len(), "some graded people are missing");
    ndcg_at(10, &ranked, &all).unwrap()
}

#[tokio::test]
async fn every_job_is_ranked_well_and_no_worse_than_by_the_cosine_alone() {
    let server = with_sample_data().await;
    let me = server.admin().await;
    let jobs = jobs(&me).await;
    let grades = grades();
    assert_eq!(jobs.keys().collect::<Vec<_>>(), grades.keys().collect::<Vec<_>>());
    let cosine = json!({ "semantic": 1, "lexical": 0, "skills": 0, "experience": 0 });
    let mut failures = Vec::new();
    for (key, job) in &jobs {
        let ours = quality(&me, job, Value::Null, &grades[key]).await;
        let plain = quality(&me, job, cosine.clone(), &grades[key]).await;
        println!("{key}: nDCG@10 {ours:.4}, by the cosine alone {plain:.4}");
        if ours < 0.9 || ours < plain {
            failures.push(format!("{key}: {ours:.4} against {plain:.4}"));
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

#[tokio::test]
async fn who_types_a_skill_sees_those_who_name_it_first() {
    let server = with_sample_data().await;
    let me = server.admin().await;
    let document =
        "query($t: String!) { searchCandidates(text: $t, first: 20) { nodes { skillsFound { skill { name } } } } }";
    for skill in ["Kubernetes", "IFRS", "Forklift operation"] {
        let found = me.data(document, json!({ "t": skill })).await["searchCandidates"]["nodes"].clone();
        let names: Vec<bool> = list(&found).iter().map(|node| !list(&node["skillsFound"]).is_empty()).collect();
        assert!(names[0] && !names[19], "{skill}: {names:?}");
        assert!(names.is_sorted_by(|a, b| a >= b), "{skill}: {names:?}");
    }
}

/// The pages of one list, until `stop`.
async fn walk(me: &Client, job: &Value, size: usize) -> Vec<Value> {
    let document = format!(
        "query($id: ID!, $n: Int, $a: String) {{ matchCandidates(jobId: $id, first: $n, after: $a) {{
          pageInfo {{ hasNextPage endCursor }} nodes {{ candidate {{ id email }} {MATCH} }} }} }}"
    );
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": job, "n": size, "a": after });
        let page = me.data(&document, variables).await["matchCandidates"].clone();
        nodes.extend(list(&page["nodes"]).iter().cloned());
        if page["pageInfo"]["hasNextPage"] != true {
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test]
async fn every_quote_of_every_page_stands_at_its_offsets() {
    let server = with_sample_data().await;
    let me = server.admin().await;
    let mut quotes = 0;
    for (key, job) in jobs(&me).await {
        let nodes = walk(&me, &job, 7).await;
        let ids: std::collections::BTreeSet<String> = nodes.iter().map(|it| text(&it["candidate"]["id"])).collect();
        assert_eq!((nodes.len(), ids.len()), (60, 60), "{key}: somebody is listed twice or not at all");
        let scores: Vec<f64> = nodes.iter().map(|it| it["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{key}");
        for node in &nodes {
            quotes += check_quotes(node);
            check_score(node);
        }
    }
    println!("{quotes} quotes stand at their offsets");
    assert!(quotes > 1_000, "only {quotes} quotes");
}

#[tokio::test]
async fn nothing_of_the_sample_was_left_unread() {
    let server = with_sample_data().await;
    let me = server.admin().await;
    let document = "{ all: resumes(first: 1) { totalCount }
        ready: resumes(first: 1, filter: {statuses: [READY]}) { totalCount }
        jobs { nodes { hasEmbedding } } candidates { totalCount } }";
    let found = me.data(document, json!({})).await;
    let counts = [&found["all"], &found["ready"], &found["candidates"]].map(|it| it["totalCount"].as_u64());
    assert_eq!(counts, [Some(60); 3]);
    assert!(list(&found["jobs"]["nodes"]).iter().all(|it| it["hasEmbedding"] == true));
}

#[tokio::test]
async fn a_fact_on_the_third_page_moves_a_candidate_up() {
    let server = Server::own().await;
    let me = server.admin().await;
    let story = ["Software Engineer", "Experience", "Engineer, Tideway Software, 2015 - 2024"];
    let filler = ["Wrote services for the billing of water, with tests and reviews.", "Answered to two offices."];
    let page: Vec<&str> = filler.iter().copied().cycle().take(40).collect();
    let fact = ["Built the event stream on Kafka that all services publish to.", "Skills: Kafka"];
    let other = ["Looked after the office's library and its plants.", "Interests: rowing"];
    let with = Paper::of("Selma Brandt", &story).pdf_and(&[&page, &fact]);
    let without = Paper::of("Tilda Brandt", &story).pdf_and(&[&page, &other]);
    let with = me.ingest("with.pdf", &with).await;
    let without = me.ingest("without.pdf", &without).await;
    assert_eq!((&with["pageCount"], &without["pageCount"]), (&json!(3), &json!(3)));
    let job = json!({
        "title": "Engineer for event streams",
        "description": "You care for our event streams on Kafka, from schema to retention.",
        "requiredSkills": ["Kafka"],
    });
    let job = me.job(job).await;
    let nodes = walk(&me, &job, 10).await;
    let order: Vec<_> = nodes.iter().map(|it| it["candidate"]["id"].clone()).collect();
    assert_eq!(order, [with["candidate"]["id"].clone(), without["candidate"]["id"].clone()]);
    let found = text(&nodes[0]["skillsFound"][0]["skill"]["name"]);
    assert_eq!(found, "Kafka");
    assert_eq!(nodes[1]["skillsMissing"][0]["name"], "Kafka");
}
