//! Mails that nobody carries, kept as files. A mail client opens them, so that what would have gone out can
//! be looked at.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use domain::application::mail::StatusMail;
use domain::id::TaskId;
use domain::ports::{MailError, Mailer, Sent};
use lettre::message::Mailbox;

use super::compose::compose;

/// Keeps each mail as `<task id>.eml` in a folder. Only the user that runs us can read it, and its name says
/// nothing about anybody.
#[derive(Debug, Clone)]
pub struct KeptMails {
    from: Mailbox,
    folder: PathBuf,
}

impl KeptMails {
    /// In this folder, which is made when there is something to keep.
    #[must_use]
    pub fn new(from: Mailbox, folder: PathBuf) -> Self {
        Self { from, folder }
    }

    fn file(&self, task: TaskId) -> PathBuf {
        self.folder.join(format!("{task}.eml"))
    }
}

#[async_trait]
impl Mailer for KeptMails {
    async fn send(&self, mail: &StatusMail) -> Result<Sent, MailError> {
        let bytes = compose(&self.from, mail)?.formatted();
        let file = self.file(mail.task);
        let path = file.clone();
        let written = tokio::task::spawn_blocking(move || keep(&path, &bytes)).await;
        if let Err(error) = written.map_err(io::Error::other).flatten() {
            tracing::warn!(task.id = %mail.task, file.path = %file.display(), error = %error, "a mail could not be kept");
            return Err(MailError::Temporary { reason: "The mail could not be kept as a file.".to_owned() });
        }
        tracing::info!(task.id = %mail.task, file.path = %file.display(), "there is no mail server (SMTP_URL), so a mail was kept as a file");
        Ok(Sent::Kept)
    }

    async fn forget(&self, tasks: &[TaskId]) {
        let files = tasks.iter().map(|task| self.file(*task));
        // A crash may have left a part of one.
        let files: Vec<PathBuf> = files.flat_map(|file| [part_of(&file), file]).collect();
        let _broke_off = tokio::task::spawn_blocking(move || files.iter().for_each(|file| remove(file))).await;
    }
}

/// Written under another name first, so that a file with the right name is whole.
fn keep(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let part = part_of(file);
    // What an attempt before this one left may have been made by somebody else's rules.
    remove(&part);
    let mut written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    std::fs::rename(&part, file)?;
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn part_of(file: &Path) -> PathBuf {
    file.with_extension("eml.part")
}

fn remove(file: &Path) {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(file.path = %file.display(), error = %error, "a mail that was kept could not be removed");
        }
        _ => {}
    }
}
