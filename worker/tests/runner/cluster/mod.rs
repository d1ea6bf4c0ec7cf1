//! Several servers and workers in one process, around a real PostgreSQL, Redis and Faktory, with handlers
//! that do as they are told. Each member has a pool of one connection.

mod doubling;
mod draining;
mod limits;
mod losing;
mod outages;
mod queues;

use std::sync::Arc;
use std::time::Duration;

use domain::deps::Deps;
use domain::id::{JobId, TaskId};
use domain::job::model::JobFilter;
use domain::ports::{EventBus, Randomness};
use domain::screening::provider::ScreeningSetup;
use domain::task::model::{NewTask, TaskEvent, TaskFilter, TaskPayload, TaskState};
use domain::task::service::TaskService;
use kit::soak::{many, say};
use kit::{Faktory, Redis, TestDatabase};
use platform::config::{Settings, TaskSettings};
use platform::events::RedisBus;
use platform::queue::faktory::{FaktoryAddress, FaktoryClient};
use platform::queue::relay::Relay;
use platform::queue::upkeep::reconcile;
use platform::seal::PlainAnswers;
use platform::store::{DatabaseSettings, PgStore};
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use worker::registry::Handler;
use worker::work::{Source, Work};

use crate::fakes::Nobody;
use crate::wait::{LONG, until_for};
use crate::world::{SHORT, figures};

/// The three services of one test.
pub(crate) struct Cluster {
    pub(crate) database: TestDatabase,
    pub(crate) redis: Redis,
    pub(crate) faktory: Faktory,
    /// How the database is reached, when not as `database` says.
    pub(crate) database_url: String,
}

impl Cluster {
    pub(crate) async fn new() -> Self {
        let (database, redis, faktory) = tokio::join!(TestDatabase::new(), Redis::start(), Faktory::start_own());
        let database_url = database.url().to_owned();
        Self { database, redis, faktory, database_url }
    }

    pub(crate) fn address(&self) -> FaktoryAddress {
        FaktoryAddress::parse(&SecretString::from(self.faktory.url())).unwrap()
    }

    /// Somebody with a connection to each of the three.
    pub(crate) async fn member(&self) -> Member {
        let bus: Arc<dyn EventBus> = Arc::new(RedisBus::connect(&self.redis.url().into()).await.unwrap());
        let database = DatabaseSettings {
            max_connections: 1,
            acquire_timeout: Duration::from_secs(3),
            ..DatabaseSettings::new(&self.database_url, "shortlist-test")
        };
        let store = PgStore::connect(&database, Arc::clone(&bus)).await.unwrap();
        let deps = Deps {
            store: Arc::new(store),
            bus,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            passwords: Arc::new(ArgonPasswords::new(1)),
            embedder: Arc::<Nobody>::default(),
            extractor: Arc::<Nobody>::default(),
            unpacker: Arc::new(domain::ports::NoUnpacker),
            blobs: Arc::new(domain::ports::InStore),
            screening: Arc::new(ScreeningSetup::by_rules(Arc::new(PlainAnswers))),
            mailer: Arc::<Nobody>::default(),
            figures: Arc::new(figures(SHORT)),
        };
        Member { tasks: TaskService::new(deps.clone()), deps }
    }

    /// A server: it hands out what is due, and looks after lost claims.
    pub(crate) async fn server(&self) -> Server {
        let member = self.member().await;
        let stop = CancellationToken::new();
        let relay = Relay {
            store: Arc::clone(&member.deps.store),
            bus: Arc::clone(&member.deps.bus),
            clock: Arc::clone(&member.deps.clock),
            faktory: FaktoryClient::new(self.address()),
            poll: Duration::from_millis(200),
            back_off: Duration::from_secs(10),
            worker_silence: Duration::from_secs(2),
        };
        tokio::spawn(relay.run(stop.clone()));
        let clock = Arc::clone(&member.deps.clock);
        tokio::spawn(reconcile(member.tasks.clone(), clock, Duration::from_millis(200), stop.clone()));
        Server { member, stop }
    }

    /// A worker with these pools.
    pub(crate) async fn worker(&self, pools: &[&str], handler: Arc<dyn Handler>) -> Work {
        self.worker_with(&TaskSettings { pools: pools_of(pools), ..settings() }, handler).await
    }

    pub(crate) async fn worker_with(&self, settings: &TaskSettings, handler: Arc<dyn Handler>) -> Work {
        let member = self.member().await;
        Work::with_handler(&member.deps, handler, settings, &Source::Faktory(self.address()))
    }
}

pub(crate) fn pools_of(pools: &[&str]) -> Vec<platform::config::Pool> {
    pools.iter().map(|pool| pool.parse().unwrap()).collect()
}

/// The settings of tasks, with times of about a second.
pub(crate) fn settings() -> TaskSettings {
    let defaults = Settings::load(Vec::new(), None).unwrap().tasks;
    TaskSettings {
        lease: SHORT.lease,
        heartbeat: SHORT.intervals.heartbeat,
        cancel_interval: SHORT.intervals.cancel,
        progress_interval: SHORT.intervals.progress,
        poll_interval: SHORT.poll,
        ..defaults
    }
}

/// Somebody with a connection to each of the three services.
pub(crate) struct Member {
    pub(crate) tasks: TaskService,
    pub(crate) deps: Deps,
}

/// A server; it ends when it is dropped.
pub(crate) struct Server {
    pub(crate) member: Member,
    stop: CancellationToken,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl std::ops::Deref for Server {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl Member {
    /// A job that isn't there: fake handlers don't look.
    pub(crate) fn anything(&self) -> TaskPayload {
        TaskPayload::EmbedJob { job: JobId(SystemRandomness.uuid(self.deps.now())) }
    }

    /// Puts these in line, each in a transaction of its own.
    pub(crate) async fn enqueue(&self, payloads: impl IntoIterator<Item = TaskPayload>) -> Vec<TaskId> {
        let mut ids = Vec::new();
        for payload in payloads {
            let task = NewTask::due(self.deps.id(), payload, self.deps.now());
            let mut tx = self.deps.store.begin().await.unwrap();
            tx.enqueue(&task).await.unwrap();
            tx.commit().await.unwrap();
            ids.push(task.id);
        }
        ids
    }

    /// So many tasks that work on nothing in particular.
    pub(crate) async fn enqueue_any(&self, count: usize) -> Vec<TaskId> {
        self.enqueue((0..count).map(|_| self.anything())).await
    }

    /// How many tasks are in this state.
    pub(crate) async fn count(&self, state: TaskState) -> usize {
        let filter = TaskFilter { states: Some(vec![state]), ..TaskFilter::default() };
        usize::try_from(self.tasks.count(&filter).await.unwrap_or_default()).unwrap()
    }

    /// Waits until so many tasks are in this state.
    pub(crate) async fn until_count(&self, state: TaskState, count: usize) {
        let what = format!("{count} tasks in {state:?}");
        until_for(LONG, &what, async || (self.count(state).await >= count).then_some(())).await;
    }

    /// How many effects were written.
    pub(crate) async fn effects(&self) -> usize {
        let count = self.deps.store.reads().count_jobs(&JobFilter::default()).await.unwrap();
        usize::try_from(count).unwrap()
    }

    /// The task's events, which must be numbered without a gap and end with the only terminal one.
    pub(crate) async fn whole_story(&self, id: TaskId) -> Vec<TaskEvent> {
        let events = self.tasks.events(id, 0, 1_000).await.unwrap();
        let seqs: Vec<i32> = events.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, (1..).take(events.len()).collect::<Vec<_>>());
        let terminal: Vec<bool> = events.iter().map(|event| event.terminal).collect();
        assert_eq!(terminal.iter().filter(|it| **it).count(), 1, "{events:?}");
        assert_eq!(terminal.last(), Some(&true), "{events:?}");
        events
    }
}
