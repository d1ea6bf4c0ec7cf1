//! What can't be done to a candidate.

use crate::error::{ServiceError, Violation, ViolationCode};
use crate::ports::StoreError;

/// Why a change of a candidate was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CandidateRefusal {
    /// No such candidate.
    #[error("There is no candidate with this id.")]
    NotFound,
    /// Another candidate has the key.
    #[error("Another candidate has this external id.")]
    ExternalIdTaken,
    /// Erasing wants to be explained.
    #[error("Please say why this person is erased.")]
    ReasonMissing,
}

impl From<CandidateRefusal> for ServiceError {
    fn from(refusal: CandidateRefusal) -> Self {
        let (field, code) = match refusal {
            CandidateRefusal::NotFound => ("id", ViolationCode::NotFound),
            CandidateRefusal::ExternalIdTaken => ("externalId", ViolationCode::AlreadyExists),
            CandidateRefusal::ReasonMissing => ("reason", ViolationCode::Required),
        };
        Violation::of(field, code, refusal.to_string()).into()
    }
}

/// A refusal of the store that is a rule of ours, told as such.
pub(super) fn explain(error: StoreError) -> ServiceError {
    match &error {
        StoreError::Constraint { constraint } if constraint.contains("external_id") => {
            CandidateRefusal::ExternalIdTaken.into()
        }
        _ => error.into(),
    }
}
