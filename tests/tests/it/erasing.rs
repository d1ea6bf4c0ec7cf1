//! Erasing a person: nothing that a client can ask for knows them any more.

use serde_json::{Value, json};

use crate::client::{list, text};
use crate::people::{Paper, rust_job};
use crate::server::shared;

#[tokio::test]
async fn nobody_finds_who_was_erased() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let story = ["Engineer", "Experience", "Engineer, Vela, 2015 - 2024", "Rust for the zyzzyvaquux project in Rust."];
    let file = Paper::of("Quirina Ravnsborg", &story).pdf();
    let resume = me.ingest("quirina.pdf", &file).await;
    let candidate = resume["candidate"]["id"].clone();
    let application = me.apply(&candidate, &job).await;
    let document = "query($id: ID!) { application(id: $id) { screening { id } } }";
    let screening = me.data(document, json!({ "id": application })).await["application"]["screening"]["id"].clone();
    let link = text(&resume["downloadUrl"]);
    assert_eq!(me.get(&link).await.0, 200);

    let (path, code) = me.refused("eraseCandidate", json!({ "id": candidate, "reason": "  " })).await;
    assert_eq!((path, code.as_str()), (vec!["input".to_owned(), "reason".to_owned()], "REQUIRED"));
    let gone = json!({ "id": candidate, "reason": "They asked for it." });
    let gone = me.done("eraseCandidate", "erasedId", gone).await;
    assert_eq!(gone["erasedId"], candidate);

    let rows = [
        ("candidate", &candidate),
        ("resume", &resume["id"]),
        ("application", &application),
        ("screening", &screening),
    ];
    for (field, id) in rows {
        let document = format!("query($id: ID!) {{ {field}(id: $id) {{ id }} node(id: $id) {{ id }} }}");
        let data = me.data(&document, json!({ "id": id })).await;
        assert!(data[field].is_null() && data["node"].is_null(), "{field}: {data}");
    }
    assert_ne!(me.get(&link).await.0, 200, "the link to the file is dead");
    everywhere(&me, &job, &candidate).await;
    let (_, code) = me.refused("eraseCandidate", json!({ "id": candidate, "reason": "Again." })).await;
    assert_eq!(code, "NOT_FOUND");

    // The bytes are free again: whoever brings them is new.
    let back = me.ingest("quirina.pdf", &file).await;
    assert_eq!(back["status"], "READY", "{back}");
    assert_ne!(back["candidate"]["id"], candidate);
}

/// Asks every list and search that could still show them.
async fn everywhere(me: &crate::client::Client, job: &Value, candidate: &Value) {
    let document = "query($j: ID!) {
        byName: candidates(filter: {text: \"Ravnsborg\"}) { totalCount }
        byWord: candidates(filter: {text: \"zyzzyvaquux\"}) { totalCount }
        resumes(first: 100, filter: {jobId: $j}) { nodes { fileName text candidate { id name } } }
        applications(filter: {jobId: $j}) { totalCount }
        matchCandidates(jobId: $j, first: 100) { nodes { candidate { id name } } }
        searchCandidates(text: \"zyzzyvaquux\", first: 100) { nodes { candidate { id name } resume { text } } }
        tasks(first: 100) { nodes { id error { message } events { message } } } }";
    let found = me.data(document, json!({ "j": job })).await;
    for field in ["byName", "byWord", "applications"] {
        assert_eq!(found[field]["totalCount"], 0, "{field}");
    }
    let answer = found.to_string();
    for trace in ["Quirina", "Ravnsborg", "zyzzyvaquux", "quirina"] {
        assert!(!answer.contains(trace), "“{trace}” is still told");
    }
    let ranked = list(&found["matchCandidates"]["nodes"]);
    assert!(ranked.iter().all(|it| it["candidate"]["id"] != *candidate));
}
