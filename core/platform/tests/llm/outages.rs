//! A model that is down for a while, and many who want to ask it (row L4).

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::ports::{LanguageModel, ModelError};
use kit::ScriptedModel;
use kit::llm::Behaviour;
use kit::soak::{many, say};
use tokio::task::JoinSet;

use crate::world::{PROVIDERS, at, question};

const TASKS: usize = 200;

/// Asks until there is an answer, and waits as long as it is told to in between, as a task does.
async fn until_answered(model: Arc<dyn LanguageModel>, number: usize) -> String {
    loop {
        let wait = match model.ask(&question(&number.to_string())).await {
            Ok(reply) => return reply.text,
            Err(ModelError::BreakerOpen { retry_after }) => retry_after,
            Err(ModelError::Unavailable { retry_after, .. }) => retry_after.unwrap_or(Duration::from_millis(100)),
            Err(other) => panic!("{other:?}"),
        };
        tokio::time::sleep(wait).await;
    }
}

/// How many questions came before and how many after the model was well again, and all that were answered.
async fn outage(provider: &str, failure: Behaviour, length: Duration, probe: &str) -> (usize, usize) {
    let over = Instant::now() + length;
    let server =
        ScriptedModel::start(
            move |asked| {
                if asked.at < over { failure.clone() } else { Behaviour::Text(asked.last().to_owned()) }
            },
        );
    let model = at(provider, &server.ollama_url(), &[("llm.breaker_probe", probe)]);
    let mut tasks = JoinSet::new();
    for number in 0..many(TASKS) {
        tasks.spawn(until_answered(Arc::clone(&model), number));
    }
    let mut answers: Vec<usize> = tasks.join_all().await.iter().map(|it| it.parse().unwrap()).collect();
    answers.sort_unstable();
    assert_eq!(answers, (0..many(TASKS)).collect::<Vec<_>>(), "{provider}: each has its own answer");
    let asked = server.asked();
    let during = asked.iter().filter(|it| it.at < over).count();
    (during, asked.len() - during)
}

async fn survives(provider: &'static str, failure: Behaviour) {
    // Thirty seconds and a probe every five, or a tenth of both.
    let length = Duration::from_millis(u64::try_from(many(30) * 1000).unwrap());
    let (probe, began) = (format!("{}ms", (length / 6).as_millis()), Instant::now());
    let (during, after) = outage(provider, failure.clone(), length, &probe).await;
    // Five open it, and then there is one at each sixth.
    assert!(during <= 5 + 6, "{provider}, {failure:?}: it saw {during} questions while it was down");
    assert_eq!(after, many(TASKS), "{provider}, {failure:?}: one each, and no more, once it was well");
    let took = began.elapsed().as_secs_f64();
    say("L4", &format!("{provider}: {during} calls in {length:?} of outage, {after} after it, {took:.1} s in all"));
}

#[tokio::test]
async fn a_model_that_is_down_sees_a_few_questions_and_then_a_probe_now_and_then() {
    let mut outages = JoinSet::new();
    for provider in PROVIDERS {
        for failure in [Behaviour::status(500), Behaviour::status(429), Behaviour::BreakOff("{".to_owned())] {
            outages.spawn(survives(provider, failure));
        }
    }
    outages.join_all().await;
}

#[tokio::test]
async fn a_model_that_is_left_alone_says_for_how_long() {
    let server = ScriptedModel::doing(vec![Behaviour::retry_after(503, "60")]);
    let model = at("openai", &server.ollama_url(), &[("llm.breaker_failures", "1"), ("llm.attempts", "3")]);
    for _ in 0..20 {
        let ModelError::BreakerOpen { retry_after } = model.ask(&question("Who?")).await.unwrap_err() else {
            panic!("the breaker is open")
        };
        assert!(retry_after > Duration::from_secs(50), "{retry_after:?}");
    }
    assert_eq!(server.calls(), 1);
}
