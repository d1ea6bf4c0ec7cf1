//! Models that take a question and say nothing, or not to the end (row L3).

use std::time::{Duration, Instant};

use domain::ports::{LanguageModel, ModelError};
use kit::ScriptedModel;
use kit::llm::{Behaviour, DeafServer};
use kit::soak::{many, say};

use crate::world::{PROVIDERS, SOON, at, of, question};

const LIMIT: Duration = Duration::from_millis(300);
/// Settings that differ from the defaults.
type Given<'a> = &'a [(&'a str, &'a str)];

/// How often each, in full.
const TIMES: usize = 30;

/// Asks in vain so often, by the one place that there is, and tells how much longer than the limit it took.
async fn in_vain(what: &str, model: &dyn LanguageModel) {
    let mut latest = Duration::ZERO;
    for _ in 0..many(TIMES) {
        let began = Instant::now();
        let error = model.ask(&question("Who?")).await.unwrap_err();
        let took = began.elapsed();
        assert!(matches!(error, ModelError::Unavailable { retry_after: None, .. }), "{what}: {error:?}");
        assert!(took >= LIMIT && took < LIMIT * 5, "{what}: it took {took:?}");
        latest = latest.max(took - LIMIT);
    }
    let (provider, times) = (model.provider(), many(TIMES));
    say("L3", &format!("{provider}, {what}: {times} ended at most {} ms after their deadline", latest.as_millis()));
}

#[tokio::test]
async fn nobody_waits_longer_to_connect_than_the_limit() {
    let server = DeafServer::start().await;
    let limits = [("llm.connect_timeout", "300ms"), ("llm.attempts", "1"), ("llm.parallel", "1")];
    let never_open = [("llm.breaker_failures", "1000")];
    for provider in PROVIDERS {
        in_vain("no connection", &*at(provider, &server.url(), &[&limits[..], &never_open].concat())).await;
    }
}

#[tokio::test]
async fn nobody_waits_longer_for_an_answer_than_the_limits_and_the_place_is_free_again() {
    let first_byte = [("llm.first_byte_timeout", "300ms"), ("llm.parallel", "1")];
    let whole = [("llm.timeout", "300ms"), ("llm.parallel", "1"), ("llm.connect_timeout", "200ms")];
    let hangs: [(&str, Behaviour, Given<'_>); 4] = [
        ("no headers", Behaviour::HangBeforeHeaders, &first_byte),
        ("no body", Behaviour::HangAfterHeaders, &first_byte),
        ("no end of the headers", Behaviour::HangBeforeHeaders, &whole),
        ("no end of the body", Behaviour::HangInBody("One word, and then none.".to_owned()), &whole),
    ];
    for provider in PROVIDERS {
        for (what, hang, limits) in hangs.clone() {
            let server = ScriptedModel::doing(vec![hang]);
            let model = of(provider, &server, limits);
            in_vain(what, &*model).await;
            server.until_left_alone(SOON).await;
            server.behave(|_| Behaviour::Text("{}".to_owned()));
            assert_eq!(model.ask(&question("Who?")).await.unwrap().text, "{}", "{provider}, {what}");
        }
    }
}

#[tokio::test]
async fn who_goes_away_closes_the_connection_and_leaves_the_place() {
    for provider in PROVIDERS {
        let server = ScriptedModel::doing(vec![Behaviour::HangInBody("Once".to_owned())]);
        let model = of(provider, &server, &[("llm.parallel", "1")]);
        let words = question("Who?");
        tokio::select! {
            answer = model.ask(&words) => panic!("{answer:?}"),
            () = server.until_calls(1, SOON) => {}
        }
        server.until_left_alone(SOON).await;
        server.behave(|_| Behaviour::Text("{}".to_owned()));
        assert!(model.ask(&words).await.is_ok(), "{provider}");
    }
}

#[tokio::test]
async fn no_more_ask_at_a_time_than_there_are_places() {
    let slow = Behaviour::After(Duration::from_millis(200), Box::new(Behaviour::Text("{}".to_owned())));
    let server = ScriptedModel::doing(vec![slow]);
    let model = of("ollama", &server, &[("llm.parallel", "2")]);
    let words = question("Who?");
    let all = (0..6).map(|_| model.ask(&words));
    assert!(futures::future::join_all(all).await.iter().all(Result::is_ok));
    let mut arrivals: Vec<Instant> = server.asked().iter().map(|it| it.at).collect();
    arrivals.sort_unstable();
    for three in arrivals.windows(3) {
        assert!(three[2] - three[0] >= Duration::from_millis(190), "three asked at a time");
    }
}
