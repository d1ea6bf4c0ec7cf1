//! What can't be done with many files.

use crate::error::{ServiceError, Violation, ViolationCode};
use crate::resume::error::size;

/// Why something was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IntakeRefusal {
    /// Less than a byte.
    #[error("A file has at least one byte.")]
    Empty,
    /// Over the limit.
    #[error("A file that is sent ahead has at most {}.", size(usize::try_from(*limit).unwrap_or(usize::MAX)))]
    TooLarge {
        /// In bytes.
        limit: u64,
    },
    /// No file at all.
    #[error("Name at least one upload.")]
    NothingNamed,
    /// More uploads than an import has files.
    #[error("An import has at most {limit} files.")]
    TooMany {
        /// The limit.
        limit: u32,
    },
    /// Over the limit together.
    #[error("The files of an import have at most {} together.", size(usize::try_from(*limit).unwrap_or(usize::MAX)))]
    TooLargeTogether {
        /// In bytes.
        limit: u64,
    },
    /// Unknown, somebody else's, or gone.
    #[error("There is no upload of yours with this id, or its time is over: {0} of those named.")]
    UploadNotFound(usize),
    /// The file has not come.
    #[error("Not all of these files have come: {0} of those named.")]
    NotComplete(usize),
    /// Used before.
    #[error("These were imported before: {0} of those named.")]
    UsedBefore(usize),
    /// No such job.
    #[error("There is no job with this id.")]
    JobNotFound,
}

impl From<IntakeRefusal> for ServiceError {
    fn from(refusal: IntakeRefusal) -> Self {
        let (field, code) = match refusal {
            IntakeRefusal::Empty => ("byteSize", ViolationCode::Invalid),
            IntakeRefusal::TooLarge { .. } => ("byteSize", ViolationCode::FileTooLarge),
            IntakeRefusal::NothingNamed => ("uploadIds", ViolationCode::Required),
            IntakeRefusal::TooMany { .. } => ("uploadIds", ViolationCode::TooLong),
            IntakeRefusal::TooLargeTogether { .. } => ("uploadIds", ViolationCode::FileTooLarge),
            IntakeRefusal::UploadNotFound(_) => ("uploadIds", ViolationCode::NotFound),
            IntakeRefusal::NotComplete(_) => ("uploadIds", ViolationCode::NotPossible),
            IntakeRefusal::UsedBefore(_) => ("uploadIds", ViolationCode::Conflict),
            IntakeRefusal::JobNotFound => ("jobId", ViolationCode::NotFound),
        };
        Violation::of(field, code, refusal.to_string()).into()
    }
}

/// Why a file that is sent ahead was not taken. `Display` is told to who sends it.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// Unknown, or its time is over.
    #[error("There is no place for this file, or its time is over: ask for a new one.")]
    Gone,
    /// A place is used once.
    #[error("A file was sent here before, well or not: ask for a new place.")]
    Used,
    /// More came than was said.
    #[error("More bytes came than were announced.")]
    TooMuch,
    /// Less came than was said.
    #[error("Fewer bytes came than were announced.")]
    TooLittle,
    /// The sender broke off, or was too slow.
    #[error("The file broke off.")]
    BrokenOff,
    /// A fault of ours.
    #[error("the file could not be kept")]
    Fault(#[from] ServiceError),
}

impl From<crate::ports::StoreError> for ReceiveError {
    fn from(error: crate::ports::StoreError) -> Self {
        Self::Fault(error.into())
    }
}
