//! Which rows a list or a ranking holds. All conditions of a filter hold together.

use async_graphql::{ID, InputObject};
use domain::id::NodeRef;
use domain::page::TimeRange;

use super::words;
use crate::graphql::date_time::DateTime;
use crate::graphql::error::{ApiError, ApiResult};
use crate::graphql::global_id::{parse_all, parse_opt, split};
use crate::graphql::object::application::{ApplicationSource, ScreeningState, Stage};
use crate::graphql::object::job::JobStatus;
use crate::graphql::object::resume::ResumeStatus;
use crate::graphql::object::task::{QueueName, TaskKind, TaskState, node_ref};

/// A span of time, half open.
#[derive(Debug, Clone, Copy, Default, InputObject)]
pub struct DateTimeRange {
    /// At or after.
    pub gte: Option<DateTime>,
    /// Before.
    pub lt: Option<DateTime>,
}

fn range(range: Option<DateTimeRange>) -> TimeRange {
    let range = range.unwrap_or_default();
    let moment = |at: Option<DateTime>| at.map(|at| at.0);
    TimeRange { gte: moment(range.gte), lt: moment(range.lt) }
}

/// Which candidates. An unknown value fails.
#[derive(Debug, Clone, Default, InputObject)]
pub struct CandidateFilter {
    /// One of these.
    pub ids: Option<Vec<ID>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// Words in name, headline or résumé.
    pub text: Option<String>,
    /// Stands in the location, whatever the case.
    pub location: Option<String>,
    /// At least so many years.
    pub min_years_of_experience: Option<f64>,
    /// At most so many years.
    pub max_years_of_experience: Option<f64>,
    /// All of these.
    pub skills: Option<Vec<String>>,
    /// All of these.
    pub tags: Option<Vec<String>>,
    /// With an application for this job…
    pub job_id: Option<ID>,
    /// …in one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Without an application for this job.
    pub not_in_job_id: Option<ID>,
    /// With or without a vector.
    pub has_embedding: Option<bool>,
    /// First seen within.
    pub created_at: Option<DateTimeRange>,
    /// Changed within.
    pub updated_at: Option<DateTimeRange>,
}

impl CandidateFilter {
    /// As the domain knows it.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a wrong id.
    pub fn parsed(self) -> ApiResult<domain::candidate::model::CandidateFilter> {
        Ok(domain::candidate::model::CandidateFilter {
            ids: parse_all("filter.ids", self.ids)?,
            external_ids: self.external_ids,
            text: self.text,
            location: self.location,
            min_years: self.min_years_of_experience,
            max_years: self.max_years_of_experience,
            skills: self.skills,
            tags: self.tags,
            job_id: parse_opt("filter.jobId", self.job_id.as_ref())?,
            stages: words(self.stages),
            not_in_job_id: parse_opt("filter.notInJobId", self.not_in_job_id.as_ref())?,
            has_embedding: self.has_embedding,
            created_at: range(self.created_at),
            updated_at: range(self.updated_at),
        })
    }
}

/// Which jobs.
#[derive(Debug, Clone, Default, InputObject)]
pub struct JobFilter {
    /// One of these.
    pub ids: Option<Vec<ID>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// Words in title or description.
    pub text: Option<String>,
    /// In one of these states.
    pub statuses: Option<Vec<JobStatus>>,
    /// Stands in the location, whatever the case.
    pub location: Option<String>,
    /// Remote or not.
    pub remote: Option<bool>,
    /// All of these asked for.
    pub skills: Option<Vec<String>>,
    /// Made within.
    pub created_at: Option<DateTimeRange>,
    /// Changed within.
    pub updated_at: Option<DateTimeRange>,
}

impl JobFilter {
    /// As the domain knows it.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a wrong id.
    pub fn parsed(self) -> ApiResult<domain::job::model::JobFilter> {
        Ok(domain::job::model::JobFilter {
            ids: parse_all("filter.ids", self.ids)?,
            external_ids: self.external_ids,
            text: self.text,
            statuses: words(self.statuses),
            location: self.location,
            remote: self.remote,
            skills: self.skills,
            created_at: range(self.created_at),
            updated_at: range(self.updated_at),
        })
    }
}

/// Which résumés.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ResumeFilter {
    /// In one of these states.
    pub statuses: Option<Vec<ResumeStatus>>,
    /// Of this candidate.
    pub candidate_id: Option<ID>,
    /// Uploaded for this job, or with an application for it.
    pub job_id: Option<ID>,
    /// Without a candidate, or with one.
    pub unassigned: Option<bool>,
    /// Uploaded within.
    pub uploaded_at: Option<DateTimeRange>,
}

impl ResumeFilter {
    /// As the domain knows it.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a wrong id.
    pub fn parsed(self) -> ApiResult<domain::resume::model::ResumeFilter> {
        Ok(domain::resume::model::ResumeFilter {
            statuses: words(self.statuses),
            candidate_id: parse_opt("filter.candidateId", self.candidate_id.as_ref())?,
            job_id: parse_opt("filter.jobId", self.job_id.as_ref())?,
            unassigned: self.unassigned,
            uploaded_at: range(self.uploaded_at),
        })
    }
}

/// Which applications.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ApplicationFilter {
    /// One of these.
    pub ids: Option<Vec<ID>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// For this job.
    pub job_id: Option<ID>,
    /// Of this candidate.
    pub candidate_id: Option<ID>,
    /// In one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Words in the candidate's name, headline or résumé.
    pub text: Option<String>,
    /// The candidate has all of these.
    pub skills: Option<Vec<String>>,
    /// The candidate has all of these.
    pub tags: Option<Vec<String>>,
    /// Came in one of these ways.
    pub sources: Option<Vec<ApplicationSource>>,
    /// Screened at least.
    pub min_score: Option<i32>,
    /// Screened at most.
    pub max_score: Option<i32>,
    /// Screening in one of these states.
    pub screening_states: Option<Vec<ScreeningState>>,
    /// Its screening was made from something older.
    pub stale: Option<bool>,
    /// Applied within.
    pub applied_at: Option<DateTimeRange>,
    /// Came into its stage within.
    pub stage_changed_at: Option<DateTimeRange>,
    /// Made within.
    pub created_at: Option<DateTimeRange>,
    /// Changed within.
    pub updated_at: Option<DateTimeRange>,
}

impl ApplicationFilter {
    /// As the domain knows it.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a wrong id.
    pub fn parsed(self) -> ApiResult<domain::application::model::ApplicationFilter> {
        Ok(domain::application::model::ApplicationFilter {
            ids: parse_all("filter.ids", self.ids)?,
            external_ids: self.external_ids,
            job_id: parse_opt("filter.jobId", self.job_id.as_ref())?,
            candidate_id: parse_opt("filter.candidateId", self.candidate_id.as_ref())?,
            stages: words(self.stages),
            text: self.text,
            skills: self.skills,
            tags: self.tags,
            sources: words(self.sources),
            min_score: self.min_score,
            max_score: self.max_score,
            screening_states: words(self.screening_states),
            stale: self.stale,
            applied_at: range(self.applied_at),
            stage_changed_at: range(self.stage_changed_at),
            created_at: range(self.created_at),
            updated_at: range(self.updated_at),
        })
    }
}

/// Which tasks.
#[derive(Debug, Clone, Default, InputObject)]
pub struct TaskFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<TaskKind>>,
    /// In one of these states.
    pub states: Option<Vec<TaskState>>,
    /// In one of these lines.
    pub queues: Option<Vec<QueueName>>,
    /// Working on this.
    pub subject_id: Option<ID>,
    /// Of this batch.
    pub parent_id: Option<ID>,
    /// Asked for within.
    pub created_at: Option<DateTimeRange>,
}

impl TaskFilter {
    /// As the domain knows it.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a wrong id.
    pub fn parsed(self) -> ApiResult<domain::task::model::TaskFilter> {
        Ok(domain::task::model::TaskFilter {
            kinds: self.kinds.map(|kinds| kinds.into_iter().filter_map(TaskKind::known).collect()),
            states: words(self.states),
            queues: words(self.queues),
            subject: self.subject_id.as_ref().map(subject).transpose()?,
            parent: parse_opt("filter.parentId", self.parent_id.as_ref())?,
            created_at: range(self.created_at),
        })
    }
}

fn subject(id: &ID) -> ApiResult<NodeRef> {
    let node = split(id).and_then(|(kind, id)| node_ref(&kind, id));
    node.ok_or_else(|| ApiError::bad_input("filter.subjectId", "this is not the id of something that tasks work on"))
}
