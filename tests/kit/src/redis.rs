//! A Redis of a test's own, which the test can kill and start again.
//!
//! It keeps nothing on disk: who comes back after a kill knows nothing, as a Redis should that carries
//! wake-ups only.

use std::net::Ipv4Addr;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::guarded::{Guarded, on_path};
use crate::port::{Port, until_it_answers};

/// Any would do; that there is one makes sure that programs send it.
const PASSWORD: &str = "redis-of-a-test";

/// A `redis-server` on a port of its own, with a password. It ends with this value, and with the test
/// process in whatever way that ends.
#[derive(Debug)]
pub struct Redis {
    port: Port,
    run: Option<Guarded>,
}

impl Redis {
    /// A Redis that answers.
    ///
    /// # Panics
    /// When `redis-server` is not installed or does not start; the message says why.
    pub async fn start() -> Self {
        let mut redis = Self { port: Port::claim(), run: None };
        redis.restart().await;
        redis
    }

    /// Where it is to be found, with the password; the same after a restart.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}", self.port.number())
    }

    /// Ends it by `SIGKILL` and returns when its port is closed. Killing twice is no error.
    ///
    /// # Panics
    /// When the port stays open.
    pub async fn kill(&mut self) {
        self.run = None;
        self.port.falls_silent().await;
    }

    /// Starts it again on the same port, empty; kills it before when it runs.
    ///
    /// # Panics
    /// When it does not start; the message says why.
    pub async fn restart(&mut self) {
        self.kill().await;
        let program = on_path("redis-server").expect("redis-server is on PATH: run `apt-get install redis-server`");
        let run = Guarded::start(&program, |folder| arguments(self.port.number(), folder), &[]);
        let failure = || run.has_ended().then(|| format!("redis-server ended: {}", run.log()));
        until_it_answers(async || answers(self.port.number()).await.unwrap_or(false), failure).await;
        self.run = Some(run);
    }
}

fn arguments(port: u16, folder: &Path) -> Vec<String> {
    let pairs = [
        ("--bind", "127.0.0.1".to_owned()),
        ("--port", port.to_string()),
        ("--requirepass", PASSWORD.to_owned()),
        ("--dir", folder.display().to_string()),
        ("--save", String::new()),
        ("--appendonly", "no".to_owned()),
    ];
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

async fn answers(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.write_all(format!("AUTH {PASSWORD}\r\nPING\r\n").as_bytes()).await?;
    let mut answer = [0; b"+OK\r\n+PONG\r\n".len()];
    stream.read_exact(&mut answer).await?;
    Ok(&answer == b"+OK\r\n+PONG\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says one thing to a Redis that was greeted with the password.
    async fn say(redis: &Redis, words: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, redis.port.number())).await.unwrap();
        stream.write_all(format!("AUTH {PASSWORD}\r\n{words}\r\nQUIT\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let answer = answer.strip_prefix("+OK\r\n").unwrap();
        answer.strip_suffix("\r\n+OK\r\n").unwrap().to_owned()
    }

    #[tokio::test]
    async fn each_test_has_a_redis_of_its_own() {
        let (one, other) = tokio::join!(Redis::start(), Redis::start());
        assert_eq!(say(&one, "SET only here").await, "+OK");
        assert_eq!(say(&one, "EXISTS only").await, ":1");
        assert_eq!(say(&other, "EXISTS only").await, ":0");
    }

    #[tokio::test]
    async fn who_gives_no_password_is_refused() {
        let redis = Redis::start().await;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, redis.port.number())).await.unwrap();
        stream.write_all(b"PING\r\nQUIT\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("-NOAUTH"), "{answer}");
    }

    #[tokio::test]
    async fn after_a_kill_nobody_listens_and_after_a_restart_it_is_empty_at_the_same_place() {
        let mut redis = Redis::start().await;
        let url = redis.url();
        say(&redis, "SET only here").await;
        redis.kill().await;
        redis.kill().await;
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, redis.port.number())).await.is_err());
        redis.restart().await;
        assert_eq!(redis.url(), url);
        assert_eq!(say(&redis, "EXISTS only").await, ":0");
    }
}
