//! One client's connection: reads a command, has it done, writes the answer, one after the other.

use std::io::Result;
use std::sync::{Arc, Mutex, atomic::Ordering};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::handshake::{Hello, greet};
use super::job::Job;
use super::store::Report;
use super::workers::{Beat, State};
use super::{Shared, now};

/// A client that doesn't say who it is would hold a connection for nothing.
const HANDSHAKE: Duration = Duration::from_secs(2);
/// How long a `FETCH` waits for a job.
const FETCH: Duration = Duration::from_secs(2);

/// What is answered, in the words of the protocol.
enum Reply {
    Fine,
    Json(Value),
    Nothing,
}

type Answered = std::result::Result<Reply, String>;

struct Connection {
    shared: Arc<Shared>,
    hello: Hello,
    state: Arc<Mutex<State>>,
}

/// Serves a client until it goes. Its going is noticed only when it is next read from or written to: a
/// `FETCH` that waits for a client that has gone still takes a job, as with the real server.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) -> Result<()> {
    let mut stream = BufStream::new(stream);
    let Ok(Some(hello)) = timeout(HANDSHAKE, greet(&mut stream)).await.unwrap_or(Ok(None)) else {
        return Ok(());
    };
    let connection = Connection::of(hello, shared);
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = line.trim_end_matches(['\r', '\n']);
        if command == "END" {
            break;
        }
        connection.shared.commands.fetch_add(1, Ordering::Relaxed);
        stream.write_all(&framed(connection.answer(command).await)).await?;
        stream.flush().await?;
        line.clear();
    }
    Ok(())
}

impl Connection {
    fn of(hello: Hello, shared: Arc<Shared>) -> Self {
        let is_producer = hello.wid.is_empty();
        let state = if is_producer { Arc::default() } else { shared.workers().join(&hello.wid) };
        shared.connections.fetch_add(1, Ordering::Relaxed);
        Self { shared, hello, state }
    }

    async fn answer(&self, command: &str) -> Answered {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        match verb {
            "PUSH" => self.push(rest),
            "PUSHB" => self.push_all(rest),
            "FETCH" => self.fetch(rest).await,
            "ACK" => self.acknowledge(rest),
            "FAIL" => self.fail(rest),
            "BEAT" => self.beat(rest),
            "INFO" => Ok(Reply::Json(self.shared.info())),
            "QUEUE" => self.control(rest),
            "FLUSH" => {
                self.shared.store().flush();
                Ok(Reply::Fine)
            }
            _ => Err(format!("unknown command {verb}")),
        }
    }

    fn push(&self, rest: &str) -> Answered {
        let job: Job = parsed(rest)?;
        self.shared.store().push(job, now())?;
        self.shared.pushed.notify_waiters();
        Ok(Reply::Fine)
    }

    /// Each job is taken or refused by itself; those that were refused are answered with the reason.
    fn push_all(&self, rest: &str) -> Answered {
        let mut refused = serde_json::Map::new();
        for job in parsed::<Vec<Job>>(rest)? {
            let jid = job.jid.clone();
            if let Err(why) = self.shared.store().push(job, now()) {
                refused.insert(jid, why.into());
            }
        }
        self.shared.pushed.notify_waiters();
        Ok(Reply::Json(refused.into()))
    }

    async fn fetch(&self, rest: &str) -> Answered {
        let queues: Vec<String> = rest.split(' ').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        let deadline = Instant::now() + FETCH;
        if *self.state.lock().expect("nobody panics holding it") != State::Running {
            tokio::time::sleep_until(deadline).await;
            return Ok(Reply::Nothing);
        }
        if queues.is_empty() {
            return Err("must call fetch with at least one queue".into());
        }
        let job = timeout_at(deadline, self.next_of(&queues)).await;
        Ok(job.map_or(Reply::Nothing, |it| Reply::Json(json!(it))))
    }

    async fn next_of(&self, queues: &[String]) -> Job {
        // Who waits already hears nothing of a pause.
        let active = self.shared.store().active(queues);
        loop {
            let pushed = self.shared.pushed.notified();
            let job = self.shared.store().fetch(&active, now());
            match job {
                Some(job) => return job,
                None => pushed.await,
            }
        }
    }

    fn acknowledge(&self, rest: &str) -> Answered {
        let said: Value = serde_json::from_str(rest).unwrap_or_default();
        let jid = said["jid"].as_str().ok_or_else(|| format!("invalid ACK {rest}"))?;
        self.shared.store().acknowledge(jid);
        Ok(Reply::Fine)
    }

    fn fail(&self, rest: &str) -> Answered {
        let report: Report = serde_json::from_str(rest).map_err(|_| format!("invalid FAIL {rest}"))?;
        self.shared.store().fail(report, now())?;
        Ok(Reply::Fine)
    }

    fn beat(&self, rest: &str) -> Answered {
        let beat: Beat = serde_json::from_str(rest).map_err(|_| format!("invalid BEAT {rest}"))?;
        let state = self.shared.workers().beat(&beat).ok_or_else(|| format!("unknown worker {}", beat.wid))?;
        Ok(state.name().map_or(Reply::Fine, |name| Reply::Json(json!({ "state": name }))))
    }

    fn control(&self, rest: &str) -> Answered {
        let mut words = rest.split(' ');
        let action = words.next().unwrap_or_default().to_uppercase();
        self.shared.store().control(&action, &words.collect::<Vec<_>>())?;
        Ok(Reply::Fine)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.shared.connections.fetch_sub(1, Ordering::Relaxed);
        if !self.hello.wid.is_empty() {
            self.shared.workers().leave(&self.hello.wid);
        }
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> std::result::Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("invalid JSON: {error}"))
}

fn framed(answered: Answered) -> Vec<u8> {
    let text = match answered {
        Ok(Reply::Fine) => "+OK\r\n".to_owned(),
        Ok(Reply::Nothing) => "$-1\r\n".to_owned(),
        Ok(Reply::Json(value)) => {
            let text = value.to_string();
            format!("${}\r\n{text}\r\n", text.len())
        }
        Err(why) => format!("-ERR {why}\r\n"),
    };
    text.into_bytes()
}
