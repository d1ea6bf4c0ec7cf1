//! The form of an answer, for providers that hold their model to one and, in words, for those that don't.

use serde_json::{Map, Value, json};

use crate::screening::answer::{MOST_QUOTES, criterion_id};
use crate::screening::model::{MAX_LEVEL, QUESTIONS};

/// JSON Schema of an answer about so many criteria. Every property is required and none may be added, as
/// providers ask of a strict schema.
pub(super) fn schema(criteria: usize) -> Value {
    let ids: Vec<String> = (0..criteria).map(criterion_id).collect();
    let judged = object(&[
        ("level", json!({ "type": "integer", "enum": (0..=MAX_LEVEL).collect::<Vec<u8>>() })),
        ("quotes", json!({ "type": "array", "items": { "type": "string" }, "maxItems": MOST_QUOTES })),
    ]);
    let question = object(&[
        ("question", json!({ "type": "string" })),
        ("criterion", json!({ "type": "string", "enum": ids })),
        ("reason", json!({ "type": "string" })),
    ]);
    let criteria: Vec<(&str, Value)> = ids.iter().map(|id| (id.as_str(), judged.clone())).collect();
    object(&[
        ("criteria", object(&criteria)),
        ("summary", json!({ "type": "string" })),
        (
            "interview_questions",
            json!({ "type": "array", "items": question, "minItems": QUESTIONS, "maxItems": QUESTIONS }),
        ),
        ("missing_skills", json!({ "type": "array", "items": { "type": "string" } })),
    ])
}

fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

/// The same for a reader: one line a criterion.
pub(super) fn form(criteria: usize) -> String {
    let judged = r#"{"level": 0, "quotes": ["copied from the résumé, word for word"]}"#;
    let lines: Vec<String> = (0..criteria).map(|at| format!("  \"{}\": {judged}", criterion_id(at))).collect();
    format!(
        r#"{{"criteria": {{
{}
 }},
 "summary": "two sentences",
 "interview_questions": [{{"question": "…", "criterion": "C1", "reason": "…"}}, … exactly three],
 "missing_skills": ["…"]}}"#,
        lines.join(",\n")
    )
}
