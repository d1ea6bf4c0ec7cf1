//! One screening from the question to the row, and what is kept of it.

use std::sync::Arc;

use domain::ports::Store;
use domain::screening::record::Ask;
use kit::ScriptedModel;
use kit::llm::Question;
use platform::seal::EncryptedAnswers;
use platform::system::SystemRandomness;
use serde_json::json;

use super::{Desk, PROVIDERS, RESUME, setup, setup_with};
use crate::erasing::tables_with;

/// A model that knows Rust when it reads it.
fn judge(asked: &kit::llm::Asked) -> String {
    let question = Question::of(asked);
    let mut answer = question.judge(|criterion| match criterion {
        it if it.starts_with("Rust") => (4, vec!["built payment services in  RUST for six years"]),
        it if it.starts_with("PostgreSQL") => (2, vec!["Ran PostgreSQL in production"]),
        _ => (0, vec![]),
    });
    answer["missing_skills"] = json!(["Kubernetes", "Kafka"]);
    answer.to_string()
}

#[tokio::test]
async fn a_models_levels_become_a_screening_with_evidence() {
    for provider in PROVIDERS {
        let server = ScriptedModel::answering(judge);
        let desk = Desk::by(provider, &server).await;
        let (application, screening) = desk.screened(RESUME).await;
        assert_eq!(server.calls(), 1, "{provider}");
        let model = if provider == "ollama" { "llama3.2" } else { "gpt-4o-mini" };
        assert_eq!((screening.provider.as_str(), screening.model.as_deref()), (provider, Some(model)));
        assert_eq!(screening.prompt_version.as_deref(), Some("v1"));
        assert_eq!(screening.prompt_hash.as_ref().map(String::len), Some(64));
        let rust = screening.criteria.iter().find(|it| it.name == "Rust").unwrap();
        assert!(rust.level == 4 && rust.verified, "{rust:?}");
        assert_eq!(rust.evidence[0].quote, "Built payment services in Rust for six years");
        assert_eq!(rust.evidence[0].span.start, 16);
        assert_eq!(screening.missing_skills, ["Kubernetes"]);
        assert!(
            screening.notes.iter().any(|note| note.starts_with("Kafka was called missing")),
            "{:?}",
            screening.notes
        );
        assert_eq!((screening.questions.len(), screening.samples.len(), screening.unstable), (3, 1, false));
        assert_eq!(screening.samples[0].score, screening.score);
        // Asked again, it is known, to whoever asks.
        assert_eq!(desk.ask(application, Ask::default()).await, None);
        let (_, other) = desk.screened(RESUME).await;
        assert_eq!((other.score, other.input_hash.as_str()), (screening.score, screening.input_hash.as_str()));
        assert_eq!(server.calls(), 1, "{provider}");
    }
}

#[tokio::test]
async fn what_is_kept_says_the_same_again_and_goes_with_the_person() {
    let server = ScriptedModel::answering(|asked| {
        judge(asked).replace("two", "quetzal two").replace("The rest", "Quetzal: the rest")
    });
    let desk = Desk::by("openai", &server).await;
    let (application, screening) = desk.screened(RESUME).await;
    let again = desk.office.services.screenings.replay(screening.id).await.unwrap().unwrap().unwrap();
    assert_eq!((again.score, &again.criteria, again.unstable), (screening.score, &screening.criteria, false));
    assert_eq!(tables_with(&desk.world, "Quetzal").await, ["screening"], "the rest is kept as bytes");
    let kept = async || {
        let reads = desk.world.store.reads();
        let asked = reads.asked(&screening.input_hash).await.unwrap();
        (asked.map(|asked| asked.samples.len()), reads.asked_record(&screening.input_hash).await.unwrap().is_some())
    };
    assert_eq!(kept().await, (Some(1), true));
    let neighbour = desk.person(RESUME).await;
    let (other, task) = desk.office.apply(neighbour, desk.job).await;
    desk.office.run(task.unwrap()).await;
    let erase = async |application| {
        let person = desk.world.store.reads().applications(&[application]).await.unwrap().pop().unwrap().candidate_id;
        desk.world.write(async |tx| assert!(tx.erase_candidate(person).await.unwrap().is_some())).await;
    };
    erase(application).await;
    assert_eq!(kept().await, (Some(1), true), "another's screening rests on it");
    let again = desk.office.services.screenings.replay(desk.in_force(other).await.id).await.unwrap().unwrap();
    assert_eq!(again.unwrap().score, screening.score);
    erase(other).await;
    assert_eq!(kept().await, (None, false));
}

#[tokio::test]
async fn with_a_key_neither_question_nor_answer_can_be_read_in_the_database() {
    let server = ScriptedModel::answering(judge);
    let seal = |byte| Arc::new(EncryptedAnswers::new(&[byte; 32], Arc::new(SystemRandomness)));
    let desk = Desk::new(setup_with("ollama", &server, &[], seal(1))).await;
    let (application, screening) = desk.screened(RESUME).await;
    let reads = desk.world.store.reads();
    let record = reads.asked_record(&screening.input_hash).await.unwrap().unwrap();
    let answer = reads.asked(&screening.input_hash).await.unwrap().unwrap().samples.remove(0).answer;
    for bytes in [&record, &answer] {
        assert!(!bytes.windows(7).any(|words| words.eq_ignore_ascii_case(b"payment")), "it can be read");
    }
    drop(reads);
    let replay = |office: &crate::office::Office| {
        let screenings = office.services.screenings.clone();
        async move { screenings.replay(screening.id).await.unwrap().unwrap() }
    };
    assert_eq!(replay(&desk.office).await.unwrap().score, screening.score);
    // A process without the key, or with another: the screening stands, and nobody is asked behind its back.
    for setup in [setup("ollama", &server), setup_with("ollama", &server, &[], seal(2))] {
        let office = crate::office::Office::with_screening(desk.world.store.clone(), setup);
        assert!(replay(&office).await.is_err());
        let (_, known) = office.services.screenings.request(application, Ask::default()).await.unwrap();
        assert_eq!(known, None);
        let person = desk.person(RESUME).await;
        let (_, task) = office.apply(person, desk.job).await;
        let task = office.run(task.unwrap()).await;
        assert_eq!(task.error.unwrap().code, "MODEL_ANSWER_SEALED");
    }
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn a_long_resume_is_judged_by_its_beginning_and_that_is_said() {
    let server = ScriptedModel::answering(|asked| Question::of(asked).all(1).to_string());
    let desk = Desk::by("ollama", &server).await;
    let text = format!("{RESUME}{}", "Wrote a service in Rust. ".repeat(1_000));
    let (_, screening) = desk.screened(&text).await;
    let shown = Question::of(&server.asked()[0]).resume;
    assert!(shown.chars().count() <= 16_000 && shown.ends_with("Rust."), "{}", shown.len());
    assert!(screening.notes[0].starts_with("The model read the first "), "{:?}", screening.notes);
    assert_eq!(
        desk.office.services.screenings.replay(screening.id).await.unwrap().unwrap().unwrap().score,
        screening.score
    );
}
