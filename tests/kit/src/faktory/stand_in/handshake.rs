//! How a client proves that it knows the password: it sends a digest of it and of what the server just
//! made up, so that nobody learns the password by listening, or can send the same again.

use std::hash::{BuildHasher, RandomState};
use std::io::Result;

use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::super::{PASSWORD, wire::digest};

/// What a client says of itself. Workers have an id.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hello {
    pub(super) wid: String,
    pwdhash: String,
    v: u64,
}

/// `None` when the client is not let in. Who says no proper `HELLO` gets no answer at all.
pub(super) async fn greet(stream: &mut BufStream<TcpStream>) -> Result<Option<Hello>> {
    let random = RandomState::new().hash_one(());
    let (iterations, salt) = (4_000 + random % 4_096, format!("{random:x}"));
    let hi = json!({ "v": 2, "i": iterations, "s": salt });
    say(stream, &format!("+HI {hi}")).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let Some(hello) = line.strip_prefix("HELLO ").and_then(|it| serde_json::from_str::<Hello>(it).ok()) else {
        return Ok(None);
    };
    // The first version of the protocol hashed once.
    let iterations = if hello.v < 2 { 1 } else { iterations };
    if hello.pwdhash != digest(PASSWORD, &salt, iterations) {
        say(stream, "-ERR Invalid password").await?;
        return Ok(None);
    }
    say(stream, "+OK").await?;
    Ok(Some(hello))
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}
