//! Further attempts within one call.

use std::time::{Duration, Instant};

use domain::ports::ModelError;
use kit::ScriptedModel;
use kit::llm::Behaviour;

use crate::world::{PROVIDERS, of, question};

fn good() -> Behaviour {
    Behaviour::Text("{}".to_owned())
}

/// The pauses between the questions, in milliseconds.
fn pauses(server: &ScriptedModel) -> Vec<u128> {
    server.asked().windows(2).map(|two| (two[1].at - two[0].at).as_millis()).collect()
}

#[tokio::test]
async fn a_model_that_fails_is_asked_three_times_with_pauses_that_double() {
    let patient = [("llm.attempts", "3"), ("llm.retry_wait", "100ms")];
    for provider in PROVIDERS {
        for failure in [Behaviour::status(500), Behaviour::status(503), Behaviour::BreakOff("{".to_owned())] {
            let server = ScriptedModel::doing(vec![failure.clone(), failure.clone(), good()]);
            let reply = of(provider, &server, &patient).ask(&question("Who?")).await.unwrap();
            assert!(reply.latency >= Duration::from_millis(300), "from the first attempt on: {:?}", reply.latency);
            let pauses = pauses(&server);
            assert!(pauses[0] >= 99 && pauses[1] >= 199 && pauses.len() == 2, "{provider}: {pauses:?}");

            let server = ScriptedModel::doing(vec![failure]);
            let error = of(provider, &server, &patient).ask(&question("Who?")).await.unwrap_err();
            assert!(matches!(error, ModelError::Unavailable { retry_after: None, .. }), "{error:?}");
            assert_eq!(server.calls(), 3);
        }
    }
}

#[tokio::test]
async fn what_will_fail_again_is_told_at_once() {
    for provider in PROVIDERS {
        for status in [301, 400, 401, 403, 404, 413, 422] {
            let body = r#"{"error":{"message":"Zoe Mueller is unknown","type":"Zoe","code":"model_not_found"}}"#;
            let refusal = Behaviour::Status { status, retry_after: None, body: body.to_owned() };
            let server = ScriptedModel::doing(vec![refusal]);
            let error = of(provider, &server, &[("llm.attempts", "3")]).ask(&question("Who?")).await.unwrap_err();
            let detail = format!("status {status} (model_not_found)");
            assert_eq!(error, ModelError::Refused { detail }, "{provider}");
            assert_eq!(server.calls(), 1, "{provider} {status}");
        }
    }
}

#[tokio::test]
async fn a_model_that_says_when_to_come_back_is_asked_no_sooner() {
    for provider in PROVIDERS {
        let server = ScriptedModel::doing(vec![Behaviour::retry_after(429, "1"), good()]);
        of(provider, &server, &[("llm.attempts", "3")]).ask(&question("Who?")).await.unwrap();
        assert!(pauses(&server)[0] >= 999, "{provider}: {:?}", pauses(&server));
    }
}

#[tokio::test]
async fn a_model_that_wants_more_time_than_is_left_gives_the_call_back() {
    for provider in PROVIDERS {
        let in_a_year = "Fri, 26 Nov 2027 12:00:00 GMT";
        for (asks, seconds) in [("600", 600), (in_a_year, 24 * 3600)] {
            let server = ScriptedModel::doing(vec![Behaviour::retry_after(503, asks)]);
            let began = Instant::now();
            let error = of(provider, &server, &[("llm.attempts", "3")]).ask(&question("Who?")).await.unwrap_err();
            let ModelError::Unavailable { retry_after: Some(wait), .. } = error else { panic!("{error:?}") };
            assert_eq!((wait.as_secs(), server.calls()), (seconds, 1), "{provider}");
            assert!(began.elapsed() < Duration::from_secs(5), "it isn't waited for");
        }
    }
}
