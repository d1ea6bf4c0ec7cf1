//! What is wrong inside an input is data: userErrors with the field's path and a code.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{Client, nobody};
use crate::people::Paper;
use crate::server::{Folder, Server, shared};
use crate::wait::{SOON, within};

/// Refused with this code at this field of the input.
async fn expect(me: &Client, name: &str, input: Value, field: &str, code: &str) {
    let (path, found) = me.refused(name, input.clone()).await;
    let input: String = input.to_string().chars().take(200).collect();
    assert_eq!(path, ["input", field], "{name} {input}");
    assert_eq!(found, code, "{name} {input}");
}

#[tokio::test]
async fn a_jobs_fields_are_checked() {
    let server = shared().await;
    let me = server.admin().await;
    let job = |changes: Value| {
        let mut job = json!({ "title": "Baker", "description": "Bakes bread." });
        job.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        job
    };
    let cases = [
        (json!({ "description": "" }), "description", "REQUIRED"),
        (json!({ "description": " \n " }), "description", "REQUIRED"),
        (json!({ "description": "a ".repeat(100_000) }), "description", "TOO_LONG"),
        (json!({ "title": "" }), "title", "REQUIRED"),
        (json!({ "title": "t".repeat(5_000) }), "title", "TOO_LONG"),
        (json!({ "minYearsOfExperience": -1 }), "minYearsOfExperience", "INVALID"),
        (json!({ "salaryCurrency": "euros" }), "salaryCurrency", "INVALID"),
    ];
    for (changes, field, code) in cases {
        expect(&me, "createJob", job(changes), field, code).await;
    }
}

#[tokio::test]
async fn a_candidates_fields_are_checked() {
    let server = shared().await;
    let me = server.admin().await;
    for wrong in ["nobody", "a@b@c", "two words@example.com", "@example.com"] {
        expect(&me, "createCandidate", json!({ "name": "Ada Bell", "email": wrong }), "email", "INVALID").await;
    }
    expect(&me, "createCandidate", json!({ "name": " " }), "name", "REQUIRED").await;
    expect(
        &me,
        "createCandidate",
        json!({ "name": "Ada Bell", "yearsOfExperience": -3 }),
        "yearsOfExperience",
        "INVALID",
    )
    .await;
}

#[tokio::test]
async fn unknown_ids_in_inputs_are_not_found() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(json!({ "title": "Sailor", "description": "Sails ships." })).await;
    let cases = [
        ("updateJob", json!({ "id": nobody("Job"), "title": "x" }), "id"),
        ("deleteJob", json!({ "id": nobody("Job") }), "id"),
        ("updateCandidate", json!({ "id": nobody("Candidate"), "name": "x" }), "id"),
        ("eraseCandidate", json!({ "id": nobody("Candidate"), "reason": "asked" }), "id"),
        ("createApplication", json!({ "candidateId": nobody("Candidate"), "jobId": job }), "candidateId"),
        ("changeStage", json!({ "applicationId": nobody("Application"), "stage": "OFFER" }), "applicationId"),
        ("screenApplication", json!({ "applicationId": nobody("Application") }), "applicationId"),
        ("cancelTask", json!({ "id": nobody("Task") }), "id"),
        ("retryTask", json!({ "id": nobody("Task") }), "id"),
    ];
    for (name, input, field) in cases {
        expect(&me, name, input, field, "NOT_FOUND").await;
    }
    let file = Paper::of("Bert Cole", &["Sailor."]).txt();
    for (key, kind) in [("candidateId", "Candidate"), ("jobId", "Job")] {
        let payload = me.upload("bert.txt", &file, json!({ key: nobody(kind) })).await;
        assert_eq!(payload["userErrors"][0]["code"], "NOT_FOUND", "{payload}");
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", key]));
        assert!(payload["resume"].is_null());
    }
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_with_the_limit_named() {
    let server = shared().await;
    let me = server.admin().await;
    let payload = me.upload("large.txt", &vec![b'a'; (10 << 20) + 1], json!({})).await;
    assert_eq!(payload["userErrors"][0]["code"], "FILE_TOO_LARGE", "{payload}");
    assert_eq!(payload["userErrors"][0]["field"], json!(["input", "file"]));
    assert!(payload["userErrors"][0]["message"].as_str().unwrap().contains("10 MiB"));
    assert!(payload["resume"].is_null() && payload["task"].is_null());
}

#[tokio::test]
async fn the_limit_of_a_file_is_a_setting() {
    let settings = [("SHORTLIST__SERVER__UPLOAD_LIMIT", "1 KiB")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let refused = me.upload("large.txt", &[b'a'; 1025], json!({})).await;
    assert_eq!(refused["userErrors"][0]["code"], "FILE_TOO_LARGE", "{refused}");
    assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains("1 KiB"), "{refused}");
    let taken = me.upload("small.txt", &[b'a'; 1024], json!({})).await;
    assert_eq!(taken["userErrors"], json!([]));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_by_its_size() {
    let server = shared().await;
    let token = server.token().await;
    let address = server.url.strip_prefix("http://").unwrap();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let size = 13 << 20;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {size}\r\n\r\n"
    );
    // The server may answer and close before it has read everything, so a failing write is no failure.
    let send = async {
        let _refused = writing.write_all(head.as_bytes()).await;
        let _refused = writing.write_all(&vec![b' '; size]).await;
        std::future::pending::<()>().await;
    };
    let answer = async {
        let mut line = [0; 12];
        reading.read_exact(&mut line).await.expect("there is an answer");
        String::from_utf8_lossy(&line).into_owned()
    };
    let status = within(SOON, "an answer to a large body", async {
        tokio::select! { status = answer => status, () = send => unreachable!("it is pending") }
    });
    assert_eq!(status.await, "HTTP/1.1 413");
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_taken_once() {
    let server = shared().await;
    let me = server.admin().await;
    let job = json!({ "title": "Diver", "description": "Dives.", "externalId": "diver-1" });
    me.done("createJob", "job { id }", job.clone()).await;
    expect(&me, "createJob", job, "externalId", "ALREADY_EXISTS").await;
    let candidate = json!({ "name": "Cora Dale", "externalId": "cora-1" });
    me.done("createCandidate", "candidate { id }", candidate.clone()).await;
    expect(&me, "createCandidate", candidate, "externalId", "ALREADY_EXISTS").await;
}
