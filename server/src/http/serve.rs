//! The listener and its connections. A client has so long to send the head of a request; whoever sends
//! nothing at all is closed without a word.

use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1::{Builder, UpgradeableConnection};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

type Connection = UpgradeableConnection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

/// Answers until `stop`, then until what is under way has been answered. Connections on which nothing is
/// under way are closed at once.
pub(super) async fn serve(mut listener: TcpListener, router: Router, patience: Duration, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        let (stream, _) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = stop.cancelled() => break,
        };
        connections.spawn(answer(connection(stream, router.clone(), patience), stop.clone()));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

fn connection(stream: TcpStream, router: Router, patience: Duration) -> Connection {
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience);
    builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).with_upgrades()
}

async fn answer(mut connection: Connection, stop: CancellationToken) {
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = stop.cancelled() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    // Whatever else ends a connection, its client has gone.
    if ended.is_err_and(|error| error.is_timeout()) {
        tell(connection).await;
    }
}

/// A client that began a request and didn't go on. The library gives up without a word.
async fn tell(connection: Connection) {
    let Some(parts) = connection.into_parts() else { return };
    if parts.read_buf.is_empty() {
        return;
    }
    let body =
        r#"{"errors":[{"message":"The request didn't arrive in time.","extensions":{"code":"REQUEST_TIMEOUT"}}]}"#;
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json; charset=utf-8\r\n\
         Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut stream = parts.io.into_inner();
    let _it_has_gone = stream.write_all(answer.as_bytes()).await;
    let _it_has_gone = stream.shutdown().await;
}
