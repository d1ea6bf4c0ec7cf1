//! What everything stands on: it starts, answers, and lets in who may come in.

use serde_json::json;

use crate::client::{Client, text};
use crate::server::{EMAIL, PASSWORD, shared};
use crate::socket::{Received, Socket};

#[tokio::test]
async fn the_probes_answer_without_a_token() {
    let server = shared().await;
    let visitor = server.stranger();
    let (status, body) = visitor.get("/health").await;
    assert_eq!((status, body.trim()), (200, "healthy"));
    for path in ["/livez", "/readyz", "/"] {
        assert_eq!(visitor.get(path).await.0, 200, "{path}");
    }
    assert_eq!(visitor.get("/metrics").await.0, 404, "metrics are not public");
}

/// What a page makes a browser fetch.
fn fetched(page: &str) -> Vec<String> {
    let tags =
        page.split('<').filter(|tag| ["script", "link", "img", "iframe"].iter().any(|name| tag.starts_with(name)));
    let attribute = |tag: &str| {
        let tag = tag.split('>').next().unwrap_or_default();
        let rest = tag.split_once("src=").or_else(|| tag.split_once("href="))?.1;
        let quote = rest.chars().next().filter(|it| *it == '"' || *it == '\'')?;
        rest[1..].split(quote).next().map(str::to_owned)
    };
    tags.filter_map(attribute).collect()
}

#[tokio::test]
async fn graphiql_comes_from_us_alone() {
    let server = shared().await;
    let visitor = server.stranger();
    let (status, page) = visitor.get("/graphiql").await;
    assert_eq!(status, 200);
    assert!(page.to_lowercase().contains("<!doctype html>"), "{page}");
    for address in fetched(&page) {
        assert!(!address.starts_with("http") && !address.starts_with("//"), "foreign: {address}");
        if address.starts_with("data:") {
            continue;
        }
        let path =
            if address.starts_with('/') { address } else { format!("/graphiql/{}", address.trim_start_matches("./")) };
        assert_eq!(visitor.get(&path).await.0, 200, "{path}");
    }
    for foreign in ["import(\"http", "url(http", "url(\"http", "url(//"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn what_a_page_fetches_is_found() {
    let page = r#"<script src="https://a/b.js"></script><link rel='x' href='/c.css'><a href="https://d">"#;
    assert_eq!(fetched(page), ["https://a/b.js", "/c.css"]);
}

#[tokio::test]
async fn the_administrator_signs_in_and_is_told_who_they_are() {
    let server = shared().await;
    let payload = server.stranger().try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(payload["userErrors"], json!([]));
    assert_eq!(payload["viewer"]["roles"], json!(["ADMIN"]));
    let me = Client::new(&server.url, payload["token"].as_str());
    let viewer = me.data("{ viewer { roles actor { id name } } }", json!({})).await;
    assert_eq!(viewer["viewer"]["roles"], json!(["ADMIN"]));
    let info = "{ systemInfo { version mode embeddingModel embeddingDimensions llmProvider } }";
    let info = me.data(info, json!({})).await["systemInfo"].clone();
    assert_eq!(info["mode"], "EMBEDDED");
    assert_eq!(info["embeddingDimensions"], 384);
    assert_eq!(info["llmProvider"], "rules");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_alike() {
    let server = shared().await;
    let wrong = server.stranger().try_sign_in(EMAIL, "not this one").await;
    let unknown = server.stranger().try_sign_in("nobody@example.com", PASSWORD).await;
    for payload in [&wrong, &unknown] {
        assert!(payload["token"].is_null());
        assert_eq!(payload["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    }
    assert_eq!(wrong["userErrors"], unknown["userErrors"]);
}

#[tokio::test]
async fn a_token_ends_with_the_sign_out() {
    let server = shared().await;
    let token = Client::sign_in(&server.url, EMAIL, PASSWORD).await;
    let me = Client::new(&server.url, Some(&token));
    let out = me.data("mutation { signOut { userErrors { code } } }", json!({})).await;
    assert_eq!(out["signOut"]["userErrors"], json!([]));
    let (code, _) = me.error("{ jobs { totalCount } }", json!({})).await;
    assert_eq!(code, "UNAUTHENTICATED");
}

#[tokio::test]
async fn without_a_token_there_is_no_data() {
    let server = shared().await;
    let forged = Client::new(&server.url, Some("not-a-token"));
    let documents = [
        "{ jobs { totalCount } }",
        "{ candidates { totalCount } }",
        "{ resumes { totalCount } }",
        "{ applications { totalCount } }",
        "{ tasks { totalCount } }",
        "{ systemInfo { version } }",
        "{ searchCandidates(text: \"Rust\") { totalCount } }",
        "mutation { createCandidate(input: {name: \"Eve\"}) { candidate { id } } }",
    ];
    for document in documents {
        for somebody in [&server.stranger(), &forged] {
            let answer = somebody.execute(document, json!({})).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert_eq!(code, "UNAUTHENTICATED", "{document}: {answer}");
            let holds_data = answer["data"].as_object().is_some_and(|it| it.values().any(|v| !v.is_null()));
            assert!(!holds_data, "{document}: {answer}");
        }
    }
}

#[tokio::test]
async fn who_signs_in_hears_so_whatever_else_was_asked() {
    let server = shared().await;
    let document = "mutation($i: SignInInput!) {
        signIn(input: $i) { token } mine: createCandidate(input: {name: \"Eve\"}) { candidate { id } } }";
    let input = json!({ "i": { "email": EMAIL, "password": PASSWORD } });
    let answer = server.stranger().execute(document, input).await;
    assert!(answer["data"]["signIn"]["token"].is_string(), "{answer}");
    assert_eq!(answer["data"].get("mine"), Some(&json!(null)), "{answer}");
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!((errors.len(), &errors[0]["path"]), (1, &json!(["mine"])), "{answer}");
    assert_eq!(errors[0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_socket_with_a_wrong_token_is_closed() {
    let server = shared().await;
    let mut socket = Socket::open(&server.url).await;
    socket.init(json!({ "Authorization": "Bearer not-a-token" })).await;
    assert_eq!(socket.receive().await, Received::Closed(Some(4403)));
}

#[tokio::test]
async fn a_socket_that_subscribes_before_it_signed_in_is_closed() {
    let server = shared().await;
    let mut socket = Socket::open(&server.url).await;
    socket.subscribe("1", "subscription { screeningUpdates { cursor } }", json!({})).await;
    assert_eq!(socket.receive().await, Received::Closed(Some(4401)));
}

#[tokio::test]
async fn a_socket_answers_questions_too() {
    let server = shared().await;
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    socket.subscribe("q", "{ viewer { roles } }", json!({})).await;
    let (id, data) = socket.news().await;
    assert_eq!((id.as_str(), &data.unwrap()["viewer"]["roles"]), ("q", &json!(["ADMIN"])));
    assert_eq!(socket.news().await, ("q".to_owned(), None));
}

#[tokio::test]
async fn a_broken_document_is_named_by_a_code() {
    let server = shared().await;
    let me = server.admin().await;
    for (document, expected) in [("{ jobs {", "GRAPHQL_PARSE_FAILED"), ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED")]
    {
        let (code, message) = me.error(document, json!({})).await;
        assert_eq!(code, expected, "{message}");
    }
    let all = me.data("{ __schema { queryType { name } } }", json!({})).await;
    assert_eq!(text(&all["__schema"]["queryType"]["name"]), "Query");
}
