//! Every request leaves its figures and its trace: by its route's template, since an address may hold what is
//! nobody's business, and by its status.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, Response, StatusCode};
use axum::middleware::Next;
use platform::telemetry::Origin;
use platform::telemetry::metrics::catalogue::{HTTP_DURATION, HTTP_REQUESTS};
use platform::telemetry::traces::begin;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// All routes, as they are written where they are routed.
const ROUTES: [&str; 11] = [
    "/",
    "/graphql",
    "/graphiql",
    "/graphiql/",
    "/graphiql/{*path}",
    "/files/{id}",
    "/files/reports/{id}",
    "/files/uploads/{id}",
    "/health",
    "/livez",
    "/readyz",
];
const OTHER: &str = "other";
/// These are asked for all day by machines, and say nothing when traced.
const UNTRACED: [&str; 3] = ["/health", "/livez", "/readyz"];

/// The answer, and what is counted of it.
pub(super) async fn observed(request: Request, next: Next) -> Response<Body> {
    let route = route(&request);
    let began = Instant::now();
    let span = span(&request, route);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    HTTP_REQUESTS.count([route, status(response.status())]);
    HTTP_DURATION.took(began.elapsed(), [route]);
    response
}

/// The request's span, within the trace that its sender names. Its level is not one of importance: whatever the
/// log leaves out, what remains says where it belongs.
fn span(request: &Request, route: &'static str) -> Span {
    if UNTRACED.contains(&route) {
        return Span::none();
    }
    let method = method(request.method());
    let span = tracing::error_span!(
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        graphql.operation.name = Empty,
        graphql.operation.type = Empty,
    );
    begin(span, Origin::Caller(request.headers().get("traceparent").and_then(|it| it.to_str().ok())))
}

/// What a stranger sends may be any word.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"];
    known.into_iter().find(|it| method == it).unwrap_or("_OTHER")
}

fn route(request: &Request) -> &'static str {
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    ROUTES.into_iter().find(|it| matched == Some(it)).unwrap_or(OTHER)
}

fn status(status: StatusCode) -> &'static str {
    match status.as_u16() {
        101 => "101",
        200 => "200",
        204 => "204",
        304 => "304",
        307 => "307",
        308 => "308",
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        405 => "405",
        406 => "406",
        408 => "408",
        409 => "409",
        410 => "410",
        413 => "413",
        415 => "415",
        426 => "426",
        500 => "500",
        503 => "503",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_a_label() {
        let routed: Vec<_> =
            include_str!("mod.rs").lines().filter_map(|it| it.trim().strip_prefix(".route(\"")).collect();
        assert_eq!(routed.len(), ROUTES.len());
        for (line, route) in routed.into_iter().zip(ROUTES) {
            assert!(line.starts_with(&format!("{route}\"")), "{line}");
        }
    }
}
