//! GraphQL over HTTP and over sockets, held to what the specifications ask of a server.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::server::{EMAIL, PASSWORD, Server, shared};
use crate::socket::{Received, Socket};

const QUESTION: &str = "{ viewer { roles } }";

/// A POST of a body with headers: status, media type and answer.
async fn post(server: &Server, headers: &[(&str, &str)], body: &str) -> (u16, String, Value) {
    let http = kit::http().build().unwrap();
    let mut request = http.post(format!("{}/graphql", server.url)).bearer_auth(server.token().await);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.body(body.to_owned()).send().await.unwrap();
    let status = response.status().as_u16();
    let media_type = response.headers().get("content-type").cloned();
    let media_type = media_type.map(|it| it.to_str().unwrap_or_default().to_owned());
    let answer = response.text().await.unwrap();
    let answer = serde_json::from_str(&answer).unwrap_or(Value::String(answer));
    (status, media_type.unwrap_or_default(), answer)
}

#[tokio::test]
async fn the_answer_comes_in_the_media_type_that_was_asked_for() {
    let server = shared().await;
    let body = json!({ "query": QUESTION }).to_string();
    for accepted in ["application/graphql-response+json", "application/json"] {
        let headers = [("content-type", "application/json"), ("accept", accepted)];
        let (status, media_type, answer) = post(&server, &headers, &body).await;
        assert_eq!((status, &answer["data"]["viewer"]["roles"]), (200, &json!(["ADMIN"])));
        assert!(media_type.starts_with(accepted), "{media_type}");
    }
    let headers = [("content-type", "application/json"), ("accept", "application/graphql-response+json")];
    let broken = json!({ "query": "{ viewer {" }).to_string();
    assert_eq!(post(&server, &headers, &broken).await.0, 400, "it was not executed");
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let server = shared().await;
    let json = ("content-type", "application/json");
    let body = json!({ "query": QUESTION }).to_string();
    let cases = [
        (vec![("content-type", "text/plain")], body.as_str(), 415),
        (vec![json], "not JSON", 400),
        (vec![json], "[]", 400),
        (vec![json], "{}", 400),
        (vec![("content-type", "multipart/form-data; boundary=b")], "--b--\r\n", 400),
    ];
    for (headers, body, expected) in cases {
        let (status, _, answer) = post(&server, &headers, body).await;
        assert_eq!(status, expected, "{headers:?} {body}: {answer}");
    }
}

#[tokio::test]
async fn a_link_changes_nothing() {
    let server = shared().await;
    let get = async |query: &str| {
        let http = kit::http().build().unwrap();
        let url = format!("{}/graphql?query={query}", server.url);
        let request = http.get(url).bearer_auth(server.token().await);
        let request = request.header("accept", "application/json");
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, answer) = get("%7Bviewer%7Broles%7D%7D").await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("ADMIN"), "{answer}");
    let (status, answer) = get("mutation%7BsignOut%7BuserErrors%7Bcode%7D%7D%7D").await;
    assert_eq!(status, 405, "{answer}");
    let me = server.admin().await;
    me.data(QUESTION, json!({})).await;
}

#[tokio::test]
async fn a_socket_keeps_to_its_protocol() {
    let server = shared().await;
    let token = server.token().await;
    let init = json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } });
    let subscribe = |id: &str| {
        let query = "subscription { taskEvents(filter: {}) { seq } }";
        json!({ "type": "subscribe", "id": id, "payload": { "query": query } })
    };
    let cases = [
        (vec![json!({ "type": "no such thing" })], 4400),
        (vec![init.clone()], 4429),
        (vec![subscribe("one"), subscribe("one")], 4409),
    ];
    for (messages, code) in cases {
        let mut socket = Socket::signed_in(&server.url, &token).await;
        for message in messages {
            socket.send(message).await;
        }
        assert_eq!(socket.receive().await, Received::Closed(Some(code)));
    }
}

#[tokio::test]
async fn an_operation_that_is_completed_says_nothing_more() {
    let server = shared().await;
    let me = server.admin().await;
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    let all = "subscription { taskEvents(filter: {kinds: [EMBED_JOB]}) { seq } }";
    socket.subscribe("s", all, json!({})).await;
    socket.send(json!({ "type": "complete", "id": "s" })).await;
    // What was under way when the server heard it may still come before the next answer.
    socket.answer("before").await;
    let ferryman = json!({ "title": "Ferryman", "description": "Takes people across." });
    me.job(ferryman).await;
    let told = socket.answer("after").await;
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn an_offer_of_another_protocol_is_not_taken_for_a_socket() {
    let server = shared().await;
    let http = kit::http().build().unwrap();
    let request = http.get(format!("{}/graphql?query=%7B__typename%7D", server.url));
    let request = request.header("connection", "upgrade, http2-settings").header("upgrade", "h2c");
    let response = request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.text().await.unwrap(), r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test]
async fn what_runs_ends_with_its_session() {
    let server = shared().await;
    let token = Client::sign_in(&server.url, EMAIL, PASSWORD).await;
    let mut socket = Socket::signed_in(&server.url, &token).await;
    let watched = "subscription { taskEvents(filter: { states: [REVOKED] }) { seq } }";
    socket.subscribe("running", watched, json!({})).await;
    let http = kit::http().timeout(Duration::from_secs(120)).build().unwrap();
    let events = http
        .post(format!("{}/graphql", server.url))
        .bearer_auth(&token)
        .header("accept", "text/event-stream")
        .json(&json!({ "query": watched }));
    let events = events.send().await.unwrap();
    let me = Client::new(&server.url, Some(&token));
    me.data("mutation { signOut { userErrors { code } } }", json!({})).await;
    assert_eq!(socket.receive().await, Received::Closed(Some(4403)));
    let told = events.text().await.unwrap();
    assert!(told.contains("UNAUTHENTICATED") && told.contains("event: complete"), "{told}");
}

#[tokio::test]
async fn a_socket_is_closed_once_its_session_has_ended() {
    let server = shared().await;
    let token = Client::sign_in(&server.url, EMAIL, PASSWORD).await;
    let mut socket = Socket::signed_in(&server.url, &token).await;
    socket.answer("while it lasts").await;
    let me = Client::new(&server.url, Some(&token));
    me.data("mutation { signOut { userErrors { code } } }", json!({})).await;
    socket.subscribe("after", "{ viewer { roles } }", json!({})).await;
    assert_eq!(socket.receive().await, Received::Closed(Some(4403)));
}
