use std::time::Duration;

use domain::application::mail::StatusMail;
use domain::ports::{MailError, Mailer, Sent};
use kit::Letter;
use kit::smtp::{Manners, Smtp};
use platform::mail::SmtpMailer;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::make::{FROM, mail, task};

/// Far more than a conversation on this machine takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn mailer(url: &str, timeout: Duration) -> SmtpMailer {
    SmtpMailer::new(FROM.parse().unwrap(), url, timeout).unwrap()
}

fn temporary(reason: &str) -> Result<Sent, MailError> {
    Err(MailError::Temporary { reason: reason.to_owned() })
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = Smtp::start().await;
    let mailer = mailer(&server.url(), PATIENCE);
    let dots = StatusMail { task: task(2), paragraphs: vec![".\n..\n.end".to_owned()], ..mail() };
    for mail in [mail(), dots.clone()] {
        assert_eq!(mailer.send(&mail).await, Ok(Sent::Delivered));
    }
    let mails = server.mails();
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_slice()),
        ("jobs@example.org", &["ida@example.com".to_owned()][..])
    );
    let letter = Letter::read(&mails[0].text);
    assert_eq!(letter.header("Message-ID").unwrap(), format!("<{}@example.org>", task(1)));
    assert_eq!(letter.parts()[0].text(), mail().paragraphs.join("\n\n"));
    assert_eq!(Letter::read(&mails[1].text).parts()[0].text(), dots.paragraphs[0]);
}

#[tokio::test]
async fn refusals_are_told_by_their_number_and_nothing_else() {
    let server = Smtp::start().await;
    let mailer = mailer(&server.url(), PATIENCE);
    for (manners, code) in [(Manners::RefusesRecipients(450), 450), (Manners::RefusesMails(451), 451)] {
        server.behave(manners);
        let reason = format!("The mail server did not take the message this time (status {code}).");
        assert_eq!(mailer.send(&mail()).await, temporary(&reason), "{manners:?}");
    }
    for (manners, code) in [(Manners::RefusesRecipients(550), 550), (Manners::RefusesMails(554), 554)] {
        server.behave(manners);
        let reason = format!("The mail server refused the message for good (status {code}).");
        assert_eq!(mailer.send(&mail()).await, Err(MailError::Permanent { reason }), "{manners:?}");
    }
    server.behave(Manners::Good);
    assert_eq!(mailer.send(&mail()).await, Ok(Sent::Delivered));
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_connection_that_ends_after_the_mail_was_taken_has_done_its_work() {
    let server = Smtp::start().await;
    server.behave(Manners::DropsAfterTaking);
    let mailer = mailer(&server.url(), PATIENCE);
    for number in 0..50 {
        assert_eq!(mailer.send(&StatusMail { task: task(number), ..mail() }).await, Ok(Sent::Delivered));
    }
    assert_eq!((server.mails().len(), server.attempts()), (50, 50));
}

#[tokio::test]
async fn a_connection_that_ends_before_leaves_it_open_and_the_next_one_is_sound() {
    let mut server = Smtp::start().await;
    let mailer = mailer(&server.url(), PATIENCE);
    let cut = "The mail server broke off, or its answer could not be understood.";
    for manners in [Manners::DropsBeforeSayingSo, Manners::DropsMails] {
        server.behave(manners);
        assert_eq!(mailer.send(&mail()).await, temporary(cut), "{manners:?}");
    }
    server.go_down().await;
    let away = "The mail server could not be reached, or the connection to it broke off.";
    assert_eq!(mailer.send(&mail()).await, temporary(away));
    server.come_back().await;
    server.behave(Manners::Good);
    assert_eq!(mailer.send(&mail()).await, Ok(Sent::Delivered));
    let ids: Vec<_> = server.mails().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 2, "the one that it took without saying so, and the last");
    assert_eq!(ids[0], ids[1], "whoever gets it twice can tell");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let silent = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 sink.test ESMTP\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    let sent = mailer(&url, Duration::from_millis(300)).send(&mail()).await;
    assert_eq!(sent, temporary("The mail server did not answer in time."));
    silent.abort();
}

#[tokio::test]
async fn an_address_beyond_ascii_is_written_to_where_the_server_can() {
    let server = Smtp::start().await;
    let there = StatusMail { to_address: "ida@sørensen.example".to_owned(), ..mail() };
    assert_eq!(mailer(&server.url(), PATIENCE).send(&there).await, Ok(Sent::Delivered));
}

#[test]
fn an_address_of_something_else_is_none() {
    for url in ["mail.example.com", "http://mail.example.com", "smtp://mail.example.com?tls=maybe", "smtp://"] {
        assert!(SmtpMailer::new(FROM.parse().unwrap(), url, PATIENCE).is_none(), "{url}");
    }
}
