//! What stands in a message, read as its receiver's program does.

use domain::application::mail::{OwnWords, StatusMail};
use domain::application::model::Stage;
use domain::ports::{MailError, Mailer};
use kit::Letter;
use platform::mail::KeptMails;

use crate::make::{FROM, mail, task};

async fn written(mail: &StatusMail) -> Letter {
    let folder = tempfile::tempdir().unwrap();
    KeptMails::new(FROM.parse().unwrap(), folder.path().to_owned()).send(mail).await.unwrap();
    Letter::read(&std::fs::read_to_string(folder.path().join(format!("{}.eml", mail.task))).unwrap())
}

async fn refused(mail: &StatusMail) -> MailError {
    let folder = tempfile::tempdir().unwrap();
    let mails = KeptMails::new(FROM.parse().unwrap(), folder.path().to_owned());
    mails.send(mail).await.unwrap_err()
}

/// The HTML as words: tags out, line breaks in.
fn words(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1.replace("<br>\n", "\n").replace("</p>\n", "\n\n");
    let texts = body.split('<').filter_map(|it| it.split_once('>')).map(|(_, text)| text);
    let text = texts.collect::<String>();
    let plain = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&").replace("&#34;", "\"");
    plain.trim().to_owned()
}

#[tokio::test]
async fn the_head_says_whose_mail_it_is_and_that_a_machine_wrote_it() {
    let letter = written(&mail()).await;
    for (name, value) in [
        ("Subject", "Application update: Nurse & <Carer>"),
        ("From", "Shortlist <jobs@example.org>"),
        ("To", "Ida Sørensen <ida@example.com>"),
        ("Date", "Thu, 28 May 2026 20:26:40 +0000"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(letter.header(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(letter.header("Message-ID").unwrap(), format!("<{}@example.org>", task(1)));
    assert!(letter.header("Content-Type").unwrap().starts_with("multipart/alternative;"));
}

#[tokio::test]
async fn both_bodies_say_the_same_and_html_is_escaped() {
    let own =
        OwnWords { subject: None, body: Some("Dear Ida,\n1 < 2 & 3 > \"2\"\n\n<script>alert(1)</script>".to_owned()) };
    let mut mails: Vec<StatusMail> = Stage::ALL
        .iter()
        .map(|stage| {
            let paragraphs = OwnWords::default().paragraphs_for("Ida", "Nurse & <Carer>", *stage);
            StatusMail { paragraphs, ..mail() }
        })
        .collect();
    mails.push(StatusMail { paragraphs: own.paragraphs_for("Ida", "Nurse", Stage::Offer), ..mail() });
    for mail in mails {
        let parts = written(&mail).await.parts();
        let kinds: Vec<_> = parts.iter().map(|part| part.header("Content-Type").unwrap()).collect();
        assert_eq!(kinds, ["text/plain; charset=utf-8", "text/html; charset=utf-8"]);
        let (text, html) = (parts[0].text(), parts[1].text());
        assert_eq!(text, mail.paragraphs.join("\n\n"));
        assert_eq!(words(&html), text, "{html}");
        assert!(!html.contains("<script") && !html.contains("<Carer>"), "{html}");
    }
}

#[tokio::test]
async fn nothing_that_a_person_gives_becomes_a_field_of_the_head() {
    let nasty = "x\r\nBcc: all@example.com\r\n\r\nbody";
    let plain = written(&mail()).await;
    let words = OwnWords::default();
    let letter = written(&StatusMail { subject: words.subject_for(nasty), ..mail() }).await;
    assert_eq!(letter.names(), plain.names());
    assert_eq!(letter.header("Subject").unwrap(), "Application update: x Bcc: all@example.com body");
    for nasty in ["a\nb", "a\rb", "a\0b", "a\u{85}b"] {
        for mail in
            [StatusMail { subject: nasty.to_owned(), ..mail() }, StatusMail { to_name: nasty.to_owned(), ..mail() }]
        {
            assert!(matches!(refused(&mail).await, MailError::Permanent { .. }), "{nasty:?}");
        }
    }
}

#[tokio::test]
async fn names_are_written_whatever_they_hold() {
    for name in ["O'Neil, \"Bo\" <x@example.com>", "a@b", "Zoë (she)", "李雷", "\\", ":;,.<>[]", "\u{202e}abc", "", "9"]
    {
        let letter = written(&StatusMail { to_name: name.to_owned(), ..mail() }).await;
        let to = letter.header("To").unwrap();
        assert!(to == "ida@example.com" || to.ends_with(" <ida@example.com>"), "{to}");
        assert_eq!(to.matches("ida@example.com").count(), 1);
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_for_good_and_not_repeated() {
    for address in ["ida", "ida@example.com\r\nBcc: all@example.com", "ida@example.com>", "<ida@example.com>", ""] {
        let mail = StatusMail { to_address: address.to_owned(), ..mail() };
        let reason = "The candidate's address can't be written to.".to_owned();
        assert_eq!(refused(&mail).await, MailError::Permanent { reason }, "{address:?}");
    }
}
