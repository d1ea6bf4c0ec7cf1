//! Background work.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::id::{NodeRef, TaskId};
use domain::task::model::{self, TaskFilter as DomainFilter};

use super::node::Node;
use super::{Nullable, nullable};
use crate::graphql::app::Request;
use crate::graphql::connection::{Listed, connection};
use crate::graphql::cursor::PageArguments;
use crate::graphql::date_time::DateTime;
use crate::graphql::error::{ApiError, ApiResult};
use crate::graphql::global_id::Global;
use crate::graphql::input::filter::TaskFilter;
use crate::graphql::loader::load;
use crate::graphql::query::task::list_tasks;

/// One unit of background work.
#[derive(Debug, Clone)]
pub struct Task(pub model::Task);

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum TaskKind {
    /// Takes the text out of a résumé, then embeds it.
    IngestResume,
    /// Embeds a job.
    EmbedJob,
    /// Judges an application.
    ScreenApplication,
    /// Judges many applications.
    ScreenBatch,
    /// Takes in many files.
    ImportBatch,
    /// Tells a candidate of a change of stage.
    SendStatusEmail,
    /// Tidies up.
    Cleanup,
    /// Embeds everything anew.
    ReembedAll,
}

impl From<model::TaskKind> for TaskKind {
    fn from(kind: model::TaskKind) -> Self {
        match kind {
            model::TaskKind::IngestResume => Self::IngestResume,
            model::TaskKind::EmbedJob => Self::EmbedJob,
            model::TaskKind::ScreenApplication => Self::ScreenApplication,
            model::TaskKind::SendStatusEmail => Self::SendStatusEmail,
            model::TaskKind::ScreenBatch => Self::ScreenBatch,
            model::TaskKind::ImportBatch => Self::ImportBatch,
            model::TaskKind::Cleanup => Self::Cleanup,
            model::TaskKind::ReembedAll => Self::ReembedAll,
        }
    }
}

impl TaskKind {
    /// The kind in the domain; `None` for those that this version doesn't run.
    #[must_use]
    pub fn known(self) -> Option<model::TaskKind> {
        model::TaskKind::ALL.iter().copied().find(|kind| Self::from(*kind) == self)
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::TaskState")]
pub enum TaskState {
    /// Waits for its first attempt.
    Pending,
    /// An attempt is under way.
    Started,
    /// Waits for a further attempt.
    Retry,
    /// Done.
    Success,
    /// Given up; listed as dead.
    Failure,
    /// Cancelled.
    Revoked,
}

/// A line that tasks wait in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::QueueName")]
pub enum QueueName {
    /// Mails.
    HighPriority,
    /// Vectors.
    Embeddings,
    /// Single screenings.
    MediumPriority,
    /// Children of batches, upkeep.
    LowPriority,
}

/// Why an attempt failed; never personal data.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct TaskError {
    /// For a program.
    pub code: String,
    /// One sentence.
    pub message: String,
}

impl From<model::TaskError> for TaskError {
    fn from(error: model::TaskError) -> Self {
        Self { code: error.code, message: error.message }
    }
}

const MOST_EVENTS: i32 = 1000;

/// One unit of background work.
#[Object]
impl Task {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// What it does.
    async fn kind(&self) -> TaskKind {
        self.0.payload.kind().into()
    }
    /// The line it waits in.
    async fn queue(&self) -> QueueName {
        self.0.queue.into()
    }
    /// Where it stands.
    async fn state(&self) -> TaskState {
        self.0.state.into()
    }
    /// Attempts begun.
    async fn attempt(&self) -> u32 {
        self.0.attempt
    }
    /// The first attempt and all retries.
    async fn max_attempts(&self) -> u32 {
        self.0.max_attempts
    }
    /// 0–100.
    async fn progress(&self) -> u8 {
        self.0.progress
    }
    /// Why the last attempt failed.
    async fn error(&self) -> Option<TaskError> {
        self.0.error.clone().map(Into::into)
    }
    /// The résumé, job, application or import that it works on; null for upkeep.
    async fn subject(&self, ctx: &Context<'_>) -> Nullable<Node> {
        nullable(Node::of(ctx, self.0.payload.subject()?).await)
    }
    /// What it made: a candidate, a screening.
    async fn result(&self, ctx: &Context<'_>) -> Nullable<Node> {
        nullable(Node::of(ctx, self.0.result?).await)
    }
    /// The batch it belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Task> {
        nullable(find(ctx, self.0.parent?).await)
    }
    /// Of a batch: the tasks it fanned out.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<TaskFilter>,
    ) -> Nullable<TaskConnection> {
        let page = PageArguments { first, after, last, before };
        let base = DomainFilter { parent: Some(self.0.id), ..DomainFilter::default() };
        nullable(list_tasks(ctx, page, base, filter).await.map(Some))
    }
    /// The dead task that this one brings back.
    async fn retry_of(&self, ctx: &Context<'_>) -> Nullable<Task> {
        nullable(find(ctx, self.0.retry_of?).await)
    }
    /// The number of its last event.
    async fn last_seq(&self) -> i32 {
        self.0.last_seq
    }
    /// Its events after a number (0), in order. Long after its end they are removed, all of them together.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only events with a higher number.")] after_seq: Option<i32>,
        #[graphql(desc = "At most so many, 1–1000.")] first: Option<i32>,
    ) -> Nullable<Vec<TaskEvent>> {
        nullable(self.list_events(ctx, after_seq.unwrap_or_default(), first.unwrap_or(MOST_EVENTS)).await.map(Some))
    }
    /// When a RETRY is due.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.map(Into::into)
    }
    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
    /// When the first attempt began.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }
    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(Into::into)
    }
}

impl Task {
    async fn list_events(&self, ctx: &Context<'_>, after: i32, first: i32) -> ApiResult<Vec<TaskEvent>> {
        if !(1..=MOST_EVENTS).contains(&first) {
            return Err(ApiError::bad_input("first", format_args!("1 to {MOST_EVENTS} events at once, not {first}")));
        }
        let events = ctx.services().tasks.events(self.0.id, after, u64::from(first.unsigned_abs())).await?;
        Ok(events.into_iter().map(TaskEvent).collect())
    }
}

async fn find(ctx: &Context<'_>, id: TaskId) -> ApiResult<Option<Task>> {
    Ok(load(ctx, id).await?.map(Task))
}

/// One line of a task's history.
#[derive(Debug, Clone)]
pub struct TaskEvent(pub model::TaskEvent);

/// One line of a task's history.
#[Object]
impl TaskEvent {
    /// Of which task.
    async fn task_id(&self) -> ID {
        self.0.task_id.global()
    }
    /// 1, 2, 3 … without a gap.
    async fn seq(&self) -> i32 {
        self.0.seq
    }
    /// The state it reports.
    async fn state(&self) -> TaskState {
        self.0.state.into()
    }
    /// The attempt it belongs to.
    async fn attempt(&self) -> u32 {
        self.0.attempt
    }
    /// 0–100.
    async fn progress(&self) -> u8 {
        self.0.progress
    }
    /// A remark for people.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }
    /// Why an attempt failed.
    async fn error(&self) -> Option<TaskError> {
        self.0.error.clone().map(Into::into)
    }
    /// When a RETRY is due.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.map(Into::into)
    }
    /// Exactly one per task is, and it is the last.
    async fn terminal(&self) -> bool {
        self.0.terminal
    }
    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
    /// The task as it is now.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        let found = ctx.services().tasks.by_ids(&[self.0.task_id]).await;
        nullable(found.map(|mut found| found.pop().map(Task)))
    }
}

/// What a thing that a task points at is called in the API.
#[must_use]
pub fn node_ref(kind: &str, id: uuid::Uuid) -> Option<NodeRef> {
    NodeRef::from_parts(&kind.to_lowercase(), id)
}

impl Listed for Task {}

connection! {
    #[doc = "A page of tasks."]
    TaskConnection, TaskEdge of Task;
}
