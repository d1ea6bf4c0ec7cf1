//! Making an application within a transaction that does more.

use crate::application::error::explain;
use crate::application::mail::OwnWords;
use crate::application::model::{Application, ApplicationSource, ScreeningState, Stage, StageChange};
use crate::application::service::ApplicationDraft;
use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{ActorId, TaskId};
use crate::ports::Tx;
use crate::screening::record::Ask;

/// What became of applying.
#[derive(Debug)]
pub(crate) enum Applied {
    /// There is one now, and the task that screens it, if there is a readable résumé.
    New(Application, Option<TaskId>),
    /// There was one.
    Old(Application),
}

/// Makes the application of a checked pair with the first line of its history, and puts its screening
/// in line when there is a résumé to screen.
pub(crate) async fn apply(
    deps: &Deps,
    tx: &mut dyn Tx,
    draft: &ApplicationDraft,
    actor: ActorId,
) -> Result<Applied, ServiceError> {
    let application = new_application(deps, draft);
    if !tx.insert_application(&application).await.map_err(explain)? {
        let pair = [(draft.candidate_id, draft.job_id)];
        let old = tx.applications_of_pairs(&pair).await?.pop();
        return old.map(Applied::Old).ok_or_else(|| crate::ports::StoreError::Corrupt { what: "application" }.into());
    }
    let first = StageChange {
        id: deps.id(),
        application_id: application.id,
        from: None,
        to: application.stage,
        reason: None,
        actor,
        words: OwnWords::default(),
        notified: false,
        at: application.created_at,
    };
    tx.insert_stage_change(&first).await?;
    let task = crate::screening::service::enqueue(deps, tx, application.clone(), Ask::default()).await?;
    let application = tx.applications(&[application.id]).await?.pop().unwrap_or(application);
    Ok(Applied::New(application, task))
}

fn new_application(deps: &Deps, draft: &ApplicationDraft) -> Application {
    let now = deps.now();
    let sourced = draft.source == ApplicationSource::Sourced;
    Application {
        id: deps.id(),
        candidate_id: draft.candidate_id,
        job_id: draft.job_id,
        resume_id: draft.resume_id,
        stage: if sourced { Stage::Sourced } else { Stage::Applied },
        stage_changed_at: now,
        source: draft.source,
        source_name: draft.source_name.clone(),
        external_id: draft.external_id.clone(),
        screening_id: None,
        screening_task_id: None,
        screening_state: ScreeningState::None,
        applied_at: (!sourced).then_some(now),
        created_at: now,
        updated_at: now,
    }
}
