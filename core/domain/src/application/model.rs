//! A candidate for a job, and the stages they go through.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::application::mail::OwnWords;
use crate::id::{ActorId, ApplicationId, CandidateId, JobId, ResumeId, ScreeningId, StageChangeId, TaskId};
use crate::page::{OrderDirection, TimeRange};
use crate::words::word_enum;

word_enum! {
    /// How far an application is. The order is that of a hiring process.
    Stage {
        /// Found by the office; the person didn't apply.
        Sourced = "SOURCED",
        /// Applied.
        Applied = "APPLIED",
        /// Somebody looks at it.
        InReview = "IN_REVIEW",
        /// Interviews.
        Interview = "INTERVIEW",
        /// An offer is out.
        Offer = "OFFER",
        /// Hired.
        Hired = "HIRED",
        /// The office said no.
        Rejected = "REJECTED",
        /// The person said no.
        Withdrawn = "WITHDRAWN",
    }
}

word_enum! {
    /// How an application came.
    ApplicationSource {
        /// By themselves.
        Direct = "DIRECT",
        /// Somebody named them.
        Referral = "REFERRAL",
        /// An agency.
        Agency = "AGENCY",
        /// The office found them.
        Sourced = "SOURCED",
        /// A bulk import.
        Import = "IMPORT",
        /// An integration.
        Api = "API",
    }
}

word_enum! {
    /// Where an application's screening stands.
    ScreeningState {
        /// Never asked for.
        None = "NONE",
        /// No readable résumé yet.
        WaitingForResume = "WAITING_FOR_RESUME",
        /// In line.
        Queued = "QUEUED",
        /// Under way.
        Running = "RUNNING",
        /// There is one.
        Done = "DONE",
        /// It could not be made.
        Failed = "FAILED",
    }
}

word_enum! {
    /// What a list of applications is ordered by.
    ApplicationOrderField {
        /// When it was made.
        CreatedAt = "CREATED_AT",
        /// When it last changed.
        UpdatedAt = "UPDATED_AT",
        /// When it came into its stage.
        StageChangedAt = "STAGE_CHANGED_AT",
        /// By the score in force, those without one last.
        ScreeningScore = "SCREENING_SCORE",
    }
}

/// The order of a list of applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationOrder {
    /// By what.
    pub field: ApplicationOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

impl Default for ApplicationOrder {
    fn default() -> Self {
        Self { field: ApplicationOrderField::CreatedAt, direction: OrderDirection::Desc }
    }
}

/// Which applications a list holds: all conditions together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApplicationFilter {
    /// One of these.
    pub ids: Option<Vec<ApplicationId>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// For this job.
    pub job_id: Option<JobId>,
    /// Of this candidate.
    pub candidate_id: Option<CandidateId>,
    /// In one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Words in the candidate's name, headline or résumé.
    pub text: Option<String>,
    /// The candidate has all of these; canonical names.
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
    pub applied_at: TimeRange,
    /// Came into its stage within.
    pub stage_changed_at: TimeRange,
    /// Made within.
    pub created_at: TimeRange,
    /// Changed within.
    pub updated_at: TimeRange,
}

/// A candidate for a job; there is at most one of each pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Who.
    pub candidate_id: CandidateId,
    /// For what.
    pub job_id: JobId,
    /// The résumé it was made with; the candidate's latest stands in when `None`.
    pub resume_id: Option<ResumeId>,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub stage_changed_at: DateTime<Utc>,
    /// How it came.
    pub source: ApplicationSource,
    /// Which agency, who named them.
    pub source_name: Option<String>,
    /// The caller's own key, unique among applications.
    pub external_id: Option<String>,
    /// The screening in force.
    pub screening_id: Option<ScreeningId>,
    /// The newest task that screens it.
    pub screening_task_id: Option<TaskId>,
    /// Where its screening stands; worked out by the store from the task.
    pub screening_state: ScreeningState,
    /// `None` for people who didn't apply.
    pub applied_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// One entry in an application's history.
#[derive(Debug, Clone, PartialEq)]
pub struct StageChange {
    /// Its id.
    pub id: StageChangeId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// `None` for the first.
    pub from: Option<Stage>,
    /// The stage it came into.
    pub to: Stage,
    /// Why, in a person's words.
    pub reason: Option<String>,
    /// Who did it.
    pub actor: ActorId,
    /// What the mail to the candidate says in place of the usual words.
    pub words: OwnWords,
    /// The mail to the candidate went.
    pub notified: bool,
    /// When.
    pub at: DateTime<Utc>,
}

impl StageChange {
    /// Whether the application stands where this change brought it, and nothing changed since; coming back
    /// to the same stage is another change.
    #[must_use]
    pub fn is_the_last_of(&self, application: &Application) -> bool {
        self.application_id == application.id && (self.to, self.at) == (application.stage, application.stage_changed_at)
    }
}

/// What a change of stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Onward.
    Forward,
    /// Back, or out of an end: it needs a reason.
    Back,
    /// Not a change that can be made.
    Forbidden,
}

impl Stage {
    /// Whether the hiring process ends here.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Hired | Self::Rejected | Self::Withdrawn)
    }

    /// What going from here to there is. Nobody goes to where they are, and nobody who applied
    /// becomes SOURCED; steps may be left out, since offices differ.
    #[must_use]
    pub fn move_to(self, to: Self) -> Move {
        match (self, to) {
            (from, to) if from == to => Move::Forbidden,
            (_, Self::Sourced) => Move::Forbidden,
            (from, _) if from.is_end() => Move::Back,
            (_, Self::Rejected | Self::Withdrawn) => Move::Forward,
            (from, to) if to > from => Move::Forward,
            _ => Move::Back,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_the_last_until_there_is_another_even_one_to_the_same_stage() {
        let (then, later) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1));
        let id = uuid::Uuid::nil();
        let mut application = Application {
            id: id.into(),
            candidate_id: id.into(),
            job_id: id.into(),
            resume_id: None,
            stage: Stage::Offer,
            stage_changed_at: then,
            source: ApplicationSource::Direct,
            source_name: None,
            external_id: None,
            screening_id: None,
            screening_task_id: None,
            screening_state: ScreeningState::None,
            applied_at: None,
            created_at: then,
            updated_at: later,
        };
        let change = StageChange {
            id: id.into(),
            application_id: id.into(),
            from: None,
            to: Stage::Offer,
            reason: None,
            actor: ActorId::System,
            words: OwnWords::default(),
            notified: false,
            at: then,
        };
        assert!(change.is_the_last_of(&application));
        application.stage_changed_at = later;
        assert!(!change.is_the_last_of(&application));
        (application.stage, application.stage_changed_at) = (Stage::Hired, then);
        assert!(!change.is_the_last_of(&application));
    }

    #[test]
    fn nobody_stays_where_they_are_and_nobody_who_applied_becomes_sourced() {
        for from in Stage::ALL {
            assert_eq!(from.move_to(*from), Move::Forbidden, "{from:?}");
            assert_eq!(from.move_to(Stage::Sourced), Move::Forbidden, "{from:?}");
        }
    }

    #[test]
    fn steps_may_be_left_out_but_going_back_is_told_apart() {
        assert_eq!(Stage::Applied.move_to(Stage::Offer), Move::Forward);
        assert_eq!(Stage::Sourced.move_to(Stage::Rejected), Move::Forward);
        assert_eq!(Stage::Interview.move_to(Stage::Applied), Move::Back);
    }

    #[test]
    fn every_way_out_of_an_end_is_a_way_back() {
        for from in Stage::ALL.iter().filter(|stage| stage.is_end()) {
            for to in Stage::ALL.iter().filter(|to| *to != from && **to != Stage::Sourced) {
                assert_eq!(from.move_to(*to), Move::Back, "{from:?} to {to:?}");
            }
        }
    }
}
