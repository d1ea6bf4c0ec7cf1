//! A database, and processes that work on it: each with a pool of one connection and a bus of its own.

use std::sync::Arc;
use std::time::Duration;

use domain::deps::{Deps, Figures};
use domain::id::{JobId, TaskId};
use domain::job::model::JobFilter;
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::ports::{Clock, EventBus, Randomness, Store};
use domain::screening::provider::ScreeningSetup;
use domain::services::Services;
use domain::task::model::{NewTask, QueueName, Task, TaskEvent, TaskPayload, TaskState};
use domain::task::service::TaskService;
use domain::task::worker::PoolPlan;
use domain::text::ChunkLimits;
use domain::upkeep::model::Retention;
use kit::TestDatabase;
use platform::events::InProcessBus;
use platform::queue::in_process::InProcessQueue;
use platform::seal::PlainAnswers;
use platform::store::PgStore;
use platform::system::{ArgonPasswords, SystemRandomness};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use worker::registry::Handler;
use worker::runner::Runner;
use worker::watch::Intervals;

use crate::fakes::{Nobody, TestClock, TestRandomness};

/// So long that it doesn't come in a test.
pub(crate) const NEVER: Duration = Duration::from_secs(3_600);
pub(crate) const LEASE: Duration = Duration::from_secs(1);
pub(crate) const HEARTBEAT: Duration = Duration::from_millis(200);
pub(crate) const PROGRESS: Duration = Duration::from_millis(500);

/// Times of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) lease: Duration,
    pub(crate) poll: Duration,
    pub(crate) intervals: Intervals,
}

/// The usual ones, shortened to about a second.
pub(crate) const SHORT: Times = Times {
    lease: LEASE,
    poll: Duration::from_millis(100),
    intervals: Intervals { heartbeat: HEARTBEAT, cancel: Duration::from_millis(300), progress: PROGRESS },
};

/// A worker that hangs: it neither beats nor looks whether it still holds its claim.
pub(crate) const HANGING: Times =
    Times { intervals: Intervals { heartbeat: NEVER, cancel: NEVER, progress: NEVER }, ..SHORT };

/// A process that works on the database.
pub(crate) struct Process {
    pub(crate) tasks: TaskService,
    pub(crate) services: Services,
    pub(crate) store: Arc<PgStore>,
    pub(crate) bus: Arc<InProcessBus>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) random: Arc<TestRandomness>,
    pub(crate) give_back: CancellationToken,
    times: Times,
}

/// A database of one's own.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self { database: TestDatabase::new().await }
    }

    pub(crate) async fn process(&self, times: Times) -> Process {
        let bus = Arc::new(InProcessBus::default());
        let store = Arc::new(PgStore::new(self.database.connect().await, Arc::clone(&bus) as Arc<dyn EventBus>));
        let (clock, random) = (Arc::<TestClock>::default(), Arc::<TestRandomness>::default());
        let deps = Deps {
            store: Arc::clone(&store) as Arc<dyn Store>,
            bus: Arc::clone(&bus) as Arc<dyn EventBus>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::clone(&random) as Arc<dyn Randomness>,
            passwords: Arc::new(ArgonPasswords::new(1)),
            embedder: Arc::<Nobody>::default(),
            extractor: Arc::<Nobody>::default(),
            unpacker: Arc::new(domain::ports::NoUnpacker),
            blobs: Arc::new(domain::ports::InStore),
            screening: Arc::new(ScreeningSetup::by_rules(Arc::new(PlainAnswers))),
            mailer: Arc::<Nobody>::default(),
            figures: Arc::new(figures(times)),
        };
        let give_back = CancellationToken::new();
        let services = Services::new(&deps);
        Process { tasks: services.tasks.clone(), services, store, bus, clock, random, give_back, times }
    }
}

pub(crate) fn figures(times: Times) -> Figures {
    Figures {
        session_lifetime: NEVER,
        lease: times.lease,
        leader_lease: times.lease,
        max_losses: 5,
        worker_silence: Duration::from_secs(15),
        progress_interval: PROGRESS,
        undo_window: NEVER,
        upload_limit: 1 << 20,
        intake: domain::intake::model::IntakeLimits::default(),
        poll: times.poll,
        chunks: ChunkLimits::default(),
        depth: RetrievalDepth::default(),
        weights: Weights::default(),
        search_weights: Weights::of_search(),
        retention: Retention { interval: NEVER, task_events: NEVER, applications: None, merges: NEVER },
    }
}

impl Process {
    pub(crate) fn runner(&self, handler: Arc<dyn Handler>) -> Runner {
        Runner {
            tasks: self.tasks.clone(),
            handler,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            bus: Arc::clone(&self.bus) as Arc<dyn EventBus>,
            owner: "test".to_owned(),
            intervals: self.times.intervals,
            time_limit: Duration::from_secs(3600),
            give_back: self.give_back.clone(),
        }
    }

    /// A pool of so many slots over all queues, until it is told to stop.
    pub(crate) fn serve(&self, handler: Arc<dyn Handler>, slots: usize) -> (JoinHandle<()>, CancellationToken) {
        let runner = self.runner(handler);
        let queue = InProcessQueue {
            store: Arc::clone(&self.store) as Arc<dyn Store>,
            bus: Arc::clone(&self.bus) as Arc<dyn EventBus>,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            poll: self.times.poll,
            run: Arc::new(move |id| {
                let runner = runner.clone();
                Box::pin(async move { runner.run(id).await.is_ok() })
            }),
        };
        let stop = CancellationToken::new();
        let plan = PoolPlan { queues: QueueName::ALL.to_vec(), slots };
        (tokio::spawn(queue.serve(plan, stop.clone())), stop)
    }

    /// Puts something in line.
    pub(crate) async fn enqueue(&self, payload: TaskPayload) -> TaskId {
        let at = self.clock.now();
        let task = NewTask::due(SystemRandomness.uuid(at).into(), payload, at);
        let mut tx = self.store.begin().await.unwrap();
        tx.enqueue(&task).await.unwrap();
        tx.commit().await.unwrap();
        task.id
    }

    /// A task that works on nothing in particular.
    pub(crate) async fn any_task(&self) -> TaskId {
        let job = JobId(SystemRandomness.uuid(self.clock.now()));
        self.enqueue(TaskPayload::EmbedJob { job }).await
    }

    pub(crate) async fn task(&self, id: TaskId) -> Task {
        self.tasks.by_ids(&[id]).await.unwrap().pop().unwrap()
    }

    /// The task's events, which must be numbered without a gap; nothing follows a terminal one.
    pub(crate) async fn events(&self, id: TaskId) -> Vec<TaskEvent> {
        let events = self.tasks.events(id, 0, 1_000).await.unwrap();
        let seqs: Vec<i32> = events.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, (1..).take(events.len()).collect::<Vec<_>>());
        assert!(events.iter().rev().skip(1).all(|event| !event.terminal), "{events:?}");
        events
    }

    pub(crate) async fn states(&self, id: TaskId) -> Vec<TaskState> {
        self.events(id).await.iter().map(|event| event.state).collect()
    }

    /// How many effects were written.
    pub(crate) async fn effects(&self) -> u64 {
        self.store.reads().count_jobs(&JobFilter::default()).await.unwrap()
    }
}
