//! What can't be asked of a screening.

use crate::error::{ServiceError, Violation, ViolationCode};

/// Why no screening was put in line. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScreeningRefusal {
    /// No such application.
    #[error("There is no application with this id.")]
    ApplicationNotFound,
}

impl From<ScreeningRefusal> for ServiceError {
    fn from(refusal: ScreeningRefusal) -> Self {
        Violation::of("applicationId", ViolationCode::NotFound, refusal.to_string()).into()
    }
}
