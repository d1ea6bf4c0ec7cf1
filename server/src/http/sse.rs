//! Operations as server-sent events, one a connection: `next` for each answer, then `complete`.

use std::convert::Infallible;

use async_graphql::{Request, Response as Answer};
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::future::{pending, ready};
use futures::{Stream, StreamExt, stream};

use super::Web;
use super::graphql::signed_out;
use super::measure::Measured;
use super::reply::coded;
use crate::graphql::error::ApiError;

pub(super) fn stream(web: &Web, request: Request, measured: Measured, token: Option<String>) -> Response<Body> {
    let answers = web.answers(request, measured).map(Some).chain(stream::once(ready(None)));
    // `None` ends it all: the answers are over, or the session is.
    let answers = stream::select(answers, refusal(web.clone(), token));
    let answers = answers.take_while(|answer| ready(answer.is_some())).filter_map(ready);
    let events = answers.map(|answer| event(&coded(answer)));
    let end = stream::once(async { Event::default().event("complete").data("") });
    let stop = web.stop.clone();
    let events = events.chain(end).take_until(stop.cancelled_owned()).map(Ok::<_, Infallible>);
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// What is said once the session has ended.
fn refusal(web: Web, token: Option<String>) -> impl Stream<Item = Option<Answer>> + Send {
    let refused = stream::once(async move {
        match token {
            Some(token) => signed_out(&web, &token).await,
            None => pending().await,
        }
        Some(Answer::from_errors(vec![ApiError::unauthenticated().into()]))
    });
    refused.chain(stream::once(ready(None)))
}

fn event(answer: &Answer) -> Event {
    let data = serde_json::to_string(answer).expect("answers are made of JSON's own types");
    Event::default().event("next").data(data)
}
