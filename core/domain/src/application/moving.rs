//! Moving an application to another stage, and taking back what the last move would have told by mail.

use crate::application::error::ApplicationRefusal;
use crate::application::mail::OwnWords;
use crate::application::model::{Application, Move, Stage, StageChange};
use crate::application::service::ApplicationService;
use crate::error::{ServiceError, Violations};
use crate::id::{ActorId, ApplicationId, CandidateId, NodeRef, TaskId};
use crate::job::model::check_text;
use crate::ports::{StoreError, Tx};
use crate::task::model::{NewTask, TaskKind, TaskPayload, Transition};
use crate::task::open;

const MAX_REASON: usize = 2_000;

/// A change of stage that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMove {
    /// Of which application.
    pub application_id: ApplicationId,
    /// Where to.
    pub stage: Stage,
    /// Why; needed to go back.
    pub reason: Option<String>,
    /// Tell the candidate by mail.
    pub notify: bool,
    /// What the mail says in place of the usual words.
    pub words: OwnWords,
}

impl ApplicationService {
    /// Moves an application to another stage and writes who did it, when and why. A mail that an earlier
    /// change asked for and that has not gone is cancelled, so that undoing a change undoes its mail too.
    /// Answers the task that tells the candidate, when that was asked for.
    ///
    /// # Errors
    /// Refused when the change isn't one that can be made, or when the candidate can't be told.
    pub async fn change_stage(
        &self,
        to: StageMove,
        actor: ActorId,
    ) -> Result<(Application, Option<TaskId>), ServiceError> {
        let to = to.checked()?;
        loop {
            let mut tx = self.deps.store.begin().await?;
            let unsent = lock_unsent_mails(&mut *tx, to.application_id).await?;
            let application = tx.lock_application(to.application_id).await?.ok_or(ApplicationRefusal::NotFound)?;
            // A mail's place in line is locked before its application, and which mails there are is certain
            // only after it: when one came in between, the locks are given back and taken anew.
            if unsent_mails(&mut *tx, application.id).await?.iter().all(|mail| unsent.contains(mail)) {
                return self.enter(tx, application, to, &unsent, actor).await;
            }
        }
    }

    /// Makes the change to a locked application.
    async fn enter(
        &self,
        mut tx: Box<dyn Tx>,
        mut application: Application,
        to: StageMove,
        unsent: &[TaskId],
        actor: ActorId,
    ) -> Result<(Application, Option<TaskId>), ServiceError> {
        check_move(application.stage, &to)?;
        if to.stage == Stage::Rejected && actor == ActorId::System {
            return Err(ApplicationRefusal::RejectedByNobody.into());
        }
        if to.notify {
            check_address(&mut *tx, application.candidate_id).await?;
        }
        for mail in unsent {
            let end = Transition::revoked().saying("The stage was changed again before the mail went.");
            tx.transition(*mail, &end).await?;
        }
        let (from, now) = (application.stage, self.deps.now());
        application.enter(to.stage, now);
        tx.update_application(&application).await?;
        let change = StageChange {
            id: self.deps.id(),
            application_id: application.id,
            from: Some(from),
            to: to.stage,
            reason: to.reason,
            actor,
            words: to.words,
            notified: false,
            at: now,
        };
        tx.insert_stage_change(&change).await?;
        let task = if to.notify { Some(self.enqueue_mail(&mut *tx, &change).await?) } else { None };
        tx.commit().await?;
        Ok((application, task))
    }

    async fn enqueue_mail(&self, tx: &mut dyn Tx, change: &StageChange) -> Result<TaskId, StoreError> {
        let payload = TaskPayload::SendStatusEmail { application: change.application_id, stage_change: change.id };
        let task =
            NewTask { delay: self.deps.figures.undo_window, ..NewTask::due(self.deps.id(), payload, self.deps.now()) };
        tx.enqueue(&task).await?;
        Ok(task.id)
    }
}

impl Application {
    /// Comes into a stage. Who was found and now goes on has applied.
    fn enter(&mut self, stage: Stage, at: chrono::DateTime<chrono::Utc>) {
        if self.stage == Stage::Sourced && !matches!(stage, Stage::Rejected | Stage::Withdrawn) {
            self.applied_at = self.applied_at.or(Some(at));
        }
        self.stage = stage;
        self.stage_changed_at = at;
        self.updated_at = at;
    }
}

impl StageMove {
    fn checked(mut self) -> Result<Self, ServiceError> {
        let mut wrong = Violations::default();
        self.reason = self.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if let Some(reason) = &self.reason {
            check_text("reason", reason, MAX_REASON, &mut wrong);
        }
        self.words = self.words.tidied();
        self.words.check(&mut wrong);
        if !self.notify {
            let orphans = [
                (self.words.subject.is_some(), ApplicationRefusal::SubjectWithoutMail),
                (self.words.body.is_some(), ApplicationRefusal::BodyWithoutMail),
            ];
            orphans.iter().filter(|(is_there, _)| *is_there).for_each(|(_, refusal)| wrong.push(refusal.violation()));
        }
        wrong.into_result()?;
        Ok(self)
    }
}

fn check_move(from: Stage, to: &StageMove) -> Result<(), ApplicationRefusal> {
    match from.move_to(to.stage) {
        Move::Forbidden => Err(ApplicationRefusal::ForbiddenTransition { from, to: to.stage }),
        Move::Back if to.reason.is_none() => Err(ApplicationRefusal::ReasonMissing),
        Move::Forward if to.stage == Stage::Rejected && to.reason.is_none() => {
            Err(ApplicationRefusal::RejectedWithoutReason)
        }
        Move::Back | Move::Forward => Ok(()),
    }
}

async fn check_address(tx: &mut dyn Tx, candidate: CandidateId) -> Result<(), ServiceError> {
    let candidate = tx.candidates(&[candidate]).await?.pop();
    match candidate.and_then(|them| them.email) {
        Some(_) => Ok(()),
        None => Err(ApplicationRefusal::NoAddress.into()),
    }
}

/// Tasks that would tell the candidate of an earlier change. New ones come only from whoever holds the lock
/// on the application.
async fn unsent_mails(tx: &mut dyn Tx, application: ApplicationId) -> Result<Vec<TaskId>, StoreError> {
    open::on(tx, NodeRef::Application(application), Some(vec![TaskKind::SendStatusEmail])).await
}

/// Locks those mails in the order of their ids, and answers those that still wait.
async fn lock_unsent_mails(tx: &mut dyn Tx, application: ApplicationId) -> Result<Vec<TaskId>, StoreError> {
    let mails = unsent_mails(tx, application).await?;
    open::lock(tx, mails).await
}
