//! Faults that nobody expected. They end the request that met them, and neither its connection nor
//! anybody else's request. The process's panic hook has told the log where it happened.

use std::panic::AssertUnwindSafe;

use async_graphql::{Response as Answer, ServerError};
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::Next;
use futures::{FutureExt, Stream, StreamExt};

use super::accept::Form;
use super::refusal::Refusal;
use super::reply::refuse;
use crate::graphql::error::ApiError;

/// The answer, or 500 in its place.
pub(super) async fn caught(request: Request, next: Next) -> Response<Body> {
    let form = Form::accepted(request.headers());
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answer.unwrap_or_else(|_told| refuse(form, &Refusal::fault()))
}

/// The answers, and an error in place of those that don't come any more.
pub(super) fn ended(answers: impl Stream<Item = Answer> + Send) -> impl Stream<Item = Answer> + Send {
    AssertUnwindSafe(answers)
        .catch_unwind()
        .map(|answer| answer.unwrap_or_else(|_told| Answer::from_errors(vec![ServerError::from(ApiError::fault())])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::to_bytes;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use futures::stream;
    use serde_json::Value;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_is_a_500_with_a_code_and_without_its_words() {
        let failing = get(async || -> &'static str { panic!("of Ada Lovelace") });
        let router = Router::new().route("/", failing).layer(from_fn(caught));
        let response = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 500);
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
        assert!(!answer.to_string().contains("Ada"), "{answer}");
    }

    #[tokio::test]
    async fn a_panic_ends_a_stream_with_an_error() {
        let answers = stream::iter(0..3).map(|number| {
            assert_eq!(number, 0, "it breaks off");
            Answer::new(async_graphql::Value::from(number))
        });
        let told: Vec<Answer> = ended(answers).collect().await;
        assert_eq!(told.len(), 2);
        assert!(told[0].errors.is_empty() && !told[1].errors.is_empty());
    }
}
