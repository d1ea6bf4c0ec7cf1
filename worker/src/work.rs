//! A process at work: its pools, its report of itself, and how it stops.

use std::sync::Arc;
use std::time::Duration;

use domain::deps::Deps;
use domain::id::TaskId;
use domain::ports::Randomness;
use domain::services::Services;
use domain::task::model::QueueName;
use domain::task::worker::{PoolPlan, WorkerReport};
use platform::config::{Pool, TaskSettings};
use platform::queue::Run;
use platform::queue::faktory::{FaktoryAddress, FaktoryQueue};
use platform::queue::in_process::InProcessQueue;
use platform::queue::report::{Tally, report};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::registry::{Handler, Registry};
use crate::runner::{Ran, Runner};
use crate::watch::Intervals;

/// How long giving claims back may take; the database answers within it or is gone.
const GIVING_BACK: Duration = Duration::from_secs(5);

/// Where tasks come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// Straight from the store.
    Store,
    /// From Faktory.
    Faktory(FaktoryAddress),
}

/// Pools at work.
#[derive(Debug)]
pub struct Work {
    pools: TaskTracker,
    /// Ends the pools: nothing new is claimed.
    stop: CancellationToken,
    give_back: CancellationToken,
    reporting: TaskTracker,
    /// Ends the report, after the pools.
    unreport: CancellationToken,
    grace: Duration,
}

impl Work {
    /// Starts every pool of the settings with the handlers of all kinds.
    #[must_use]
    pub fn start(deps: &Deps, services: &Services, settings: &TaskSettings, source: &Source) -> Self {
        Self::with_handler(deps, Arc::new(Registry(services.clone())), settings, source)
    }

    /// The same with another handler.
    #[must_use]
    pub fn with_handler(deps: &Deps, handler: Arc<dyn Handler>, settings: &TaskSettings, source: &Source) -> Self {
        let work = Self {
            pools: TaskTracker::new(),
            stop: CancellationToken::new(),
            give_back: CancellationToken::new(),
            reporting: TaskTracker::new(),
            unreport: CancellationToken::new(),
            grace: settings.drain_grace,
        };
        let said = introduction(deps, &settings.pools);
        let tally = Arc::new(Tally::default());
        let runner = Runner {
            tasks: domain::task::service::TaskService::new(deps.clone()),
            handler,
            clock: Arc::clone(&deps.clock),
            bus: Arc::clone(&deps.bus),
            owner: said.name.clone(),
            intervals: intervals(settings),
            time_limit: settings.time_limit,
            give_back: work.give_back.clone(),
        };
        work.serve(deps, settings, source, &said, &running(runner, Arc::clone(&tally)));
        let (store, clock) = (Arc::clone(&deps.store), Arc::clone(&deps.clock));
        work.reporting.spawn(report(store, clock, said, tally, settings.heartbeat, work.unreport.clone()));
        work.reporting.close();
        work
    }

    fn serve(&self, deps: &Deps, settings: &TaskSettings, source: &Source, said: &WorkerReport, run: &Run) {
        let is_gone = Arc::default();
        for plan in said.pools.clone() {
            let (store, bus, clock) = (Arc::clone(&deps.store), Arc::clone(&deps.bus), Arc::clone(&deps.clock));
            let (run, stop) = (Arc::clone(run), self.stop.clone());
            match source {
                Source::Store => {
                    let queue = InProcessQueue { store, bus, clock, poll: settings.poll_interval, run };
                    self.pools.spawn(queue.serve(plan, stop));
                }
                Source::Faktory(address) => {
                    let is_gone = Arc::clone(&is_gone);
                    let (address, name, random) = (address.clone(), said.name.clone(), Arc::clone(&deps.random));
                    let queue = FaktoryQueue { address, name, store, bus, clock, random, run, is_gone };
                    self.pools.spawn(queue.serve(plan, stop));
                }
            }
        }
        self.pools.close();
    }

    /// Claims nothing new, lets running tasks finish within the grace, and gives the rest back unspent.
    pub async fn drain(&self) {
        self.stop.cancel();
        if tokio::time::timeout(self.grace, self.pools.wait()).await.is_err() {
            tracing::info!("tasks that still run are given back");
            self.give_back.cancel();
            if tokio::time::timeout(GIVING_BACK, self.pools.wait()).await.is_err() {
                tracing::warn!("not every task could be given back; they run again when their lease is over");
            }
        }
        self.unreport.cancel();
        if tokio::time::timeout(GIVING_BACK, self.reporting.wait()).await.is_err() {
            tracing::debug!("the report of this worker stays until it is old");
        }
    }
}

fn intervals(settings: &TaskSettings) -> Intervals {
    Intervals { heartbeat: settings.heartbeat, cancel: settings.cancel_interval, progress: settings.progress_interval }
}

fn running(runner: Runner, tally: Arc<Tally>) -> Run {
    Arc::new(move |id: TaskId| {
        let (runner, tally) = (runner.clone(), Arc::clone(&tally));
        Box::pin(async move {
            let ran = runner.run(id).await;
            match &ran {
                Ok(Ran::Settled) => tally.count_done(),
                Ok(Ran::Failed) => tally.count_failed(),
                Ok(Ran::NotOurs | Ran::PutOff | Ran::Lost | Ran::GivenBack) => {}
                Err(error) => {
                    tracing::warn!(task.id = %id, error = %error, source = ?std::error::Error::source(error), "a task could not be run; it runs again when its lease is over");
                }
            }
            ran.is_ok()
        })
    })
}

/// Who we are, for people who look: this process, told apart from one with the same number before it.
fn introduction(deps: &Deps, pools: &[Pool]) -> WorkerReport {
    let host = platform::system::host_name();
    WorkerReport {
        id: deps.random.uuid(deps.now()),
        name: format!("{host}-{}-{}", std::process::id(), mark(&*deps.random)),
        host,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pools: pools.iter().map(plan).collect(),
        done: 0,
        failed: 0,
    }
}

fn plan(pool: &Pool) -> PoolPlan {
    let queues = pool.queues.iter().filter_map(|name| QueueName::parse(name)).collect();
    PoolPlan { queues, slots: pool.slots }
}

fn mark(random: &dyn Randomness) -> String {
    let [a, b, c, d, ..] = random.secret();
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}
