//! Conditions of lists and rankings. Each is what follows `WHERE true`, over a table called `t`.

mod application;
mod candidate;
mod job;
mod resume;

pub(super) use application::{EFFECTIVE_RESUME, OWN_RESUME, SCREENING_STATE, application_conditions, stale};
pub(super) use candidate::candidate_conditions;
pub(super) use job::job_conditions;
pub(super) use resume::{of_candidate, resume_conditions};
