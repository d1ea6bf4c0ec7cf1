//! What comes back of what a model says, well or badly.

use domain::ports::{ModelError, Speaker, Turn};
use kit::ScriptedModel;
use kit::llm::{Behaviour, Interface};
use serde_json::json;

use crate::world::{PROVIDERS, of, question, settings};

const ANSWER: &str = "{\"summary\": \"Zoë Müller führte – laut eigenen Worten – drei 日本語 Projekte. 🚀\"}";

#[tokio::test]
async fn an_answer_comes_back_word_for_word_with_the_providers_counts() {
    for provider in PROVIDERS {
        let said = Behaviour::Counted { text: ANSWER.to_owned(), prompt: 321, answer: 45 };
        let server = ScriptedModel::doing(vec![said]);
        let model = of(provider, &server, &[]);
        let reply = model.ask(&question("Wer?")).await.unwrap();
        assert_eq!((reply.text.as_str(), reply.prompt_tokens, reply.answer_tokens), (ANSWER, 321, 45), "{provider}");
        assert_eq!((model.provider(), server.calls()), (provider, 1));
    }
}

#[tokio::test]
async fn ollama_is_asked_for_the_schema_and_for_the_same_answer_each_time() {
    let server = ScriptedModel::answering(|asked| asked.last().to_owned());
    let model = of("ollama", &server, &[("OLLAMA_MODEL", "phi4"), ("llm.ollama_context", "4096")]);
    let mut request = question("First.");
    request.turns.push(Turn { speaker: Speaker::Assistant, text: "No.".to_owned() });
    request.turns.push(Turn { speaker: Speaker::User, text: "Again.".to_owned() });
    assert_eq!(model.ask(&request).await.unwrap().text, "Again.");
    let asked = server.asked().pop().unwrap();
    let turns = [("system", "You judge."), ("user", "First."), ("assistant", "No."), ("user", "Again.")];
    assert_eq!((asked.interface, asked.turns()), (Interface::Ollama, turns.to_vec()));
    assert_eq!((&asked.body["format"], &asked.body["model"]), (&request.schema, &json!("phi4")));
    let options = json!({ "temperature": 0.0, "seed": 1, "num_ctx": 4096, "num_predict": 200 });
    assert_eq!(asked.body["options"], options);
    assert_eq!((&asked.body["stream"], &asked.body["truncate"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn openai_is_asked_for_the_strict_schema_with_the_key() {
    let server = ScriptedModel::answering(|_| "{}".to_owned());
    of("openai", &server, &[]).ask(&question("Who?")).await.unwrap();
    let asked = server.asked().pop().unwrap();
    assert_eq!(asked.header("authorization"), Some("Bearer sk-test"));
    let format = json!({ "type": "json_schema", "json_schema": { "name": "judgement", "strict": true, "schema": {
        "type": "object", "properties": { "level": { "type": "integer" } },
        "required": ["level"], "additionalProperties": false,
    } } });
    assert_eq!(asked.body["response_format"], format);
    assert_eq!((&asked.body["temperature"], &asked.body["seed"]), (&json!(0.0), &json!(1)));
    assert_eq!((&asked.body["max_tokens"], &asked.body["model"]), (&json!(200), &json!("gpt-4o-mini")));
}

#[tokio::test]
async fn openai_itself_wants_a_key_and_others_do_not() {
    let check = |more: &[(&str, &str)]| platform::llm::check(&settings("openai", "http://127.0.0.1:1", more).llm);
    let (openai, none) = (("OPENAI_BASE_URL", "https://api.openai.com/v1"), ("OPENAI_API_KEY", ""));
    assert!(check(&[none]).is_ok() && check(&[openai]).is_ok());
    let failure = check(&[openai, none]).unwrap_err();
    assert_eq!(failure.code, 2);
    assert!(failure.sentence.starts_with("OPENAI_API_KEY is not set"), "{}", failure.sentence);
}

/// Servers that don't stream answer in one piece, although they were asked for a stream.
#[tokio::test]
async fn an_answer_in_one_piece_is_read_too() {
    let whole = [
        (
            "ollama",
            json!({
                "model": "m", "created_at": "now", "done": true, "message": { "role": "assistant", "content": ANSWER },
            }),
        ),
        ("openai", json!({ "choices": [{ "message": { "content": ANSWER }, "finish_reason": "eos" }] })),
    ];
    for (provider, body) in whole {
        let pretty = serde_json::to_vec_pretty(&body).unwrap();
        let server = ScriptedModel::doing(vec![Behaviour::Bytes(pretty)]);
        let reply = of(provider, &server, &[]).ask(&question("Who?")).await.unwrap();
        assert_eq!(reply.text, ANSWER, "{provider}");
        assert!(reply.prompt_tokens > 10 && reply.answer_tokens > 10, "estimates stand in for counts");
    }
}

#[tokio::test]
async fn a_refusal_to_answer_is_an_answer() {
    let refusal =
        json!({ "choices": [{ "delta": { "content": null, "refusal": "I can't." }, "finish_reason": "stop" }] });
    let body = format!("data: {refusal}\n\ndata: [DONE]\n\n");
    let server = ScriptedModel::doing(vec![Behaviour::Bytes(body.into_bytes())]);
    assert_eq!(of("openai", &server, &[]).ask(&question("Who?")).await.unwrap().text, "I can't.");
}

/// What the wire can do to an answer, and whether asking again may help.
fn broken(provider: &str) -> Vec<(&'static str, Behaviour, bool)> {
    let around = |inner: &[u8]| {
        let (before, after): (&[u8], &[u8]) = match provider {
            "ollama" => (
                b"{\"model\":\"m\",\"created_at\":\"now\",\"done\":true,\"message\":{\"role\":\"assistant\",\"content\":\"",
                b"\"}}\n",
            ),
            _ => (b"data: {\"choices\":[{\"delta\":{\"content\":\"", b"\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"),
        };
        Behaviour::Bytes([before, inner, after].concat())
    };
    vec![
        ("cut", Behaviour::BreakOff(ANSWER.to_owned()), true),
        ("a fault in the stream", Behaviour::Fault(ANSWER.to_owned()), true),
        ("empty", Behaviour::Bytes(Vec::new()), true),
        ("an end without a word that it is one", Behaviour::Bytes(b"\n".to_vec()), true),
        ("bad UTF-8", around(b"Zo\xeb M\xc3"), false),
        ("too long", around(&vec![b'x'; (1 << 20) + 1]), false),
        ("endless", Behaviour::Bytes(vec![b' '; 33 << 20]), false),
        ("a string instead of an object", Behaviour::Bytes(b"\"Zoe Mueller\"\n".to_vec()), false),
        ("a page of HTML", Behaviour::Bytes(b"<html>Zoe Mueller</html>".to_vec()), false),
    ]
}

#[tokio::test]
async fn broken_answers_are_told_without_a_word_of_them() {
    for provider in PROVIDERS {
        for (what, behaviour, passes) in broken(provider) {
            if provider == "openai" && !passes && matches!(what, "a string instead of an object" | "a page of HTML") {
                // No event is in it, so the stream has ended before the answer.
                continue;
            }
            let server = ScriptedModel::doing(vec![behaviour]);
            let error = of(provider, &server, &[]).ask(&question("Who?")).await.unwrap_err();
            let expected = if passes {
                matches!(error, ModelError::Unavailable { .. })
            } else {
                matches!(error, ModelError::Unreadable { .. })
            };
            assert!(expected, "{provider}, {what}: {error:?}");
            assert!(!format!("{error} {error:?}").contains("Zo"), "{provider}, {what}: {error:?}");
        }
    }
}

/// A megabyte is within the limit: what it is worth is not for the wire to say.
#[tokio::test]
async fn a_long_answer_within_the_limit_is_read_whole() {
    for provider in PROVIDERS {
        let long = "ab ".repeat(333_333);
        let server = ScriptedModel::doing(vec![Behaviour::Counted { text: long.clone(), prompt: 1, answer: 1 }]);
        assert!(of(provider, &server, &[]).ask(&question("Who?")).await.unwrap().text == long, "{provider}");
    }
}
