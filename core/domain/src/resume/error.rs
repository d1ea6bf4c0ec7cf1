//! What can't be done with a file.

use crate::error::{ServiceError, Violation, ViolationCode};

/// Why an upload was refused. `Display` is told to who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResumeRefusal {
    /// Over the limit.
    #[error("A file has at most {}; this one is larger.", size(*limit))]
    TooLarge {
        /// The largest that is taken, in bytes.
        limit: usize,
    },
    /// No such candidate.
    #[error("There is no candidate with this id.")]
    CandidateNotFound,
    /// No such job.
    #[error("There is no job with this id.")]
    JobNotFound,
    /// No such résumé.
    #[error("There is no résumé with this id.")]
    NotFound,
    /// There is nothing to release.
    #[error("Only a résumé in NEEDS_REVIEW can be released.")]
    NotHeld,
    /// A text of nothing.
    #[error("A résumé's text has at least one letter.")]
    NoText,
    /// A text over the limit.
    #[error("A résumé's text has at most 2 MiB; this one is longer.")]
    TextTooLong,
    /// Evidence may point into the text that is there.
    #[error("This résumé has a text already, which never changes: upload the right file instead.")]
    HasAText,
    /// Whoever reads it would overwrite what is asked for.
    #[error("This résumé is being read: try again when it has been.")]
    StillBeingRead,
    /// It follows the first.
    #[error("This is a further upload of the same file: change the first one.")]
    IsADuplicate,
    /// Another one stands for the same bytes by now.
    #[error("The same file was uploaded again and read since: change that one, or delete this one.")]
    SameFileElsewhere,
    /// The same bytes are being read, and nobody knows yet whose they are.
    #[error("This very file was uploaded before and is being read; try again when it is known whose it is.")]
    BeingRead,
    /// The same bytes belong to somebody else.
    #[error("This very file is another candidate's résumé already.")]
    SomebodyElses,
}

impl From<ResumeRefusal> for ServiceError {
    fn from(refusal: ResumeRefusal) -> Self {
        let (field, code) = match refusal {
            ResumeRefusal::TooLarge { .. } => ("file", ViolationCode::FileTooLarge),
            ResumeRefusal::CandidateNotFound => ("candidateId", ViolationCode::NotFound),
            ResumeRefusal::NotFound => ("id", ViolationCode::NotFound),
            ResumeRefusal::NotHeld
            | ResumeRefusal::HasAText
            | ResumeRefusal::StillBeingRead
            | ResumeRefusal::IsADuplicate => ("id", ViolationCode::NotPossible),
            ResumeRefusal::SameFileElsewhere => ("id", ViolationCode::Conflict),
            ResumeRefusal::NoText => ("text", ViolationCode::Required),
            ResumeRefusal::TextTooLong => ("text", ViolationCode::TooLong),
            ResumeRefusal::JobNotFound => ("jobId", ViolationCode::NotFound),
            ResumeRefusal::BeingRead | ResumeRefusal::SomebodyElses => ("candidateId", ViolationCode::Conflict),
        };
        Violation::of(field, code, refusal.to_string()).into()
    }
}

/// A size as people write it: in the largest unit of which it is a whole number.
pub(crate) fn size(bytes: usize) -> String {
    const KIB: usize = 1 << 10;
    const MIB: usize = 1 << 20;
    const GIB: usize = 1 << 30;
    match bytes {
        bytes if bytes >= GIB && bytes.is_multiple_of(GIB) => format!("{} GiB", bytes / GIB),
        bytes if bytes >= MIB && bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        bytes if bytes >= KIB && bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_told_as_it_was_set() {
        let told = |limit| ResumeRefusal::TooLarge { limit }.to_string();
        assert_eq!(told(10 << 20), "A file has at most 10 MiB; this one is larger.");
        assert_eq!(told(1536), "A file has at most 1536 bytes; this one is larger.");
        assert_eq!(told(512 << 10), "A file has at most 512 KiB; this one is larger.");
    }
}
