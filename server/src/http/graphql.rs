//! `/graphql`: one operation over POST or GET, as an answer or as events; or a socket.

use std::time::Duration;

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, UPGRADE};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use domain::access::model::Viewer;
use domain::error::ServiceError;
use tokio::time::sleep;

use super::accept::Form;
use super::measure::Measured;
use super::operation::Operation;
use super::receive::{Parameters, Wrapping, receive, throw_away};
use super::refusal::Refusal;
use super::reply::{refuse, reply};
use super::{Web, operation, sse, ws};
use crate::graphql::error::ApiError;

/// How often it is asked whether a session goes on, while what it began goes on.
const SESSION_ASKED: Duration = Duration::from_secs(5);

/// Queries, mutations and, as events, subscriptions.
pub(super) async fn post(State(web): State<Web>, headers: HeaderMap, body: Body) -> Response<Body> {
    let form = Form::accepted(&headers);
    let answer = async {
        let wrapping = Wrapping::of(&headers)?;
        let viewer = viewer(&web, &headers).await?;
        if wrapping == Wrapping::Parts && viewer.is_none() {
            // Nobody's file is kept in memory until it turns out that nobody is asking.
            throw_away(&headers, body, web.bounds.patience).await?;
            return Err(Refusal::unauthenticated());
        }
        let mut request = receive(wrapping, &headers, body, web.bounds).await?;
        let operation = operation::resolve(&mut request)?;
        execute(&web, form, &headers, Asked { request, operation, viewer }).await
    };
    answer.await.unwrap_or_else(|refusal| refuse(form, &refusal))
}

/// Queries alone, since a link must change nothing; or a socket.
pub(super) async fn get(
    State(web): State<Web>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response<Body> {
    if wants_socket(&headers) {
        return match upgrade {
            Ok(upgrade) => ws::open(web, &headers, upgrade),
            Err(rejection) => rejection.into_response(),
        };
    }
    let form = Form::accepted(&headers);
    let answer = async {
        let Query(parameters) = parameters.map_err(|rejection| Refusal::bad_request(rejection.body_text()))?;
        let mut request = parameters.into_request()?;
        let operation = operation::resolve(&mut request)?;
        if operation.kind == OperationType::Mutation {
            return Err(Refusal::of(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "Mutations are sent by POST."));
        }
        let viewer = viewer(&web, &headers).await?;
        execute(&web, form, &headers, Asked { request, operation, viewer }).await
    };
    answer.await.unwrap_or_else(|refusal| refuse(form, &refusal))
}

/// Other protocols are offered too, HTTP/2 for one, by clients that take an answer without a change.
fn wants_socket(headers: &HeaderMap) -> bool {
    let values = headers.get_all(UPGRADE).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
}

/// A request that is understood, and who asks.
struct Asked {
    request: Request,
    operation: Operation,
    viewer: Option<Viewer>,
}

async fn execute(web: &Web, form: Form, headers: &HeaderMap, asked: Asked) -> Result<Response<Body>, Refusal> {
    let Asked { request, operation, viewer } = asked;
    let mut measured = Measured::begin(&web.operation_names, &operation, viewer.is_none());
    let request = web.equipped(request, viewer);
    match (form, operation.kind) {
        (Form::Events, _) => Ok(sse::stream(web, request, measured, token_of(headers).map(ToOwned::to_owned))),
        (_, OperationType::Subscription) => {
            measured.refused();
            Err(Refusal::bad_request(
                "A subscription needs a WebSocket (graphql-transport-ws) or \"Accept: text/event-stream\".",
            ))
        }
        (_, OperationType::Query | OperationType::Mutation) => {
            let answer = web.schema.execute(request).await;
            measured.answered(&answer);
            Ok(reply(form, answer))
        }
    }
}

fn token_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION).and_then(|value| bearer(value.to_str().ok()?))
}

/// Who asks. No token or one that is no longer good is nobody: signing in must still work.
async fn viewer(web: &Web, headers: &HeaderMap) -> Result<Option<Viewer>, Refusal> {
    let Some(token) = token_of(headers) else {
        return Ok(None);
    };
    authenticated(web, token)
        .await
        .map_err(|error| Refusal::of(StatusCode::SERVICE_UNAVAILABLE, error.code, error.message))
}

/// Who a token belongs to; nobody when it is not good.
pub(super) async fn authenticated(web: &Web, token: &str) -> Result<Option<Viewer>, ApiError> {
    match web.services().access.authenticate(token).await {
        Ok(viewer) => Ok(Some(viewer)),
        Err(ServiceError::Unauthenticated) => Ok(None),
        Err(fault) => Err(ApiError::internal(&fault)),
    }
}

/// Returns once a token is good no longer: somebody signed out, or the account is gone. A store that can't
/// be asked ends nobody's session.
pub(super) async fn signed_out(web: &Web, token: &str) {
    loop {
        sleep(SESSION_ASKED).await;
        if matches!(authenticated(web, token).await, Ok(None)) {
            return;
        }
    }
}

/// The token in `Bearer …`.
pub(super) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_what_asks_to_be_one() {
        let asks = |upgrade: &str| wants_socket(&HeaderMap::from_iter([(UPGRADE, upgrade.parse().unwrap())]));
        assert!(asks("websocket") && asks("WebSocket") && asks("h2c, websocket"));
        assert!(!asks("h2c") && !asks("websockets") && !wants_socket(&HeaderMap::new()));
    }
}
