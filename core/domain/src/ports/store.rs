//! The truth. A service reads through [`Reads`], and writes in a [`Tx`] that it begins and
//! commits; a dropped transaction is rolled back. One connection must be enough: nobody reads
//! through [`Store::reads`] while holding a transaction, and nobody holds one across a model call.
//!
//! Rows are locked in one order, so that nobody waits in a circle: a task's place in line, the candidate,
//! the job, the résumé and then its duplicates, the application, the task.

use std::time::Duration;

use async_trait::async_trait;

use super::rows::{
    AccessReads, AccessWrites, ApplicationReads, ApplicationWrites, BatchReads, BatchWrites, CandidateReads,
    CandidateWrites, DispatchReads, DispatchWrites, FileReads, FileWrites, IntakeReads, IntakeWrites, JobReads,
    JobWrites, MatchingReads, MergeReads, MergeWrites, ResumeReads, ResumeWrites, ScreeningReads, ScreeningWrites,
    TaskReads, TaskWrites, UpkeepReads, UpkeepWrites,
};
use crate::id::TaskId;
use crate::task::model::{Claim, QueueName, Task, Transition};

/// Why the store didn't answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A constraint refused the row; the name is that of the constraint.
    #[error("the store refused a row: {constraint}")]
    Constraint {
        /// The constraint's name, for example `application_candidate_id_job_id_key`.
        constraint: String,
    },
    /// The store can't be reached, or is too slow.
    #[error("the store can't be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The page begins or ends at a position that no row of the list can have: a fault of who asks.
    #[error("{argument} is no position of this list")]
    Position {
        /// `after` or `before`.
        argument: &'static str,
    },
    /// A row doesn't say what it must: a fault of ours.
    #[error("a stored {what} can't be read")]
    Corrupt {
        /// Which kind of row or column.
        what: &'static str,
    },
    /// Anything else.
    #[error("the store failed")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// All that can be read.
pub trait Reads:
    AccessReads
    + ApplicationReads
    + BatchReads
    + CandidateReads
    + DispatchReads
    + FileReads
    + IntakeReads
    + JobReads
    + MatchingReads
    + MergeReads
    + ResumeReads
    + ScreeningReads
    + TaskReads
    + UpkeepReads
{
}

impl<T> Reads for T where
    T: AccessReads
        + ApplicationReads
        + BatchReads
        + CandidateReads
        + DispatchReads
        + FileReads
        + IntakeReads
        + JobReads
        + MatchingReads
        + MergeReads
        + ResumeReads
        + ScreeningReads
        + TaskReads
        + UpkeepReads
{
}

/// One transaction: reads and writes that happen together or not at all. Wake-ups for what it
/// wrote go out when it commits.
#[async_trait]
pub trait Tx:
    Reads
    + AccessWrites
    + ApplicationWrites
    + BatchWrites
    + CandidateWrites
    + DispatchWrites
    + FileWrites
    + IntakeWrites
    + JobWrites
    + MergeWrites
    + ResumeWrites
    + ScreeningWrites
    + TaskWrites
    + UpkeepWrites
{
    /// Makes it true.
    ///
    /// # Errors
    /// Then nothing of it happened.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// A transaction that holds the fence of a claim: the only way a task writes.
#[async_trait]
pub trait FencedTx: Send {
    /// The transaction, for effects.
    fn tx(&mut self) -> &mut dyn Tx;

    /// Writes the task's new state with its event and makes all of it true.
    ///
    /// # Errors
    /// Then nothing of it happened.
    async fn commit_with(self: Box<Self>, transition: Transition) -> Result<(), StoreError>;

    /// Makes all of it true and says nothing: no state changes, so there is no event.
    ///
    /// # Errors
    /// Then nothing of it happened.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// The store.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Reading outside a transaction, each call by itself.
    fn reads(&self) -> Box<dyn Reads>;

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn begin(&self) -> Result<Box<dyn Tx>, StoreError>;

    /// Begins a transaction that locks the dispatch row of the claim; `None` when the claim was
    /// lost, the task was cancelled or has ended: then nothing may be written.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn begin_fenced(&self, claim: &Claim) -> Result<Option<Box<dyn FencedTx>>, StoreError>;

    /// The same for a change of state that nothing else is written with, all in one: `false` when the claim was
    /// lost.
    ///
    /// # Errors
    /// Then nothing of it happened.
    async fn write_fenced(&self, claim: &Claim, transition: &Transition) -> Result<bool, StoreError>;

    /// Takes the task if it is due and nobody holds it, or if its lease ran out: counts up the claim, sets a
    /// lease by the database's clock, and begins an attempt by [`Transition::started`]. Answers the task as it
    /// stands then; `None` when it can't be had.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn claim(&self, id: TaskId, owner: &str, lease: Duration) -> Result<Option<(Claim, Task)>, StoreError>;

    /// Marks as pushed what stands within the first so many places of its queue, is due and unclaimed, and
    /// was never pushed, or so long ago (`back_off · 2ⁿ` after push n, 0-based) that the push is taken for
    /// lost. Rows that somebody else has hold of are passed over.
    ///
    /// # Errors
    /// Then nothing is marked.
    async fn take_for_push(&self, windows: &[(QueueName, u32)], back_off: Duration) -> Result<ForPush, StoreError>;
}

/// What is to be pushed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForPush {
    /// In the order to push in.
    pub tasks: Vec<(TaskId, QueueName)>,
    /// All places of a queue are taken, so that there may be more behind them.
    pub is_full: bool,
}
