//! Answers that can't be used (row L2).

use domain::screening::record::Ask;
use domain::task::model::TaskState;
use kit::ScriptedModel;
use kit::llm::{Asked, Behaviour, Question};
use kit::soak::{many, say};
use serde_json::{Value, json};

use super::{Desk, PROVIDERS, RESUME};

/// How a malformed answer may end: used as it is, or refused and asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comes {
    Used,
    Repaired,
    /// The connection itself failed, which is the adapter's to try again.
    Nothing,
}

fn good(asked: &Asked) -> Value {
    Question::of(asked).all(2)
}

fn changed(asked: &Asked, change: impl FnOnce(&mut Value)) -> Behaviour {
    let mut answer = good(asked);
    change(&mut answer);
    Behaviour::Text(answer.to_string())
}

type Case = (&'static str, fn(&Asked) -> Behaviour, Comes);

const CASES: [Case; 12] = [
    (
        "cut",
        |asked| {
            let text = good(asked).to_string();
            Behaviour::Text(text[..text.len() / 2].to_owned())
        },
        Comes::Repaired,
    ),
    ("fenced", |asked| Behaviour::Text(format!("```json\n{}\n```", good(asked))), Comes::Used),
    ("extra keys", |asked| changed(asked, |it| it["score"] = json!(99)), Comes::Used),
    ("NaN", |asked| Behaviour::Text(good(asked).to_string().replace("\"level\":2", "\"level\":NaN")), Comes::Repaired),
    ("101", |asked| changed(asked, |it| it["criteria"]["C1"]["level"] = json!(101)), Comes::Repaired),
    ("\"85\"", |asked| changed(asked, |it| it["criteria"]["C1"]["level"] = json!("85")), Comes::Repaired),
    ("1 MB", |asked| changed(asked, |it| it["summary"] = json!("x".repeat(1_100_000))), Comes::Repaired),
    ("empty", |_| Behaviour::Text(String::new()), Comes::Repaired),
    ("refusal", |_| Behaviour::Text("I'm sorry, but I can't help with that.".to_owned()), Comes::Repaired),
    (
        "other language",
        |asked| changed(asked, |it| it["summary"] = json!("他有五年的经验，会写代码，但是没有使用过集群。")),
        Comes::Repaired,
    ),
    ("bad UTF-8", |_| Behaviour::Bytes(vec![0x7B, 0xFF, 0xFE, 0x7D]), Comes::Repaired),
    ("broken stream", |asked| Behaviour::BreakOff(good(asked).to_string()), Comes::Nothing),
];

#[tokio::test]
async fn malformed_answers_are_mended_once_or_end_in_a_typed_failure() {
    let rounds = many(50);
    for provider in PROVIDERS {
        let server = ScriptedModel::answering(|asked| good(asked).to_string());
        let desk = Desk::by(provider, &server).await;
        let (application, first) = desk.screened(RESUME).await;
        let (mut used, mut failed) = (0, 0);
        for (name, malformed, comes) in CASES {
            for round in 0..rounds {
                // Now and then the model is past mending.
                let mends = round % 2 == 0;
                let calls = server.calls();
                server.behave(move |asked| {
                    let is_repair = Question::of(asked).is_repair;
                    if is_repair && mends { Behaviour::Text(good(asked).to_string()) } else { malformed(asked) }
                });
                let task = desk.ask(application, Ask::AGAIN).await.unwrap();
                let code = task.error.as_ref().map_or("", |error| error.code.as_str());
                let asked = server.calls() - calls;
                let expected = match (comes, mends) {
                    (Comes::Used, _) => (TaskState::Success, "", 1),
                    (Comes::Repaired, true) => (TaskState::Success, "", 2),
                    (Comes::Repaired, false) => (TaskState::Failure, "MODEL_ANSWER_INVALID", 2),
                    (Comes::Nothing, _) => (TaskState::Retry, "MODEL_UNAVAILABLE", 1),
                };
                assert_eq!((task.state, code, asked), expected, "{provider}: {name}");
                if task.state == TaskState::Success { used += 1 } else { failed += 1 }
            }
        }
        let all = desk.all(application).await;
        assert_eq!(all.len(), (used + 1).min(100), "each usable answer is a row and nothing else is");
        for screening in &all {
            assert!((10..=500).contains(&screening.summary.chars().count()) && screening.questions.len() == 3);
            assert_eq!(screening.score, first.score);
        }
        say("L2", &format!("{provider}: {} answers, {used} used, {failed} typed failures, 0 bad rows", 12 * rounds));
    }
}
