//! Mails to candidates: over SMTP, or kept as files where there is no mail server.

mod compose;
mod kept;
mod smtp;

use std::sync::Arc;

use async_trait::async_trait;
use domain::application::mail::StatusMail;
use domain::id::TaskId;
use domain::ports::{MailError, Mailer, Sent};
use lettre::AsyncSmtpTransport;
use lettre::message::Mailbox;
use secrecy::ExposeSecret;

pub use kept::KeptMails;
pub use smtp::SmtpMailer;

use crate::config::Settings;

/// How mails leave by these settings.
#[must_use]
pub fn mailer(settings: &Settings) -> Arc<dyn Mailer> {
    let mail = &settings.mail;
    let checked = "the settings were checked when they were loaded";
    let from: Mailbox = mail.from.parse().expect(checked);
    let kept = KeptMails::new(from.clone(), settings.paths.data_dir.join("mails"));
    match &mail.smtp_url {
        None => Arc::new(kept),
        Some(url) => {
            let smtp = SmtpMailer::new(from, url.expose_secret(), mail.timeout).expect(checked);
            Arc::new(Delivering { smtp, kept })
        }
    }
}

/// Sends mails, and still forgets those that were kept before there was a mail server.
#[derive(Debug)]
struct Delivering {
    smtp: SmtpMailer,
    kept: KeptMails,
}

#[async_trait]
impl Mailer for Delivering {
    async fn send(&self, mail: &StatusMail) -> Result<Sent, MailError> {
        self.smtp.send(mail).await
    }

    async fn forget(&self, tasks: &[TaskId]) {
        self.kept.forget(tasks).await;
    }
}

/// Whether a setting is the address of a mail server.
pub(crate) fn is_server(url: &str) -> bool {
    AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(url).is_ok()
}

/// Whether a setting is an address that mails can come from.
pub(crate) fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}
