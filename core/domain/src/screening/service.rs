//! Asking for screenings and reading them.

use crate::application::model::{Application, ScreeningState};
use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{ApplicationId, ScreeningId, TaskId};
use crate::page::{Page, PageRequest};
use crate::ports::{StoreError, Tx};
use crate::screening::error::ScreeningRefusal;
use crate::screening::matter::{Matter, readable_resume};
use crate::screening::provider::Provider;
use crate::screening::record::{Ask, Screening};
use crate::screening::samples::MOST_SAMPLES;
use crate::task::model::{NewTask, TaskPayload};

/// Use cases around screenings.
#[derive(Debug, Clone)]
pub struct ScreeningService {
    pub(super) deps: Deps,
}

impl ScreeningService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[ScreeningId]) -> Result<Vec<Screening>, ServiceError> {
        Ok(self.deps.store.reads().screenings(ids).await?)
    }

    /// A page of an application's screenings, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, id: ApplicationId, page: &PageRequest) -> Result<Page<Screening>, ServiceError> {
        Ok(self.deps.store.reads().list_screenings(id, page).await?)
    }

    /// How many an application has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, id: ApplicationId) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_screenings(id).await?)
    }

    /// Asks for a screening. The task is `None` when the answer is known or there is no readable
    /// résumé; one that is in line already is answered instead of a second one.
    ///
    /// # Errors
    /// Refused when the application isn't there, or more answers are wanted than count.
    pub async fn request(&self, id: ApplicationId, ask: Ask) -> Result<(Application, Option<TaskId>), ServiceError> {
        if ask.samples.is_some_and(|samples| !(1..=MOST_SAMPLES).contains(&u32::from(samples))) {
            return Err(ScreeningRefusal::Samples.into());
        }
        let known = if ask.force { None } else { self.known_answer(id, ask).await? };
        let mut tx = self.deps.store.begin().await?;
        let mut application = tx.lock_application(id).await?.ok_or(ScreeningRefusal::ApplicationNotFound)?;
        let under_way = matches!(application.screening_state, ScreeningState::Queued | ScreeningState::Running);
        let task = if under_way && !ask.force {
            application.screening_task_id
        } else if let Some((known, matter)) = known {
            matter.confirm(&mut *tx, &known).await?;
            application.screening_id = Some(known.id);
            application.updated_at = self.deps.now();
            tx.update_application(&application).await?;
            None
        } else {
            enqueue(&self.deps, &mut *tx, application.clone(), ask).await?
        };
        let application = tx.applications(&[id]).await?.pop().unwrap_or(application);
        tx.commit().await?;
        Ok((application, task))
    }

    /// What the deployment's own provider said of the present input, if it was asked before. What a fallback said
    /// is no answer here: it was asked because that one could not be.
    async fn known_answer(&self, id: ApplicationId, ask: Ask) -> Result<Option<(Screening, Matter)>, ServiceError> {
        let setup = &self.deps.screening;
        let matter = Matter::read(&*self.deps.store.reads(), id, setup).await?;
        let (Some(matter), Some(provider)) = (matter, setup.providers.first()) else {
            return Ok(None);
        };
        let hash = matter.input_hash(provider);
        let known = self.known(&matter, provider, &hash, ask).await?;
        Ok(known.map(|known| (known, matter)))
    }

    /// The application's newest screening of this input, when it is what is asked for.
    pub(super) async fn known(
        &self,
        matter: &Matter,
        provider: &Provider,
        input_hash: &str,
        ask: Ask,
    ) -> Result<Option<Screening>, StoreError> {
        if ask.force {
            return Ok(None);
        }
        let reads = self.deps.store.reads();
        let Some(known) = reads.screening_by_input(matter.application.id, input_hash).await? else {
            return Ok(None);
        };
        let enough = match (provider, ask.samples) {
            (Provider::Model(_), Some(wanted)) => known.samples.len() >= usize::from(wanted),
            _ => true,
        };
        Ok((enough && matter.is_judged_by(&*reads, &known).await?).then_some(known))
    }
}

/// Puts the screening of a locked or new application in line; `None` without a readable résumé.
pub(crate) async fn enqueue(
    deps: &Deps,
    tx: &mut dyn Tx,
    mut application: Application,
    ask: Ask,
) -> Result<Option<TaskId>, ServiceError> {
    if readable_resume(tx, &application).await?.is_none() {
        return Ok(None);
    }
    let payload =
        TaskPayload::ScreenApplication { application: application.id, force: ask.force, samples: ask.samples };
    let task = NewTask::due(deps.id(), payload, deps.now());
    tx.enqueue(&task).await?;
    application.screening_task_id = Some(task.id);
    application.updated_at = task.created_at;
    tx.update_application(&application).await?;
    Ok(Some(task.id))
}
