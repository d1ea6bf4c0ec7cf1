//! The kit's mail server, as a sender meets it.

use std::time::Duration;

use kit::Smtp;
use kit::smtp::Manners;
use lettre::message::header::ContentType;
use lettre::transport::smtp::{Error, response::Response};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

const SOON: Duration = Duration::from_secs(30);

type Sender = AsyncSmtpTransport<Tokio1Executor>;

fn message(subject: &str) -> Message {
    let address = |it: &str| it.parse().expect("it is an address");
    let builder = Message::builder().from(address("Office <office@firm.example>"));
    let builder = builder.to(address("Ann <ann@home.example>")).subject(subject).message_id(None);
    let message = builder.header(ContentType::TEXT_PLAIN).body("First\r\n.\r\n..dots".to_owned());
    message.expect("a mail needs no more")
}

fn sender(smtp: &Smtp) -> Sender {
    Sender::from_url(&smtp.url()).expect("a sender takes the URL").build()
}

async fn send(smtp: &Smtp, subject: &str) -> Result<Response, Error> {
    sender(smtp).send(message(subject)).await
}

#[tokio::test]
async fn a_mail_is_kept_as_it_was_sent() {
    let smtp = Smtp::start().await;
    send(&smtp, "Grüße, with words enough that the line has to be folded somewhere, or so I hope").await.unwrap();
    let mail = smtp.until_mails(1, SOON).await.remove(0);
    assert_eq!((mail.from.as_str(), mail.to.as_slice()), ("office@firm.example", &["ann@home.example".to_owned()][..]));
    assert_eq!(mail.header("to").unwrap(), "Ann <ann@home.example>");
    assert!(mail.header("Subject").unwrap().starts_with("=?utf-8?"));
    assert!(mail.header("Message-ID").is_some());
    assert_eq!(mail.body(), "First\r\n.\r\n..dots\r\n");
    assert_eq!(smtp.attempts(), 1);
}

#[tokio::test]
async fn refusals_are_for_now_or_for_good_and_keep_nothing() {
    let smtp = Smtp::start().await;
    for (number, (manners, is_for_good)) in [
        (Manners::RefusesRecipients(450), false),
        (Manners::RefusesRecipients(550), true),
        (Manners::RefusesMails(451), false),
        (Manners::RefusesMails(554), true),
    ]
    .into_iter()
    .enumerate()
    {
        smtp.behave(manners);
        let error = send(&smtp, "Hello").await.unwrap_err();
        assert_eq!((error.is_permanent(), error.is_transient()), (is_for_good, !is_for_good), "{manners:?}");
        smtp.until_attempts(number + 1, SOON).await;
        assert_eq!(smtp.mails(), []);
    }
    smtp.behave(Manners::Good);
    send(&smtp, "Hello").await.unwrap();
    assert_eq!(smtp.mails().len(), 1);
}

#[tokio::test]
async fn a_dropped_connection_is_an_error_whether_the_mail_was_taken_or_not() {
    let smtp = Smtp::start().await;
    for (manners, taken) in [(Manners::DropsMails, 0), (Manners::DropsBeforeSayingSo, 1)] {
        smtp.behave(manners);
        let error = send(&smtp, "Hello").await.unwrap_err();
        assert!(!error.is_permanent() && !error.is_transient(), "{error:?}");
        assert_eq!(smtp.mails().len(), taken, "{manners:?}");
    }
}

#[tokio::test]
async fn a_connection_that_drops_after_the_mail_was_taken_is_no_error() {
    let smtp = Smtp::start().await;
    smtp.behave(Manners::DropsAfterTaking);
    let sender = sender(&smtp);
    for subject in ["One", "Other"] {
        sender.send(message(subject)).await.unwrap();
    }
    let subjects: Vec<_> = smtp.mails().iter().filter_map(|it| it.header("Subject")).collect();
    assert_eq!(subjects, ["One", "Other"]);
}

#[tokio::test]
async fn it_comes_back_at_the_same_place_with_the_mails_that_it_had() {
    let mut smtp = Smtp::start().await;
    let url = smtp.url();
    send(&smtp, "Before").await.unwrap();
    smtp.go_down().await;
    send(&smtp, "Meanwhile").await.unwrap_err();
    smtp.come_back().await;
    assert_eq!(smtp.url(), url);
    send(&smtp, "After").await.unwrap();
    assert_eq!(smtp.mails().len(), 2);
}

#[tokio::test]
#[should_panic(expected = "there are 0 mails after 0 attempts")]
async fn who_waits_in_vain_is_told_what_there_is() {
    Smtp::start().await.until_mails(1, Duration::from_millis(50)).await;
}
