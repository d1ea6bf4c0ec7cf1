//! The same file again, the same person again, and what a person corrected.

use serde_json::json;

use crate::client::{list, text};
use crate::people::Paper;
use crate::server::shared;
use crate::wait::{LONG, until};

#[tokio::test]
async fn the_same_bytes_are_a_duplicate_and_apply_when_asked() {
    let server = shared().await;
    let me = server.admin().await;
    let file = Paper::of("Edda Falk", &["Bookbinder in Leipzig, with gold and leather."]).pdf();
    let first = me.ingest("edda.pdf", &file).await;
    let job = me.job(json!({ "title": "Bookbinder", "description": "Binds books in leather." })).await;
    let again = me.ingest_with("edda (1).pdf", &file, json!({ "jobId": job })).await;
    assert_eq!(again["status"], "DUPLICATE");
    assert_eq!(again["candidate"]["id"], first["candidate"]["id"]);
    assert!(!text(&again["statusReason"]).is_empty());
    assert_ne!(again["id"], first["id"]);
    assert_eq!(me.task(&again["task"]["id"]).await["state"], "SUCCESS");

    let document = "query($id: ID!) { candidate(id: $id) { resumes { totalCount }
        latestResume { id } applications { nodes { job { id } resume { id } screeningState } } } }";
    let id = json!({ "id": first["candidate"]["id"] });
    let found = until(LONG, "the screening", async || {
        let found = me.data(document, id.clone()).await["candidate"].clone();
        (found["applications"]["nodes"][0]["screeningState"] == "DONE").then_some(found)
    })
    .await;
    assert_eq!(found["latestResume"]["id"], first["id"]);
    let applications = list(&found["applications"]["nodes"]);
    assert_eq!(applications.len(), 1);
    assert_eq!(applications[0]["job"]["id"], job);
    assert_eq!(applications[0]["resume"]["id"], first["id"]);

    let third = me.ingest_with("edda (2).pdf", &file, json!({ "jobId": job })).await;
    assert_eq!(third["status"], "DUPLICATE");
    let found = me.data(document, id).await["candidate"].clone();
    assert_eq!(list(&found["applications"]["nodes"]).len(), 1, "nobody applies twice");
}

#[tokio::test]
async fn the_same_bytes_for_somebody_else_are_a_conflict() {
    let server = shared().await;
    let me = server.admin().await;
    let file = Paper::of("Falko Gruber", &["Glazier in Graz."]).txt();
    let first = me.ingest("falko.txt", &file).await;
    let other = me.done("createCandidate", "candidate { id }", json!({ "name": "Gerda Hofer" })).await;
    let payload = me.upload("falko.txt", &file, json!({ "candidateId": other["candidate"]["id"] })).await;
    assert_eq!(payload["userErrors"][0]["code"], "CONFLICT", "{payload}");
    assert_eq!(payload["userErrors"][0]["field"], json!(["input", "candidateId"]));
    let own = me.ingest_with("falko.txt", &file, json!({ "candidateId": first["candidate"]["id"] })).await;
    assert_eq!(own["status"], "DUPLICATE", "for themselves it is only a duplicate");
}

#[tokio::test]
async fn an_unreadable_file_may_come_again() {
    let server = shared().await;
    let me = server.admin().await;
    let broken = b"%PDF-1.5 broken for good, by Hilde Immer";
    for _ in 0..2 {
        assert_eq!(me.ingest("broken.pdf", broken).await["status"], "UNREADABLE");
    }
}

#[tokio::test]
async fn the_same_address_and_an_agreeing_name_are_the_same_person() {
    let server = shared().await;
    let me = server.admin().await;
    let email = "ines.jung@example.com";
    let first = Paper::with_email("Ines Jung", email, &["Beekeeper in Brandenburg."]);
    let second = Paper::with_email("Ines Jung", email, &["Beekeeper and gardener.", "Phone: +49 30 901820"]);
    let first = me.ingest("old.txt", &first.txt()).await;
    let second = me.ingest("new.pdf", &second.pdf()).await;
    assert_eq!(second["status"], "READY");
    assert_eq!(second["candidate"]["id"], first["candidate"]["id"]);
    assert!(first["candidate"]["phone"].is_null());
    assert!(text(&second["candidate"]["phone"]).contains("901820"), "what was empty is filled: {second}");
    let document = "query($id: ID!) { candidate(id: $id) { resumes { totalCount } latestResume { id } } }";
    let found = me.data(document, json!({ "id": first["candidate"]["id"] })).await["candidate"].clone();
    assert_eq!(found["resumes"]["totalCount"], 2);
    assert_eq!(found["latestResume"]["id"], second["id"]);
}

#[tokio::test]
async fn the_same_address_with_another_name_is_somebody_else() {
    let server = shared().await;
    let me = server.admin().await;
    let agency = "office@agency-kranz.example.com";
    let one = Paper::with_email("Jakob Kranz", agency, &["Painter in Ulm."]);
    let other = Paper::with_email("Lotte Maurer", agency, &["Plumber in Ulm."]);
    let one = me.ingest("one.txt", &one.txt()).await;
    let other = me.ingest("other.txt", &other.txt()).await;
    assert_ne!(one["candidate"]["id"], other["candidate"]["id"]);
    assert_eq!(other["candidate"]["name"], "Lotte Maurer");
    assert_eq!(one["candidate"]["email"], other["candidate"]["email"]);
}

#[tokio::test]
async fn what_a_person_corrected_no_resume_overwrites() {
    let server = shared().await;
    let me = server.admin().await;
    let email = "milan.novak@example.com";
    let story = |years: &str| {
        Paper::with_email(
            "Milan Novak",
            email,
            &["Experience", years, "Wrote Python and PostgreSQL.", "Skills: Python, PostgreSQL"],
        )
    };
    let first = me.ingest("first.txt", &story("Developer, Alfa, 2018 - 2022").txt()).await;
    let id = first["candidate"]["id"].clone();
    let corrected =
        json!({ "id": id, "yearsOfExperience": 12.5, "skills": ["Rust", "k8s"], "name": "Milan Jan Novak" });
    me.done("updateCandidate", "candidate { id }", corrected).await;
    let second =
        me.ingest_with("second.txt", &story("Developer, Beta, 2021 - 2024").txt(), json!({ "candidateId": id })).await;
    assert_eq!(second["status"], "READY");
    let candidate = &second["candidate"];
    assert_eq!(candidate["id"], id);
    assert_eq!(candidate["name"], "Milan Jan Novak");
    assert_eq!(candidate["yearsOfExperience"], 12.5);
    assert_eq!(candidate["skills"], json!([{ "name": "Rust" }, { "name": "Kubernetes" }]));
    let filter = "query($id: ID!, $s: [String!]) { candidates(filter: {ids: [$id], skills: $s}) { totalCount } }";
    for (skill, count) in [("Kubernetes", 1), ("Python", 0)] {
        let found = me.data(filter, json!({ "id": id, "s": [skill] })).await;
        assert_eq!(found["candidates"]["totalCount"], count, "{skill}");
    }
}
