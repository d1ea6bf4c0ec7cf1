//! How the two interfaces wrap words: what Ollama 0.11 and OpenAI's chat completions send.

use serde_json::{Value, json};

use super::{Asked, Interface};

/// Tokens of the question and of the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens {
    pub(super) prompt: u64,
    pub(super) answer: u64,
}

/// Characters of one piece of an answer.
const PIECE: usize = 16;

/// The body's parts, to be sent one after the other.
pub(super) fn answer(asked: &Asked, text: &str, tokens: Tokens) -> Vec<String> {
    if asked.is_streamed() {
        let mut parts: Vec<String> = pieces(text).iter().map(|piece| part(asked, piece)).collect();
        parts.extend(end(asked, tokens));
        return parts;
    }
    vec![whole(asked, text, tokens).to_string()]
}

/// The parts of an answer that has no end.
pub(super) fn beginning(asked: &Asked, text: &str) -> Vec<String> {
    pieces(text).iter().map(|piece| part(asked, piece)).collect()
}

/// What a server says that fails in the middle of an answer.
pub(super) fn fault(asked: &Asked) -> String {
    match asked.interface {
        Interface::Ollama => "{\"error\":\"an error was encountered while running the model\"}\n".to_owned(),
        Interface::Openai => {
            "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\"}}\n\n".to_owned()
        }
    }
}

pub(super) fn content_type(asked: &Asked) -> &'static str {
    match (asked.interface, asked.is_streamed()) {
        (Interface::Ollama, true) => "application/x-ndjson",
        (Interface::Openai, true) => "text/event-stream",
        (_, false) => "application/json; charset=utf-8",
    }
}

fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(PIECE).map(|piece| piece.iter().collect()).collect()
}

fn part(asked: &Asked, piece: &str) -> String {
    match asked.interface {
        Interface::Ollama => format!("{}\n", ollama(asked, piece, &json!({ "done": false }))),
        Interface::Openai => event(asked, &json!([choice("delta", piece, None)]), &Value::Null),
    }
}

fn end(asked: &Asked, tokens: Tokens) -> Vec<String> {
    match asked.interface {
        Interface::Ollama => vec![format!("{}\n", ollama(asked, "", &done(tokens)))],
        Interface::Openai => {
            let stop = event(asked, &json!([choice("delta", "", Some("stop"))]), &Value::Null);
            let usage = asked.body["stream_options"]["include_usage"].as_bool().unwrap_or_default();
            let usage = usage.then(|| event(asked, &json!([]), &self::usage(tokens)));
            std::iter::once(stop).chain(usage).chain(["data: [DONE]\n\n".to_owned()]).collect()
        }
    }
}

fn whole(asked: &Asked, text: &str, tokens: Tokens) -> Value {
    match asked.interface {
        Interface::Ollama => ollama(asked, text, &done(tokens)),
        Interface::Openai => json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_764_000_000, "model": asked.model(),
            "choices": [choice("message", text, Some("stop"))],
            "usage": usage(tokens),
        }),
    }
}

fn ollama(asked: &Asked, piece: &str, rest: &Value) -> Value {
    let mut line = json!({
        "model": asked.model(), "created_at": "2026-11-25T12:00:00.123456Z",
        "message": { "role": "assistant", "content": piece },
    });
    if let (Some(line), Value::Object(rest)) = (line.as_object_mut(), rest) {
        line.extend(rest.clone());
    }
    line
}

fn done(tokens: Tokens) -> Value {
    json!({
        "done": true, "done_reason": "stop", "total_duration": 5_000_000, "load_duration": 1_000_000,
        "prompt_eval_count": tokens.prompt, "prompt_eval_duration": 2_000_000,
        "eval_count": tokens.answer, "eval_duration": 2_000_000,
    })
}

fn event(asked: &Asked, choices: &Value, usage: &Value) -> String {
    let chunk = json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_764_000_000, "model": asked.model(),
        "choices": choices, "usage": usage,
    });
    format!("data: {chunk}\n\n")
}

fn choice(part: &str, piece: &str, finish: Option<&str>) -> Value {
    json!({
        "index": 0, part: { "role": "assistant", "content": piece }, "logprobs": null, "finish_reason": finish,
    })
}

fn usage(tokens: Tokens) -> Value {
    json!({
        "prompt_tokens": tokens.prompt, "completion_tokens": tokens.answer,
        "total_tokens": tokens.prompt + tokens.answer,
    })
}
