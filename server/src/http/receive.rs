//! HTTP requests to GraphQL's.

use std::time::Duration;

use async_graphql::http::{MultipartOptions, receive_body};
use async_graphql::{ParseRequestError, Request, Variables};
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use futures::StreamExt;
use serde::Deserialize;

use super::refusal::Refusal;

/// A browser sends none of these across origins without asking us first, which we refuse; so a form on
/// somebody else's page can't upload in a user's name.
const PREFLIGHTED: [&str; 3] = ["apollo-require-preflight", "x-apollo-operation-name", "graphql-require-preflight"];

/// So much of a body that is too large is still read, so that its sender hears why it is refused.
const THROWN_AWAY: usize = 64 * 1024 * 1024;

/// Parameters of a query over GET.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
}

impl Parameters {
    /// The request they make.
    pub(super) fn into_request(self) -> Result<Request, Refusal> {
        let query = self.query.filter(|query| !query.is_empty()).ok_or_else(no_query)?;
        let variables: Variables = match self.variables.filter(|variables| !variables.is_empty()) {
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| Refusal::bad_request(format!("The variables are not a JSON object: {error}.")))?,
            None => Variables::default(),
        };
        let mut request = Request::new(query).variables(variables);
        request.operation_name = self.operation_name.filter(|name| !name.is_empty());
        Ok(request)
    }
}

/// How a request comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// As JSON.
    Json,
    /// As parts, one of which is a file.
    Parts,
}

impl Wrapping {
    /// What the headers announce.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let content_type = text(headers, &CONTENT_TYPE).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/json") {
            return Ok(Self::Json);
        }
        if !essence.eq_ignore_ascii_case("multipart/form-data") {
            return Err(Refusal::of(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "BAD_USER_INPUT",
                "Send the request as application/json, or as multipart/form-data when it uploads a file.",
            ));
        }
        if !PREFLIGHTED.iter().any(|name| headers.contains_key(*name)) {
            return Err(Refusal::bad_request(format!(
                "An upload needs one of the headers {}, with any value.",
                PREFLIGHTED.join(", ")
            )));
        }
        Ok(Self::Parts)
    }
}

/// What a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes of its body.
    pub(super) bytes: usize,
    /// Until all of it is here.
    pub(super) patience: Duration,
}

/// Reads a request from a body.
pub(super) async fn receive(
    wrapping: Wrapping,
    headers: &HeaderMap,
    body: Body,
    bounds: Bounds,
) -> Result<Request, Refusal> {
    let limit = bounds.bytes;
    let announced = text(headers, &CONTENT_LENGTH).and_then(|it| it.parse::<u64>().ok());
    let too_large = announced.is_some_and(|length| length > limit as u64);
    if too_large && headers.contains_key(EXPECT) {
        return Err(Refusal::too_large(limit));
    }
    let most = if too_large { 0 } else { limit };
    let bytes = in_time(read_at_most(body, most), bounds.patience).await?.ok_or_else(|| Refusal::too_large(limit))?;
    let request = match wrapping {
        Wrapping::Json => from_json(&bytes),
        Wrapping::Parts => from_parts(text(headers, &CONTENT_TYPE).unwrap_or_default(), &bytes, limit).await,
    }?;
    if request.query.trim().is_empty() {
        return Err(no_query());
    }
    Ok(request)
}

/// Lets the sender of a body that nobody wants come to its end, where it listens for an answer.
pub(super) async fn throw_away(headers: &HeaderMap, body: Body, patience: Duration) -> Result<(), Refusal> {
    if !headers.contains_key(EXPECT) {
        in_time(read_at_most(body, 0), patience).await?;
    }
    Ok(())
}

async fn in_time<T>(reading: impl Future<Output = T>, patience: Duration) -> Result<T, Refusal> {
    tokio::time::timeout(patience, reading).await.map_err(|_| Refusal::too_slow(patience))
}

/// The body, or `None` when it is larger. What is too much is read and thrown away, within bounds: most
/// clients hear an answer only once they have sent everything.
async fn read_at_most(body: Body, most: usize) -> Option<Vec<u8>> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0usize);
    // A body that breaks off has nobody left to tell.
    while let Some(Ok(chunk)) = chunks.next().await {
        length = length.saturating_add(chunk.len());
        if length <= most {
            bytes.extend_from_slice(&chunk);
        } else if length > most + THROWN_AWAY {
            return None;
        }
    }
    (length <= most).then_some(bytes)
}

fn from_json(bytes: &[u8]) -> Result<Request, Refusal> {
    // A list would be read as the fields in order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Refusal::bad_request(
            "The body is not a JSON object with \"query\"; lists of requests are not taken.",
        ));
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::bad_request(format!("The body can't be read as a GraphQL request: {error}.")))
}

async fn from_parts(content_type: &str, bytes: &[u8], limit: usize) -> Result<Request, Refusal> {
    let options = MultipartOptions::default().max_num_files(1).max_file_size(limit);
    receive_body(Some(content_type), bytes, options).await.map_err(|error| match error {
        ParseRequestError::PayloadTooLarge => Refusal::too_large(limit),
        other => Refusal::bad_request(format!(
            "The upload doesn't follow the GraphQL multipart request specification: {other}."
        )),
    })
}

fn no_query() -> Refusal {
    Refusal::bad_request("There is no \"query\" in the request.")
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1024;
    const BOUNDS: Bounds = Bounds { bytes: LIMIT, patience: Duration::from_secs(5) };

    async fn received(headers: &[(&'static str, &str)], body: impl Into<Body>) -> Result<Request, Refusal> {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        receive(Wrapping::of(&headers)?, &headers, body.into(), BOUNDS).await
    }

    fn status(answer: Result<Request, Refusal>) -> u16 {
        answer.unwrap_err().status.unwrap().as_u16()
    }

    #[tokio::test]
    async fn a_request_is_read_from_json() {
        let body = r#"{"query":"{ a }","operationName":null,"variables":{"n":1}}"#;
        let request = received(&[("content-type", "application/json; charset=utf-8")], body).await.unwrap();
        assert_eq!(request.query, "{ a }");
    }

    #[tokio::test]
    async fn what_is_no_request_is_refused() {
        let json = [("content-type", "application/json")];
        for body in ["", "{", "[]", r#"[{"query":"{ a }"}]"#, "{}", r#"{"query":""}"#] {
            assert_eq!(status(received(&json, body).await), 400, "{body}");
        }
        assert_eq!(status(received(&[("content-type", "text/plain")], "{}").await), 415);
        assert_eq!(status(received(&[], "{}").await), 415);
    }

    #[tokio::test]
    async fn an_upload_needs_a_header_that_forms_cannot_send() {
        let form = ("content-type", "multipart/form-data; boundary=b");
        let parts = [
            ("operations", r#"{"query":"{ a }","variables":{"f":null}}"#),
            ("map", r#"{"0":["variables.f"]}"#),
            ("0\"; filename=\"a.txt", "x"),
        ];
        let part = |(name, value)| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = parts.map(part).concat() + "--b--\r\n";
        assert_eq!(status(received(&[form], body.clone()).await), 400);
        let request = received(&[form, (PREFLIGHTED[2], "1")], body).await.unwrap();
        assert_eq!(request.uploads.len(), 1);
    }

    #[tokio::test]
    async fn too_many_bytes_are_refused_announced_or_not() {
        let json = ("content-type", "application/json");
        let announced = [json, ("content-length", "1025")];
        assert_eq!(status(received(&announced, vec![b' '; LIMIT + 1]).await), 413);
        assert_eq!(status(received(&[json], vec![b' '; LIMIT + 1]).await), 413);
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let first = futures::stream::once(async { Ok::<_, std::convert::Infallible>(&b"{"[..]) });
        let body = Body::from_stream(first.chain(futures::stream::pending()));
        let bounds = Bounds { patience: Duration::from_millis(50), ..BOUNDS };
        let refusal = receive(Wrapping::Json, &HeaderMap::new(), body, bounds).await.unwrap_err();
        assert_eq!(refusal.status, Some(StatusCode::REQUEST_TIMEOUT));
        let code = refusal.errors[0].extensions.as_ref().and_then(|it| it.get("code")).cloned();
        assert_eq!(code, Some("REQUEST_TIMEOUT".into()));
    }
}
