//! Global ids: base64url of `Type:uuid`.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{
    ApplicationId, CandidateId, ImportBatchId, JobId, ResumeId, ScreeningId, StageChangeId, TaskId, UploadId, UserId,
};
use uuid::Uuid;

use super::error::{ApiError, ApiResult};

/// An id that has a type name in the API.
pub trait Global: From<Uuid> + Copy {
    /// The type's name.
    const TYPE: &'static str;
    /// The id within the type.
    fn uuid(self) -> Uuid;
    /// As clients see it.
    fn global(self) -> ID {
        global_of(Self::TYPE, self.uuid())
    }
}

macro_rules! global {
    ($($name:ident = $text:literal),+ $(,)?) => {$(
        impl Global for $name {
            const TYPE: &'static str = $text;
            fn uuid(self) -> Uuid {
                self.0
            }
        }
    )+};
}

global! {
    JobId = "Job",
    CandidateId = "Candidate",
    ResumeId = "Resume",
    ApplicationId = "Application",
    ScreeningId = "Screening",
    StageChangeId = "StageChange",
    TaskId = "Task",
    UserId = "User",
    UploadId = "Upload",
    ImportBatchId = "ImportBatch",
}

/// The global id of a thing of this type.
#[must_use]
pub fn global_of(kind: &str, id: Uuid) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{id}")))
}

/// Type and id of a well-formed global id.
#[must_use]
pub fn split(id: &str) -> Option<(String, Uuid)> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (kind, id) = plain.split_once(':')?;
    Some((kind.to_owned(), Uuid::try_parse(id).ok()?))
}

/// An argument that is an id of a given type.
///
/// # Errors
/// BAD_USER_INPUT when it is malformed or of another type.
pub fn parse<T: Global>(argument: &str, id: &ID) -> ApiResult<T> {
    let (kind, uuid) = split(id).ok_or_else(|| ApiError::bad_input(argument, "this is not an id"))?;
    if kind != T::TYPE {
        return Err(ApiError::bad_input(argument, format_args!("this is an id of the type {kind}, not {}", T::TYPE)));
    }
    Ok(uuid.into())
}

/// A list of ids of a given type.
///
/// # Errors
/// BAD_USER_INPUT for the first that is wrong.
pub fn parse_all<T: Global>(argument: &str, ids: Option<Vec<ID>>) -> ApiResult<Option<Vec<T>>> {
    ids.map(|ids| ids.iter().map(|id| parse(argument, id)).collect()).transpose()
}

/// An optional id of a given type.
///
/// # Errors
/// BAD_USER_INPUT when it is wrong.
pub fn parse_opt<T: Global>(argument: &str, id: Option<&ID>) -> ApiResult<Option<T>> {
    id.map(|id| parse(argument, id)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_goes_there_and_back_and_no_other_type_takes_it() {
        let id = JobId(Uuid::from_u128(7));
        assert_eq!(parse::<JobId>("id", &id.global()), Ok(id));
        assert_eq!(parse::<CandidateId>("id", &id.global()).unwrap_err().code, "BAD_USER_INPUT");
        assert_eq!(parse::<JobId>("id", &ID("?".to_owned())).unwrap_err().code, "BAD_USER_INPUT");
    }
}
