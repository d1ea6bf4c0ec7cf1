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

/// Why a merge, or undoing one, was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// One and the same.
    #[error("These are one and the same candidate already.")]
    Same,
    /// Nobody to keep.
    #[error("There is no candidate with this id.")]
    KeptNotFound,
    /// Nobody to merge; perhaps they were merged or erased a moment ago.
    #[error("There is no candidate with this id.")]
    OtherNotFound,
    /// Nobody whose merge could be undone.
    #[error("There is no candidate with this id.")]
    NotFound,
    /// A file of theirs has not been read.
    #[error("A file of this person is still being read; please try again when that is done.")]
    StillBeingRead,
    /// A file that was theirs is being read again.
    #[error("A file of this person is still being read; please try again when that is done.")]
    MovedIsBeingRead,
    /// There was no merge, or it was undone.
    #[error("Nobody was merged into this candidate, or it can't be undone any more.")]
    NothingToUndo,
    /// The copies are kept for a time only.
    #[error("This merge was made too long ago to be undone.")]
    TooLate,
}

impl From<MergeRefusal> for ServiceError {
    fn from(refusal: MergeRefusal) -> Self {
        let (field, code) = match refusal {
            MergeRefusal::Same => ("otherId", ViolationCode::Conflict),
            MergeRefusal::KeptNotFound => ("keepId", ViolationCode::NotFound),
            MergeRefusal::OtherNotFound => ("otherId", ViolationCode::NotFound),
            MergeRefusal::NotFound => ("candidateId", ViolationCode::NotFound),
            MergeRefusal::StillBeingRead => ("otherId", ViolationCode::NotPossible),
            MergeRefusal::MovedIsBeingRead | MergeRefusal::NothingToUndo | MergeRefusal::TooLate => {
                ("candidateId", ViolationCode::NotPossible)
            }
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
