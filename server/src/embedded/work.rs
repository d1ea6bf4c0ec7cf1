//! The worker within the server: pools that take due tasks, and the watch over lost claims.

use std::sync::Arc;
use std::time::Duration;

use domain::deps::Deps;
use domain::id::TaskId;
use domain::ports::Randomness;
use domain::services::Services;
use domain::task::model::QueueName;
use platform::config::TaskSettings;
use platform::queue::in_process::{InProcessQueue, PoolPlan, Run};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use worker::reconcile::reconcile;
use worker::registry::Registry;
use worker::runner::Runner;
use worker::schedule::schedule;
use worker::watch::Intervals;

/// How long giving claims back may take; the database answers within it or is gone.
const GIVING_BACK: Duration = Duration::from_secs(5);

/// Pools at work.
#[derive(Debug)]
pub(super) struct Work {
    pools: TaskTracker,
    give_back: CancellationToken,
    grace: Duration,
}

impl Work {
    /// Starts every pool; they claim nothing new once `stop` is cancelled.
    pub(super) fn start(deps: &Deps, services: &Services, settings: &TaskSettings, stop: &CancellationToken) -> Self {
        let work = Self { pools: TaskTracker::new(), give_back: CancellationToken::new(), grace: settings.drain_grace };
        let owner = owner(&*deps.random);
        let runner = Runner {
            tasks: services.tasks.clone(),
            handler: Arc::new(Registry(services.clone())),
            clock: Arc::clone(&deps.clock),
            bus: Arc::clone(&deps.bus),
            owner: owner.clone(),
            intervals: intervals(settings),
            give_back: work.give_back.clone(),
        };
        let queue = InProcessQueue {
            store: Arc::clone(&deps.store),
            bus: Arc::clone(&deps.bus),
            clock: Arc::clone(&deps.clock),
            poll: settings.poll_interval,
            run: running(runner),
        };
        for pool in &settings.pools {
            let queues = pool.queues.iter().filter_map(|name| QueueName::parse(name)).collect();
            let plan = PoolPlan { queues, slots: pool.slots };
            work.pools.spawn(queue.clone().serve(plan, stop.clone()));
        }
        let watch =
            reconcile(services.tasks.clone(), Arc::clone(&deps.clock), settings.reconcile_interval, stop.clone());
        work.pools.spawn(watch);
        let (upkeep, clock) = (services.upkeep.clone(), Arc::clone(&deps.clock));
        work.pools.spawn(schedule(upkeep, owner, clock, settings.reconcile_interval, stop.clone()));
        work.pools.close();
        work
    }

    /// Lets running tasks finish within the grace, then has the rest given back unspent.
    pub(super) async fn drain(&self) {
        if tokio::time::timeout(self.grace, self.pools.wait()).await.is_ok() {
            return;
        }
        tracing::info!("tasks that still run are given back");
        self.give_back.cancel();
        if tokio::time::timeout(GIVING_BACK, self.pools.wait()).await.is_err() {
            tracing::warn!("not every task could be given back; they run again when their lease is over");
        }
    }
}

fn intervals(settings: &TaskSettings) -> Intervals {
    Intervals { heartbeat: settings.heartbeat, cancel: settings.cancel_interval, progress: settings.progress_interval }
}

fn running(runner: Runner) -> Run {
    Arc::new(move |id: TaskId| {
        let runner = runner.clone();
        Box::pin(async move {
            let ran = runner.run(id).await;
            if let Err(error) = &ran {
                tracing::warn!(task.id = %id, error = %error, source = ?std::error::Error::source(error), "a task could not be run; it runs again when its lease is over");
            }
            ran.is_ok()
        })
    })
}

/// Who claims, for people who look: this process, told apart from one with the same number before it.
fn owner(random: &dyn Randomness) -> String {
    let [a, b, c, d, ..] = random.secret();
    format!("server-{}-{:08x}", std::process::id(), u32::from_be_bytes([a, b, c, d]))
}
