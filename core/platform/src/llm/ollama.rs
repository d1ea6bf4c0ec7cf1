//! Ollama's words around an exchange.
//!
//! The request and its answer are those of the crate `ollama-rs`. The call is not: in 0.3.6 it tells neither a
//! refusal's status nor its headers, reads without bound, drops pieces that end within a character, passes over a
//! broken stream, and writes what it can't read, a person's data among it, to stderr.

use async_trait::async_trait;
use bytes::Bytes;
use domain::ports::{ModelRequest, Speaker, Turn};
use ollama_rs::generation::chat::request::ChatMessageRequest;
use ollama_rs::generation::chat::{ChatMessage, ChatMessageResponse, MessageRole};
use ollama_rs::generation::parameters::{FormatType, JsonStructure};
use ollama_rs::models::ModelOptions;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use schemars::Schema;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::attempt::{Attempt, Failed, Said};
use super::exchange::Exchange;
use crate::config::LlmSettings;

/// The same question gets the same answer, as far as the model can.
const SEED: i32 = 1;

/// A model that an Ollama runs.
#[derive(Debug)]
pub(super) struct Ollama {
    model: String,
    context: u32,
    chat: Url,
    exchange: Exchange,
}

impl Ollama {
    pub(super) fn new(settings: &LlmSettings, base: &Url, exchange: Exchange) -> Self {
        let mut chat = base.clone();
        chat.set_path(&format!("{}/api/chat", base.path().trim_end_matches('/')));
        Self { model: settings.ollama_model.clone(), context: settings.ollama_context, chat, exchange }
    }

    fn body(&self, request: &ModelRequest) -> Option<Vec<u8>> {
        let schema = Schema::try_from(request.schema.clone()).ok()?;
        let options = ModelOptions::default()
            .temperature(0.0)
            .seed(SEED)
            .num_ctx(self.context.into())
            .num_predict(i32::try_from(request.max_answer_tokens).unwrap_or(i32::MAX));
        let messages = request.turns.iter().map(message).collect();
        let chat = ChatMessageRequest::new(self.model.clone(), messages)
            .options(options)
            .format(FormatType::StructuredJson(Box::new(JsonStructure::new_for_schema(schema))));
        let mut chat = serde_json::to_value(&chat).ok()?;
        // Piece by piece, so that the first byte says that it works on it; and refused rather than cut when the
        // question is longer than the context.
        for (name, value) in [("stream", true), ("truncate", false), ("shift", false)] {
            chat[name] = Value::Bool(value);
        }
        serde_json::to_vec(&chat).ok()
    }
}

#[async_trait]
impl Attempt for Ollama {
    fn provider(&self) -> &'static str {
        "ollama"
    }

    fn model(&self) -> &str {
        &self.model
    }

    async fn attempt(&self, request: &ModelRequest) -> Result<Said, Failed> {
        let body = self.body(request).ok_or(Failed::Unaskable("the answer's schema is none"))?;
        let post = self.exchange.client().request(Method::POST, self.chat.clone());
        let post = post.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body);
        let post = post.build().map_err(|_| Failed::Unaskable("the request can't be built"))?;
        let answer = self.exchange.send(post).await?;
        let (text, counted) = read(&answer, self.exchange.largest_text())?;
        // Older servers cut the question silently. No judgement is made of half a résumé.
        if counted.is_some_and(|(prompt, answer)| prompt + answer >= self.context.into()) {
            return Err(Failed::Unaskable("the question and its answer don't fit into llm.ollama_context"));
        }
        Ok(Said::counted(text, request, counted))
    }
}

fn message(turn: &Turn) -> ChatMessage {
    let role = match turn.speaker {
        Speaker::System => MessageRole::System,
        Speaker::User => MessageRole::User,
        Speaker::Assistant => MessageRole::Assistant,
    };
    ChatMessage::new(role, turn.text.clone())
}

/// A line that says what went wrong after the answer had begun.
#[derive(Deserialize)]
struct Fault {
    #[serde(rename = "error")]
    _words: serde::de::IgnoredAny,
}

/// The text, and the tokens of the question and the answer where they are told.
fn read(answer: &Bytes, largest: usize) -> Result<(String, Option<(u64, u64)>), Failed> {
    let mut text = String::new();
    for piece in serde_json::Deserializer::from_slice(answer).into_iter::<Value>() {
        let piece = piece.map_err(|error| {
            if error.is_eof() { Failed::BrokeOff("the answer broke off") } else { Failed::Unreadable("it is not JSON") }
        })?;
        let piece: ChatMessageResponse = match ChatMessageResponse::deserialize(&piece) {
            Ok(piece) => piece,
            Err(_) if Fault::deserialize(&piece).is_ok() => return Err(Failed::BrokeOff("it met a fault of its own")),
            Err(_) => return Err(Failed::Unreadable("it is not what Ollama says")),
        };
        if text.len() + piece.message.content.len() > largest {
            return Err(Failed::Unreadable("it is too long"));
        }
        text.push_str(&piece.message.content);
        if piece.done {
            return Ok((text, piece.final_data.map(|it| (it.prompt_eval_count, it.eval_count))));
        }
    }
    Err(Failed::BrokeOff("the answer broke off"))
}
