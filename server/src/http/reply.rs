//! GraphQL's answers as HTTP's, each error with its code.

use async_graphql::{Response as Answer, ServerError, Value};
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::accept::Form;
use super::refusal::Refusal;
use crate::graphql::error::with_code;

/// An answer without `data`: nothing was executed.
#[derive(Debug, Serialize)]
struct Unexecuted<'a> {
    errors: &'a [ServerError],
}

/// Whether nothing was executed: errors of execution say where in the answer they belong.
pub(super) fn is_unexecuted(answer: &Answer) -> bool {
    answer.data == Value::Null && !answer.errors.is_empty() && answer.errors.iter().all(|error| error.path.is_empty())
}

/// Gives every error a code.
pub(super) fn coded(mut answer: Answer) -> Answer {
    let unexecuted = is_unexecuted(&answer);
    answer.errors = answer.errors.into_iter().map(|error| code_of(error, unexecuted)).collect();
    answer
}

fn code_of(error: ServerError, unexecuted: bool) -> ServerError {
    if error.extensions.as_ref().is_some_and(|known| known.get("code").is_some()) {
        return error;
    }
    let about_limits = ["too complex", "too deep", "recursion depth"].iter().any(|words| error.message.contains(words));
    let code = match (unexecuted, about_limits) {
        (true, true) => "QUERY_TOO_COMPLEX",
        (true, false) => "GRAPHQL_VALIDATION_FAILED",
        // Resolvers give codes; what has none is a value that GraphQL could not read.
        (false, _) => "BAD_USER_INPUT",
    };
    with_code(error, code)
}

/// The answer over HTTP.
pub(super) fn reply(form: Form, answer: Answer) -> Response<Body> {
    let answer = coded(answer);
    if is_unexecuted(&answer) {
        return refuse(form, &Refusal { status: None, errors: answer.errors });
    }
    json(form, StatusCode::OK, &answer)
}

/// The refusal over HTTP.
pub(super) fn refuse(form: Form, refusal: &Refusal) -> Response<Body> {
    let by_form = match form {
        Form::Json => StatusCode::OK,
        Form::GraphqlResponse | Form::Events => StatusCode::BAD_REQUEST,
    };
    let status = refusal.status.unwrap_or(by_form);
    let mut response = json(form, status, &Unexecuted { errors: &refusal.errors });
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    }
    if status == StatusCode::REQUEST_TIMEOUT {
        // What is still to come of the request would be read as the next one.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn json(form: Form, status: StatusCode, body: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(body).expect("answers are made of JSON's own types");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.content_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::PathSegment;

    fn code(answer: Answer) -> Option<Value> {
        coded(answer).errors[0].extensions.as_ref()?.get("code").cloned()
    }

    fn unexecuted(message: &str) -> Answer {
        Answer::from_errors(vec![ServerError::new(message, None)])
    }

    #[test]
    fn every_error_has_a_code_and_keeps_its_own() {
        assert_eq!(code(unexecuted("Unknown field")), Some("GRAPHQL_VALIDATION_FAILED".into()));
        assert_eq!(code(unexecuted("Query is too complex.")), Some("QUERY_TOO_COMPLEX".into()));
        let mut executed = unexecuted("a date that isn't one");
        executed.errors[0].path = vec![PathSegment::Field("job".to_owned())];
        assert_eq!(code(executed), Some("BAD_USER_INPUT".into()));
        let own = with_code(ServerError::new("sign in", None), "UNAUTHENTICATED");
        assert_eq!(code(Answer::from_errors(vec![own])), Some("UNAUTHENTICATED".into()));
    }

    #[test]
    fn the_status_tells_of_unexecuted_requests_to_those_who_ask_for_it() {
        let status = |form| reply(form, unexecuted("no")).status().as_u16();
        assert_eq!((status(Form::GraphqlResponse), status(Form::Json)), (400, 200));
        let executed =
            || Answer::new(Value::Object([(async_graphql::Name::new("a"), Value::Null)].into_iter().collect()));
        assert_eq!(reply(Form::GraphqlResponse, executed()).status(), StatusCode::OK);
    }
}
