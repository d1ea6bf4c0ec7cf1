//! Who does the work that this server takes in: its own pools, or workers that Faktory hands it to. The watch
//! over lost claims goes on in either case.

use std::sync::Arc;

use domain::deps::Deps;
use domain::services::Services;
use platform::assembly::Ground;
use platform::config::Settings;
use platform::program::Failure;
use platform::queue::faktory::{FaktoryAddress, FaktoryClient};
use platform::queue::measure::measure;
use platform::queue::relay::Relay;
use platform::queue::schedule::schedule;
use platform::queue::upkeep::reconcile;
use platform::system::host_name;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
#[cfg(feature = "embedded")]
use worker::work::{Source, Work};

/// Everything that goes on beside the answering.
#[derive(Debug)]
pub(super) struct Hands {
    beside: TaskTracker,
    stop: CancellationToken,
    #[cfg(feature = "embedded")]
    work: Option<Work>,
}

impl Hands {
    /// Starts it.
    pub(super) fn start(
        deps: &Deps,
        services: &Services,
        settings: &Settings,
        ground: &Ground,
    ) -> Result<Self, Failure> {
        let (beside, stop) = (TaskTracker::new(), CancellationToken::new());
        let tasks = &settings.tasks;
        let watch = reconcile(services.tasks.clone(), Arc::clone(&deps.clock), tasks.reconcile_interval, stop.clone());
        beside.spawn(watch);
        let leads = format!("{}-{}", host_name(), deps.random.uuid(deps.now()));
        let upkeep = services.upkeep.clone();
        beside.spawn(schedule(upkeep, leads, Arc::clone(&deps.clock), tasks.reconcile_interval, stop.clone()));
        let silence = deps.figures.worker_silence;
        beside.spawn(measure(ground.store.clone(), Arc::clone(&deps.clock), silence, stop.clone()));
        match ground.faktory.clone() {
            Some(address) => {
                beside.spawn(relay(deps, settings, address).run(stop.clone()));
                beside.close();
                Ok(Self {
                    beside,
                    stop,
                    #[cfg(feature = "embedded")]
                    work: None,
                })
            }
            None => Self::with_own(beside, stop, deps, services, settings),
        }
    }

    #[cfg(feature = "embedded")]
    fn with_own(
        beside: TaskTracker,
        stop: CancellationToken,
        deps: &Deps,
        services: &Services,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        beside.close();
        let work = Some(Work::start(deps, services, &settings.tasks, &Source::Store));
        Ok(Self { beside, stop, work })
    }

    #[cfg(not(feature = "embedded"))]
    fn with_own(_: TaskTracker, _: CancellationToken, _: &Deps, _: &Services, _: &Settings) -> Result<Self, Failure> {
        Err(Failure::setting(
            "DATABASE_URL, REDIS_URL and FAKTORY_URL are not set, and this server was built without the embedded mode: set all three",
        ))
    }

    /// Hands nothing more out, and lets what runs here finish within its grace.
    pub(super) async fn stop(&self) {
        self.stop.cancel();
        #[cfg(feature = "embedded")]
        if let Some(work) = &self.work {
            work.drain().await;
        }
        self.beside.wait().await;
    }
}

fn relay(deps: &Deps, settings: &Settings, address: FaktoryAddress) -> Relay {
    Relay {
        store: Arc::clone(&deps.store),
        bus: Arc::clone(&deps.bus),
        clock: Arc::clone(&deps.clock),
        faktory: FaktoryClient::new(address),
        poll: settings.distributed.relay_interval,
        back_off: settings.distributed.push_back_off,
        worker_silence: deps.figures.worker_silence,
    }
}
