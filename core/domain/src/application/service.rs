//! Making, moving and listing applications.

use crate::application::apply::{Applied, apply};
use crate::application::error::ApplicationRefusal;
use crate::application::model::{Application, ApplicationFilter, ApplicationOrder, ApplicationSource, StageChange};
use crate::deps::Deps;
use crate::error::{ServiceError, Violation, Violations};
use crate::id::{ActorId, ApplicationId, CandidateId, JobId, ResumeId, StageChangeId, TaskId};
use crate::job::model::check_text;
use crate::page::{Page, PageRequest};
use crate::ports::Tx;
use crate::skill;

const MAX_SHORT: usize = 200;

/// An application to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationDraft {
    /// Who.
    pub candidate_id: CandidateId,
    /// For what.
    pub job_id: JobId,
    /// With which résumé; the latest when none is named.
    pub resume_id: Option<ResumeId>,
    /// How it came.
    pub source: ApplicationSource,
    /// Which agency, who named them.
    pub source_name: Option<String>,
    /// The caller's own key.
    pub external_id: Option<String>,
}

impl ApplicationDraft {
    /// A direct application.
    #[must_use]
    pub fn of(candidate_id: CandidateId, job_id: JobId) -> Self {
        Self {
            candidate_id,
            job_id,
            resume_id: None,
            source: ApplicationSource::Direct,
            source_name: None,
            external_id: None,
        }
    }
}

/// What came of asking for an application: the new one and its task, or the old one and a violation
/// that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationMade {
    /// The new or the old one.
    pub application: Application,
    /// The task that screens it; `None` without a readable résumé.
    pub task: Option<TaskId>,
    /// ALREADY_EXISTS for an old one.
    pub violations: Vec<Violation>,
}

/// Use cases around applications.
#[derive(Debug, Clone)]
pub struct ApplicationService {
    pub(super) deps: Deps,
}

impl ApplicationService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[ApplicationId]) -> Result<Vec<Application>, ServiceError> {
        Ok(self.deps.store.reads().applications(ids).await?)
    }

    /// Those of these pairs that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of_pairs(&self, pairs: &[(CandidateId, JobId)]) -> Result<Vec<Application>, ServiceError> {
        Ok(self.deps.store.reads().applications_of_pairs(pairs).await?)
    }

    /// The newest applications of each of these candidates, `limit + 1` each at most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest_of(&self, candidates: &[CandidateId], limit: u32) -> Result<Vec<Application>, ServiceError> {
        Ok(self.deps.store.reads().newest_applications(candidates, limit).await?)
    }

    /// A page of a list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(
        &self,
        filter: ApplicationFilter,
        order: ApplicationOrder,
        page: &PageRequest,
    ) -> Result<Page<Application>, ServiceError> {
        Ok(self.deps.store.reads().list_applications(&filter.canonical(), order, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: ApplicationFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_applications(&filter.canonical()).await?)
    }

    /// Those of these lines of history that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stage_changes(&self, ids: &[StageChangeId]) -> Result<Vec<StageChange>, ServiceError> {
        Ok(self.deps.store.reads().stage_changes(ids).await?)
    }

    /// A page of an application's history, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn history(&self, id: ApplicationId, page: &PageRequest) -> Result<Page<StageChange>, ServiceError> {
        Ok(self.deps.store.reads().list_stage_changes(id, page).await?)
    }

    /// How long an application's history is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn history_length(&self, id: ApplicationId) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_stage_changes(id).await?)
    }

    /// Makes an application and puts its screening in line.
    ///
    /// # Errors
    /// Refused when something it names isn't there. An old one of the same pair is no error: it is
    /// answered with a violation.
    pub async fn create(&self, draft: ApplicationDraft, actor: ActorId) -> Result<ApplicationMade, ServiceError> {
        let draft = draft.checked()?;
        let mut tx = self.deps.store.begin().await?;
        check_pair(&mut *tx, &draft).await?;
        let made = match apply(&self.deps, &mut *tx, &draft, actor).await? {
            Applied::New(application, task) => ApplicationMade { application, task, violations: Vec::new() },
            Applied::Old(application) => {
                return Ok(ApplicationMade {
                    application,
                    task: None,
                    violations: vec![ApplicationRefusal::AlreadyExists.violation()],
                });
            }
        };
        tx.commit().await?;
        Ok(made)
    }
}

impl ApplicationFilter {
    /// With skills by their canonical names.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.skills = self.skills.map(|skills| skill::canonical_names(&skills));
        self
    }
}

impl ApplicationDraft {
    fn checked(mut self) -> Result<Self, ServiceError> {
        let mut wrong = Violations::default();
        for (field, text) in [("sourceName", &mut self.source_name), ("externalId", &mut self.external_id)] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
            if let Some(text) = text {
                check_text(field, text, MAX_SHORT, &mut wrong);
            }
        }
        wrong.into_result()?;
        Ok(self)
    }
}

/// Whether all that the draft names is there, and keeps it there.
async fn check_pair(tx: &mut dyn Tx, draft: &ApplicationDraft) -> Result<(), ServiceError> {
    if !tx.hold_candidate(draft.candidate_id).await? {
        return Err(ApplicationRefusal::CandidateNotFound.into());
    }
    if !tx.hold_job(draft.job_id).await? {
        return Err(ApplicationRefusal::JobNotFound.into());
    }
    if let Some(id) = draft.resume_id {
        let found = tx.resumes(&[id]).await?.pop();
        if found.and_then(|resume| resume.candidate_id) != Some(draft.candidate_id) {
            return Err(ApplicationRefusal::ResumeNotFound.into());
        }
    }
    Ok(())
}
