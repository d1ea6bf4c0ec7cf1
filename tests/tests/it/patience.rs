//! How long the server waits: for requests that don't come, and for clients when it stops.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{Folder, Server, shared};
use crate::socket::{Received, Socket};
use crate::wait::{SOON, within};

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Everything that the server says until it closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    within(SOON, "the end of a connection", stream.read_to_end(&mut said)).await.unwrap();
    String::from_utf8(said).unwrap()
}

fn code(response: &str) -> Value {
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let answer: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{response}"));
    answer["errors"][0]["extensions"]["code"].clone()
}

#[tokio::test]
async fn a_request_that_does_not_come_is_not_waited_for() {
    let server = Server::start(&Folder::new(), &["serve"], &[("SHORTLIST__SERVER__REQUEST_TIMEOUT", "1s")]).await;
    let heads = [
        "POST /graphql HTTP/1.1\r\nHost: a\r\n",
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
    ];
    for head in heads {
        let mut stream = connect(&server).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = rest(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 408 "), "{head}: {response}");
        assert_eq!(code(&response), "REQUEST_TIMEOUT", "{head}: {response}");
    }
    let mut silent = connect(&server).await;
    assert_eq!(rest(&mut silent).await, "");
    assert_eq!(server.stranger().get("/health").await.0, 200);
}

#[tokio::test]
async fn clients_that_only_listen_do_not_hold_up_the_end() {
    let grace = ("SHORTLIST__SERVER__SHUTDOWN_GRACE", "10m");
    let server = Server::start(&Folder::new(), &["serve"], &[grace]).await;
    let unused = connect(&server).await;
    let mut idle = connect(&server).await;
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut line = [0; 15];
    idle.read_exact(&mut line).await.unwrap();
    assert_eq!(&line, b"HTTP/1.1 200 OK");
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    let silent = Socket::open(&server.url).await;
    let (ended, told) = tokio::join!(server.stop(), socket.receive());
    assert_eq!((ended.code(), told), (Some(0), Received::Closed(Some(1001))));
    drop((unused, idle, silent));
}

#[tokio::test]
async fn nobodys_file_is_waited_for() {
    let server = shared().await;
    let mut stream = connect(&server).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n\
        Apollo-Require-Preflight: 1\r\nContent-Length: 11000000\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let response = rest(&mut stream).await;
    assert!(response.starts_with("HTTP/1.1 401 "), "{response}");
    assert_eq!(code(&response), "UNAUTHENTICATED");
    let whole = server.stranger().try_upload("nobody.txt", &vec![b'a'; 9 << 20], serde_json::json!({})).await.unwrap();
    assert_eq!(whole["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{whole}");
}
