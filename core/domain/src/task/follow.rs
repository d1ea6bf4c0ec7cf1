//! Following tasks live. A follower listens for wake-ups first and reads the store second, so that
//! nothing falls between; it trusts only the numbers in the store (invariant 3).

use std::collections::{HashMap, VecDeque};

use futures::FutureExt;
use futures::future::Either;
use futures::stream::{BoxStream, StreamExt};

use crate::error::ServiceError;
use crate::id::TaskId;
use crate::ports::Wake;
use crate::task::error::TaskRefusal;
use crate::task::model::{Horizon, Task, TaskEvent, TaskFilter};
use crate::task::service::TaskService;

const BATCH: u64 = 500;

/// Events of tasks, as they come.
pub type Events = BoxStream<'static, Result<TaskEvent, ServiceError>>;

/// Where a follower of named tasks stands.
struct Follower {
    service: TaskService,
    wakes: BoxStream<'static, Wake>,
    /// The last number seen of each task that has not ended.
    open: HashMap<TaskId, i32>,
    /// Tasks to read next.
    dirty: Vec<TaskId>,
    /// Wake-ups may have been lost.
    in_doubt: bool,
    /// Read and not yet handed out.
    ready: VecDeque<TaskEvent>,
}

/// Where a follower of all tasks that fit stands.
struct FilterFollower {
    service: TaskService,
    wakes: BoxStream<'static, Wake>,
    filter: TaskFilter,
    /// What was read before.
    horizon: Horizon,
    /// Read and not yet handed out.
    ready: VecDeque<TaskEvent>,
}

impl TaskService {
    /// Every event of each task after a number, once and in order; ends when all tasks have ended.
    ///
    /// # Errors
    /// Refused, as a bad argument, when a task isn't there.
    pub async fn follow(&self, tasks: &[(TaskId, i32)]) -> Result<Events, ServiceError> {
        let ids: Vec<TaskId> = tasks.iter().map(|(id, _)| *id).collect();
        let wakes = self.deps.bus.listen(&ids);
        let found = self.by_ids(&ids).await?;
        if ids.iter().any(|id| !found.iter().any(|task| task.id == *id)) {
            return Err(ServiceError::BadArgument { argument: "tasks", message: TaskRefusal::NotFound.to_string() });
        }
        let mut open: HashMap<TaskId, i32> = HashMap::new();
        for (id, after) in tasks {
            let first = open.entry(*id).or_insert(*after);
            *first = (*first).min(*after).max(0);
        }
        let dirty = open.keys().copied().collect();
        Ok(Follower { service: self.clone(), wakes, open, dirty, in_doubt: false, ready: VecDeque::new() }
            .into_stream())
    }

    /// Every event, from now on, of tasks that fit, each once and those of a task in order; never ends.
    /// States are those that the events report.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow_filter(&self, filter: TaskFilter) -> Result<Events, ServiceError> {
        let wakes = self.deps.bus.subscribe();
        let horizon = self.deps.store.reads().horizon().await?;
        let follower = FilterFollower { service: self.clone(), wakes, filter, horizon, ready: VecDeque::new() };
        Ok(follower.into_stream())
    }
}

impl Follower {
    fn into_stream(self) -> Events {
        futures::stream::unfold(Some(self), |state| async move {
            let mut follower = state?;
            match follower.next().await {
                Ok(Some(event)) => Some((Ok(event), Some(follower))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<Option<TaskEvent>, ServiceError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            if let Some(id) = self.dirty.pop() {
                self.read(id).await?;
                continue;
            }
            if self.in_doubt {
                self.look().await?;
                continue;
            }
            if self.open.is_empty() {
                return Ok(None);
            }
            self.wait().await;
        }
    }

    /// Takes up the new events of one task.
    async fn read(&mut self, id: TaskId) -> Result<(), ServiceError> {
        let Some(seen) = self.open.get_mut(&id) else {
            return Ok(());
        };
        let events = self.service.events(id, *seen, BATCH).await?;
        if let Some(last) = events.last() {
            *seen = last.seq;
        }
        // Of what was written since this look, a wake-up tells. A full batch may have had no room for more.
        if events.len() as u64 == BATCH {
            self.dirty.push(id);
        }
        let ended = events.iter().any(|event| event.terminal)
            || (events.is_empty() && has_ended(&self.service, id, *seen).await?);
        if ended {
            self.open.remove(&id);
        }
        self.ready.extend(events);
        Ok(())
    }

    /// Asks where all of them stand: which have news, and which have nothing to come.
    async fn look(&mut self) -> Result<(), ServiceError> {
        self.in_doubt = false;
        let ids: Vec<TaskId> = self.open.keys().copied().collect();
        let found: HashMap<TaskId, Task> =
            self.service.by_ids(&ids).await?.into_iter().map(|task| (task.id, task)).collect();
        let dirty = &mut self.dirty;
        self.open.retain(|id, seen| match found.get(id) {
            Some(task) if task.last_seq > *seen => {
                dirty.push(*id);
                true
            }
            Some(task) => !task.state.is_terminal(),
            None => false,
        });
        Ok(())
    }

    /// Waits for a wake-up, or for the poll that is the safety net.
    async fn wait(&mut self) {
        let poll = self.service.deps.figures.poll;
        let clock = self.service.deps.clock.clone();
        let heard = futures::future::select(self.wakes.next(), clock.sleep(poll)).await;
        match heard {
            Either::Left((Some(Wake::Task { id, seq }), _)) => {
                if self.open.get(&id).is_some_and(|seen| *seen < seq) {
                    self.dirty.push(id);
                }
            }
            Either::Left((Some(Wake::Missed), _)) | Either::Right(_) => self.in_doubt = true,
            Either::Left((Some(_), _)) => {}
            Either::Left((None, later)) => {
                later.await;
                self.in_doubt = true;
            }
        }
    }
}

impl FilterFollower {
    fn into_stream(self) -> Events {
        futures::stream::unfold(Some(self), |state| async move {
            let mut follower = state?;
            match follower.next().await {
                Ok(event) => Some((Ok(event), Some(follower))),
                Err(error) => Some((Err(error), None)),
            }
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<TaskEvent, ServiceError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            let reads = self.service.deps.store.reads();
            let (events, horizon) = reads.events_since(&self.horizon, &self.filter).await?;
            self.horizon = horizon;
            self.ready.extend(events);
            if self.ready.is_empty() {
                self.wait().await;
            }
        }
    }

    /// Waits for a wake-up of any task, or for the poll that is the safety net. Which task it is doesn't
    /// matter, nor whether some were missed: what is new is read from the store, all of it at once.
    async fn wait(&mut self) {
        let poll = self.service.deps.figures.poll;
        let clock = self.service.deps.clock.clone();
        let wakes = &mut self.wakes;
        let heard = Box::pin(async {
            while let Some(wake) = wakes.next().await {
                if matches!(wake, Wake::Task { .. } | Wake::Missed) {
                    return;
                }
            }
            futures::future::pending::<()>().await;
        });
        futures::future::select(heard, clock.sleep(poll)).await;
        while let Some(Some(_)) = self.wakes.next().now_or_never() {}
    }
}

/// Whether a task without news has nothing to come: its end lies before the number asked for, its events
/// were removed long after it, or it was erased with its subject.
async fn has_ended(service: &TaskService, id: TaskId, seen: i32) -> Result<bool, ServiceError> {
    let Some(task) = service.by_ids(&[id]).await?.pop() else {
        return Ok(true);
    };
    if !task.state.is_terminal() {
        return Ok(false);
    }
    // The end is written with its event. It may have been written since the events were read, so they are
    // read once more; what isn't there now won't ever be.
    Ok(task.last_seq <= seen || service.events(id, seen, 1).await?.is_empty())
}
