//! What can't be done to an application.

use crate::application::model::Stage;
use crate::error::{ServiceError, Violation, ViolationCode};
use crate::ports::StoreError;

/// Why a change of an application was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationRefusal {
    /// No such application.
    #[error("There is no application with this id.")]
    NotFound,
    /// No such candidate.
    #[error("There is no candidate with this id.")]
    CandidateNotFound,
    /// No such job.
    #[error("There is no job with this id.")]
    JobNotFound,
    /// No such résumé of this candidate.
    #[error("This candidate has no résumé with this id.")]
    ResumeNotFound,
    /// The pair exists.
    #[error("This candidate has an application for this job already.")]
    AlreadyExists,
    /// Another application has the key.
    #[error("Another application has this external id.")]
    ExternalIdTaken,
    /// Not a change that can be made.
    #[error("An application can't go from {} to {}.", .from.as_str(), .to.as_str())]
    ForbiddenTransition {
        /// Where it is.
        from: Stage,
        /// Where it was to go.
        to: Stage,
    },
    /// Going back wants to be explained.
    #[error("Going back a stage needs a reason.")]
    ReasonMissing,
    /// A person is told no, and wants to know why.
    #[error("Rejecting somebody needs a reason.")]
    RejectedWithoutReason,
    /// Only people say no to people.
    #[error("Only a person can reject somebody.")]
    RejectedByNobody,
    /// Nowhere to write to.
    #[error("No e-mail address of this candidate is known, so they can't be told by mail.")]
    NoAddress,
    /// A subject for a mail that nobody asked for.
    #[error("A subject is for the mail to the candidate: set notifyCandidate to true with it, or leave it out.")]
    SubjectWithoutMail,
    /// A text for a mail that nobody asked for.
    #[error("A body is for the mail to the candidate: set notifyCandidate to true with it, or leave it out.")]
    BodyWithoutMail,
}

impl ApplicationRefusal {
    /// As data for who asked.
    #[must_use]
    pub fn violation(self) -> Violation {
        let (field, code) = match self {
            Self::NotFound => ("applicationId", ViolationCode::NotFound),
            Self::CandidateNotFound => ("candidateId", ViolationCode::NotFound),
            Self::JobNotFound => ("jobId", ViolationCode::NotFound),
            Self::ResumeNotFound => ("resumeId", ViolationCode::NotFound),
            Self::AlreadyExists => ("candidateId", ViolationCode::AlreadyExists),
            Self::ExternalIdTaken => ("externalId", ViolationCode::AlreadyExists),
            Self::ForbiddenTransition { .. } => ("stage", ViolationCode::ForbiddenTransition),
            Self::ReasonMissing | Self::RejectedWithoutReason => ("reason", ViolationCode::Required),
            Self::RejectedByNobody => ("stage", ViolationCode::NotPossible),
            Self::NoAddress => ("notifyCandidate", ViolationCode::NotPossible),
            Self::SubjectWithoutMail => ("subject", ViolationCode::Invalid),
            Self::BodyWithoutMail => ("body", ViolationCode::Invalid),
        };
        Violation::of(field, code, self.to_string())
    }
}

impl From<ApplicationRefusal> for ServiceError {
    fn from(refusal: ApplicationRefusal) -> Self {
        refusal.violation().into()
    }
}

/// A refusal of the store that is a rule of ours, told as such.
pub(super) fn explain(error: StoreError) -> ServiceError {
    match &error {
        StoreError::Constraint { constraint } if constraint.contains("external_id") => {
            ApplicationRefusal::ExternalIdTaken.into()
        }
        _ => error.into(),
    }
}
