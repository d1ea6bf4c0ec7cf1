//! Following tasks live. A follower listens for wake-ups first and reads the store second, so that
//! nothing falls between; it trusts only the numbers in the store (invariant 3).

use std::collections::{HashMap, VecDeque};

use futures::stream::{BoxStream, StreamExt};

use crate::error::ServiceError;
use crate::id::TaskId;
use crate::ports::Wake;
use crate::task::error::TaskRefusal;
use crate::task::model::{TaskEvent, TaskFilter};
use crate::task::service::TaskService;

const BATCH: u64 = 500;
/// Ended tasks that a follower of a filter remembers: wake-ups of a task that was read to its end
/// already must not take it up again, and they come within moments.
const REMEMBERED: usize = 1_000;

/// Events of tasks, as they come.
pub type Events = BoxStream<'static, Result<TaskEvent, ServiceError>>;

/// Where a follower stands.
struct Follower {
    service: TaskService,
    wakes: BoxStream<'static, Wake>,
    /// The last number seen of each task that has not ended.
    open: HashMap<TaskId, i32>,
    /// Tasks to read next.
    dirty: Vec<TaskId>,
    /// Read and not yet handed out.
    ready: VecDeque<TaskEvent>,
    /// For followers of a filter: tasks are taken up as they are heard of.
    filter: Option<TaskFilter>,
    /// Those that ended last, for followers of a filter.
    ended: VecDeque<TaskId>,
}

impl TaskService {
    /// Every event of each task after a number, once and in order; ends when all tasks have ended.
    ///
    /// # Errors
    /// Refused, as a bad argument, when a task isn't there.
    pub async fn follow(&self, tasks: &[(TaskId, i32)]) -> Result<Events, ServiceError> {
        let wakes = self.deps.bus.subscribe();
        let ids: Vec<TaskId> = tasks.iter().map(|(id, _)| *id).collect();
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
        Ok(Follower {
            service: self.clone(),
            wakes,
            open,
            dirty,
            ready: VecDeque::new(),
            ended: VecDeque::new(),
            filter: None,
        }
        .into_stream())
    }

    /// Every event, from now on, of tasks that fit; never ends.
    ///
    /// # Errors
    /// None so far; the signature is that of [`TaskService::follow`].
    pub async fn follow_filter(&self, filter: TaskFilter) -> Result<Events, ServiceError> {
        let wakes = self.deps.bus.subscribe();
        Ok(Follower {
            service: self.clone(),
            wakes,
            open: HashMap::new(),
            dirty: Vec::new(),
            ready: VecDeque::new(),
            ended: VecDeque::new(),
            filter: Some(filter),
        }
        .into_stream())
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
            if self.open.is_empty() && self.filter.is_none() {
                return Ok(None);
            }
            self.wait().await?;
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
            self.dirty.push(id);
        }
        let ended = events.iter().any(|event| event.terminal)
            || (events.is_empty() && has_ended(&self.service, id, *seen).await?);
        if ended {
            self.open.remove(&id);
            self.remember(id);
        }
        self.ready.extend(events);
        Ok(())
    }

    fn remember(&mut self, id: TaskId) {
        if self.filter.is_some() {
            self.ended.truncate(REMEMBERED - 1);
            self.ended.push_front(id);
        }
    }

    /// Waits for a wake-up, or for the poll that is the safety net.
    async fn wait(&mut self) -> Result<(), ServiceError> {
        let poll = self.service.deps.figures.poll;
        let clock = self.service.deps.clock.clone();
        let heard = futures::future::select(self.wakes.next(), clock.sleep(poll)).await;
        match heard {
            futures::future::Either::Left((Some(Wake::Task { id, seq }), _)) => self.hear(id, seq).await?,
            futures::future::Either::Left((Some(Wake::Missed), _)) | futures::future::Either::Right(_) => {
                self.dirty = self.open.keys().copied().collect();
            }
            futures::future::Either::Left((Some(_), _)) => {}
            futures::future::Either::Left((None, later)) => {
                later.await;
                self.dirty = self.open.keys().copied().collect();
            }
        }
        Ok(())
    }

    async fn hear(&mut self, id: TaskId, seq: i32) -> Result<(), ServiceError> {
        if self.open.get(&id).is_some_and(|seen| *seen < seq) {
            self.dirty.push(id);
        } else if let Some(filter) = &self.filter
            && !self.open.contains_key(&id)
            && !self.ended.contains(&id)
            && self.service.by_ids(&[id]).await?.first().is_some_and(|task| filter.fits(task))
        {
            self.open.insert(id, seq - 1);
            self.dirty.push(id);
        }
        Ok(())
    }
}

/// Whether a task without news has nothing to come: its end lies before the number asked for, or it
/// was erased with its subject.
async fn has_ended(service: &TaskService, id: TaskId, seen: i32) -> Result<bool, ServiceError> {
    let task = service.by_ids(&[id]).await?.pop();
    Ok(task.is_none_or(|task| task.state.is_terminal() && task.last_seq <= seen))
}
