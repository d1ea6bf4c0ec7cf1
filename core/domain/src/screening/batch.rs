//! Screening many applications of a job: one task puts a task for each in line and waits for them.

use std::collections::HashSet;

use crate::application::model::{Application, ScreeningState};
use crate::error::ServiceError;
use crate::id::{ApplicationId, TaskId};
use crate::ports::Tx;
use crate::screening::error::ScreeningRefusal;
use crate::screening::model::{BatchMembers, BatchRequest, MAX_NAMED};
use crate::screening::service::ScreeningService;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::{NewTask, TaskPayload};

/// Members put in line in one transaction: few enough that others who want these applications hardly wait.
const CHUNK: u64 = 500;

impl ScreeningService {
    /// Asks for the screening of many applications of a job. Who takes part is settled now.
    ///
    /// # Errors
    /// Refused when the job or one of the applications isn't there, or when nobody would take part.
    pub async fn request_batch(&self, request: &BatchRequest) -> Result<TaskId, ServiceError> {
        if request.applications.as_ref().is_some_and(|named| named.len() > MAX_NAMED) {
            return Err(ScreeningRefusal::TooManyNamed.into());
        }
        let mut tx = self.deps.store.begin().await?;
        if !tx.hold_job(request.job).await? {
            return Err(ScreeningRefusal::JobNotFound.into());
        }
        check_named(&*tx, request).await?;
        let payload = TaskPayload::ScreenBatch { job: request.job, force: request.force };
        let task = NewTask::due(self.deps.id(), payload, self.deps.now());
        tx.enqueue(&task).await?;
        if tx.put_batch_members(task.id, &BatchMembers::Chosen(request.choice())).await? == 0 {
            return Err(ScreeningRefusal::NobodyToScreen.into());
        }
        tx.commit().await?;
        Ok(task.id)
    }

    /// The use case of `screen_batch`. Members know their child, so a run that was cut short is taken up
    /// where it ended.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn fan_out(&self, context: &TaskContext, force: bool) -> Result<Settled, HandlerError> {
        let batch = context.task.id;
        loop {
            let mut fenced = context.fenced().await?;
            let tx = fenced.tx();
            let members = tx.untouched_members(batch, CHUNK).await?;
            if !members.is_empty() {
                self.put_in_line(tx, batch, &members, force).await?;
            }
            let standing = tx.batch_standing(batch).await?;
            let (percent, message) = (standing.percent(), standing.message());
            if !members.is_empty() {
                context.commit_progress(fenced, percent, &message).await?;
            } else if let Some(end) = standing.end() {
                return context.settle(fenced, end).await;
            } else {
                return context.wait_for_children(fenced, percent, &message).await;
            }
        }
    }

    async fn put_in_line(
        &self,
        tx: &mut dyn Tx,
        batch: TaskId,
        members: &[ApplicationId],
        force: bool,
    ) -> Result<(), HandlerError> {
        let applications = tx.lock_applications(members).await?;
        let readable: HashSet<ApplicationId> = tx.applications_with_resume(members).await?.into_iter().collect();
        let wants_a_child = |it: &Application| readable.contains(&it.id) && !is_being_screened(it);
        let now = self.deps.now();
        let child = |application: &Application| {
            let payload = TaskPayload::ScreenApplication { application: application.id, force, samples: None };
            (application.id, NewTask { parent: Some(batch), ..NewTask::due(self.deps.id(), payload, now) })
        };
        let (ids, children): (Vec<_>, Vec<_>) =
            applications.iter().filter(|application| wants_a_child(application)).map(child).unzip();
        let pairs: Vec<(ApplicationId, TaskId)> = ids.into_iter().zip(children.iter().map(|task| task.id)).collect();
        tx.enqueue_all(&children).await?;
        tx.set_screening_tasks(&pairs, now).await?;
        Ok(tx.note_children(batch, members, &pairs).await?)
    }
}

fn is_being_screened(application: &Application) -> bool {
    matches!(application.screening_state, ScreeningState::Queued | ScreeningState::Running)
}

/// Whether all that are named one by one are there and applied for this job.
async fn check_named(tx: &dyn Tx, request: &BatchRequest) -> Result<(), ServiceError> {
    let Some(named) = &request.applications else {
        return Ok(());
    };
    let found = tx.applications(named).await?;
    let of_job: HashSet<ApplicationId> =
        found.into_iter().filter(|it| it.job_id == request.job).map(|it| it.id).collect();
    let unknown: HashSet<&ApplicationId> = named.iter().filter(|id| !of_job.contains(id)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(ScreeningRefusal::NotOfJob(unknown.len()).into()) }
}
