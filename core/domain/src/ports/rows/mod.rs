//! What can be read and written, one pair of traits an area. Lists of ids answer with the rows
//! that are there, in any order; a row that isn't there is no error.

mod access;
mod application;
mod batch;
mod candidate;
mod dispatch;
mod file;
mod intake;
mod job;
mod matching;
mod merge;
mod resume;
mod screening;
mod task;
mod upkeep;

pub use access::{AccessReads, AccessWrites};
pub use application::{ApplicationReads, ApplicationWrites};
pub use batch::{BatchReads, BatchWrites};
pub use candidate::{CandidateReads, CandidateWrites};
pub use dispatch::{DispatchReads, DispatchWrites};
pub use file::{FileReads, FileWrites};
pub use intake::{IntakeReads, IntakeWrites};
pub use job::{JobReads, JobWrites};
pub use matching::MatchingReads;
pub use merge::{MergeReads, MergeWrites};
pub use resume::{ResumeReads, ResumeWrites};
pub use screening::{ScreeningReads, ScreeningWrites};
pub use task::{TaskReads, TaskWrites};
pub use upkeep::{UpkeepReads, UpkeepWrites};

use super::store::StoreError;

/// What a read or write answers.
pub type Answer<T> = Result<T, StoreError>;
