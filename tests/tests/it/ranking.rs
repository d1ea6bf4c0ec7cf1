//! A job, three people, and the list with its reasons.

use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::people::{Paper, rust_job, three_for_rust};
use crate::server::{Server, shared};

pub(crate) const MATCH: &str = "score similarity parts { kind value weight }
    skillsFound { skill { name } evidence { quote start end } } skillsMissing { name }
    passages { askedText similarity evidence { quote start end } } resume { id text }";

/// Three people for a job, and nobody else: the filter holds their ids.
struct Three {
    me: Client,
    job: Value,
    people: Vec<Value>,
}

impl Three {
    async fn come(me: Client, surname: &str) -> Self {
        let [strong, middle, weak] = three_for_rust(surname);
        let resumes = [
            me.ingest("strong.pdf", &strong.pdf()).await,
            me.ingest("middle.docx", &middle.docx()).await,
            me.ingest("weak.txt", &weak.txt()).await,
        ];
        for (resume, paper) in resumes.iter().zip([&strong, &middle, &weak]) {
            assert_eq!(resume["status"], "READY", "{resume}");
            assert_eq!(resume["candidate"]["name"], paper.name.as_str());
            assert_eq!(resume["candidate"]["email"], paper.email.as_str());
        }
        let job = me.job(rust_job()).await;
        let people = resumes.iter().map(|it| it["candidate"]["id"].clone()).collect();
        Self { me, job, people }
    }

    /// The list for the job with further arguments.
    async fn ranked(&self, arguments: &str) -> Value {
        let document = format!(
            "query($id: ID!, $f: CandidateFilter) {{ matchCandidates(jobId: $id, filter: $f {arguments}) {{
              totalCount truncated pageInfo {{ hasNextPage endCursor }}
              nodes {{ id candidate {{ id name }} {MATCH} }} }} }}"
        );
        let variables = json!({ "id": self.job, "f": { "ids": self.people } });
        self.me.data(&document, variables).await["matchCandidates"].clone()
    }

    fn order(&self, found: &Value) -> Vec<usize> {
        let place = |id: &Value| self.people.iter().position(|it| it == id).unwrap();
        list(&found["nodes"]).iter().map(|node| place(&node["candidate"]["id"])).collect()
    }
}

/// Every quote of a match stands in the résumé at its offsets, counted in code points; how many there are.
pub(crate) fn check_quotes(node: &Value) -> usize {
    let resume: Vec<char> = text(&node["resume"]["text"]).chars().collect();
    let skills = list(&node["skillsFound"]).iter().flat_map(|it| list(&it["evidence"]));
    let passages = list(&node["passages"]).iter().map(|it| &it["evidence"]);
    let mut count = 0;
    for evidence in skills.chain(passages) {
        check_quote(&resume, evidence);
        count += 1;
    }
    count
}

pub(crate) fn check_quote(resume: &[char], evidence: &Value) {
    let place = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
    let stands = resume.get(place("start")..place("end")).map(|it| it.iter().collect::<String>());
    assert_eq!(stands.as_deref(), evidence["quote"].as_str(), "{evidence}");
}

/// score = 100 · Σ value·weight / Σ weight, with each part in its range.
pub(crate) fn check_score(node: &Value) {
    let (mut sum, mut weights) = (0.0, 0.0);
    for part in list(&node["parts"]) {
        let (value, weight) = (part["value"].as_f64().unwrap(), part["weight"].as_f64().unwrap());
        assert!((0.0..=1.0).contains(&value) && (0.0..=1.0).contains(&weight), "{part}");
        sum += value * weight;
        weights += weight;
    }
    let score = node["score"].as_f64().unwrap();
    assert!((score - 100.0 * sum / weights).abs() < 1e-4, "{score}: {}", node["parts"]);
}

/// What every way to write one of these skills holds: "excel" of "Microsoft Excel".
fn last_word(skill: &str) -> String {
    skill.split(' ').next_back().unwrap_or_default().to_lowercase()
}

fn names(skills: &Value) -> Vec<String> {
    list(skills).iter().map(|it| text(&it["name"])).collect()
}

#[tokio::test]
async fn the_best_comes_first_and_every_reason_is_true() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Holmberg").await;
    let found = three.ranked("").await;
    assert_eq!(three.order(&found), [0, 1, 2]);
    assert_eq!(found["totalCount"], 3);
    assert_eq!(found["truncated"], false);
    for node in list(&found["nodes"]) {
        assert!(check_quotes(node) > 0, "no reason at all: {node}");
        check_score(node);
        let resume = text(&node["resume"]["text"]).to_lowercase();
        for found in list(&node["skillsFound"]) {
            let skill = text(&found["skill"]["name"]);
            assert!(!list(&found["evidence"]).is_empty(), "{skill} was found nowhere");
            assert!(resume.contains(&last_word(&skill)), "{skill}");
        }
        for missing in names(&node["skillsMissing"]) {
            assert!(!resume.contains(&last_word(&missing)), "{missing} is there");
        }
    }
    let [best, middle, weak] = list(&found["nodes"]) else { panic!("{found}") };
    assert_eq!(names(&best["skillsMissing"]), Vec::<String>::new());
    assert_eq!(names(&middle["skillsMissing"]), ["Rust", "Kafka", "Kubernetes"]);
    assert!(text(&weak["resume"]["text"]).contains("𝒹𝑒𝓁𝒾𝓋𝑒𝓇𝒾𝑒𝓈"), "astral characters are kept");
    assert!(list(&best["passages"]).iter().all(|it| !text(&it["askedText"]).is_empty()));
}

/// The SKILLS part and the skills found of everybody in a job's list, by name.
async fn skills_by_name(me: &Client, job: &Value) -> Vec<(String, f64, Vec<String>)> {
    let document =
        format!("query($id: ID!) {{ matchCandidates(jobId: $id) {{ nodes {{ candidate {{ name }} {MATCH} }} }} }}");
    let found = me.data(&document, json!({ "id": job })).await["matchCandidates"]["nodes"].clone();
    let row = |node: &Value| {
        let part = list(&node["parts"]).iter().find(|it| it["kind"] == "SKILLS").unwrap()["value"].as_f64().unwrap();
        let found = list(&node["skillsFound"]).iter().map(|it| text(&it["skill"]["name"])).collect();
        (text(&node["candidate"]["name"]), part, found)
    };
    let mut rows: Vec<_> = list(&found).iter().map(row).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

#[tokio::test]
async fn a_skill_that_only_a_job_knows_counts_whoever_came_first() {
    let server = Server::own().await;
    let me = server.admin().await;
    let paper = |name| Paper::of(name, &["Experience", "Did quorl-", "keeping for banks, and Zorblang Pro."]);
    me.ingest("before.txt", &paper("Anna Before").txt()).await;
    let corrected = me.ingest("corrected.txt", &paper("Bea Corrected").txt()).await["candidate"]["id"].clone();
    let update = "mutation($i: UpdateCandidateInput!) { updateCandidate(input: $i) { userErrors { message } } }";
    me.data(update, json!({ "i": { "id": corrected, "skills": ["Rust"] } })).await;
    let ask = |skills: &[&str]| json!({ "title": "Keeper", "description": "You keep quorls.", "requiredSkills": skills, "preferredSkills": [] });
    let jobs = [me.job(ask(&["Quorl keeping"])).await, me.job(ask(&["Zorblang"])).await];
    me.job(ask(&["Zorblang Pro"])).await;
    me.ingest("later.txt", &paper("Cleo Later").txt()).await;
    for (job, skill) in jobs.iter().zip(["Quorl keeping", "Zorblang"]) {
        let rows = skills_by_name(&me, job).await;
        let names: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(names, ["Anna Before", "Bea Corrected", "Cleo Later"]);
        assert_eq!((rows[0].1, rows[1].1, rows[2].1), (1.0, 0.0, 1.0), "{skill}: a person said what Bea can");
        assert_eq!(rows[0].2, [skill]);
        let document = "query($s: [String!]) { candidates(filter: { skills: $s }) { nodes { name } } }";
        let found = me.data(document, json!({ "s": [skill] })).await["candidates"]["nodes"].clone();
        assert_eq!(list(&found).len(), 2, "{found}");
    }
}

#[tokio::test]
async fn pages_of_any_size_are_the_same_list() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Ivarsson").await;
    let whole = three.ranked(", first: 100").await;
    for size in [1, 2, 3] {
        let mut pages: Vec<Value> = Vec::new();
        let mut after = String::new();
        loop {
            let page = three.ranked(&format!(", first: {size} {after}")).await;
            assert!(list(&page["nodes"]).len() <= size);
            assert_eq!(page["totalCount"], 3);
            pages.extend(list(&page["nodes"]).iter().cloned());
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = format!(", after: \"{}\"", text(&page["pageInfo"]["endCursor"]));
        }
        assert_eq!(Value::Array(pages), whole["nodes"], "pages of {size}");
    }
}

#[tokio::test]
async fn filters_and_the_least_similarity_come_before_the_cut() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Janssen").await;
    let whole = three.ranked("").await;
    let similarity = |at: usize| whole["nodes"][at]["similarity"].as_f64().unwrap();
    let least = (similarity(1) + similarity(2)) / 2.0;
    let cut = three.ranked(&format!(", minSimilarity: {least}")).await;
    assert_eq!((three.order(&cut), &cut["totalCount"]), (vec![0, 1], &json!(2)));

    let document = "query($id: ID!, $f: CandidateFilter) { matchCandidates(jobId: $id, first: 1, filter: $f) {
        totalCount nodes { candidate { id } } } }";
    let filters = [
        (json!({ "ids": three.people, "skills": ["Java"] }), 1),
        (json!({ "ids": three.people, "skills": ["postgres", "Java"] }), 1),
        (json!({ "ids": three.people, "minYearsOfExperience": 8 }), 0),
        (json!({ "ids": [three.people[2]] }), 2),
    ];
    for (filter, expected) in filters {
        let variables = json!({ "id": three.job, "f": filter });
        let found = three.me.data(document, variables).await["matchCandidates"].clone();
        assert_eq!(three.order(&found), [expected], "{filter}");
        assert_eq!(found["totalCount"], 1, "{filter}");
    }
    let nobody = json!({ "id": three.job, "f": { "ids": three.people, "skills": ["Welding"] } });
    let found = three.me.data(document, nobody).await["matchCandidates"].clone();
    assert_eq!(found["totalCount"], 0);
}

#[tokio::test]
async fn weights_that_are_asked_for_make_the_order() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Karlsson").await;
    let only = |part: &str| {
        let weight = |name: &str| format!("{name}: {}", u8::from(name == part));
        let all = ["semantic", "lexical", "skills", "experience"].map(weight);
        format!(", weights: {{ {} }}", all.join(", "))
    };
    for part in ["semantic", "lexical", "skills", "experience"] {
        let found = three.ranked(&only(part)).await;
        for node in list(&found["nodes"]) {
            check_score(node);
            let counted = list(&node["parts"]).iter().filter(|it| it["weight"].as_f64() > Some(0.0));
            let kinds: Vec<String> = counted.map(|it| text(&it["kind"])).collect();
            assert_eq!(kinds, [part.to_uppercase()]);
        }
        let scores: Vec<f64> = list(&found["nodes"]).iter().map(|it| it["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{part}: {scores:?}");
    }
    let cosine = three.ranked(&only("semantic")).await;
    for node in list(&cosine["nodes"]) {
        let expected = 100.0 * node["similarity"].as_f64().unwrap().max(0.0);
        assert!((node["score"].as_f64().unwrap() - expected).abs() < 1e-3, "{node}");
    }
}

#[tokio::test]
async fn a_pair_has_one_score_whoever_asks() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Larsen").await;
    let forth = three.ranked("").await;
    let document = format!(
        "query($id: ID!, $f: JobFilter) {{ matchJobs(candidateId: $id, filter: $f) {{ totalCount
          nodes {{ job {{ id }} {MATCH} }} }} }}"
    );
    for node in list(&forth["nodes"]) {
        let variables = json!({ "id": node["candidate"]["id"], "f": { "ids": [three.job] } });
        let back = three.me.data(&document, variables).await["matchJobs"].clone();
        assert_eq!(back["totalCount"], 1);
        let pair = &back["nodes"][0];
        assert_eq!(pair["job"]["id"], three.job);
        let difference = pair["score"].as_f64().unwrap() - node["score"].as_f64().unwrap();
        assert!(difference.abs() < 1e-4, "{pair} and {node}");
        assert_eq!(pair["skillsMissing"], node["skillsMissing"]);
        check_quotes(pair);
        check_score(pair);
    }
}

#[tokio::test]
async fn who_is_alike_and_who_is_found_by_plain_words() {
    let server = shared().await;
    let three = Three::come(server.admin().await, "Moreau").await;
    let alike = format!(
        "query($id: ID!, $f: CandidateFilter) {{ similarCandidates(candidateId: $id, filter: $f) {{ totalCount
          nodes {{ candidate {{ id }} {MATCH} }} }} }}"
    );
    let variables = json!({ "id": three.people[0], "f": { "ids": three.people } });
    let found = three.me.data(&alike, variables).await["similarCandidates"].clone();
    assert_eq!(three.order(&found), [1, 2], "nobody is alike themselves");

    let search = format!(
        "query($t: String!, $f: CandidateFilter) {{ searchCandidates(text: $t, filter: $f) {{ totalCount
          nodes {{ candidate {{ id }} {MATCH} }} }} }}"
    );
    for (words, first) in [("somebody who bakes bread and cakes", 2), ("Rust engineer for payments", 0)] {
        let variables = json!({ "t": words, "f": { "ids": three.people } });
        let found = three.me.data(&search, variables).await["searchCandidates"].clone();
        assert_eq!(three.order(&found).first(), Some(&first), "{words}");
        for node in list(&found["nodes"]) {
            check_quotes(node);
            check_score(node);
        }
    }
}
