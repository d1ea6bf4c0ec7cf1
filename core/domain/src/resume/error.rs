//! What can't be done with a file.

use crate::error::{ServiceError, Violation, ViolationCode};

/// Why an upload was refused. `Display` is told to who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResumeRefusal {
    /// Over the limit.
    #[error("A file has at most 10 MiB; this one is larger.")]
    TooLarge,
    /// No such candidate.
    #[error("There is no candidate with this id.")]
    CandidateNotFound,
    /// No such job.
    #[error("There is no job with this id.")]
    JobNotFound,
    /// The same bytes belong to somebody else.
    #[error("This very file is another candidate's résumé already.")]
    SomebodyElses,
}

impl From<ResumeRefusal> for ServiceError {
    fn from(refusal: ResumeRefusal) -> Self {
        let (field, code) = match refusal {
            ResumeRefusal::TooLarge => ("file", ViolationCode::FileTooLarge),
            ResumeRefusal::CandidateNotFound => ("candidateId", ViolationCode::NotFound),
            ResumeRefusal::JobNotFound => ("jobId", ViolationCode::NotFound),
            ResumeRefusal::SomebodyElses => ("candidateId", ViolationCode::Conflict),
        };
        Violation::of(field, code, refusal.to_string()).into()
    }
}
