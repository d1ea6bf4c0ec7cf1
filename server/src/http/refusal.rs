//! Requests that are not executed, and why.

use std::time::Duration;

use async_graphql::ServerError;
use axum::http::StatusCode;

use crate::graphql::error::{ApiError, with_code};

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

    /// The request didn't arrive in time.
    pub(super) fn too_slow(patience: Duration) -> Self {
        let message = format!("The request didn't arrive within {} s.", patience.as_secs_f32());
        Self::of(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message)
    }

    /// Nobody is signed in.
    pub(super) fn unauthenticated() -> Self {
        Self { status: Some(StatusCode::UNAUTHORIZED), errors: vec![ApiError::unauthenticated().into()] }
    }

    /// We are at fault, as the log says.
    pub(super) fn fault() -> Self {
        Self { status: Some(StatusCode::INTERNAL_SERVER_ERROR), errors: vec![ApiError::fault().into()] }
    }

    /// The document is at fault; the error has its code.
    pub(super) fn document(error: ServerError) -> Self {
        Self { status: None, errors: vec![error] }
    }
}
