//! The use cases over a store, with stand-ins for the model, for the reading of files and for wake-ups.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::application::mail::StatusMail;
use domain::application::service::ApplicationDraft;
use domain::deps::{Deps, Figures};
use domain::error::ServiceError;
use domain::id::{ActorId, ApplicationId, CandidateId, JobId, ResumeId, TaskId};
use domain::job::model::JobDraft;
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::ports::{
    EmbedError, Embedder, EmbeddingModel, EventBus, ExtractError, Extraction, Extractor, MailError, Mailer, MediaType,
    Sent, Store, Wake,
};
use domain::resume::finding::{Channel, Finding};
use domain::resume::model::Resume;
use domain::resume::service::Upload;
use domain::screening::provider::ScreeningSetup;
use domain::screening::record::Ask;
use domain::services::Services;
use domain::task::context::{HandlerError, Settled, TaskContext};
use domain::task::model::{Task, TaskPayload, TaskState};
use domain::text::ChunkLimits;
use domain::upkeep::model::Retention;
use futures::stream::BoxStream;
use parking_lot::Mutex;
use platform::events::InProcessBus;
use platform::seal::PlainAnswers;
use platform::store::PgStore;
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::make::{World, job, model};

/// How long something that must happen may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const DAY: Duration = Duration::from_secs(86_400);
pub(crate) const RETENTION: Retention =
    Retention { interval: Duration::from_secs(3_600), task_events: DAY, applications: Some(DAY), merges: DAY };

/// A model that gives every text the same direction, or fails.
#[derive(Debug)]
struct OneDirection {
    model: EmbeddingModel,
    fails: AtomicBool,
}

#[async_trait]
impl Embedder for OneDirection {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(EmbedError::Model("out of order".into()));
        }
        let mut vector = vec![0.0; self.model.dimensions];
        vector[0] = 1.0;
        Ok(vec![vector; texts.len()])
    }

    fn count_tokens(&self, text: &str) -> usize {
        text.split_whitespace().count()
    }
}

/// More than anybody hides by accident.
pub(crate) fn hidden_paragraph() -> Finding {
    Finding { channel: Channel::LowContrast, page: Some(1), excerpt: "hire me".to_owned(), characters: 300 }
}

/// Takes files for what they are, but for some that say what they are.
#[derive(Debug)]
struct PlainText;

#[async_trait]
impl Extractor for PlainText {
    async fn extract(&self, bytes: Vec<u8>) -> Result<Extraction, ExtractError> {
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        match text.split(' ').next() {
            Some("SCAN") => Err(ExtractError::NeedsOcr { page_count: Some(1) }),
            Some("BROKEN") => Err(ExtractError::Unreadable { reason: "This file is broken.".to_owned() }),
            first => Ok(Extraction {
                media_type: MediaType::Text,
                findings: if first == Some("HIDES") { vec![hidden_paragraph()] } else { Vec::new() },
                inspected: first != Some("OPAQUE"),
                text,
                page_count: None,
            }),
        }
    }
}

/// A bus that loses every wake-up; it only ever says that some were missed, when a test says so.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lossy(InProcessBus);

impl Lossy {
    pub(crate) fn tell(&self) {
        self.0.publish(Wake::Missed);
    }
}

impl EventBus for Lossy {
    fn publish(&self, _: Wake) {}

    fn subscribe(&self) -> BoxStream<'static, Wake> {
        self.0.subscribe()
    }
}

/// A mail server that says what a test wants, and the mails that it was asked to take. The store has one
/// connection, which must be free while a mail is on its way.
#[derive(Debug)]
pub(crate) struct Post {
    store: PgStore,
    pub(crate) mails: Mutex<Vec<StatusMail>>,
    pub(crate) forgotten: Mutex<Vec<TaskId>>,
    /// What it says to the next mails, in order; it takes those for which nothing is left to say.
    pub(crate) answers: Mutex<VecDeque<Result<Sent, MailError>>>,
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &StatusMail) -> Result<Sent, MailError> {
        let read = async { self.store.reads().tasks(&[mail.task]).await.unwrap().pop() };
        let task = tokio::time::timeout(PATIENCE, read).await.expect("no transaction is open");
        assert!(task.is_none_or(|task| task.state == TaskState::Started));
        self.mails.lock().push(mail.clone());
        self.answers.lock().pop_front().unwrap_or(Ok(Sent::Delivered))
    }

    async fn forget(&self, tasks: &[TaskId]) {
        self.forgotten.lock().extend(tasks);
    }
}

/// The use cases of one process.
pub(crate) struct Office {
    pub(crate) services: Services,
    pub(crate) bus: Lossy,
    pub(crate) post: Arc<Post>,
    embedder: Arc<OneDirection>,
    deps: Deps,
}

impl Office {
    pub(crate) fn on(store: PgStore) -> Self {
        Self::with_model(store, model())
    }

    /// A process whose settings name another model than the usual one.
    pub(crate) fn with_model(store: PgStore, model: EmbeddingModel) -> Self {
        let by_rules = ScreeningSetup::by_rules(Arc::new(PlainAnswers));
        Self::built(store, model, by_rules, 60 * PATIENCE, Arc::new(domain::ports::InStore))
    }

    /// A process that screens so, and looks every 20 ms whether what it waits for is there.
    pub(crate) fn with_screening(store: PgStore, screening: ScreeningSetup) -> Self {
        Self::built(store, model(), screening, Duration::from_millis(20), Arc::new(domain::ports::InStore))
    }

    /// A process whose files lie elsewhere.
    pub(crate) fn with_blobs(store: PgStore, blobs: Arc<dyn domain::ports::Blobs>) -> Self {
        let by_rules = ScreeningSetup::by_rules(Arc::new(PlainAnswers));
        Self::built(store, model(), by_rules, 60 * PATIENCE, blobs)
    }

    fn built(
        store: PgStore,
        model: EmbeddingModel,
        screening: ScreeningSetup,
        poll: Duration,
        blobs: Arc<dyn domain::ports::Blobs>,
    ) -> Self {
        let bus = Lossy::default();
        let embedder = Arc::new(OneDirection { model, fails: AtomicBool::new(false) });
        let post = Arc::new(Post {
            store: store.clone(),
            mails: Mutex::default(),
            forgotten: Mutex::default(),
            answers: Mutex::default(),
        });
        let deps = Deps {
            store: Arc::new(store),
            bus: Arc::new(bus.clone()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            passwords: Arc::new(ArgonPasswords::new(1)),
            embedder: embedder.clone(),
            extractor: Arc::new(PlainText),
            unpacker: Arc::new(domain::ports::NoUnpacker),
            blobs,
            screening: Arc::new(screening),
            mailer: post.clone(),
            figures: Arc::new(Figures {
                session_lifetime: PATIENCE,
                lease: PATIENCE,
                leader_lease: PATIENCE,
                max_losses: 5,
                worker_silence: PATIENCE,
                progress_interval: Duration::from_millis(500),
                undo_window: Duration::ZERO,
                upload_limit: 10 << 20,
                intake: domain::intake::model::IntakeLimits::default(),
                // No test of wake-ups waits for the poll.
                poll,
                chunks: ChunkLimits::default(),
                depth: RetrievalDepth::default(),
                weights: Weights::default(),
                search_weights: Weights::of_search(),
                retention: RETENTION,
            }),
        };
        Self { services: Services::new(&deps), bus, post, embedder, deps }
    }

    pub(crate) fn model_fails(&self, fails: bool) {
        self.embedder.fails.store(fails, Ordering::SeqCst);
    }

    pub(crate) async fn upload(&self, text: &str) -> (Resume, TaskId) {
        self.upload_with(text, None, None).await.unwrap()
    }

    pub(crate) async fn upload_with(
        &self,
        text: &str,
        candidate_id: Option<CandidateId>,
        job_id: Option<JobId>,
    ) -> Result<(Resume, TaskId), ServiceError> {
        let upload = Upload {
            file_name: "one of many.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: text.as_bytes().to_vec(),
            candidate_id,
            job_id,
        };
        self.services.resumes.upload(upload).await
    }

    pub(crate) async fn claim(&self, task: TaskId) -> TaskContext {
        self.services.tasks.claim(task, "test").await.unwrap().expect("the task is due")
    }

    /// The handler's answer for a claimed task, nothing settled.
    pub(crate) async fn handle(&self, context: &TaskContext) -> Result<Settled, HandlerError> {
        match context.task.payload {
            TaskPayload::IngestResume { resume } => self.services.resumes.ingest(context, resume).await,
            TaskPayload::EmbedJob { job } => self.services.jobs.embed(context, job).await,
            TaskPayload::ScreenApplication { application, force, samples } => {
                self.services.screenings.screen(context, application, Ask { force, samples }).await
            }
            TaskPayload::SendStatusEmail { stage_change, .. } => {
                self.services.applications.send_mail(context, stage_change).await
            }
            TaskPayload::ScreenBatch { force, .. } => self.services.screenings.fan_out(context, force).await,
            TaskPayload::ImportBatch { batch } => self.services.intake.fan_out(context, batch).await,
            TaskPayload::Cleanup => self.services.upkeep.clean_up(context).await,
            TaskPayload::ReembedAll => self.services.upkeep.reembed_all(context).await,
        }
    }

    /// Runs a task as a worker does: as it ended.
    pub(crate) async fn run(&self, task: TaskId) -> Task {
        let context = self.claim(task).await;
        if let Err(HandlerError::Failed(failure)) = self.handle(&context).await {
            self.services.tasks.settle_failure(&context, &failure).await.unwrap();
        }
        self.services.tasks.by_ids(&[task]).await.unwrap().pop().unwrap()
    }

    /// A résumé that was read.
    pub(crate) async fn ingest(&self, text: &str) -> Resume {
        let (resume, task) = self.upload(text).await;
        self.run(task).await;
        self.resume(resume.id).await
    }

    pub(crate) async fn resume(&self, id: ResumeId) -> Resume {
        self.services.resumes.by_ids(&[id]).await.unwrap().pop().unwrap()
    }

    pub(crate) async fn job(&self, description: &str) -> JobId {
        let draft = JobDraft { description: description.to_owned(), ..job("Engineer").draft };
        let (job, task) = self.services.jobs.create(draft).await.unwrap();
        self.run(task).await;
        job.id
    }

    pub(crate) async fn apply(&self, candidate: CandidateId, job: JobId) -> (ApplicationId, Option<TaskId>) {
        let made = self.services.applications.create(ApplicationDraft::of(candidate, job), ActorId::System).await;
        let made = made.unwrap();
        assert!(made.violations.is_empty());
        (made.application.id, made.task)
    }

    /// The ports.
    pub(crate) fn deps(&self) -> &Deps {
        &self.deps
    }

    /// A transaction of a neighbour who isn't done yet.
    pub(crate) async fn begin(&self) -> Box<dyn domain::ports::Tx> {
        self.deps.store.begin().await.unwrap()
    }
}

/// Waits until a connection to the world's database waits for a lock.
pub(crate) async fn somebody_waits(world: &World) {
    let db = world.database.connect().await;
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let seen = async {
        loop {
            let statement = Statement::from_string(DbBackend::Postgres, waiting);
            let row = db.query_one_raw(statement).await.unwrap().unwrap();
            if row.try_get_by_index::<i64>(0).unwrap() > 0 {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.expect("somebody waits for a lock");
}
