//! A noisy model and a steady score (row D4): the same input is judged once, any other is another.

use domain::screening::record::Ask;
use kit::ScriptedModel;
use kit::llm::Question;
use kit::soak::{many, say};
use std::collections::HashSet;

use super::{Desk, RESUME, setup, setup_with};
use crate::office::Office;

/// Levels that differ with each call.
fn noisy(asked: &kit::llm::Asked) -> String {
    let mut mixed = asked.number as u64 + 1;
    let question = Question::of(asked);
    let line = question.resume.lines().next().unwrap();
    let answer = question.judge(|_| {
        mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((mixed >> 33) % 5, vec![line])
    });
    answer.to_string()
}

#[tokio::test]
async fn the_same_input_has_one_score_and_costs_one_call() {
    let server = ScriptedModel::answering(noisy);
    let desk = Desk::by("ollama", &server).await;
    let rounds = many(100);
    let mut scores = HashSet::new();
    let (application, first) = desk.screened(RESUME).await;
    for _ in 0..rounds {
        assert_eq!(desk.ask(application, Ask::default()).await, None);
        scores.insert(desk.in_force(application).await.score);
    }
    for _ in 0..rounds.min(20) {
        scores.insert(desk.screened(RESUME).await.1.score);
    }
    assert_eq!((scores, server.calls()), (HashSet::from([first.score]), 1));
    say("D4", &format!("{} judgements of one input by a noisy model: 1 score, 1 call", rounds + rounds.min(20) + 1));
}

#[tokio::test]
async fn another_model_text_or_criterion_is_another_input() {
    let server = ScriptedModel::answering(|asked| Question::of(asked).all(2).to_string());
    let desk = Desk::by("ollama", &server).await;
    let (application, first) = desk.screened(RESUME).await;
    let mut addresses = HashSet::from([first.input_hash.clone()]);
    let mut next = async |application, office: &Office| {
        let (_, task) = office.services.screenings.request(application, Ask::default()).await.unwrap();
        office.run(task.expect("it is another input")).await;
        assert!(addresses.insert(desk.in_force(application).await.input_hash), "the address is the same");
    };
    let seal = std::sync::Arc::new(platform::seal::PlainAnswers);
    let another = setup_with("ollama", &server, &[("OLLAMA_MODEL", "llama3.3")], seal);
    next(application, &Office::with_screening(desk.world.store.clone(), another)).await;
    next(application, &Office::with_screening(desk.world.store.clone(), setup("openai", &server))).await;
    let (other, task) = desk.applicant(&format!("{RESUME}.")).await;
    desk.office.services.tasks.cancel(task).await.unwrap();
    next(other, &desk.office).await;
    let criterion = |weight, words: &str| domain::job::criteria::CriterionDraft {
        name: words.to_owned(),
        weight,
        description: "Has done it.".to_owned(),
    };
    for criteria in [
        vec![criterion(1.0, "Rust")],
        vec![criterion(1.0, "Rust"), criterion(1.0, "Teams")],
        vec![criterion(2.0, "Rust"), criterion(1.0, "Teams")],
    ] {
        desk.office.services.jobs.set_criteria(desk.job, criteria).await.unwrap();
        assert!(desk.in_force(application).await.stale, "a changed criterion makes it stale");
        next(application, &desk.office).await;
        assert!(!desk.in_force(application).await.stale);
    }
    assert_eq!(addresses.len(), 7);
    assert_eq!(server.calls(), 7, "and nothing else was asked, by itself or otherwise");
}

#[tokio::test]
async fn a_fallback_is_visible_and_never_stands_in_for_the_first() {
    let server = ScriptedModel::start(|asked| {
        if asked.number == 0 {
            kit::llm::Behaviour::status(500)
        } else {
            kit::llm::Behaviour::Text(Question::of(asked).all(4).to_string())
        }
    });
    let mut setup = setup("ollama", &server);
    setup.providers.push(domain::screening::provider::Provider::Rules);
    let desk = Desk::new(setup).await;
    let (application, by_rules) = desk.screened(RESUME).await;
    assert_eq!((by_rules.provider.as_str(), by_rules.model.as_deref()), ("rules", None));
    assert_eq!(by_rules.notes[0], "ollama could not be used: it did not answer.");
    // The model is back, and is asked although there is an answer of the rules.
    assert!(desk.ask(application, Ask::default()).await.is_some());
    let by_model = desk.in_force(application).await;
    assert_eq!((by_model.provider.as_str(), by_model.score), ("ollama", 100));
    assert_ne!(by_model.input_hash, by_rules.input_hash);
    assert_eq!(desk.ask(application, Ask::default()).await, None);
    // It goes again: what it said of this stays, and what it was not asked yet falls to the rules.
    server.behave(|_| kit::llm::Behaviour::status(500));
    assert_eq!(desk.ask(application, Ask::default()).await, None);
    assert_eq!(desk.screened(&format!("{RESUME}.")).await.1.provider, "rules");
}
