//! Places that large files are sent to. A file is passed on part by part as it comes, so that its size needs
//! no memory; who sends nothing for a while, or takes longer than the link lives, is not waited for.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::id::UploadId;
use domain::intake::error::ReceiveError;
use domain::intake::service::{BrokenOff, Incoming};
use futures::StreamExt;

use super::Web;
use super::files::{Link, Told, fault, followed, named};
use crate::links::Deed;

/// Takes a file at its place.
pub(super) async fn put(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Link,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let answer = async {
        let id: UploadId = named(&id)?;
        followed(&web, Deed::Send(id), signed).await?;
        let announced = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
        web.services().intake.receive(id, announced, incoming(body, web.bounds.patience)).await.map_err(told)
    };
    match answer.await {
        Ok(()) => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(told) => told.into_response(),
    }
}

/// The body, chunk by chunk, as long as the next one comes in time.
fn incoming(body: Body, patience: Duration) -> Incoming<'static> {
    let chunks = body.into_data_stream();
    let next = move |mut chunks: axum::body::BodyDataStream| async move {
        match tokio::time::timeout(patience, chunks.next()).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(chunk))) => Ok(Some((chunk.to_vec(), chunks))),
            Ok(Some(Err(_))) | Err(_) => Err(BrokenOff),
        }
    };
    futures::stream::try_unfold(chunks, next).boxed()
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn told(error: ReceiveError) -> Told {
    let status = match &error {
        ReceiveError::Gone => StatusCode::GONE,
        ReceiveError::Used => StatusCode::CONFLICT,
        ReceiveError::TooMuch => StatusCode::PAYLOAD_TOO_LARGE,
        ReceiveError::TooLittle => StatusCode::BAD_REQUEST,
        ReceiveError::BrokenOff => StatusCode::REQUEST_TIMEOUT,
        ReceiveError::Fault(error) => return fault(error),
    };
    (status, format!("{error}\n"))
}
