//! What is more than anybody honest sends: refused quickly, with a code, and by nobody else noticed.

use serde_json::{Value, json};

use crate::client::Client;
use crate::server::{PASSWORD, shared};

#[tokio::test]
async fn a_document_that_stands_for_a_huge_one_is_refused() {
    let server = shared().await;
    let fragment = |n: usize| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 1);
    let fragments: String = (0..28).map(fragment).collect();
    let field = "viewer { roles } ";
    let pages = "{ jobs(first: 100) { edges { node { applications(first: 100) { edges { node { id } } } } } } }";
    let documents = [
        format!("{{ ...f0 }} {fragments} fragment f28 on Query {{ {field} }}"),
        format!("{{ {} }}", field.repeat(3_000)),
        "{ node ".repeat(10_000),
        pages.to_owned(),
    ];
    for document in documents {
        for somebody in [&server.stranger(), &server.admin().await] {
            let (code, message) = somebody.error(&document, json!({})).await;
            assert_eq!(code, "QUERY_TOO_COMPLEX", "{document:.60}: {message}");
        }
    }
}

#[tokio::test]
async fn nobody_guesses_many_passwords_at_once() {
    let server = shared().await;
    let guess = |n: usize| {
        format!("g{n}: signIn(input: {{email: \"admin@example.com\", password: \"guess-{n}\"}}) {{ token }} ")
    };
    let guesses: String = (0..2).map(guess).collect();
    let (code, _) = server.stranger().error(&format!("mutation {{ {guesses} }}"), json!({})).await;
    assert_eq!(code, "QUERY_TOO_COMPLEX");
}

/// Each of these, with a text that PostgreSQL can't hold, names what is wrong.
async fn check(me: &Client, cases: &[(&str, Value)]) {
    for (document, variables) in cases {
        let (code, message) = me.error(document, variables.clone()).await;
        assert_eq!(code, "BAD_USER_INPUT", "{document} {variables}: {message}");
    }
}

#[tokio::test]
async fn a_null_character_in_an_argument_is_named() {
    let server = shared().await;
    let me = server.admin().await;
    let listed = "query($f: CandidateFilter) { candidates(filter: $f) { totalCount } }";
    let applied = "query($f: ApplicationFilter) { applications(filter: $f) { totalCount } }";
    let searched = "query($t: String!) { searchCandidates(text: $t) { totalCount } }";
    check(
        &me,
        &[
            (listed, json!({ "f": { "text": "a\0" } })),
            (listed, json!({ "f": { "location": "\0" } })),
            (listed, json!({ "f": { "externalIds": ["a", "\0"] } })),
            (listed, json!({ "f": { "tags": ["\0"] } })),
            (applied, json!({ "f": { "skills": ["\0"] } })),
            (applied, json!({ "f": { "externalIds": ["\0"] } })),
            (searched, json!({ "t": "Rust \0" })),
            ("{ jobs(filter: {text: \"a\\u0000b\"}) { totalCount } }", json!({})),
            ("{ jobs(after: \"\\u0000\") { totalCount } }", json!({})),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_null_character_in_an_input_is_a_user_error() {
    let server = shared().await;
    let me = server.admin().await;
    let made = me.done("createCandidate", "candidate { id }", json!({ "name": "Nils Nullmann" })).await;
    let id = &made["candidate"]["id"];
    let cases = [
        ("createCandidate", json!({ "name": "a\0" }), "name"),
        ("createCandidate", json!({ "name": "a", "email": "a\0@example.com" }), "email"),
        ("createCandidate", json!({ "name": "a", "tags": ["\0"] }), "tags"),
        ("updateCandidate", json!({ "id": id, "headline": "\0 headline" }), "headline"),
        ("createJob", json!({ "title": "a", "description": "b\0" }), "description"),
        ("createJob", json!({ "title": "a", "description": "b", "requiredSkills": ["\0"] }), "requiredSkills"),
        ("createJob", json!({ "title": "a", "description": "b", "salaryCurrency": "E\0R" }), "salaryCurrency"),
    ];
    for (name, input, field) in cases {
        let (path, code) = me.refused(name, input.clone()).await;
        assert_eq!((path, code.as_str()), (vec!["input".to_owned(), field.to_owned()], "INVALID"), "{name} {input}");
    }
    let payload = server.stranger().try_sign_in("admin\0@example.com", PASSWORD).await;
    assert_eq!(payload["userErrors"][0]["code"], "INVALID_CREDENTIALS", "{payload}");
}

#[tokio::test]
async fn a_file_that_did_not_come_along_is_named() {
    let server = shared().await;
    let me = server.admin().await;
    let upload = "mutation($i: UploadResumeInput!) { uploadResume(input: $i) { resume { id } userErrors { code } } }";
    for place in ["#__graphql_file__:0", "#__graphql_file__:7", "#__graphql_file__:x", "a.pdf"] {
        let (code, message) = me.error(upload, json!({ "i": { "file": place } })).await;
        assert_eq!(code, "BAD_USER_INPUT", "{place}: {message}");
    }
    me.data("{ viewer { roles } }", json!({})).await;
}
