//! Ids of things. Each is a UUIDv7 made from the injected clock and randomness, so ids sort by age.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id_types! {
    /// A job posting.
    JobId,
    /// A person.
    CandidateId,
    /// A file of a person, with its text.
    ResumeId,
    /// A candidate for a job.
    ApplicationId,
    /// One entry in an application's history of stages.
    StageChangeId,
    /// A judgement of an application.
    ScreeningId,
    /// A unit of background work.
    TaskId,
    /// Somebody who signs in.
    UserId,
    /// A signed-in session.
    SessionId,
    /// Stored bytes: made of what they are, see [`BlobId::of`].
    BlobId,
    /// A file that was sent ahead of its use.
    UploadId,
    /// Many files that are taken in together.
    ImportBatchId,
    /// One of these.
    ImportFileId,
}

impl BlobId {
    /// The id of bytes with this SHA-256: its first half. Whoever wants two files to share one would have to
    /// try some 2⁶⁴, and could then only confuse files of their own.
    #[must_use]
    pub fn of(sha256: &[u8; 32]) -> Self {
        let (half, _) = sha256.split_at(16);
        Self(Uuid::from_slice(half).expect("it has 16 bytes"))
    }
}

/// A thing that a task works on or makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum NodeRef {
    /// A job.
    Job(JobId),
    /// A candidate.
    Candidate(CandidateId),
    /// A résumé.
    Resume(ResumeId),
    /// An application.
    Application(ApplicationId),
    /// A screening.
    Screening(ScreeningId),
    /// A task.
    Task(TaskId),
    /// Many files that are taken in together.
    ImportBatch(ImportBatchId),
}

impl NodeRef {
    /// The kind's name in tables and the id within it.
    #[must_use]
    pub fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Job(id) => ("job", id.0),
            Self::Candidate(id) => ("candidate", id.0),
            Self::Resume(id) => ("resume", id.0),
            Self::Application(id) => ("application", id.0),
            Self::Screening(id) => ("screening", id.0),
            Self::Task(id) => ("task", id.0),
            Self::ImportBatch(id) => ("import_batch", id.0),
        }
    }

    /// The reverse of [`NodeRef::parts`]; `None` for a kind that isn't one.
    #[must_use]
    pub fn from_parts(kind: &str, id: Uuid) -> Option<Self> {
        Some(match kind {
            "job" => Self::Job(id.into()),
            "candidate" => Self::Candidate(id.into()),
            "resume" => Self::Resume(id.into()),
            "application" => Self::Application(id.into()),
            "screening" => Self::Screening(id.into()),
            "task" => Self::Task(id.into()),
            "import_batch" => Self::ImportBatch(id.into()),
            _ => return None,
        })
    }
}

/// Who is asking or who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorId {
    /// Shortlist itself: a task, the first start.
    System,
    /// A person who signed in.
    User(UserId),
}
