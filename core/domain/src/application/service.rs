//! Making, moving and listing applications.

use crate::application::apply::{Applied, apply};
use crate::application::error::ApplicationRefusal;
use crate::application::model::{
    Application, ApplicationFilter, ApplicationOrder, ApplicationSource, Move, Stage, StageChange,
};
use crate::deps::Deps;
use crate::error::{ServiceError, Violation, Violations};
use crate::id::{ActorId, ApplicationId, CandidateId, JobId, ResumeId, StageChangeId, TaskId};
use crate::job::model::check_text;
use crate::page::{Page, PageRequest};
use crate::ports::Tx;
use crate::skill;

const MAX_SHORT: usize = 200;
const MAX_REASON: usize = 2_000;

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

/// A change of stage that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMove {
    /// Of which application.
    pub application_id: ApplicationId,
    /// Where to.
    pub stage: Stage,
    /// Why; needed to go back.
    pub reason: Option<String>,
    /// Tell the candidate.
    pub notify: bool,
}

/// Use cases around applications.
#[derive(Debug, Clone)]
pub struct ApplicationService {
    deps: Deps,
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

    /// Moves an application to another stage and writes who did it, when and why.
    ///
    /// # Errors
    /// Refused when the change isn't one that can be made.
    pub async fn change_stage(&self, to: StageMove, actor: ActorId) -> Result<Application, ServiceError> {
        let reason = to.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        check_reason(reason.as_deref())?;
        if to.notify {
            return Err(ApplicationRefusal::NoMail.into());
        }
        let mut tx = self.deps.store.begin().await?;
        let mut application = tx.lock_application(to.application_id).await?.ok_or(ApplicationRefusal::NotFound)?;
        let from = application.stage;
        match from.move_to(to.stage) {
            Move::Forbidden => {
                return Err(ApplicationRefusal::ForbiddenTransition { from, to: to.stage }.into());
            }
            Move::Back if reason.is_none() => return Err(ApplicationRefusal::ReasonMissing.into()),
            Move::Back | Move::Forward => {}
        }
        let now = self.deps.now();
        application.enter(to.stage, now);
        tx.update_application(&application).await?;
        let change = StageChange {
            id: self.deps.id(),
            application_id: application.id,
            from: Some(from),
            to: to.stage,
            reason,
            actor,
            notified: false,
            at: now,
        };
        tx.insert_stage_change(&change).await?;
        tx.commit().await?;
        Ok(application)
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

fn check_reason(reason: Option<&str>) -> Result<(), ServiceError> {
    let mut wrong = Violations::default();
    if let Some(reason) = reason {
        check_text("reason", reason, MAX_REASON, &mut wrong);
    }
    wrong.into_result()
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
