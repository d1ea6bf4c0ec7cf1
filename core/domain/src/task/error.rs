//! What can't be asked of a task.

use crate::error::{ServiceError, Violation, ViolationCode};

/// Why a task was left alone. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaskRefusal {
    /// No such task.
    #[error("There is no task with this id.")]
    NotFound,
    /// Nothing to cancel.
    #[error("This task has ended already.")]
    AlreadyEnded,
    /// Nothing to bring back.
    #[error("Only a task that failed or was cancelled can be brought back.")]
    NotDead,
    /// What it worked on was deleted.
    #[error("What this task worked on is gone.")]
    SubjectGone,
    /// It would tell a candidate of a stage that is past.
    #[error("The application has moved on since, so this mail would tell of a stage that is past.")]
    MovedOn,
    /// Another task does its work.
    #[error("This task was brought back before; look at the task that does its work now.")]
    BroughtBack,
    /// A batch all of whose members were screened.
    #[error("All that this batch was to screen has been screened.")]
    NothingLeft,
    /// Another résumé stands for the same bytes now.
    #[error("The same file was uploaded again meanwhile; look at that résumé.")]
    SameFileElsewhere,
}

impl TaskRefusal {
    /// As data for who asked.
    #[must_use]
    pub fn violation(self) -> Violation {
        let code = match self {
            Self::NotFound => ViolationCode::NotFound,
            Self::BroughtBack | Self::SameFileElsewhere => ViolationCode::Conflict,
            Self::AlreadyEnded | Self::NotDead | Self::SubjectGone | Self::MovedOn | Self::NothingLeft => {
                ViolationCode::NotPossible
            }
        };
        Violation::of("id", code, self.to_string())
    }
}

impl From<TaskRefusal> for ServiceError {
    fn from(refusal: TaskRefusal) -> Self {
        refusal.violation().into()
    }
}
