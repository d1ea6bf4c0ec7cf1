//! One request and its whole answer, within bounds: so long to connect and to hear the first byte, so many bytes,
//! and nothing but UTF-8. The whole time is bounded by whoever waits.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use domain::ports::Clock;
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response};
use serde::Deserialize;
use url::{Host, Url};

use super::attempt::Failed;
use super::retry_after::retry_after;
use crate::config::LlmSettings;
use crate::program::Failure;

/// Each piece of an answer comes in a wrapping of its own, far longer than the piece.
const WRAPPING: usize = 32;
/// An error that is longer says nothing that we know.
const LARGEST_ERROR: usize = 16 << 10;
/// How long the reason of a refusal is waited for. The status says enough.
const REASON: Duration = Duration::from_secs(2);

/// Words of a refusal that help whoever runs us. Others are not repeated: they may quote the request.
const KNOWN_WORDS: [&str; 9] = [
    "billing_hard_limit_reached",
    "context_length_exceeded",
    "insufficient_quota",
    "invalid_api_key",
    "invalid_request_error",
    "model_not_found",
    "rate_limit_exceeded",
    "server_error",
    "unsupported_parameter",
];

/// A way to one server.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    client: Client,
    clock: Arc<dyn Clock>,
    first_byte: Duration,
    largest_text: usize,
}

impl Exchange {
    /// To the server of this address, with the limits of the settings.
    ///
    /// # Errors
    /// When this machine's certificates can't be read.
    pub(super) fn new(settings: &LlmSettings, url: &Url, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        crate::tls::prepare();
        // A redirection would take the key to another server.
        let client = Client::builder().connect_timeout(settings.connect_timeout).redirect(Policy::none());
        // No proxy that this machine goes through to the outside leads back to it.
        let client = if is_here(url) { client.no_proxy() } else { client };
        let client = client.build().map_err(|_| Failure::fault("this machine's TLS certificates can't be read"))?;
        let largest_text = usize::try_from(settings.max_answer).unwrap_or(usize::MAX);
        Ok(Self { client, clock, first_byte: settings.first_byte_timeout, largest_text })
    }

    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    /// The largest text that a model may answer with, in bytes.
    pub(super) const fn largest_text(&self) -> usize {
        self.largest_text
    }

    /// Sends a request and reads the answer to its end.
    pub(super) async fn send(&self, request: Request) -> Result<Bytes, Failed> {
        let begun = tokio::time::timeout(self.first_byte, self.begin(request)).await;
        let (mut response, first) = begun.map_err(|_| Failed::BrokeOff("no first byte in time"))??;
        let mut body = BytesMut::from(first.as_deref().unwrap_or_default());
        let limit = self.largest_text.saturating_mul(WRAPPING);
        while let Some(piece) = response.chunk().await.map_err(|_| Failed::BrokeOff("the answer broke off"))? {
            if body.len() + piece.len() > limit {
                return Err(Failed::Unreadable("it is too long"));
            }
            body.extend_from_slice(&piece);
        }
        match std::str::from_utf8(&body) {
            Ok(_) => Ok(body.freeze()),
            Err(_) => Err(Failed::Unreadable("it is not UTF-8")),
        }
    }

    /// Up to the first piece of the answer.
    async fn begin(&self, request: Request) -> Result<(Response, Option<Bytes>), Failed> {
        let mut response = self.client.execute(request).await.map_err(|error| not_sent(&error))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let first = response.chunk().await.map_err(|_| Failed::BrokeOff("the answer broke off"))?;
        Ok((response, first))
    }

    async fn refusal(&self, response: Response) -> Failed {
        let header = response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok());
        let retry_after = header.and_then(|it| retry_after(it, self.clock.now()));
        let status = response.status().as_u16();
        let word = tokio::time::timeout(REASON, word(response)).await.ok().flatten();
        Failed::Status { status, word, retry_after }
    }
}

/// Its text would repeat the address.
fn not_sent(error: &reqwest::Error) -> Failed {
    if error.is_connect() { Failed::NotReached } else { Failed::BrokeOff("the connection broke off") }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    code: Option<String>,
    r#type: Option<String>,
}

async fn word(mut response: Response) -> Option<&'static str> {
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.ok()? {
        if body.len() + piece.len() > LARGEST_ERROR {
            return None;
        }
        body.extend_from_slice(&piece);
    }
    let Reason { code, r#type } = serde_json::from_slice::<Refusal>(&body).ok()?.error;
    let given = [code, r#type];
    given.iter().flatten().find_map(|it| KNOWN_WORDS.into_iter().find(|known| known == it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_for_other_machines() {
        let here = |it: &str| is_here(&Url::parse(it).unwrap());
        assert!(here("http://127.0.0.1:11434") && here("http://localhost") && here("http://[::1]:80"));
        assert!(
            !here("https://api.openai.com/v1") && !here("http://10.0.0.7") && !here("http://localhost.evil.example")
        );
    }
}
