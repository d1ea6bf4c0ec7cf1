//! OpenAI's words around an exchange. The crate `async-openai` builds the request, sends it through ours, and reads
//! the stream of events.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest, ResponseFormat,
    ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use bytes::Bytes;
use domain::ports::{ModelRequest, Speaker, Turn};
use futures::{Stream, StreamExt};
use hyper::http;
use reqwest::Body;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::attempt::{Attempt, Failed, Said};
use super::exchange::Exchange;
use super::openai_wire::{Chunk, as_events, strict};
use crate::config::LlmSettings;

/// The same question gets the same answer, as far as the model can.
const SEED: i64 = 1;
/// Bytes of a few events.
const PIECE: usize = 4096;

/// A model behind OpenAI's interface.
#[derive(Debug)]
pub(super) struct Openai {
    model: String,
    is_openai: bool,
    client: Client<OpenAIConfig>,
    largest: usize,
}

impl Openai {
    pub(super) fn new(settings: &LlmSettings, base: &Url, exchange: Exchange) -> Self {
        // The crate would fill each of these from the environment.
        let key = settings.openai_api_key.as_ref().map_or("", |it| it.expose_secret());
        let config = OpenAIConfig::default()
            .with_api_base(base.as_str().trim_end_matches('/'))
            .with_api_key(key)
            .with_org_id("")
            .with_project_id("");
        let (http, largest) = (exchange.client().clone(), exchange.largest_text());
        let service = tower::service_fn(move |request: HttpRequestFactory| send(exchange.clone(), request));
        let client = Client::build(http, config).with_http_service(service);
        Self { model: settings.openai_model.clone(), is_openai: super::is_openai(base), client, largest }
    }

    fn body(&self, request: &ModelRequest) -> CreateChatCompletionRequest {
        let most = Some(request.max_answer_tokens);
        // OpenAI's newer models know only the newer name, and many other servers only the older one.
        let (max_completion_tokens, max_tokens) = if self.is_openai { (most, None) } else { (None, most) };
        let json_schema = ResponseFormatJsonSchema {
            description: None,
            name: request.schema_name.to_owned(),
            schema: strict(&request.schema),
            strict: Some(true),
        };
        #[expect(deprecated, reason = "`seed` and `max_tokens` are what other servers know")]
        CreateChatCompletionRequest {
            model: self.model.clone(),
            messages: request.turns.iter().map(message).collect(),
            response_format: Some(ResponseFormat::JsonSchema { json_schema }),
            temperature: Some(0.0),
            seed: Some(SEED),
            max_completion_tokens,
            max_tokens,
            stream: Some(true),
            stream_options: Some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
            ..CreateChatCompletionRequest::default()
        }
    }
}

#[async_trait]
impl Attempt for Openai {
    fn provider(&self) -> &'static str {
        "openai"
    }

    fn model(&self) -> &str {
        &self.model
    }

    async fn attempt(&self, request: &ModelRequest) -> Result<Said, Failed> {
        let chat = self.client.chat();
        let chunks = chat.create_stream_byot::<_, Chunk>(self.body(request)).await.map_err(failed)?;
        read(chunks, request, self.largest).await
    }
}

/// Whether the text can stand in a header.
pub(super) fn is_key(key: &SecretString) -> bool {
    HeaderValue::from_str(key.expose_secret()).is_ok()
}

async fn send(exchange: Exchange, request: HttpRequestFactory) -> Result<reqwest::Response, OpenAIError> {
    let request = request.build().await?;
    let answer = exchange.send(request).await.map_err(|failed| OpenAIError::Boxed(Box::new(failed)))?;
    Ok(http::Response::new(in_pieces(as_events(answer))).into())
}

/// The crate's reader of events copies what it has not read yet with each event, so it is given little at a time.
fn in_pieces(events: Bytes) -> Body {
    let pieces = (0..events.len()).step_by(PIECE).map(move |at| events.slice(at..events.len().min(at + PIECE)));
    Body::wrap_stream(futures::stream::iter(pieces.map(Ok::<_, std::convert::Infallible>)))
}

fn message(turn: &Turn) -> ChatCompletionRequestMessage {
    let text = turn.text.clone();
    match turn.speaker {
        Speaker::System => ChatCompletionRequestSystemMessage::from(text).into(),
        Speaker::User => ChatCompletionRequestUserMessage::from(text).into(),
        Speaker::Assistant => ChatCompletionRequestAssistantMessage::from(text).into(),
    }
}

async fn read<S>(mut chunks: S, request: &ModelRequest, largest: usize) -> Result<Said, Failed>
where
    S: Stream<Item = Result<Chunk, OpenAIError>> + Unpin,
{
    let (mut text, mut refusal, mut is_over, mut counted) = (String::new(), String::new(), false, None);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(failed)?;
        if chunk.error.is_some() {
            return Err(Failed::BrokeOff("it met a fault of its own"));
        }
        for choice in chunk.choices.into_iter().take(1) {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
            refusal.push_str(choice.delta.refusal.as_deref().unwrap_or_default());
            is_over |= choice.finish_reason.is_some();
        }
        if text.len() + refusal.len() > largest {
            return Err(Failed::Unreadable("it is too long"));
        }
        counted = chunk.usage.map(|it| (it.prompt_tokens, it.completion_tokens)).or(counted);
    }
    if !is_over {
        return Err(Failed::BrokeOff("the answer broke off"));
    }
    Ok(Said::counted(if text.is_empty() { refusal } else { text }, request, counted))
}

/// The crate's own words would repeat the answer.
fn failed(error: OpenAIError) -> Failed {
    match error {
        OpenAIError::Boxed(ours) => match ours.downcast::<Failed>() {
            Ok(failed) => *failed,
            Err(_) => Failed::BrokeOff("the connection broke off"),
        },
        OpenAIError::JSONDeserialize(..) => Failed::Unreadable("it is not what OpenAI says"),
        OpenAIError::StreamError(_) | OpenAIError::ApiError(_) => Failed::BrokeOff("the answer broke off"),
        _ => Failed::Unaskable("the request can't be built"),
    }
}
