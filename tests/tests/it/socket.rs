//! A WebSocket that speaks `graphql-transport-ws`.

use std::collections::HashMap;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::wait::{LONG, within};

pub(crate) const EVENTS: &str = "subscription($t: [TaskPositionInput!]) { taskEvents(tasks: $t) {
    taskId seq state attempt progress terminal message } }";

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Received {
    Message(Value),
    /// The server closed, with this code.
    Closed(Option<u16>),
}

pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Connects, without a word.
    pub(crate) async fn open(url: &str) -> Self {
        let address = format!("{}/graphql", url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("the address is one");
        let protocol = "graphql-transport-ws".parse().expect("a plain word is a header");
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
        let (stream, _) = connect_async(request).await.expect("the server takes sockets");
        Self { stream }
    }

    /// Connects and signs in.
    pub(crate) async fn signed_in(url: &str, token: &str) -> Self {
        let mut socket = Self::open(url).await;
        socket.init(json!({ "Authorization": format!("Bearer {token}") })).await;
        let ack = socket.receive().await;
        let Received::Message(message) = &ack else { panic!("{ack:?}") };
        assert_eq!(message["type"], "connection_ack", "{message}");
        socket
    }

    pub(crate) async fn init(&mut self, payload: Value) {
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
    }

    pub(crate) async fn send(&mut self, message: Value) {
        let text = Message::text(message.to_string());
        self.stream.send(text).await.expect("the socket is open");
    }

    /// The next message of the protocol, pings answered.
    pub(crate) async fn receive(&mut self) -> Received {
        within(LONG, "a message on the socket", self.next()).await
    }

    async fn next(&mut self) -> Received {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).expect("messages are JSON");
                    if message["type"] == "ping" {
                        self.send(json!({ "type": "pong" })).await;
                    } else if message["type"] != "pong" {
                        return Received::Message(message);
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    return Received::Closed(frame.map(|it| it.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Received::Closed(None),
            }
        }
    }

    pub(crate) async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// Follows one task after a number.
    pub(crate) async fn follow(&mut self, id: &str, task: &Value, after: u64) {
        let position = json!({ "t": [{ "id": task, "afterSeq": after }] });
        self.subscribe(id, EVENTS, position).await;
    }

    /// The next `next` or `complete` of any operation: whose, and the data, which is missing at the end.
    pub(crate) async fn news(&mut self) -> (String, Option<Value>) {
        let received = self.receive().await;
        let Received::Message(message) = &received else { panic!("{received:?}") };
        let id = crate::client::text(&message["id"]);
        match message["type"].as_str() {
            Some("complete") => (id, None),
            Some("next") if message["payload"]["errors"].is_null() => (id, Some(message["payload"]["data"].clone())),
            _ => panic!("{message}"),
        }
    }

    /// Asks something and waits for the end of its answer, which comes after everything that was said
    /// before: what other operations told meanwhile.
    pub(crate) async fn answer(&mut self, id: &str) -> Vec<(String, Option<Value>)> {
        let question = "{ jobs(first: 1) { totalCount } }";
        self.subscribe(id, question, json!({})).await;
        let mut told = Vec::new();
        loop {
            let (of, data) = self.news().await;
            match data {
                None if of == id => return told,
                _ if of == id => {}
                data => told.push((of, data)),
            }
        }
    }

    /// Everything that `operations` tell until each of them is complete.
    pub(crate) async fn all(&mut self, operations: usize) -> HashMap<String, Vec<Value>> {
        let mut told: HashMap<String, Vec<Value>> = HashMap::new();
        let mut complete = 0;
        while complete < operations {
            let (id, data) = self.news().await;
            match data {
                Some(data) => told.entry(id).or_default().push(data["taskEvents"].clone()),
                None => complete += 1,
            }
        }
        told
    }
}
