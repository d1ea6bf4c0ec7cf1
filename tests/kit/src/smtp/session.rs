//! One sender's connection, as RFC 5321 has it.

use std::io::Result;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::{Mail, Manners, Shared};

/// What the sender has said of the next mail.
#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

/// Serves a sender until it goes, or until the manners of the test end it.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) -> Result<()> {
    let mut session = Session { stream: BufStream::new(stream), shared, envelope: Envelope::default() };
    session.say("220 sink.test ESMTP").await?;
    let mut goes_on = true;
    while goes_on && let Some(line) = session.line().await? {
        goes_on = session.answer(&line).await?;
    }
    Ok(())
}

struct Session {
    stream: BufStream<TcpStream>,
    shared: Arc<Shared>,
    envelope: Envelope,
}

impl Session {
    /// Whether the session goes on.
    async fn answer(&mut self, line: &str) -> Result<bool> {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" => self.say("250-sink.test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
            "HELO" | "NOOP" => self.say("250 sink.test").await?,
            "RSET" => {
                self.envelope = Envelope::default();
                self.say("250 forgotten").await?;
            }
            "MAIL" => {
                self.envelope = Envelope { from: Some(address(line)), to: vec![] };
                self.say("250 go on").await?;
            }
            "RCPT" => self.recipient(line).await?,
            "DATA" if self.envelope.to.is_empty() => self.say("503 nobody is to have it").await?,
            "DATA" => return self.data().await,
            "QUIT" => {
                self.say("221 goodbye").await?;
                return Ok(false);
            }
            _ => self.say("502 not known here").await?,
        }
        Ok(true)
    }

    async fn recipient(&mut self, line: &str) -> Result<()> {
        if let Manners::RefusesRecipients(code) = self.shared.manners() {
            self.shared.note_attempt();
            return self.say(&format!("{code} this recipient is refused")).await;
        }
        if self.envelope.from.is_none() {
            return self.say("503 from whom?").await;
        }
        self.envelope.to.push(address(line));
        self.say("250 go on").await
    }

    async fn data(&mut self) -> Result<bool> {
        self.say("354 end with a dot").await?;
        let Some(text) = self.text().await? else { return Ok(false) };
        let envelope = std::mem::take(&mut self.envelope);
        let mail = Mail { from: envelope.from.unwrap_or_default(), to: envelope.to, text };
        let manners = self.shared.manners();
        if !matches!(manners, Manners::RefusesMails(_) | Manners::DropsMails) {
            self.shared.take(mail);
        }
        self.shared.note_attempt();
        match manners {
            Manners::Good | Manners::RefusesRecipients(_) => self.say("250 taken").await?,
            Manners::RefusesMails(code) => self.say(&format!("{code} this mail is refused")).await?,
            Manners::DropsAfterTaking => {
                self.say("250 taken").await?;
                return Ok(false);
            }
            Manners::DropsBeforeSayingSo | Manners::DropsMails => return Ok(false),
        }
        Ok(true)
    }

    /// Lines until one that is a dot; a dot before a line that starts with one was added for the way.
    async fn text(&mut self) -> Result<Option<String>> {
        let mut text = String::new();
        loop {
            match self.line().await? {
                None => return Ok(None),
                Some(line) if line == "." => return Ok(Some(text)),
                Some(line) => {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
            }
        }
    }

    async fn line(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        self.stream.read_until(b'\n', &mut bytes).await?;
        let line = String::from_utf8_lossy(&bytes);
        Ok(line.strip_suffix('\n').map(|it| it.trim_end_matches('\r').to_owned()))
    }

    async fn say(&mut self, line: &str) -> Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

/// What stands in angle brackets.
fn address(line: &str) -> String {
    let start = line.find('<').map_or(line.len(), |at| at + 1);
    line[start..].split('>').next().unwrap_or_default().to_owned()
}
