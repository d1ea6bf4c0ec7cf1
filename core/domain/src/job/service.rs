//! Making, changing and listing jobs.

use crate::application::model::Stage;
use crate::deps::Deps;
use crate::error::{ServiceError, ViolationCode, Violations};
use crate::id::{JobId, TaskId};
use crate::job::error::{JobRefusal, explain};
use crate::job::model::{Job, JobDraft, JobFilter, JobOrder, JobStatus};
use crate::job::reading::{SkillsRead, read_skills};
use crate::page::{Page, PageRequest, Patch};
use crate::skill;
use crate::task::model::{NewTask, TaskPayload};

/// What an update says: absent keeps, null clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JobPatch {
    /// May not be cleared.
    pub title: Patch<String>,
    /// May not be cleared.
    pub description: Patch<String>,
    /// May not be cleared.
    pub status: Patch<JobStatus>,
    /// City or region.
    pub location: Patch<String>,
    /// May not be cleared.
    pub remote: Patch<bool>,
    /// Years asked.
    pub min_years: Patch<f64>,
    /// A year.
    pub salary_min: Patch<i32>,
    /// A year.
    pub salary_max: Patch<i32>,
    /// ISO 4217.
    pub salary_currency: Patch<String>,
    /// Cleared: read from the description again.
    pub required_skills: Patch<Vec<String>>,
    /// Cleared: read from the description again.
    pub preferred_skills: Patch<Vec<String>>,
    /// The caller's own key.
    pub external_id: Patch<String>,
}

/// Use cases around jobs.
#[derive(Debug, Clone)]
pub struct JobService {
    pub(super) deps: Deps,
}

impl JobService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[JobId]) -> Result<Vec<Job>, ServiceError> {
        Ok(self.deps.store.reads().jobs(ids).await?)
    }

    /// A page of a list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(
        &self,
        filter: JobFilter,
        order: JobOrder,
        page: &PageRequest,
    ) -> Result<Page<Job>, ServiceError> {
        Ok(self.deps.store.reads().list_jobs(&filter.canonical(), order, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: JobFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_jobs(&filter.canonical()).await?)
    }

    /// Applications by stage, stages without any left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn application_counts(&self, ids: &[JobId]) -> Result<Vec<(JobId, Stage, u64)>, ServiceError> {
        Ok(self.deps.store.reads().application_counts(ids).await?)
    }

    /// Makes a job and puts its embedding in line.
    ///
    /// # Errors
    /// Refused with what is wrong with the draft.
    pub async fn create(&self, draft: JobDraft) -> Result<(Job, TaskId), ServiceError> {
        let now = self.deps.now();
        let job = Job::from_draft(self.deps.id(), draft.checked()?, now);
        let mut tx = self.deps.store.begin().await?;
        tx.insert_job(&job).await.map_err(explain)?;
        let task = self.embedding_task(job.id);
        tx.enqueue(&task).await?;
        tx.commit().await?;
        Ok((job, task.id))
    }

    /// Changes a job; a changed text is embedded again, and only then a task is answered.
    ///
    /// # Errors
    /// Refused with what is wrong with the change.
    pub async fn update(&self, id: JobId, patch: JobPatch) -> Result<(Job, Option<TaskId>), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let old = tx.lock_job(id).await?.ok_or(JobRefusal::NotFound)?;
        let draft = patch.over(old.draft.clone())?.checked()?;
        let mut job = Job::from_draft(id, draft, old.created_at);
        job.updated_at = self.deps.now();
        job.embedded_at = old.embedded_at;
        job.criteria = old.criteria.clone();
        tx.update_job(&job).await.map_err(explain)?;
        let text_changed = job.content_hash() != old.content_hash();
        let task = self.embedding_task(id);
        if text_changed || job.asks_new_custom_skills(&old) {
            tx.enqueue(&task).await?;
        }
        tx.commit().await?;
        Ok((job, text_changed.then_some(task.id)))
    }

    /// Removes a job that nobody applied for.
    ///
    /// # Errors
    /// Refused when it isn't there or has applications.
    pub async fn delete(&self, id: JobId) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        if !tx.delete_job(id).await.map_err(explain)? {
            return Err(JobRefusal::NotFound.into());
        }
        Ok(tx.commit().await?)
    }

    fn embedding_task(&self, job: JobId) -> NewTask {
        NewTask::due(self.deps.id(), TaskPayload::EmbedJob { job }, self.deps.now())
    }
}

impl JobFilter {
    /// With skills by their canonical names.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.skills = self.skills.map(|skills| skill::canonical_names(&skills));
        self
    }
}

impl Job {
    /// A job of a checked draft. Skills that weren't given are read from the description.
    #[must_use]
    pub fn from_draft(id: JobId, draft: JobDraft, created_at: chrono::DateTime<chrono::Utc>) -> Self {
        let read = match (&draft.required_skills, &draft.preferred_skills) {
            (Some(_), Some(_)) => SkillsRead::default(),
            _ => read_skills(&draft.description),
        };
        let given = draft.preferred_skills.as_ref().map(|given| skill::canonical_names(given));
        let required = match &draft.required_skills {
            Some(required) => skill::canonical_names(required),
            None => without(read.required, given.as_deref().unwrap_or_default()),
        };
        let preferred = without(given.unwrap_or(read.preferred), &required);
        Self {
            id,
            draft,
            required_skills: required,
            preferred_skills: preferred,
            criteria: None,
            embedded_at: None,
            created_at,
            updated_at: created_at,
        }
    }

    /// Skills asked that the built-in table doesn't hold.
    #[must_use]
    pub fn custom_skills(&self) -> Vec<String> {
        let asked = self.required_skills.iter().chain(&self.preferred_skills);
        asked.filter(|name| !skill::is_known(name)).cloned().collect()
    }

    fn asks_new_custom_skills(&self, old: &Self) -> bool {
        let known = old.custom_skills();
        self.custom_skills().iter().any(|name| !known.contains(name))
    }
}

fn without(names: Vec<String>, except: &[String]) -> Vec<String> {
    names.into_iter().filter(|name| !except.contains(name)).collect()
}

impl JobPatch {
    /// The draft after the update.
    fn over(self, old: JobDraft) -> Result<JobDraft, ServiceError> {
        let mut wrong = Violations::default();
        let draft = JobDraft {
            title: keep("title", self.title, old.title, &mut wrong),
            description: keep("description", self.description, old.description, &mut wrong),
            status: keep("status", self.status, old.status, &mut wrong),
            location: self.location.over(old.location),
            remote: keep("remote", self.remote, old.remote, &mut wrong),
            min_years: self.min_years.over(old.min_years),
            salary_min: self.salary_min.over(old.salary_min),
            salary_max: self.salary_max.over(old.salary_max),
            salary_currency: self.salary_currency.over(old.salary_currency),
            required_skills: self.required_skills.over(old.required_skills),
            preferred_skills: self.preferred_skills.over(old.preferred_skills),
            external_id: self.external_id.over(old.external_id),
        };
        wrong.into_result()?;
        Ok(draft)
    }
}

/// A field that an update may set but not clear.
pub(crate) fn keep<T>(field: &'static str, patch: Patch<T>, old: T, wrong: &mut Violations) -> T {
    match patch {
        Patch::Keep => old,
        Patch::Set(new) => new,
        Patch::Clear => {
            wrong.add(field, ViolationCode::Required, "This can be changed but not cleared.");
            old
        }
    }
}
