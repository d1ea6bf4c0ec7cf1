//! A client of Faktory's that shows every line of the protocol, for what a proper client hides.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpStream, lookup_host};

/// The longest that Faktory takes for an answer is the two seconds of a `FETCH`.
const PATIENCE: Duration = Duration::from_secs(60);

/// What Faktory answers, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `+…`, for example `OK`.
    Line(String),
    /// `-…`, with its code, for example `ERR Invalid password`.
    Error(String),
    /// `$<length>` and that many bytes.
    Bulk(String),
    /// `$-1`: there is nothing.
    Nothing,
    /// The connection was closed instead.
    Closed,
}

impl Answer {
    /// The JSON of a bulk answer.
    ///
    /// # Panics
    /// When it is another kind of answer, or no JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Bulk(text) => serde_json::from_str(text).expect("Faktory answers in JSON"),
            other => panic!("no JSON: {other:?}"),
        }
    }

    /// Whether it is `+OK`.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        *self == Self::Line("OK".into())
    }
}

/// A connection on which a test speaks the protocol itself.
#[derive(Debug)]
pub struct Wire {
    stream: BufStream<TcpStream>,
}

impl Wire {
    /// A connection on which nothing was said yet.
    ///
    /// # Panics
    /// When nobody listens there.
    pub async fn connect(url: &str) -> Self {
        let stream = TcpStream::connect(address(url).await).await.expect("Faktory listens");
        Self { stream: BufStream::new(stream) }
    }

    /// A connection that is let in as a producer, or as the worker named.
    ///
    /// # Panics
    /// When Faktory doesn't let it in.
    pub async fn open(url: &str, worker: Option<&str>) -> Self {
        let mut wire = Self::connect(url).await;
        let hi = wire.greeting().await;
        let hello = hello(&hi, password(url), worker);
        let answer = wire.ask(&format!("HELLO {hello}")).await;
        assert!(answer.is_ok(), "Faktory let us not in: {answer:?}");
        wire
    }

    /// What Faktory says first: the protocol's version, and what to hash a password with.
    ///
    /// # Panics
    /// When it says something else.
    pub async fn greeting(&mut self) -> Value {
        match self.answer().await {
            Answer::Line(line) if line.starts_with("HI ") => serde_json::from_str(&line[3..]).expect("it is JSON"),
            other => panic!("Faktory said no HI: {other:?}"),
        }
    }

    /// Says a line and reads what Faktory answers.
    ///
    /// # Panics
    /// When there is no answer for a minute.
    pub async fn ask(&mut self, line: &str) -> Answer {
        self.say(line).await;
        self.answer().await
    }

    /// Says a line. That Faktory has gone is seen in the answer.
    pub async fn say(&mut self, line: &str) {
        let _ = self.stream.write_all(format!("{line}\r\n").as_bytes()).await;
        let _ = self.stream.flush().await;
    }

    /// Reads the next answer.
    ///
    /// # Panics
    /// When there is none for a minute, or it is none of the protocol's.
    pub async fn answer(&mut self) -> Answer {
        let read = tokio::time::timeout(PATIENCE, self.read());
        read.await.expect("Faktory answers in time").unwrap_or(Answer::Closed)
    }

    async fn read(&mut self) -> std::io::Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let Some(line) = line.strip_suffix("\r\n") else { return Ok(Answer::Closed) };
        Ok(match line.split_at(1) {
            ("+", text) => Answer::Line(text.to_owned()),
            ("-", text) => Answer::Error(text.to_owned()),
            ("$", "-1") => Answer::Nothing,
            ("$", length) => self.bulk(length.parse().expect("a length is a number")).await?,
            _ => panic!("not of the protocol: {line}"),
        })
    }

    async fn bulk(&mut self, length: usize) -> std::io::Result<Answer> {
        let mut bytes = vec![0; length + 2];
        self.stream.read_exact(&mut bytes).await?;
        assert_eq!(bytes.split_off(length), b"\r\n", "a bulk answer ends where it says");
        Ok(Answer::Bulk(String::from_utf8(bytes).expect("Faktory answers in Unicode")))
    }
}

/// What a client says of itself. The password is never sent, only its digest with the server's salt.
pub(crate) fn hello(hi: &Value, password: &str, worker: Option<&str>) -> Value {
    let mut hello = json!({ "v": 2 });
    if let (Some(salt), Some(iterations)) = (hi["s"].as_str(), hi["i"].as_u64()) {
        hello["pwdhash"] = digest(password, salt, iterations).into();
    }
    if let Some(id) = worker {
        hello["wid"] = id.into();
        hello["hostname"] = "test".into();
        hello["pid"] = std::process::id().into();
    }
    hello
}

/// SHA-256 of password and salt, and then again of the digest, `iterations` times in all.
pub(crate) fn digest(password: &str, salt: &str, iterations: u64) -> String {
    let once = Sha256::digest(format!("{password}{salt}"));
    hex::encode((1..iterations).fold(once, |digest, _| Sha256::digest(digest)))
}

fn password(url: &str) -> &str {
    let credentials = authority(url).rsplit_once('@').map_or("", |(before, _)| before);
    credentials.split_once(':').map_or("", |(_, password)| password)
}

async fn address(url: &str) -> SocketAddr {
    let host = authority(url).rsplit('@').next().unwrap_or_default();
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:7419") };
    let mut addresses = lookup_host(with_port).await.expect("the host of Faktory's URL is known");
    addresses.next().expect("the host of Faktory's URL has an address")
}

fn authority(url: &str) -> &str {
    let rest = url.strip_prefix("tcp://").expect("Faktory's URL starts with tcp://");
    rest.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::{authority, digest, password};

    #[test]
    fn a_url_has_a_password_and_a_place() {
        assert_eq!(password("tcp://:secret@127.0.0.1:7419"), "secret");
        assert_eq!(password("tcp://127.0.0.1:7419"), "");
        assert_eq!(authority("tcp://:secret@localhost/"), ":secret@localhost");
    }

    #[test]
    fn the_digest_is_that_of_the_protocol() {
        // printf hellosalt | sha256sum
        let once = "87daba3fe263b34c335a0ee3b28ffec4d159aad6542502eaf551dc7b9128c267";
        assert_eq!(digest("hello", "salt", 1), once);
        let twice = "f1d9a2cb84c5de90e38ec7585eef897f357e9d7a0cec7c35b0717c0016278ab6";
        assert_eq!(digest("hello", "salt", 2), twice);
    }
}
