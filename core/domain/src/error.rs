//! What a use case can answer besides success: refusals, which are data, and faults.

use crate::ports::{BlobError, EmbedError, StoreError};

/// Why an input was refused, for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationCode {
    /// A value that must be there isn't.
    Required,
    /// A value that can't be right.
    Invalid,
    /// More characters or entries than the limit that the message names.
    TooLong,
    /// An id of nothing.
    NotFound,
    /// It is there already.
    AlreadyExists,
    /// It contradicts something that is there.
    Conflict,
    /// A change of stage that isn't one.
    ForbiddenTransition,
    /// More bytes than the limit that the message names.
    FileTooLarge,
    /// E-mail and password don't belong together.
    InvalidCredentials,
    /// It can't be done in this state or in this installation.
    NotPossible,
}

/// One thing that is wrong with an input, told to who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The way to the value within the input, for example `["email"]`; empty for the whole.
    pub path: Vec<&'static str>,
    /// For a program.
    pub code: ViolationCode,
    /// A sentence for a person: what is wrong and what would be right.
    pub message: String,
}

impl Violation {
    /// A violation of one field.
    pub fn of(field: &'static str, code: ViolationCode, message: impl Into<String>) -> Self {
        Self { path: vec![field], code, message: message.into() }
    }
}

/// The answer of a use case that didn't do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// What was asked breaks rules that the caller can see and mend.
    #[error("the input was refused")]
    Refused(Vec<Violation>),
    /// An argument of a query is out of its range.
    #[error("{argument}: {message}")]
    BadArgument {
        /// The argument's name in the API.
        argument: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
    /// There is no valid session.
    #[error("sign in first")]
    Unauthenticated,
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// The embedding model failed.
    #[error("the embedding failed")]
    Embed(#[from] EmbedError),
    /// The place for files can't be used.
    #[error("a file could not be fetched or kept")]
    Blob(#[from] BlobError),
    /// The password hash could not be made or read.
    #[error("the password hash failed")]
    Password,
}

impl ServiceError {
    /// A cursor holds a position that no row of its list can have.
    #[must_use]
    pub fn position(argument: &'static str) -> Self {
        let message = "this is not a cursor of this list; take one from an edge of the same query".to_owned();
        Self::BadArgument { argument, message }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Position { argument } => Self::position(argument),
            fault => Self::Store(fault),
        }
    }
}

impl From<Violation> for ServiceError {
    fn from(violation: Violation) -> Self {
        Self::Refused(vec![violation])
    }
}

/// Collects violations, so that a caller hears of all of them at once.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds one.
    pub fn add(&mut self, field: &'static str, code: ViolationCode, message: impl Into<String>) {
        self.0.push(Violation::of(field, code, message));
    }

    /// Adds one that is made already.
    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// `Ok` when nothing was added.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] with all that were.
    pub fn into_result(self) -> Result<(), ServiceError> {
        if self.0.is_empty() { Ok(()) } else { Err(ServiceError::Refused(self.0)) }
    }
}
