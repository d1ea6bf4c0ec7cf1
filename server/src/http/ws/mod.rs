//! GraphQL over WebSocket, by the protocol `graphql-transport-ws`.

mod protocol;
mod session;

use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use platform::telemetry::metrics::catalogue::SOCKETS;

use super::Web;
use protocol::SUBPROTOCOL;

/// The largest message: a long job description with room around it.
const LARGEST_MESSAGE: usize = 1024 * 1024;

/// Opens a socket for whoever comes from a page of ours, or from no page at all.
pub(super) fn open(web: Web, headers: &HeaderMap, upgrade: WebSocketUpgrade) -> Response<Body> {
    if !same_origin(headers) {
        return (StatusCode::FORBIDDEN, "Sockets are for pages of this server.\n").into_response();
    }
    let upgrade = upgrade.protocols([SUBPROTOCOL]).max_message_size(LARGEST_MESSAGE);
    let understood = upgrade.selected_protocol().is_some();
    let open = web.sockets.token();
    upgrade.on_upgrade(async move |socket| {
        let _open = (open, SOCKETS.hold([]));
        if understood {
            session::run(socket, web).await;
        } else {
            session::refuse(socket).await;
        }
    })
}

/// Browsers let any page open a socket to any host, and say which page it was.
fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let of_page = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    host.is_some() && host == of_page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        same_origin(&headers)
    }

    #[test]
    fn other_pages_open_no_socket() {
        assert!(from("127.0.0.1:8080", None));
        assert!(from("127.0.0.1:8080", Some("http://127.0.0.1:8080")));
        assert!(from("hr.example.com", Some("https://hr.example.com")));
        assert!(!from("127.0.0.1:8080", Some("http://127.0.0.1:9090")));
        assert!(!from("127.0.0.1:8080", Some("null")));
    }
}
