//! What can't be asked of a screening.

use crate::error::{ServiceError, Violation, ViolationCode};
use crate::screening::model::MAX_NAMED;
use crate::screening::samples::MOST_SAMPLES;

/// Why no screening was put in line. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScreeningRefusal {
    /// No such application.
    #[error("There is no application with this id.")]
    ApplicationNotFound,
    /// No such job.
    #[error("There is no job with this id.")]
    JobNotFound,
    /// Named, and not for the job.
    #[error("This job has no applications with {0} of these ids.")]
    NotOfJob(usize),
    /// Named one by one, and too many.
    #[error("Name at most {MAX_NAMED} applications; to screen more, leave applicationIds out.")]
    TooManyNamed,
    /// More answers than a screening rests on, or none.
    #[error("A screening rests on 1 to {MOST_SAMPLES} answers of a model.")]
    Samples,
    /// A batch of nobody.
    #[error("There is nobody to screen: no application of this job is among those that you asked for.")]
    NobodyToScreen,
}

impl ScreeningRefusal {
    fn violation(self) -> Violation {
        let (field, code) = match self {
            Self::ApplicationNotFound => ("applicationId", ViolationCode::NotFound),
            Self::JobNotFound => ("jobId", ViolationCode::NotFound),
            Self::NotOfJob(_) => ("applicationIds", ViolationCode::NotFound),
            Self::TooManyNamed => ("applicationIds", ViolationCode::TooLong),
            Self::Samples => ("samples", ViolationCode::Invalid),
            Self::NobodyToScreen => ("jobId", ViolationCode::NotPossible),
        };
        Violation::of(field, code, self.to_string())
    }
}

impl From<ScreeningRefusal> for ServiceError {
    fn from(refusal: ScreeningRefusal) -> Self {
        refusal.violation().into()
    }
}
