//! A mail as a message: its head, and the same words as plain text and as HTML.

use askama::Template;
use domain::application::mail::StatusMail;
use domain::ports::MailError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

#[derive(Template)]
#[template(path = "status_mail.txt", escape = "none")]
struct Text<'a> {
    paragraphs: &'a [Vec<&'a str>],
}

#[derive(Template)]
#[template(path = "status_mail.html")]
struct Html<'a> {
    subject: &'a str,
    paragraphs: &'a [Vec<&'a str>],
}

/// The message. Its id is that of the task at our own domain: the same whenever it is sent again.
pub(super) fn compose(from: &Mailbox, mail: &StatusMail) -> Result<Message, MailError> {
    // The domain sees to it; what it missed must neither add a line to the head nor make the library panic.
    if mail.to_name.contains(char::is_control) || mail.subject.contains(char::is_control) {
        return Err(fault());
    }
    let address: Address =
        mail.to_address.parse().map_err(|_| refused("The candidate's address can't be written to."))?;
    let name = Some(mail.to_name.clone()).filter(|name| !name.is_empty());
    let paragraphs: Vec<Vec<&str>> = mail.paragraphs.iter().map(|paragraph| paragraph.lines().collect()).collect();
    let text = Text { paragraphs: &paragraphs }.render();
    let html = Html { subject: &mail.subject, paragraphs: &paragraphs }.render();
    let (Ok(text), Ok(html)) = (text, html) else {
        return Err(fault());
    };
    let message = Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.task, from.email.domain())))
        .date(mail.at.into())
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(mail.subject.as_str())
        // So that no autoresponder answers a machine (RFC 3834).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(MultiPart::alternative_plain_html(text, html));
    message.map_err(|_| fault())
}

fn fault() -> MailError {
    refused("The mail could not be written because of a fault of ours.")
}

fn refused(reason: &str) -> MailError {
    MailError::Permanent { reason: reason.to_owned() }
}
