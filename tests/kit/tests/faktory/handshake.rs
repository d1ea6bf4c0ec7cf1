//! Who is let in.

use std::time::Instant;

use kit::faktory::{Answer, Wire};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{on_each, producer};

/// The URL with another password in it.
fn with_password(url: &str, password: &str) -> String {
    let place = url.rsplit('@').next().expect("a URL has a place");
    format!("tcp://:{password}@{place}")
}

fn password_of(url: &str) -> &str {
    let (before, _) = url.split_once('@').expect("a test's Faktory has a password");
    before.strip_prefix("tcp://:").expect("only a password is before the place")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_knows_the_password_is_let_in() {
    on_each(async |faktory| {
        let mut client = faktory::Client::connect_to(&faktory.url()).await.unwrap();
        client.current_info().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_another_password_is_told_so_and_dropped() {
    on_each(async |faktory| {
        let wrong = with_password(&faktory.url(), "wrong");
        let refused = faktory::Client::connect_to(&wrong).await.err().unwrap();
        assert!(refused.to_string().contains("uthentication") || format!("{refused:?}").contains("password"));
        let mut wire = Wire::connect(&faktory.url()).await;
        wire.greeting().await;
        let answer = wire.ask(r#"HELLO {"v":2,"pwdhash":"0"}"#).await;
        assert_eq!(answer, Answer::Error("ERR Invalid password".into()));
        assert_eq!(wire.answer().await, Answer::Closed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_speaks_first_and_never_says_the_same_twice() {
    on_each(async |faktory| {
        let one = Wire::connect(&faktory.url()).await.greeting().await;
        let other = Wire::connect(&faktory.url()).await.greeting().await;
        for hi in [&one, &other] {
            assert_eq!(hi["v"], 2);
            assert!(hi["i"].as_u64().unwrap() >= 4_000);
        }
        assert_ne!(one["s"].as_str().unwrap(), other["s"].as_str().unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_version_of_the_protocol_hashes_once() {
    on_each(async |faktory| {
        let mut wire = Wire::connect(&faktory.url()).await;
        let hi = wire.greeting().await;
        let password = password_of(&faktory.url()).to_owned();
        let once = Sha256::digest(format!("{password}{}", hi["s"].as_str().unwrap()));
        let hello = json!({ "v": 1, "pwdhash": hex::encode(once) });
        assert!(wire.ask(&format!("HELLO {hello}")).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_something_else_first_is_dropped_without_a_word() {
    on_each(async |faktory| {
        for line in ["INFO", "HELLO", "HELLO nobody", "HELLO {"] {
            let mut wire = Wire::connect(&faktory.url()).await;
            wire.greeting().await;
            assert_eq!(wire.ask(line).await, Answer::Closed, "{line}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_dropped_after_two_seconds() {
    on_each(async |faktory| {
        let mut wire = Wire::connect(&faktory.url()).await;
        wire.greeting().await;
        let start = Instant::now();
        assert_eq!(wire.answer().await, Answer::Closed);
        assert!(start.elapsed().as_millis() > 1_500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_command_is_an_error_and_the_next_one_works() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        assert_eq!(wire.ask("DANCE now").await, Answer::Error("ERR unknown command DANCE".into()));
        assert_eq!(wire.ask("info").await, Answer::Error("ERR unknown command info".into()));
        assert!(wire.ask("INFO").await.json()["faktory"].is_object());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_not_answered() {
    on_each(async |faktory| {
        let mut wire = producer(faktory).await;
        assert_eq!(wire.ask("END").await, Answer::Closed);
    })
    .await;
}
