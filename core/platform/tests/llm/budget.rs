//! The day's budget, with many who ask at once in two processes (row L5).

use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveTime, Utc};
use domain::ports::{Clock, LanguageModel, ModelBudget, ModelError};
use kit::llm::Behaviour;
use kit::soak::say;
use kit::{ScriptedModel, TestDatabase};
use platform::events::InProcessBus;
use platform::store::PgStore;
use platform::system::SystemClock;
use tokio::task::JoinSet;

use crate::world::{PROVIDERS, question, within};

const ASKERS: usize = 32;

/// Another process's budget on the same database, over one connection.
async fn process(database: &TestDatabase) -> Arc<PgStore> {
    Arc::new(PgStore::new(database.connect().await, Arc::new(InProcessBus::default())))
}

/// A model that takes from 100 to 999 tokens for a question that could take some more than a thousand.
fn server() -> ScriptedModel {
    ScriptedModel::start(|asked| {
        let some = u64::try_from(asked.number * 7919 % 900).unwrap();
        Behaviour::Counted { text: "{}".to_owned(), prompt: 80 + some, answer: 20 }
    })
}

fn words() -> String {
    "word ".repeat(190)
}

/// Asks until the budget says no, and answers how long it is to wait.
async fn until_exhausted(model: Arc<dyn LanguageModel>) -> Duration {
    loop {
        match model.ask(&question(&words())).await {
            Ok(_) => {}
            Err(ModelError::BudgetExhausted { until }) => {
                return (until - SystemClock.now()).to_std().unwrap_or_default();
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn many_at_once_never_take_more_than_the_days_tokens_and_calls() {
    for (provider, tokens, calls) in [("ollama", "60000", "0"), ("openai", "50000", "0"), ("ollama", "0", "77")] {
        let (database, server) = (TestDatabase::new().await, server());
        let limits = [("llm.daily_tokens", tokens), ("llm.daily_calls", calls), ("llm.parallel", "16")];
        let (one, other) = (process(&database).await, process(&database).await);
        let models = [&one, &other]
            .map(|budget| within(Arc::clone(budget) as Arc<dyn ModelBudget>, provider, &server.ollama_url(), &limits));
        let mut askers = JoinSet::new();
        for number in 0..ASKERS {
            askers.spawn(until_exhausted(Arc::clone(&models[number % 2])));
        }
        askers.join_all().await;
        // Those who stopped while others were under way leave a rest, which one alone can use.
        let wait = until_exhausted(Arc::clone(&models[0])).await;
        let (spent, asked) = (server.tokens(), u64::try_from(server.calls()).unwrap());
        let (tokens, calls): (u64, u64) = (tokens.parse().unwrap(), calls.parse().unwrap());
        if tokens > 0 {
            assert!(spent <= tokens, "{provider}: {spent} of {tokens} tokens");
            assert!(tokens - spent < 2_000, "{provider}: {spent} of {tokens} tokens, and more would have fitted");
        } else {
            assert_eq!(asked, calls, "{provider}");
        }
        let counted = other.spent_today().await.unwrap();
        assert_eq!((counted.tokens, counted.calls, counted.promised), (spent, asked, 0), "{provider}");
        let now = SystemClock.now();
        let midnight = (now.date_naive() + Days::new(1)).and_time(NaiveTime::MIN).and_local_timezone(Utc).unwrap();
        let expected = (midnight - now).to_std().unwrap();
        assert!(wait.abs_diff(expected) < Duration::from_secs(60), "it goes on at midnight: {wait:?}");
        say(
            "L5",
            &format!("{provider}: {ASKERS} askers spent {spent} of {tokens} tokens in {asked} calls (limit {calls})"),
        );
    }
}

#[tokio::test]
async fn a_question_that_cost_nothing_counts_no_tokens_and_one_that_may_have_counts_at_its_largest() {
    let database = TestDatabase::new().await;
    let budget = process(&database).await;
    for provider in PROVIDERS {
        let server = ScriptedModel::doing(vec![Behaviour::status(500), Behaviour::BreakOff("{".to_owned())]);
        let limits = [("llm.daily_tokens", "1000000"), ("llm.attempts", "1"), ("llm.breaker_failures", "100")];
        let model = within(budget.clone(), provider, &server.ollama_url(), &limits);
        let before = budget.spent_today().await.unwrap();
        model.ask(&question("Who?")).await.unwrap_err();
        let refused = budget.spent_today().await.unwrap();
        assert_eq!((refused.calls - before.calls, refused.tokens), (1, before.tokens), "{provider}");
        model.ask(&question("Who?")).await.unwrap_err();
        let broken = budget.spent_today().await.unwrap();
        assert_eq!((broken.calls - refused.calls, broken.promised), (1, 0), "{provider}");
        assert!(broken.tokens - refused.tokens > 200, "{provider}: the answer alone could have had 200");
    }
}

#[tokio::test]
async fn a_question_larger_than_a_days_budget_is_refused_rather_than_put_off_for_ever() {
    let database = TestDatabase::new().await;
    let server = server();
    let budget: Arc<dyn ModelBudget> = process(&database).await;
    let model = within(budget, "openai", &server.ollama_url(), &[("llm.daily_tokens", "50000")]);
    let error = model.ask(&question(&"word ".repeat(20_000))).await.unwrap_err();
    assert!(matches!(error, ModelError::Refused { .. }), "{error:?}");
    assert_eq!(server.calls(), 0);
}
