//! Telling a candidate of a change of stage: the use case of `send_status_email`.

use crate::application::mail::{StatusMail, one_line};
use crate::application::service::ApplicationService;
use crate::id::StageChangeId;
use crate::ports::{MailError, Sent, Tx};
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::Transition;

/// What is to be done about a mail.
enum Errand {
    Send(StatusMail),
    /// An attempt before this one did it.
    Told,
    /// It would tell of a stage that is past.
    MovedOn,
}

impl ApplicationService {
    /// Sends the mail and writes that it went. Between the two there is no transaction: a worker that is
    /// killed there sends the mail again, and its Message-ID, which is that of the task, says that it is the
    /// same. A change of stage that comes while the mail is on its way cancels the task, which breaks the
    /// sending off; what was handed over by then can't be called back, and counts as not told.
    ///
    /// # Errors
    /// See [`HandlerError`]. No address known: fail, `NOT_POSSIBLE`.
    pub async fn send_mail(&self, context: &TaskContext, change: StageChangeId) -> Result<Settled, HandlerError> {
        let mut fenced = context.fenced().await?;
        match self.errand(fenced.tx(), context, change).await? {
            Errand::Send(mail) => {
                // Nothing is written; what matters is that no lock is held while the mail server is asked.
                fenced.commit().await?;
                self.deliver(context, change, &mail).await
            }
            Errand::Told => {
                context
                    .settle(fenced, Transition::success(None, Some("The candidate was told already.".to_owned())))
                    .await
            }
            // Cancelled, as the change of stage would have done: success would look like a mail that went,
            // and failure like a fault that somebody should look at.
            Errand::MovedOn => {
                let end = Transition::revoked().saying("Not sent: the stage was changed again.");
                context.settle(fenced, end).await
            }
        }
    }

    /// What there is to do, as it stands under the fence. Who changes the stage cancels the task, so a task
    /// that is still held tells the truth; an application is compared all the same, because a wrong mail
    /// can't be taken back.
    async fn errand(
        &self,
        tx: &mut dyn Tx,
        context: &TaskContext,
        change: StageChangeId,
    ) -> Result<Errand, HandlerError> {
        let gone = || HandlerError::fail("SUBJECT_GONE", "The application was deleted.");
        let change = tx.stage_changes(&[change]).await?.pop().ok_or_else(gone)?;
        let application = tx.applications(&[change.application_id]).await?.pop().ok_or_else(gone)?;
        if change.notified {
            return Ok(Errand::Told);
        }
        if !change.is_the_last_of(&application) {
            return Ok(Errand::MovedOn);
        }
        let candidate = tx.candidates(&[application.candidate_id]).await?.pop().ok_or_else(gone)?;
        let job = tx.jobs(&[application.job_id]).await?.pop().ok_or_else(gone)?;
        let no_address = || HandlerError::fail("NOT_POSSIBLE", "No e-mail address of the candidate is known any more.");
        Ok(Errand::Send(StatusMail {
            task: context.task.id,
            to_address: candidate.email.ok_or_else(no_address)?,
            subject: change.words.subject_for(&job.draft.title),
            paragraphs: change.words.paragraphs_for(&candidate.name, &job.draft.title, change.to),
            to_name: one_line(&candidate.name),
            at: self.deps.now(),
        }))
    }

    async fn deliver(
        &self,
        context: &TaskContext,
        change: StageChangeId,
        mail: &StatusMail,
    ) -> Result<Settled, HandlerError> {
        let sent = self.deps.mailer.send(mail).await?;
        let mut fenced = context.fenced().await?;
        let message = match sent {
            Sent::Delivered => {
                fenced.tx().note_notified(change).await?;
                "The mail server took the mail."
            }
            Sent::Kept => "No mail server is set up, so the mail was kept as a file and the candidate was not told.",
        };
        context.settle(fenced, Transition::success(None, Some(message.to_owned()))).await
    }
}

impl From<MailError> for HandlerError {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Temporary { reason } => Self::retry("MAIL_NOT_TAKEN", &reason),
            MailError::Permanent { reason } => Self::fail("MAIL_REFUSED", &reason),
        }
    }
}
