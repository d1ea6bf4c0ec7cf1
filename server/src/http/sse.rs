//! Operations as server-sent events, one a connection: `next` for each answer, then `complete`.

use std::convert::Infallible;

use async_graphql::{Request, Response as Answer};
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{StreamExt, stream};

use super::Web;
use super::reply::coded;

pub(super) fn stream(web: &Web, request: Request) -> Response<Body> {
    let answers = web.answers(request).map(|answer| event(&coded(answer)));
    let end = stream::once(async { Event::default().event("complete").data("") });
    let stop = web.stop.clone();
    let events = answers.chain(end).take_until(stop.cancelled_owned()).map(Ok::<_, Infallible>);
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

fn event(answer: &Answer) -> Event {
    let data = serde_json::to_string(answer).expect("answers are made of JSON's own types");
    Event::default().event("next").data(data)
}
