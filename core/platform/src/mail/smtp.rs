//! Handing mails to a mail server. What the server says is never repeated, since it names addresses: a
//! refusal is told by its number.

use std::time::Duration;

use async_trait::async_trait;
use domain::application::mail::StatusMail;
use domain::id::TaskId;
use domain::ports::{MailError, Mailer, Sent};
use lettre::message::Mailbox;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::compose::compose;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Sends over SMTP, with a connection of its own for each mail: one that was given up in the middle of a
/// mail would answer for the next with what it owes the last. Mails are few, and most servers close a
/// connection that waits anyway.
#[derive(Debug, Clone)]
pub struct SmtpMailer {
    from: Mailbox,
    server: AsyncSmtpTransportBuilder,
    timeout: Duration,
}

impl SmtpMailer {
    /// Over the server that the address names (`smtp://…` or `smtps://…`), which has so long for each mail;
    /// `None` when it isn't such an address.
    #[must_use]
    pub fn new(from: Mailbox, url: &str, timeout: Duration) -> Option<Self> {
        let server = Transport::from_url(url).ok()?.timeout(Some(timeout)).pool_config(PoolConfig::new().max_size(0));
        Some(Self { from, server, timeout })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    /// It is delivered once the server has said so; how the connection ends after that doesn't matter. When
    /// the connection ends before, nobody knows, and it is worth another try under the same Message-ID.
    async fn send(&self, mail: &StatusMail) -> Result<Sent, MailError> {
        let message = compose(&self.from, mail)?;
        let transport: Transport = self.server.clone().build();
        let sent = tokio::time::timeout(self.timeout, transport.send(message)).await;
        let (failure, cause) = match sent {
            Ok(Ok(_)) => return Ok(Sent::Delivered),
            Ok(Err(error)) => (failure(&error), cause(&error)),
            Err(_) => (temporary("The mail server did not answer in time."), None),
        };
        tracing::warn!(task.id = %mail.task, error = %failure, cause, "a mail was not handed over");
        Err(failure)
    }

    async fn forget(&self, _tasks: &[TaskId]) {}
}

/// What a failure of the conversation means: 5xx is for good, all else may pass.
fn failure(error: &Error) -> MailError {
    match error.status() {
        Some(status) if error.is_permanent() => {
            permanent(&format!("The mail server refused the message for good (status {status})."))
        }
        Some(status) => temporary(&format!("The mail server did not take the message this time (status {status}).")),
        None if error.is_client() => permanent(
            "The mail server lacks what the message or mail.smtp_url asks for: an encryption, or addresses beyond ASCII.",
        ),
        None if error.is_tls() => temporary("No encrypted connection to the mail server could be made."),
        None if error.is_response() => temporary("The mail server broke off, or its answer could not be understood."),
        None => temporary("The mail server could not be reached, or the connection to it broke off."),
    }
}

/// What the operating system or the encryption says, where the failure isn't in words of the server.
fn cause(error: &Error) -> Option<String> {
    let is_ours = error.status().is_none() && !error.is_response();
    is_ours.then(|| std::error::Error::source(error).map(ToString::to_string)).flatten()
}

fn temporary(reason: &str) -> MailError {
    MailError::Temporary { reason: reason.to_owned() }
}

fn permanent(reason: &str) -> MailError {
    MailError::Permanent { reason: reason.to_owned() }
}
