//! Changing and removing jobs and candidates: absent keeps, null clears.

use serde_json::{Value, json};

use crate::client::text;
use crate::server::shared;

const JOB: &str = "query($id: ID!) { job(id: $id) { title description status location remote minYearsOfExperience
    salaryMin salaryMax salaryCurrency requiredSkills { name } preferredSkills { name } externalId
    hasEmbedding updatedAt } }";
const CANDIDATE: &str = "query($id: ID!) { candidate(id: $id) { name email phone location headline
    yearsOfExperience skills { name } tags externalId updatedAt } }";

/// The same but for some fields.
fn with(thing: &Value, changes: &Value) -> Value {
    let mut thing = thing.clone();
    for (key, value) in changes.as_object().unwrap() {
        thing[key] = value.clone();
    }
    thing
}

#[tokio::test]
async fn a_job_keeps_what_is_absent_and_loses_what_is_null() {
    let server = shared().await;
    let me = server.admin().await;
    let full = json!({
        "title": "Gardener", "description": "Cares for the park.", "status": "OPEN", "location": "Odense",
        "remote": false, "minYearsOfExperience": 2.0, "salaryMin": 30000, "salaryMax": 40000,
        "salaryCurrency": "EUR", "requiredSkills": ["Rust"], "preferredSkills": ["k8s"], "externalId": "gardener-1",
    });
    let id = me.job(full).await;
    let seen = async || {
        let mut job = me.data(JOB, json!({ "id": id })).await["job"].clone();
        job.as_object_mut().unwrap().remove("updatedAt");
        job
    };
    let before = seen().await;
    assert_eq!(before["preferredSkills"], json!([{ "name": "Kubernetes" }]));
    me.done("updateJob", "job { id }", json!({ "id": id, "location": "Vejle" })).await;
    assert_eq!(seen().await, with(&before, &json!({ "location": "Vejle" })));
    let nulls = json!({ "id": id, "location": null, "minYearsOfExperience": null, "salaryMin": null,
        "salaryMax": null, "salaryCurrency": null, "preferredSkills": null, "externalId": null });
    me.done("updateJob", "job { id }", nulls).await;
    let cleared = json!({ "location": null, "minYearsOfExperience": null, "salaryMin": null, "salaryMax": null,
        "salaryCurrency": null, "preferredSkills": [], "externalId": null });
    assert_eq!(seen().await, with(&before, &cleared));
    for field in ["title", "description", "status"] {
        let (path, _) = me.refused("updateJob", json!({ "id": id, field: null })).await;
        assert_eq!(path, ["input", field], "it can't be cleared");
    }
}

#[tokio::test]
async fn only_a_changed_text_is_embedded_again() {
    let server = shared().await;
    let me = server.admin().await;
    let id = me.job(json!({ "title": "Tailor", "description": "Makes suits." })).await;
    let same = json!({ "id": id, "description": "Makes suits.", "location": "Naples" });
    let same = me.done("updateJob", "job { hasEmbedding } task { id }", same).await;
    assert!(same["task"].is_null(), "{same}");
    assert_eq!(same["job"]["hasEmbedding"], true);
    let search = async || {
        let document = "query($j: ID!) { job(id: $j) { embeddingGeneratedAt } }";
        text(&me.data(document, json!({ "j": id })).await["job"]["embeddingGeneratedAt"])
    };
    let before = search().await;
    let other = json!({ "id": id, "description": "Makes suits and coats." });
    let other = me.done("updateJob", "task { id kind }", other).await;
    assert_eq!(other["task"]["kind"], "EMBED_JOB");
    assert_eq!(me.ended(&other["task"]["id"]).await["state"], "SUCCESS");
    assert!(search().await > before, "the vector is newer");
}

#[tokio::test]
async fn skills_are_read_from_the_description_when_none_are_given() {
    let server = shared().await;
    let me = server.admin().await;
    let id = me.job(json!({ "title": "Developer", "description": "You write Postgres functions and Go." })).await;
    let job = me.data(JOB, json!({ "id": id })).await["job"].clone();
    let mut names: Vec<_> = crate::client::list(&job["requiredSkills"]).iter().map(|it| text(&it["name"])).collect();
    names.sort();
    assert_eq!(names, ["Go", "PostgreSQL"]);
}

#[tokio::test]
async fn a_job_with_applications_stays() {
    let server = shared().await;
    let me = server.admin().await;
    let id = me.job(json!({ "title": "Miller", "description": "Grinds corn." })).await;
    let made = me.done("createCandidate", "candidate { id }", json!({ "name": "Nils Odegaard" })).await;
    let candidate = made["candidate"]["id"].clone();
    let input = json!({ "candidateId": candidate, "jobId": id });
    me.done("createApplication", "application { id }", input).await;
    let (path, code) = me.refused("deleteJob", json!({ "id": id })).await;
    assert_eq!((path, code.as_str()), (vec!["input".to_owned(), "id".to_owned()], "CONFLICT"));
    assert_eq!(me.data(JOB, json!({ "id": id })).await["job"]["title"], "Miller");
    me.done("eraseCandidate", "erasedId", json!({ "id": candidate, "reason": "They asked for it." })).await;
    let gone = me.done("deleteJob", "deletedId", json!({ "id": id })).await;
    assert_eq!(gone["deletedId"], id);
    assert!(me.data(JOB, json!({ "id": id })).await["job"].is_null());
}

#[tokio::test]
async fn a_candidate_keeps_what_is_absent_and_loses_what_is_null() {
    let server = shared().await;
    let me = server.admin().await;
    let full = json!({
        "name": "Oda Pedersen", "email": "Oda@Example.com", "phone": "+45 20 30 40 50", "location": "Ribe",
        "headline": "Potter", "yearsOfExperience": 4.5, "skills": ["Postgres"], "tags": ["clay"], "externalId": "oda-1",
    });
    let made = me.done("createCandidate", "candidate { id }", full).await;
    let id = made["candidate"]["id"].clone();
    let seen = async || {
        let mut candidate = me.data(CANDIDATE, json!({ "id": id })).await["candidate"].clone();
        candidate.as_object_mut().unwrap().remove("updatedAt");
        candidate
    };
    let before = seen().await;
    assert_eq!(before["email"], "oda@example.com");
    assert_eq!(before["skills"], json!([{ "name": "PostgreSQL" }]));
    me.done("updateCandidate", "candidate { id }", json!({ "id": id, "headline": "Master potter" })).await;
    assert_eq!(seen().await, with(&before, &json!({ "headline": "Master potter" })));
    let nulls = json!({ "id": id, "email": null, "phone": null, "location": null, "headline": null,
        "yearsOfExperience": null, "skills": null, "tags": null, "externalId": null });
    me.done("updateCandidate", "candidate { id }", nulls).await;
    let cleared = json!({ "email": null, "phone": null, "location": null, "headline": null,
        "yearsOfExperience": null, "skills": [], "tags": [], "externalId": null });
    assert_eq!(seen().await, with(&before, &cleared));
    let (path, _) = me.refused("updateCandidate", json!({ "id": id, "name": null })).await;
    assert_eq!(path, ["input", "name"]);
}
