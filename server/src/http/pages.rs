//! The few pages that are not the playground.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};

/// Nothing but the page itself and its own styles.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What this is and where to go.
pub(super) async fn start() -> Response<Body> {
    page(StatusCode::OK, include_str!("start.html"))
}

/// In place of the playground, where it was not bundled.
pub(super) fn no_playground() -> Response<Body> {
    page(StatusCode::OK, include_str!("no_playground.html"))
}

/// There is nothing here.
pub(super) async fn not_found() -> Response<Body> {
    page(StatusCode::NOT_FOUND, include_str!("not_found.html"))
}

fn page(status: StatusCode, html: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
