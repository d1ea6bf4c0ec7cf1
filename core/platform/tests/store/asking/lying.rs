//! A model that invents its quotes (row D5).

use kit::ScriptedModel;
use kit::llm::Question;
use kit::soak::say;

use super::{Desk, PROVIDERS, RESUME};

/// Words that are near the résumé's and not in it.
const INVENTED: [&str; 6] = [
    "Built payment services in Rust for sixteen years",
    "Led a team of fifty",
    "Ran PostgreSQL at planetary scale",
    "payment services in Rus",
    "Rust PostgreSQL Kafka Kubernetes",
    "…",
];

#[tokio::test]
async fn every_invented_quote_is_dropped_and_its_level_is_0() {
    for provider in PROVIDERS {
        let server = ScriptedModel::answering(|asked| {
            let mut next = 0;
            let lie = |_: &str| {
                next += 3;
                (4, INVENTED.iter().cycle().skip(next).take(3).copied().collect())
            };
            Question::of(asked).judge(lie).to_string()
        });
        let desk = Desk::by(provider, &server).await;
        let (_, screening) = desk.screened(RESUME).await;
        assert_eq!(screening.score, 0);
        for criterion in &screening.criteria {
            assert!(criterion.level == 0 && !criterion.verified && criterion.evidence.is_empty(), "{criterion:?}");
            let told = screening.notes.iter().filter(|note| note.starts_with(&format!("{}: ", criterion.name)));
            assert_eq!(told.count(), 2, "{:?}", screening.notes);
        }
        say("D5", &format!("{provider}: {} of {0} invented quotes dropped", 3 * screening.criteria.len()));

        // One true quote among lies: the level stands, and is not verified.
        server.behave(|asked| {
            let half = Question::of(asked).judge(|_| (3, vec!["Led a team of fifty", "led a team of five"]));
            kit::llm::Behaviour::Text(half.to_string())
        });
        let (_, screening) = desk.screened(&format!("{RESUME}Also paints.\n")).await;
        assert_eq!(screening.score, 75);
        assert!(screening.criteria.iter().all(|it| it.level == 3 && !it.verified && it.evidence.len() == 1));
    }
}
