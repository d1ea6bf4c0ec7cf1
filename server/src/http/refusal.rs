//! Requests that are not executed, and why.

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::http::StatusCode;

/// What is told instead of an answer.
#[derive(Debug)]
pub(super) struct Refusal {
    /// `None`: the request reached GraphQL and was refused there, so the media type decides.
    pub(super) status: Option<StatusCode>,
    pub(super) errors: Vec<ServerError>,
}

impl Refusal {
    /// The HTTP request is at fault.
    pub(super) fn of(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status: Some(status), errors: vec![with_code(ServerError::new(message, None), code)] }
    }

    /// The HTTP request can't be read.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("The request is larger than {} MiB, the most that is taken.", limit / (1024 * 1024));
        Self::of(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    }

    /// The document is at fault.
    pub(super) fn document(code: &str, error: ServerError) -> Self {
        Self { status: None, errors: vec![with_code(error, code)] }
    }
}

/// The error with `extensions.code`.
pub(super) fn with_code(mut error: ServerError, code: &str) -> ServerError {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}
