//! One client's connection: as much of HTTP/1.1 as the clients of models speak.

use std::io::{Error, ErrorKind, Result};
use std::sync::atomic::Ordering;
use std::time::Instant;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::wire::{self, Tokens};
use super::{Asked, Behaviour, Interface, Shared};

/// Bytes sent at a time: few, and of an odd number, so that the client meets pieces that end anywhere.
const PIECE: usize = 61;
/// Characters that a token of ours has.
const TOKEN: usize = 4;

pub(super) async fn serve(stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut client = Client { stream: BufStream::new(stream) };
    while let Some(head) = client.head().await? {
        let Some(interface) = interface(&head.line) else {
            client.status(404, None, "404 page not found").await?;
            continue;
        };
        let body = client.body(&head).await?;
        let (asked, behaviour) =
            shared.take(|number| Asked { number, at: Instant::now(), interface, headers: head.headers, body });
        if !client.answer(shared, &asked, behaviour).await? {
            return Ok(());
        }
        shared.answered(&asked);
    }
    Ok(())
}

fn interface(line: &str) -> Option<Interface> {
    let mut words = line.split(' ');
    match (words.next()?, words.next()?) {
        ("POST", "/api/chat") => Some(Interface::Ollama),
        ("POST", "/v1/chat/completions") => Some(Interface::Openai),
        _ => None,
    }
}

struct Head {
    line: String,
    headers: Vec<(String, String)>,
}

struct Client {
    stream: BufStream<TcpStream>,
}

impl Client {
    /// The head of the next request; `None` when the client has left.
    async fn head(&mut self) -> Result<Option<Head>> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let mut headers = Vec::new();
        loop {
            let mut header = String::new();
            self.stream.read_line(&mut header).await?;
            match header.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_lowercase(), value.trim().to_owned())),
                None => return Ok(Some(Head { line, headers })),
            }
        }
    }

    async fn body(&mut self, head: &Head) -> Result<Value> {
        let length = head.headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or_default();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        serde_json::from_slice(&body).map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }

    /// Whether the connection goes on.
    async fn answer(&mut self, shared: &Shared, asked: &Asked, mut behaviour: Behaviour) -> Result<bool> {
        while let Behaviour::After(time, then) = behaviour {
            let mut more = [0];
            tokio::select! {
                () = tokio::time::sleep(time) => behaviour = *then,
                // Nobody sends more before the answer, so what comes is the end.
                _left = self.stream.get_ref().peek(&mut more) => return Ok(false),
            }
        }
        match behaviour {
            Behaviour::Text(text) => {
                let count = |text: &str| u64::try_from(text.len().div_ceil(TOKEN)).unwrap_or(u64::MAX);
                let tokens = Tokens { prompt: count(&asked.prompt()), answer: count(&text) };
                self.say(shared, asked, &text, tokens).await?;
            }
            Behaviour::Counted { text, prompt, answer } => {
                self.say(shared, asked, &text, Tokens { prompt, answer }).await?;
            }
            Behaviour::BreakOff(text) => {
                self.begin(asked).await?;
                self.send(&wire::beginning(asked, &text)).await?;
                return Ok(false);
            }
            Behaviour::Fault(text) => {
                self.begin(asked).await?;
                self.send(&wire::beginning(asked, &text)).await?;
                self.send(&[wire::fault(asked)]).await?;
                self.end().await?;
            }
            Behaviour::Bytes(bytes) => {
                self.begin(asked).await?;
                self.chunks(&bytes).await?;
                self.end().await?;
            }
            Behaviour::Status { status, retry_after, body } => {
                self.status(status, retry_after.as_deref(), &body).await?;
            }
            Behaviour::HangBeforeHeaders => return self.until_it_leaves().await,
            Behaviour::HangAfterHeaders => {
                self.begin(asked).await?;
                return self.until_it_leaves().await;
            }
            Behaviour::HangInBody(text) => {
                self.begin(asked).await?;
                self.send(&wire::beginning(asked, &text)).await?;
                return self.until_it_leaves().await;
            }
            Behaviour::After(..) => unreachable!("it was waited for above"),
        }
        Ok(true)
    }

    async fn say(&mut self, shared: &Shared, asked: &Asked, text: &str, tokens: Tokens) -> Result<()> {
        shared.tokens.fetch_add(tokens.prompt + tokens.answer, Ordering::SeqCst);
        self.begin(asked).await?;
        self.send(&wire::answer(asked, text, tokens)).await?;
        self.end().await
    }

    async fn begin(&mut self, asked: &Asked) -> Result<()> {
        let kind = wire::content_type(asked);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n");
        self.stream.write_all(head.as_bytes()).await?;
        self.stream.flush().await
    }

    async fn send(&mut self, parts: &[String]) -> Result<()> {
        self.chunks(parts.concat().as_bytes()).await
    }

    async fn chunks(&mut self, bytes: &[u8]) -> Result<()> {
        // A long answer is about its length, and not about where its pieces end.
        let piece = if bytes.len() > 64 * 1024 { 16 * 1024 } else { PIECE };
        for piece in bytes.chunks(piece) {
            self.stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
            self.stream.write_all(piece).await?;
            self.stream.write_all(b"\r\n").await?;
            self.stream.flush().await?;
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<()> {
        self.stream.write_all(b"0\r\n\r\n").await?;
        self.stream.flush().await
    }

    async fn status(&mut self, status: u16, retry_after: Option<&str>, body: &str) -> Result<()> {
        let retry_after = retry_after.map(|it| format!("retry-after: {it}\r\n")).unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\n{retry_after}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(head.as_bytes()).await?;
        self.stream.flush().await
    }

    /// Says nothing more and waits; the connection doesn't go on.
    async fn until_it_leaves(&mut self) -> Result<bool> {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).await?;
        Ok(false)
    }
}
