//! The scripted servers speak what the clients of the two interfaces expect: each crate's own calls, with its own
//! types, which are stricter than what we read by.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest, FinishReason,
};
use futures::StreamExt;
use kit::ScriptedModel;
use ollama_rs::Ollama;
use ollama_rs::generation::chat::ChatMessage;
use ollama_rs::generation::chat::request::ChatMessageRequest;

const ANSWER: &str = "{\"level\": 3, \"why\": \"a plain sentence, longer than one piece of it\"}";

#[tokio::test]
async fn ollama_rs_understands_the_scripted_ollama() {
    platform::tls::prepare();
    let server = ScriptedModel::answering(|_| ANSWER.to_owned());
    let ollama = Ollama::try_new(server.ollama_url()).unwrap();
    let request = || ChatMessageRequest::new("llama3.2".to_owned(), vec![ChatMessage::user("Who?".to_owned())]);
    let whole = ollama.send_chat_messages(request()).await.unwrap();
    assert_eq!((whole.message.content.as_str(), whole.done), (ANSWER, true));
    assert_eq!(whole.final_data.unwrap().eval_count, 17);
    let mut pieces = ollama.send_chat_messages_stream(request()).await.unwrap();
    let (mut text, mut counted) = (String::new(), None);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        text.push_str(&piece.message.content);
        counted = piece.final_data;
    }
    assert_eq!((text.as_str(), counted.unwrap().eval_count), (ANSWER, 17));
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn async_openai_understands_the_scripted_openai() {
    platform::tls::prepare();
    let server = ScriptedModel::answering(|_| ANSWER.to_owned());
    let config = OpenAIConfig::default().with_api_base(server.openai_url()).with_api_key("sk-test");
    let client = Client::with_config(config);
    let request = |stream| CreateChatCompletionRequest {
        model: "gpt-4o-mini".to_owned(),
        messages: vec![ChatCompletionRequestUserMessage::from("Who?").into()],
        stream: Some(stream),
        stream_options: stream
            .then_some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
        ..CreateChatCompletionRequest::default()
    };
    let whole = client.chat().create(request(false)).await.unwrap();
    assert_eq!(whole.choices[0].message.content.as_deref(), Some(ANSWER));
    assert_eq!(
        (whole.choices[0].finish_reason, whole.usage.unwrap().completion_tokens),
        (Some(FinishReason::Stop), 17)
    );
    let mut pieces = client.chat().create_stream(request(true)).await.unwrap();
    let (mut text, mut usage) = (String::new(), None);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        for choice in piece.choices {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
        usage = piece.usage.or(usage);
    }
    assert_eq!((text.as_str(), usage.unwrap().completion_tokens), (ANSWER, 17));
}
