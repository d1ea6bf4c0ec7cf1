//! Which form of answer a client asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/graphql-response+json`: the status tells how it went.
    GraphqlResponse,
    /// `application/json`: 200 for whatever GraphQL itself answers.
    Json,
    /// `text/event-stream`: events, one operation a connection.
    Events,
}

impl Form {
    /// What the client likes best of what there is. Who names nothing known gets JSON, as of old.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut best = (0.0, Self::Json);
        for (form, quality) in values.flat_map(|value| value.split(',')).filter_map(preference) {
            if quality > best.0 {
                best = (quality, form);
            }
        }
        best.1
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json | Self::Events => "application/json; charset=utf-8",
        }
    }
}

/// One entry of `Accept` with its weight, when it is a form that we have.
fn preference(entry: &str) -> Option<(Form, f32)> {
    let mut parts = entry.split(';').map(str::trim);
    let form = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Form::GraphqlResponse,
        "application/json" | "application/*" | "*/*" => Form::Json,
        "text/event-stream" => Form::Events,
        _ => return None,
    };
    let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse);
    Some((form, quality.unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &str) -> Form {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        Form::accepted(&headers)
    }

    #[test]
    fn the_best_liked_known_form_wins_and_json_is_the_default() {
        assert_eq!(Form::accepted(&HeaderMap::new()), Form::Json);
        assert_eq!(of("*/*"), Form::Json);
        assert_eq!(of("text/html"), Form::Json);
        assert_eq!(of("application/graphql-response+json, application/json;q=0.9"), Form::GraphqlResponse);
        assert_eq!(of("application/json;q=0.9, application/graphql-response+json"), Form::GraphqlResponse);
        assert_eq!(of("application/json, application/graphql-response+json;q=0.5"), Form::Json);
        assert_eq!(of("text/event-stream"), Form::Events);
    }
}
