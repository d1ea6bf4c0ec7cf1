//! How a start fails: in one sentence, with the setting to change, and in bounded time.

use std::time::Instant;

use super::{Cluster, Worker, say};
use crate::server::{Ended, Folder, end_of, program_called, program_on, run};

/// A server's end with one setting changed.
async fn served(cluster: &Cluster, change: (&str, &str)) -> Ended {
    let mut settings = cluster.settings();
    settings.retain(|(name, _)| *name != change.0);
    settings.extend([change, ("SHORTLIST__DISTRIBUTED__START_TIMEOUT", "1s")]);
    let ended = run(&Folder::new(), &["serve"], &settings).await;
    assert_eq!(ended.stdout, "", "nothing answers");
    ended
}

fn check(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    let sentence = ended.stderr.lines().last().unwrap_or_default();
    for word in words {
        assert!(sentence.contains(word), "{word} isn't in: {sentence}");
    }
    assert!(!ended.stderr.contains("of-a-test") && !ended.stderr.contains("wrong-secret"), "a secret is shown");
}

fn with_password(url: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://:{password}@{host}")
}

#[tokio::test]
async fn one_or_two_of_three_addresses_name_those_that_are_missing() {
    let urls = [("DATABASE_URL", "postgres://a/b"), ("REDIS_URL", "redis://a"), ("FAKTORY_URL", "tcp://a")];
    for program in ["shortlist-server", "shortlist-worker"] {
        for given in 1..7_usize {
            let (some, missing): (Vec<_>, Vec<_>) =
                urls.iter().enumerate().partition(|(index, _)| given & (1 << index) != 0);
            let some: Vec<_> = some.into_iter().map(|(_, url)| *url).collect();
            let ended = end_of(program_on(program_called(program), &Folder::new(), &[], &some)).await;
            let names: Vec<_> = missing.into_iter().map(|(_, (name, _))| *name).collect();
            check(&ended, 2, &names);
        }
    }
    let alone = end_of(program_on(program_called("shortlist-worker"), &Folder::new(), &[], &[])).await;
    check(&alone, 2, &["DATABASE_URL", "REDIS_URL", "FAKTORY_URL"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_refuses_or_does_not_answer_is_named() {
    let cluster = Cluster::with_defaults().await;
    let redis = with_password(&cluster.redis.url(), "wrong-secret");
    check(&served(&cluster, ("REDIS_URL", &redis)).await, 1, &["Redis", "REDIS_URL", "password"]);
    let faktory = with_password(&cluster.faktory.url(), "wrong-secret");
    check(&served(&cluster, ("FAKTORY_URL", &faktory)).await, 1, &["Faktory", "FAKTORY_URL", "password"]);
    // Nobody listens on port 9, the one that discards.
    for (name, url, service) in [
        ("DATABASE_URL", "postgres://postgres@127.0.0.1:9/shortlist", "PostgreSQL"),
        ("REDIS_URL", "redis://127.0.0.1:9", "Redis"),
        ("FAKTORY_URL", "tcp://127.0.0.1:9", "Faktory"),
    ] {
        let begun = Instant::now();
        let ended = served(&cluster, (name, url)).await;
        check(&ended, 1, &[service, name, "127.0.0.1:9", "nobody answers"]);
        assert!(ended.stderr.contains("waiting for"), "{}", ended.stderr);
        say(
            "start",
            &format!(
                "{service} that isn't there is given up after {} ms of 1,000 allowed",
                begun.elapsed().as_millis()
            ),
        );
    }
    let nowhere = cluster.database.url().replace(cluster.database.name(), "not_there");
    check(&served(&cluster, ("DATABASE_URL", &nowhere)).await, 1, &["PostgreSQL", "no database of this name"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_pgvector_is_refused_with_the_version_that_is_needed() {
    let cluster = Cluster::with_defaults().await;
    cluster.database.execute("CREATE EXTENSION vector").await;
    cluster.database.execute("UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'").await;
    let ended = run(&Folder::new(), &["serve"], &cluster.settings()).await;
    check(&ended, 1, &["PostgreSQL", "0.7.4", "0.8.5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_waits_for_the_schema_and_is_healthy_while_it_works() {
    let cluster = Cluster::new().await;
    let settings = cluster.settings();
    let folder = Folder::new();
    let health = || end_of(program_on(program_called("shortlist-worker"), &folder, &["healthcheck"], &settings));
    let (worker, _server) = tokio::join!(cluster.worker(), cluster.server());
    assert_eq!(health().await.code, Some(0));
    let (status, _) = Worker::stop(&worker).await;
    assert_eq!(status.code(), Some(0));
    check(&health().await, 1, &["no worker"]);
}
