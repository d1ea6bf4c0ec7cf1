//! The store itself: reads and transactions over one pool. Reads and writes of each area are in the
//! file of that area.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::id::TaskId;
use domain::ports::rows::TaskWrites;
use domain::ports::{EventBus, FencedTx, ForPush, Reads, Store, StoreError, Tx, Wake};
use domain::task::model::{Claim, QueueName, Task, TaskState, Transition};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};

use super::connect::{DatabaseSettings, connect};
use super::error::failed;
use super::model::ModelInUse;
use super::sql::sql;
use super::task::Counted;
use super::{dispatch, task};
use crate::failpoint::{self, Moment, Step};

/// The store in PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgStore {
    db: DatabaseConnection,
    bus: Arc<dyn EventBus>,
    model: ModelInUse,
}

impl PgStore {
    /// Over a pool. Without [`PgStore::with_model`] it knows no vectors.
    #[must_use]
    pub fn new(db: DatabaseConnection, bus: Arc<dyn EventBus>) -> Self {
        Self { db, bus, model: ModelInUse::NONE }
    }

    /// Connects a pool of its own.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn connect(settings: &DatabaseSettings, bus: Arc<dyn EventBus>) -> Result<Self, StoreError> {
        Ok(Self::new(connect(settings).await?, bus))
    }

    /// The same with the model that vectors are made with.
    #[must_use]
    pub fn with_model(mut self, model: ModelInUse) -> Self {
        self.model = model;
        self
    }

    /// The pool, for migrations and checks of health.
    #[must_use]
    pub fn database(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Tells of what a statement did that was a transaction by itself. Just before it nothing of it is true, as
    /// just before a commit, so that is where its first moment is.
    fn tell(&self, step: Step, wake: Wake) {
        failpoint::pass(Some(step), Moment::Committed);
        self.bus.publish(wake);
        failpoint::pass(Some(step), Moment::Told);
    }

    async fn transaction(&self) -> Result<Session<DatabaseTransaction>, StoreError> {
        let db = self.db.begin().await.map_err(failed)?;
        Ok(Session {
            db,
            model: self.model,
            bus: Arc::clone(&self.bus),
            wakes: Vec::new(),
            counted: Vec::new(),
            step: None,
        })
    }
}

/// A connection to read through, or a transaction, with the wake-ups that go out when it commits, and
/// what is then counted.
pub(super) struct Session<C> {
    pub(super) db: C,
    pub(super) model: ModelInUse,
    bus: Arc<dyn EventBus>,
    wakes: Vec<Wake>,
    counted: Vec<Counted>,
    /// What it does in the life of a task, for tests that end the process there.
    step: Option<Step>,
}

/// What areas need of a connection.
pub(super) trait Connection: ConnectionTrait + TransactionTrait + Send + Sync {}

impl<C: ConnectionTrait + TransactionTrait + Send + Sync> Connection for C {}

impl Session<DatabaseTransaction> {
    /// Remembers a wake-up for after the commit. Of the feed's positions the last one says it all.
    pub(super) fn wake(&mut self, wake: Wake) {
        if matches!(wake, Wake::Change { .. }) {
            self.wakes.retain(|it| !matches!(it, Wake::Change { .. }));
        }
        if !self.wakes.contains(&wake) {
            self.wakes.push(wake);
        }
    }

    /// The same for one that can't be there yet. Among thousands, looking would take long.
    pub(super) fn wake_once(&mut self, wake: Wake) {
        self.wakes.push(wake);
    }

    /// Counts this, once it has been committed.
    pub(super) fn count(&mut self, change: Counted) {
        self.counted.push(change);
    }

    /// Says what this transaction does in the life of a task.
    pub(super) fn does(&mut self, step: Step) {
        self.step = Some(step);
    }
}

#[async_trait]
impl Tx for Session<DatabaseTransaction> {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        failpoint::pass(self.step, Moment::Written);
        self.db.commit().await.map_err(failed)?;
        failpoint::pass(self.step, Moment::Committed);
        for wake in self.wakes {
            self.bus.publish(wake);
        }
        self.counted.into_iter().for_each(Counted::record);
        failpoint::pass(self.step, Moment::Told);
        Ok(())
    }
}

/// What a change of state under the fence is in the life of a task.
fn step_of(transition: &Transition) -> Step {
    if transition.state == TaskState::Started { Step::Work } else { Step::Settle }
}

struct Fenced {
    task: TaskId,
    session: Box<Session<DatabaseTransaction>>,
}

#[async_trait]
impl FencedTx for Fenced {
    fn tx(&mut self) -> &mut dyn Tx {
        &mut *self.session
    }

    async fn commit_with(mut self: Box<Self>, transition: Transition) -> Result<(), StoreError> {
        self.session.transition(self.task, &transition).await?;
        self.session.does(step_of(&transition));
        self.session.commit().await
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.session.does(Step::Work);
        self.session.commit().await
    }
}

#[async_trait]
impl Store for PgStore {
    fn reads(&self) -> Box<dyn Reads> {
        let bus = Arc::clone(&self.bus);
        Box::new(Session {
            db: self.db.clone(),
            model: self.model,
            bus,
            wakes: Vec::new(),
            counted: Vec::new(),
            step: None,
        })
    }

    async fn begin(&self) -> Result<Box<dyn Tx>, StoreError> {
        Ok(Box::new(self.transaction().await?))
    }

    async fn begin_fenced(&self, claim: &Claim) -> Result<Option<Box<dyn FencedTx>>, StoreError> {
        let session = self.transaction().await?;
        let fence = "SELECT 1 FROM task_dispatch WHERE task_id = $1 AND claim = $2 AND owner IS NOT NULL FOR UPDATE";
        let held = sql(fence, [claim.task_id.0.into(), claim.number.into()]).one(&session.db).await?;
        Ok(held.map(|_| Box::new(Fenced { task: claim.task_id, session: Box::new(session) }) as Box<dyn FencedTx>))
    }

    async fn write_fenced(&self, claim: &Claim, transition: &Transition) -> Result<bool, StoreError> {
        let step = step_of(transition);
        failpoint::pass(Some(step), Moment::Written);
        let Some(changed) = task::write_fenced(&self.db, claim, transition).await? else {
            return Ok(false);
        };
        if let Some(counted) = changed.counted {
            counted.record();
        }
        self.tell(step, Wake::Task { id: changed.event.task_id, seq: changed.event.seq });
        Ok(true)
    }

    async fn claim(&self, id: TaskId, owner: &str, lease: Duration) -> Result<Option<(Claim, Task)>, StoreError> {
        let mut session = self.transaction().await?;
        // A task that can't be read is not claimed: another version may know its kind.
        let Some((claim, task, counted)) = task::claim(&session.db, id, owner, lease).await? else {
            return Ok(None);
        };
        session.does(Step::Claim);
        session.count(counted);
        session.wake(Wake::Task { id, seq: task.last_seq });
        Box::new(session).commit().await?;
        Ok(Some((claim, task)))
    }

    async fn take_for_push(&self, windows: &[(QueueName, u32)], back_off: Duration) -> Result<ForPush, StoreError> {
        dispatch::take_for_push(&self.db, windows, back_off).await
    }
}
