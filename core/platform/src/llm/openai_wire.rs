//! What OpenAI's interface says and expects, beyond what the crate's own types hold. Other vendors speak it with
//! fewer fields and other words, so the answer is read by what we need of it alone.

use bytes::{BufMut, Bytes, BytesMut};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// A piece of an answer.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
    #[serde(default)]
    pub(super) usage: Option<Usage>,
    /// Something went wrong after the answer had begun.
    #[serde(default)]
    pub(super) error: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    /// A piece that follows, or the whole from servers that don't stream.
    #[serde(default, alias = "message")]
    pub(super) delta: Words,
    /// There when the answer is over.
    #[serde(default)]
    pub(super) finish_reason: Option<IgnoredAny>,
}

/// Words of the model.
#[derive(Default, Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    pub(super) content: Option<String>,
    /// Why it won't say what it was asked. It counts as an answer that fits no schema.
    #[serde(default)]
    pub(super) refusal: Option<String>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Usage {
    #[serde(default)]
    pub(super) prompt_tokens: u64,
    #[serde(default)]
    pub(super) completion_tokens: u64,
}

/// An answer that came in one piece, as the stream of events that was asked for; a stream as it is.
pub(super) fn as_events(answer: Bytes) -> Bytes {
    if !answer.trim_ascii_start().starts_with(b"{") {
        return answer;
    }
    let mut events = BytesMut::with_capacity(answer.len() + 64);
    for line in answer.split(|it| *it == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        events.put_slice(b"data: ");
        events.put_slice(line.trim_ascii());
        events.put_u8(b'\n');
    }
    events.put_slice(b"\ndata: [DONE]\n\n");
    events.freeze()
}

/// What its strict mode refuses, though it says nothing about the form of an answer that we wouldn't check.
const NOT_STRICT: [&str; 6] = ["default", "examples", "format", "maxLength", "minLength", "title"];

/// The schema as the strict mode wants it: every property required, no other allowed.
pub(super) fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => Value::Object(strict_object(fields)),
        Value::Array(items) => Value::Array(items.iter().map(strict).collect()),
        other => other.clone(),
    }
}

fn strict_object(fields: &Map<String, Value>) -> Map<String, Value> {
    let is_schema = fields.get("type").is_none_or(|it| !it.is_object());
    let mut strict_fields = Map::new();
    for (name, value) in fields {
        let value = match (name.as_str(), value) {
            ("properties" | "$defs" | "definitions", Value::Object(named)) => {
                Value::Object(named.iter().map(|(name, schema)| (name.clone(), strict(schema))).collect())
            }
            ("enum" | "const", value) => value.clone(),
            (name, _) if is_schema && NOT_STRICT.contains(&name) => continue,
            ("$schema", _) => continue,
            (_, value) => strict(value),
        };
        strict_fields.insert(name.clone(), value);
    }
    if let Some(Value::Object(properties)) = fields.get("properties") {
        let names = properties.keys().cloned().map(Value::String).collect();
        strict_fields.insert("required".to_owned(), Value::Array(names));
        strict_fields.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    strict_fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_becomes_strict_all_the_way_down() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "title": "Answer",
            "properties": {
                "title": { "type": "string", "minLength": 10 },
                "levels": { "type": "array", "maxItems": 3, "items": { "type": "object", "properties": { "format": { "enum": ["a"] } } } }
            },
            "required": ["title"]
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "title": { "type": "string" },
                "levels": { "type": "array", "maxItems": 3, "items": {
                    "type": "object",
                    "properties": { "format": { "enum": ["a"] } },
                    "required": ["format"],
                    "additionalProperties": false
                } }
            },
            "required": ["title", "levels"],
            "additionalProperties": false
        });
        let mut strict = strict(&schema);
        // The order of names is the map's own.
        strict["required"].as_array_mut().unwrap().sort_by_key(|it| it != "title");
        assert_eq!(strict, expected);
    }

    #[test]
    fn an_answer_in_one_piece_becomes_one_event() {
        let whole = as_events(Bytes::from_static(b"{\n  \"choices\": []\n}\n"));
        assert_eq!(whole.as_ref(), b"data: {\ndata: \"choices\": []\ndata: }\n\ndata: [DONE]\n\n");
        let stream = Bytes::from_static(b"data: {}\n\ndata: [DONE]\n\n");
        assert_eq!(as_events(stream.clone()), stream);
    }
}
