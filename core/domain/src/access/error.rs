//! What can't be done with an account.

use crate::error::{ServiceError, Violation, ViolationCode};

/// Why an account was refused. `Display` is told to who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefusal {
    /// E-mail and password don't belong together; which of them is wrong is not told.
    #[error("This e-mail and password don't belong together.")]
    WrongCredentials,
    /// Somebody has the e-mail.
    #[error("There is an account with this e-mail already.")]
    EmailTaken,
}

impl From<AccessRefusal> for ServiceError {
    fn from(refusal: AccessRefusal) -> Self {
        let violation = match refusal {
            AccessRefusal::WrongCredentials => {
                Violation { path: Vec::new(), code: ViolationCode::InvalidCredentials, message: refusal.to_string() }
            }
            AccessRefusal::EmailTaken => Violation::of("email", ViolationCode::AlreadyExists, refusal.to_string()),
        };
        violation.into()
    }
}
