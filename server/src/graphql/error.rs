//! Outcomes for callers: refusals are data, faults are errors with a code and no detail.

use async_graphql::{Enum, Error, ErrorExtensionValues, ErrorExtensions, ServerError, SimpleObject};
use domain::error::{ServiceError, Violation, ViolationCode};

/// What a resolver answers.
pub type ApiResult<T> = Result<T, ApiError>;

/// An entry of `errors[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// `extensions.code`.
    pub code: &'static str,
    /// A sentence for the caller.
    pub message: String,
}

impl ApiError {
    /// There is no valid token.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self {
            code: "UNAUTHENTICATED",
            message: "Sign in first: send the token of signIn as \"Authorization: Bearer …\".".to_owned(),
        }
    }

    /// An argument is wrong.
    pub fn bad_input(argument: &str, message: impl std::fmt::Display) -> Self {
        Self { code: "BAD_USER_INPUT", message: format!("{argument}: {}.", message.to_string().trim_end_matches('.')) }
    }

    /// More is asked for than one operation may.
    pub fn too_complex(message: impl Into<String>) -> Self {
        Self { code: "QUERY_TOO_COMPLEX", message: message.into() }
    }

    /// A fault of ours that the log knows of already.
    #[must_use]
    pub fn fault() -> Self {
        Self {
            code: "INTERNAL_SERVER_ERROR",
            message: "Something went wrong on our side; the log says what.".to_owned(),
        }
    }

    /// A fault of ours. Its chain goes to the log, here, once.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        let chain: Vec<String> =
            std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect();
        tracing::error!(error.chain = chain.join(": "), "a request failed");
        Self::fault()
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::new(error.message).extend_with(|_, extensions| extensions.set("code", error.code))
    }
}

impl From<ApiError> for ServerError {
    fn from(error: ApiError) -> Self {
        with_code(Self::new(error.message, None), error.code)
    }
}

/// The error with `extensions.code`.
#[must_use]
pub fn with_code(mut error: ServerError, code: &str) -> ServerError {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Unauthenticated => Self::unauthenticated(),
            ServiceError::BadArgument { argument, message } => Self::bad_input(argument, message),
            ServiceError::Refused(violations) => {
                let message = violations.into_iter().next().map(|violation| violation.message).unwrap_or_default();
                Self { code: "BAD_USER_INPUT", message }
            }
            fault => Self::internal(&fault),
        }
    }
}

/// What the caller can mend, in a mutation's answer.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct UserError {
    /// The way to the value, for example `["input", "email"]`.
    pub field: Option<Vec<String>>,
    /// A sentence: what is wrong and what would be right.
    pub message: String,
    /// For a program.
    pub code: UserErrorCode,
}

/// Why an input was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum UserErrorCode {
    /// A value that must be there isn't.
    Required,
    /// A value that can't be right.
    Invalid,
    /// More than the limit that the message names.
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
    /// A kind of file that isn't taken.
    UnsupportedFile,
    /// E-mail and password don't belong together.
    InvalidCredentials,
    /// Too many tries; wait.
    TooManyAttempts,
    /// The idempotency key was used for something else.
    IdempotencyConflict,
    /// A limit of this installation is reached.
    LimitExceeded,
    /// It can't be done in this state or in this installation.
    NotPossible,
}

impl From<ViolationCode> for UserErrorCode {
    fn from(code: ViolationCode) -> Self {
        match code {
            ViolationCode::Required => Self::Required,
            ViolationCode::Invalid => Self::Invalid,
            ViolationCode::TooLong => Self::TooLong,
            ViolationCode::NotFound => Self::NotFound,
            ViolationCode::AlreadyExists => Self::AlreadyExists,
            ViolationCode::Conflict => Self::Conflict,
            ViolationCode::ForbiddenTransition => Self::ForbiddenTransition,
            ViolationCode::FileTooLarge => Self::FileTooLarge,
            ViolationCode::InvalidCredentials => Self::InvalidCredentials,
            ViolationCode::NotPossible => Self::NotPossible,
        }
    }
}

impl From<Violation> for UserError {
    fn from(violation: Violation) -> Self {
        let path = std::iter::once("input").chain(violation.path).map(str::to_owned);
        Self { field: Some(path.collect()), message: violation.message, code: violation.code.into() }
    }
}

/// Splits the answer of a use case into what was done and what the caller can mend.
///
/// # Errors
/// Faults, which are no data.
pub fn outcome<T>(answer: Result<T, ServiceError>) -> ApiResult<(Option<T>, Vec<UserError>)> {
    match answer {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(ServiceError::Refused(violations)) => Ok((None, violations.into_iter().map(Into::into).collect())),
        Err(fault) => Err(fault.into()),
    }
}
