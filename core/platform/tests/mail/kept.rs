use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use domain::application::mail::StatusMail;
use domain::ports::{MailError, Mailer, Sent};
use kit::Letter;
use platform::mail::KeptMails;

use crate::make::{FROM, mail, task};

fn kept_in(folder: &Path) -> KeptMails {
    KeptMails::new(FROM.parse().unwrap(), folder.join("mails"))
}

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder.join("mails")).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_mail_is_kept_whole_and_for_our_eyes_only() {
    let folder = tempfile::tempdir().unwrap();
    let mails = kept_in(folder.path());
    // Twice, as when the first attempt was killed before it said so.
    for _ in 0..2 {
        assert_eq!(mails.send(&mail()).await, Ok(Sent::Kept));
    }
    let name = format!("{}.eml", task(1));
    assert_eq!(names(folder.path()), [name.as_str()]);
    let file = folder.path().join("mails").join(name);
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    let letter = Letter::read(&std::fs::read_to_string(file).unwrap());
    assert_eq!(letter.header("To").unwrap(), "Ida Sørensen <ida@example.com>");
    assert_eq!(letter.parts().len(), 2);
}

#[tokio::test]
async fn what_a_killed_attempt_left_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let mails = kept_in(folder.path());
    assert_eq!(mails.send(&StatusMail { task: task(2), ..mail() }).await, Ok(Sent::Kept));
    let part = folder.path().join("mails").join(format!("{}.eml.part", task(1)));
    std::fs::write(&part, "From: half a m").unwrap();
    assert_eq!(mails.send(&mail()).await, Ok(Sent::Kept));
    assert!(!part.exists());
    std::fs::write(&part, "From: half a m").unwrap();
    mails.forget(&[task(1), task(3)]).await;
    assert_eq!(names(folder.path()), [format!("{}.eml", task(2))]);
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_worth_another_try() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mails"), "a file where the folder should be").unwrap();
    let refused = kept_in(folder.path()).send(&mail()).await;
    assert_eq!(refused, Err(MailError::Temporary { reason: "The mail could not be kept as a file.".to_owned() }));
}
