//! Our side: a server that commits tasks, hands them out and hears of their ends as subscribers do, and a
//! worker, each with its own connections to PostgreSQL, Redis and Faktory.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::deps::Deps;
use domain::id::{JobId, TaskId};
use domain::task::context::{HandlerError, Settled, TaskContext};
use domain::task::model::{NewTask, TaskFilter, TaskPayload, TaskState, Transition};
use domain::task::service::TaskService;
use futures::StreamExt;
use parking_lot::Mutex;
use platform::config::{Settings, TaskSettings};
use platform::queue::faktory::FaktoryClient;
use platform::queue::relay::Relay;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use worker::registry::Handler;
use worker::work::{Source, Work};

use super::Turn;
use crate::services::Services;

/// After this long something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Is over at once.
#[derive(Debug)]
struct Nothing;

#[async_trait]
impl Handler for Nothing {
    async fn handle(&self, context: &TaskContext) -> Result<Settled, HandlerError> {
        context.end(Transition::success(None, None)).await
    }
}

/// Those who wait for the end of a task.
type Waiting = Arc<Mutex<HashMap<TaskId, oneshot::Sender<Instant>>>>;

/// A server, without the API.
pub(crate) struct Ours<'a> {
    services: &'a Services,
    settings: &'a Settings,
    deps: Deps,
    waiting: Waiting,
    relay: JoinHandle<()>,
    listener: JoinHandle<()>,
    stop: CancellationToken,
}

impl<'a> Ours<'a> {
    pub(crate) async fn start(services: &'a Services, settings: &'a Settings) -> Result<Self> {
        let deps = services.deps(settings).await?;
        let stop = CancellationToken::new();
        let relay = Relay {
            store: Arc::clone(&deps.store),
            bus: Arc::clone(&deps.bus),
            clock: Arc::clone(&deps.clock),
            faktory: FaktoryClient::new(services.address()?),
            poll: settings.distributed.relay_interval,
            back_off: settings.distributed.push_back_off,
            worker_silence: settings.tasks.heartbeat * 3,
        };
        let relay = tokio::spawn(relay.run(stop.clone()));
        let waiting = Waiting::default();
        let ends = TaskFilter {
            states: Some(vec![TaskState::Success, TaskState::Failure, TaskState::Revoked]),
            ..TaskFilter::default()
        };
        let mut ends = TaskService::new(deps.clone()).follow_filter(ends).await?;
        let heard = Arc::clone(&waiting);
        let listener = tokio::spawn(async move {
            while let Some(Ok(event)) = ends.next().await {
                if let Some(waiter) = heard.lock().remove(&event.task_id) {
                    let _gone_already = waiter.send(Instant::now());
                }
            }
        });
        Ok(Self { services, settings, deps, waiting, relay, listener, stop })
    }

    /// A worker with so many slots.
    pub(crate) async fn worker(&self, slots: usize) -> Result<Work> {
        let deps = self.services.deps(self.settings).await?;
        let pool = format!("embeddings={slots}").parse().map_err(|_| anyhow::anyhow!("a pool of {slots}"))?;
        let settings = TaskSettings { pools: vec![pool], ..self.settings.tasks.clone() };
        Ok(Work::with_handler(&deps, Arc::new(Nothing), &settings, &Source::Faktory(self.services.address()?)))
    }

    /// So many tasks, so many at a time.
    pub(crate) async fn run(&self, tasks: usize, at_a_time: usize) -> Result<Turn> {
        let left = Arc::new(AtomicUsize::new(tasks));
        let begun = Instant::now();
        let mut producers = JoinSet::new();
        for _ in 0..at_a_time {
            producers.spawn(produce(self.deps.clone(), Arc::clone(&self.waiting), Arc::clone(&left)));
        }
        let mut each = Vec::with_capacity(tasks);
        while let Some(of_one) = producers.join_next().await {
            each.extend(of_one??);
        }
        Ok(Turn { seconds: begun.elapsed().as_secs_f64(), each })
    }

    pub(crate) async fn stop(self) -> Result<()> {
        self.stop.cancel();
        self.listener.abort();
        self.relay.await.context("the relay broke off")
    }
}

/// Hands out one task after the other while any is left.
async fn produce(deps: Deps, waiting: Waiting, left: Arc<AtomicUsize>) -> Result<Vec<f64>> {
    let mut each = Vec::new();
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        // No such job is there: the handler doesn't look.
        let job = JobId(deps.random.uuid(deps.now()));
        let task = NewTask::due(deps.id(), TaskPayload::EmbedJob { job }, deps.now());
        let (told, ended) = oneshot::channel();
        waiting.lock().insert(task.id, told);
        let mut tx = deps.store.begin().await?;
        tx.enqueue(&task).await?;
        tx.commit().await?;
        let committed = Instant::now();
        let ended = tokio::time::timeout(PATIENCE, ended).await.context("a task doesn't end")?;
        each.push(ended?.saturating_duration_since(committed).as_secs_f64());
    }
    Ok(each)
}
