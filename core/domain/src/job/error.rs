//! What can't be done to a job.

use crate::error::{ServiceError, Violation, ViolationCode};
use crate::ports::StoreError;

/// Why a change of a job was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobRefusal {
    /// No such job.
    #[error("There is no job with this id.")]
    NotFound,
    /// Somebody applied for it.
    #[error("This job has applications and stays; close it instead.")]
    HasApplications,
    /// Another job has the key.
    #[error("Another job has this external id.")]
    ExternalIdTaken,
}

impl From<JobRefusal> for ServiceError {
    fn from(refusal: JobRefusal) -> Self {
        let (field, code) = match refusal {
            JobRefusal::NotFound => ("id", ViolationCode::NotFound),
            JobRefusal::HasApplications => ("id", ViolationCode::Conflict),
            JobRefusal::ExternalIdTaken => ("externalId", ViolationCode::AlreadyExists),
        };
        Violation::of(field, code, refusal.to_string()).into()
    }
}

/// A refusal of the store that is a rule of ours, told as such.
pub(super) fn explain(error: StoreError) -> ServiceError {
    match &error {
        StoreError::Constraint { constraint } if constraint.contains("external_id") => {
            JobRefusal::ExternalIdTaken.into()
        }
        StoreError::Constraint { constraint } if constraint.contains("application") => {
            JobRefusal::HasApplications.into()
        }
        _ => error.into(),
    }
}
