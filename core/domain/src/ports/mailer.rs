//! Mails to candidates. The adapter writes the message and hands it on; what it says is decided in
//! [`mod@crate::application::mail`].

use async_trait::async_trait;

use crate::application::mail::StatusMail;
use crate::id::TaskId;

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// A mail server answers for it now.
    Delivered,
    /// There is no mail server: it was kept on this machine, and the candidate knows nothing.
    Kept,
}

/// Why a mail didn't go. `reason` is one sentence with no personal data: words of a mail server are never
/// repeated, since they name addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Worth another try: nobody answered, or the server has no time.
    #[error("{reason}")]
    Temporary {
        /// What a person should know.
        reason: String,
    },
    /// The same mail will be refused again.
    #[error("{reason}")]
    Permanent {
        /// What a person should know.
        reason: String,
    },
}

/// Sends mails.
#[async_trait]
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Sends one mail. The same task's mail carries the same Message-ID each time, so that whoever gets it
    /// twice can tell.
    ///
    /// # Errors
    /// See [`MailError`]: only `Temporary` is worth a retry.
    async fn send(&self, mail: &StatusMail) -> Result<Sent, MailError>;

    /// Removes what was kept on this machine of the mails of these tasks. What can't be removed is logged:
    /// nobody who asks could do more.
    async fn forget(&self, tasks: &[TaskId]);
}
