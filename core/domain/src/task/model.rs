//! One unit of background work: its kinds, its states, and what follows from a failure.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{ApplicationId, ImportBatchId, JobId, NodeRef, ResumeId, StageChangeId, TaskId};
use crate::page::TimeRange;
use crate::words::word_enum;

mod batch;
mod put_off;
mod queue;

pub use batch::{BatchStanding, LastTold};
pub use put_off::Wait;
pub use queue::{Purged, QueueStatus};

word_enum! {
    /// What a task does.
    TaskKind {
        /// Takes the text out of a résumé, then embeds it.
        IngestResume = "ingest_resume",
        /// Embeds a job.
        EmbedJob = "embed_job",
        /// Judges an application.
        ScreenApplication = "screen_application",
        /// Tells a candidate of a change of stage.
        SendStatusEmail = "send_status_email",
        /// Judges many applications of a job, each by a task of its own.
        ScreenBatch = "screen_batch",
        /// Takes many files in, each by a task of its own.
        ImportBatch = "import_batch",
        /// Removes what is kept no longer.
        Cleanup = "cleanup",
        /// Makes the vectors of a new model beside those of the old one.
        ReembedAll = "reembed_all",
    }
}

word_enum! {
    /// A line that tasks wait in. Order between queues is strict within a pool of workers.
    QueueName {
        /// Mails.
        HighPriority = "high_priority",
        /// Vectors.
        Embeddings = "embeddings",
        /// Single screenings.
        MediumPriority = "medium_priority",
        /// Children of batches, upkeep.
        LowPriority = "low_priority",
    }
}

word_enum! {
    /// Where a task stands.
    TaskState {
        /// Waits for its first attempt.
        Pending = "PENDING",
        /// An attempt is under way.
        Started = "STARTED",
        /// Waits for a further attempt.
        Retry = "RETRY",
        /// Done.
        Success = "SUCCESS",
        /// Given up; listed as dead.
        Failure = "FAILURE",
        /// Cancelled.
        Revoked = "REVOKED",
    }
}

impl TaskState {
    /// Nothing follows.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Success | Self::Failure | Self::Revoked)
    }
}

/// How tasks of a kind are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindPolicy {
    /// The line it waits in.
    pub queue: QueueName,
    /// Further attempts after the first.
    pub retries: u32,
    /// Retry n (0-based) is due after `base_delay · 2ⁿ`.
    pub base_delay: Duration,
    /// An attempt that takes longer is stopped and has failed.
    pub time_limit: Duration,
}

impl TaskKind {
    /// The one table of kinds: queue, retries, base delay and time limit (both in seconds).
    #[must_use]
    pub const fn policy(self) -> KindPolicy {
        let (queue, retries, base_delay, time_limit) = match self {
            Self::IngestResume => (QueueName::Embeddings, 3, 60, 900),
            Self::EmbedJob => (QueueName::Embeddings, 3, 60, 300),
            Self::ScreenApplication => (QueueName::MediumPriority, 3, 120, 600),
            Self::SendStatusEmail => (QueueName::HighPriority, 5, 30, 60),
            Self::ScreenBatch => (QueueName::LowPriority, 3, 120, 600),
            Self::ImportBatch => (QueueName::Embeddings, 3, 60, 7_200),
            Self::Cleanup => (QueueName::LowPriority, 3, 60, 1_800),
            Self::ReembedAll => (QueueName::LowPriority, 3, 60, 21_600),
        };
        KindPolicy {
            queue,
            retries,
            base_delay: Duration::from_secs(base_delay),
            time_limit: Duration::from_secs(time_limit),
        }
    }
}

/// What a task is to do: ids only, never personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TaskPayload {
    /// Read and embed this résumé.
    IngestResume {
        /// Which.
        resume: ResumeId,
    },
    /// Embed this job.
    EmbedJob {
        /// Which.
        job: JobId,
    },
    /// Judge this application.
    ScreenApplication {
        /// Which.
        application: ApplicationId,
        /// Ask again although the answer is known.
        force: bool,
        /// On how many answers of a model it is to rest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        samples: Option<u8>,
    },
    /// Tell the candidate of this change of stage.
    SendStatusEmail {
        /// Of which application.
        application: ApplicationId,
        /// Which change.
        stage_change: StageChangeId,
    },
    /// Judge the members of this batch, which were settled when it was asked for.
    ScreenBatch {
        /// The job they applied for.
        job: JobId,
        /// Ask again although the answers are known.
        force: bool,
    },
    /// Take the files of this import in.
    ImportBatch {
        /// Which.
        batch: ImportBatchId,
    },
    /// Remove what is kept no longer.
    Cleanup,
    /// Embed all that has no vector of the model in use.
    ReembedAll,
}

impl TaskPayload {
    /// The kind of task this is for.
    #[must_use]
    pub const fn kind(&self) -> TaskKind {
        match self {
            Self::IngestResume { .. } => TaskKind::IngestResume,
            Self::EmbedJob { .. } => TaskKind::EmbedJob,
            Self::ScreenApplication { .. } => TaskKind::ScreenApplication,
            Self::SendStatusEmail { .. } => TaskKind::SendStatusEmail,
            Self::ScreenBatch { .. } => TaskKind::ScreenBatch,
            Self::ImportBatch { .. } => TaskKind::ImportBatch,
            Self::Cleanup => TaskKind::Cleanup,
            Self::ReembedAll => TaskKind::ReembedAll,
        }
    }

    /// What the task works on; `None` for upkeep, which works on everything.
    #[must_use]
    pub const fn subject(&self) -> Option<NodeRef> {
        match *self {
            Self::IngestResume { resume } => Some(NodeRef::Resume(resume)),
            Self::EmbedJob { job } | Self::ScreenBatch { job, .. } => Some(NodeRef::Job(job)),
            Self::ScreenApplication { application, .. } | Self::SendStatusEmail { application, .. } => {
                Some(NodeRef::Application(application))
            }
            Self::ImportBatch { batch } => Some(NodeRef::ImportBatch(batch)),
            Self::Cleanup | Self::ReembedAll => None,
        }
    }
}

/// Why an attempt failed, for people and programs; never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskError {
    /// `UNREADABLE`, `WORKER_LOST`, …
    pub code: String,
    /// One sentence.
    pub message: String,
}

impl TaskError {
    /// An error with a code and a sentence.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// A task about to be put in line.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    /// Its id.
    pub id: TaskId,
    /// What to do.
    pub payload: TaskPayload,
    /// The task it brings back.
    pub retry_of: Option<TaskId>,
    /// The batch it belongs to.
    pub parent: Option<TaskId>,
    /// How long it waits before it is due.
    pub delay: Duration,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

impl NewTask {
    /// A task that is due at once and belongs to no other.
    #[must_use]
    pub const fn due(id: TaskId, payload: TaskPayload, created_at: DateTime<Utc>) -> Self {
        Self { id, payload, retry_of: None, parent: None, delay: Duration::ZERO, created_at }
    }
}

/// A task and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub payload: TaskPayload,
    /// The line it waits in.
    pub queue: QueueName,
    /// Where it stands.
    pub state: TaskState,
    /// Attempts begun, for people; 0 before the first.
    pub attempt: u32,
    /// The first attempt and all retries.
    pub max_attempts: u32,
    /// Claims lost because their worker died; counted apart from attempts.
    pub losses: u32,
    /// 0–100.
    pub progress: u8,
    /// Why the last attempt failed.
    pub error: Option<TaskError>,
    /// What it made.
    pub result: Option<NodeRef>,
    /// The batch it belongs to.
    pub parent: Option<TaskId>,
    /// The dead task it brings back.
    pub retry_of: Option<TaskId>,
    /// The number of its last event.
    pub last_seq: i32,
    /// When a RETRY is due.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Where in which trace it was asked for, as the W3C's `traceparent` writes it.
    pub traceparent: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When the first attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// One line of a task's history: seq 1, 2, 3 … without a gap; exactly one is terminal, the last.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskEvent {
    /// Of which task.
    pub task_id: TaskId,
    /// Its number.
    pub seq: i32,
    /// The state it reports.
    pub state: TaskState,
    /// The attempt it belongs to.
    pub attempt: u32,
    /// 0–100.
    pub progress: u8,
    /// A remark for people.
    pub message: Option<String>,
    /// Why an attempt failed.
    pub error: Option<TaskError>,
    /// When a RETRY is due.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Nothing follows.
    pub terminal: bool,
    /// By the database's clock.
    pub at: DateTime<Utc>,
}

/// Which tasks a list holds: all conditions together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<TaskKind>>,
    /// In one of these states.
    pub states: Option<Vec<TaskState>>,
    /// In one of these lines.
    pub queues: Option<Vec<QueueName>>,
    /// Working on this.
    pub subject: Option<NodeRef>,
    /// Of this batch.
    pub parent: Option<TaskId>,
    /// Asked for within.
    pub created_at: TimeRange,
}

/// What a reader of events has seen, in the store's own words: some transactions may end later than
/// others that began after them, so neither a time nor a number says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Horizon(pub String);

/// Tasks that have not ended and that no worker holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclaimed {
    /// The children of a batch.
    OfBatch(TaskId),
    /// All that wait in a line, batches that wait for their children among them.
    InQueue {
        /// Which.
        queue: QueueName,
        /// Asked for no later than this, by the database's clock.
        until: DateTime<Utc>,
    },
}

/// A worker's right to write for a task: `number` is the fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// For which task.
    pub task_id: TaskId,
    /// Counts up with each claim of the task.
    pub number: i64,
}

/// A change of a task, written together with the event that reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The state after it.
    pub state: TaskState,
    /// Progress after it, 0–100; `None` keeps it.
    pub progress: Option<u8>,
    /// A remark for people.
    pub message: Option<String>,
    /// Why an attempt failed.
    pub error: Option<TaskError>,
    /// For RETRY: how long until it is due.
    pub retry_after: Option<Duration>,
    /// What the task made.
    pub result: Option<NodeRef>,
    /// What it costs.
    pub spends: Spend,
    /// A run of the handler begins.
    pub begins: bool,
    /// The claim is given back and nobody can take it: the task waits until its children have ended.
    pub waits: bool,
}

/// What a transition counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spend {
    /// Nothing.
    Nothing,
    /// One attempt, when one begins.
    Attempt,
    /// Nothing, and the attempt that had begun is not counted either.
    GivesBack,
    /// One lost claim.
    Loss,
}

impl Transition {
    fn plain(state: TaskState) -> Self {
        Self {
            state,
            progress: None,
            message: None,
            error: None,
            retry_after: None,
            result: None,
            spends: Spend::Nothing,
            begins: false,
            waits: false,
        }
    }

    /// An attempt begins. After a lost claim the same attempt begins anew and is not counted again.
    /// The store asks this for each state that a task can be claimed in.
    #[must_use]
    pub fn started(before: TaskState) -> Self {
        let spends = if before == TaskState::Started { Spend::Nothing } else { Spend::Attempt };
        Self { spends, begins: true, ..Self::plain(TaskState::Started) }
    }

    /// Work goes on.
    #[must_use]
    pub fn progress(percent: u8, message: &str) -> Self {
        Self { progress: Some(percent.min(99)), message: Some(message.to_owned()), ..Self::plain(TaskState::Started) }
    }

    /// The work is handed to children, and the task waits for them without holding anybody up.
    #[must_use]
    pub fn waiting(percent: u8, message: &str) -> Self {
        Self { waits: true, ..Self::progress(percent, message) }
    }

    /// Done.
    #[must_use]
    pub fn success(result: Option<NodeRef>, message: Option<String>) -> Self {
        Self { progress: Some(100), result, message, ..Self::plain(TaskState::Success) }
    }

    /// Given up.
    #[must_use]
    pub fn failure(error: TaskError) -> Self {
        Self { error: Some(error), ..Self::plain(TaskState::Failure) }
    }

    /// Cancelled.
    #[must_use]
    pub fn revoked() -> Self {
        Self::plain(TaskState::Revoked)
    }

    /// The same with a remark for people.
    #[must_use]
    pub fn saying(self, message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..self }
    }

    /// What a failed attempt comes to: a retry after the schedule's delay, or the end. `jitter` is
    /// within −1…1 and moves the delay by up to a tenth.
    #[must_use]
    pub fn after_failure(task: &Task, failure: &TaskFailure, jitter: f64) -> Self {
        match failure {
            TaskFailure::Retry(error) if task.attempt < task.max_attempts => Self {
                error: Some(error.clone()),
                retry_after: Some(task.retry_delay(jitter)),
                ..Self::plain(TaskState::Retry)
            },
            TaskFailure::Retry(error) | TaskFailure::Fail(error) => Self::failure(error.clone()),
        }
    }

    /// What a lost claim comes to: the same attempt again at once, or the end after `max_losses`.
    #[must_use]
    pub fn after_loss(task: &Task, max_losses: u32) -> Self {
        if task.losses + 1 >= max_losses {
            let error = TaskError::new(
                "WORKER_LOST",
                format!("The worker ended in the middle of this task {max_losses} times."),
            );
            return Self { spends: Spend::Loss, ..Self::failure(error) };
        }
        Self {
            spends: Spend::Loss,
            message: Some("The worker was lost; the task runs again.".to_owned()),
            ..Self::plain(TaskState::Started)
        }
    }
}

impl Task {
    /// Time until the retry after the present attempt: `base · 2ⁿ`, ±10 % by `jitter`.
    #[must_use]
    pub fn retry_delay(&self, jitter: f64) -> Duration {
        let exponent = self.attempt.saturating_sub(1).min(16);
        let base = self.payload.kind().policy().base_delay * 2_u32.pow(exponent);
        base.mul_f64(1.0 + 0.1 * jitter.clamp(-1.0, 1.0))
    }
}

/// A handler's answer when it didn't get there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskFailure {
    /// Another attempt may help.
    Retry(TaskError),
    /// No attempt will help.
    Fail(TaskError),
}
