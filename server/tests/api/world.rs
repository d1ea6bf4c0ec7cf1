//! A filled store, the API over it, and what each statement that reaches it sets off.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::access::model::{Role, Viewer};
use domain::access::service::SignedIn;
use domain::application::mail::StatusMail;
use domain::application::service::ApplicationDraft;
use domain::deps::{Deps, Figures};
use domain::id::{ActorId, CandidateId, JobId, TaskId};
use domain::job::model::{JobDraft, JobStatus};
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::ports::{
    EmbedError, Embedder, EmbeddingModel, ExtractError, Extraction, Extractor, MailError, Mailer, MediaType, Sent,
    Store,
};
use domain::resume::service::Upload;
use domain::screening::provider::ScreeningSetup;
use domain::services::Services;
use domain::text::ChunkLimits;
use domain::upkeep::model::Retention;
use platform::events::InProcessBus;
use platform::seal::PlainAnswers;
use platform::store::{PgStore, register_model};
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};
use server::graphql::app::{About, App};
use server::graphql::object::system::SystemMode;
use server::graphql::{ApiSchema, builder, loader};
use server::links::FileLinks;

/// How many people there are, each with a résumé and an application for the one job.
pub(crate) const CANDIDATES: usize = 25;

/// A model that gives every text the same direction: this test is about statements.
#[derive(Debug)]
struct OneDirection(EmbeddingModel);

#[async_trait]
impl Embedder for OneDirection {
    fn model(&self) -> &EmbeddingModel {
        &self.0
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let mut vector = vec![0.0; self.0.dimensions];
        vector[0] = 1.0;
        Ok(vec![vector; texts.len()])
    }

    fn count_tokens(&self, text: &str) -> usize {
        text.split_whitespace().count()
    }
}

/// Takes files for what they are.
#[derive(Debug)]
struct PlainText;

#[async_trait]
impl Extractor for PlainText {
    async fn extract(&self, bytes: Vec<u8>) -> Result<Extraction, ExtractError> {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Extraction { media_type: MediaType::Text, text, page_count: None, findings: Vec::new(), inspected: true })
    }
}

/// Nothing here sends a mail.
#[derive(Debug)]
struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    async fn send(&self, _mail: &StatusMail) -> Result<Sent, MailError> {
        Err(MailError::Permanent { reason: "There is no mail server.".to_owned() })
    }

    async fn forget(&self, _tasks: &[TaskId]) {}
}

fn deps(store: Arc<dyn Store>, bus: &InProcessBus, model: EmbeddingModel) -> Deps {
    Deps {
        store,
        bus: Arc::new(bus.clone()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        passwords: Arc::new(ArgonPasswords::new(1)),
        embedder: Arc::new(OneDirection(model)),
        extractor: Arc::new(PlainText),
        unpacker: Arc::new(domain::ports::NoUnpacker),
        blobs: Arc::new(domain::ports::InStore),
        screening: Arc::new(ScreeningSetup::by_rules(Arc::new(PlainAnswers))),
        mailer: Arc::new(NoMail),
        figures: Arc::new(Figures {
            session_lifetime: Duration::from_secs(60),
            lease: Duration::from_secs(15),
            leader_lease: Duration::from_secs(15),
            max_losses: 5,
            worker_silence: Duration::from_secs(15),
            progress_interval: Duration::from_millis(500),
            undo_window: Duration::from_secs(60),
            upload_limit: 10 << 20,
            intake: domain::intake::model::IntakeLimits::default(),
            poll: Duration::from_secs(1),
            chunks: ChunkLimits::default(),
            depth: RetrievalDepth::default(),
            weights: Weights::default(),
            search_weights: Weights::of_search(),
            retention: Retention::default(),
        }),
    }
}

/// A person with a résumé that was read.
async fn person(services: &Services, number: usize) -> CandidateId {
    let upload = Upload {
        file_name: format!("person-{number}.txt"),
        media_type: "text/plain".to_owned(),
        bytes: format!("Person {number} Example\nperson{number}@example.com\n\nSkills\nRust, PostgreSQL\n")
            .into_bytes(),
        candidate_id: None,
        job_id: None,
    };
    let (resume, task) = services.resumes.upload(upload).await.unwrap();
    let context = services.tasks.claim(task, "test").await.unwrap().expect("the task is due");
    services.resumes.ingest(&context, resume.id).await.unwrap();
    let read = services.resumes.by_ids(&[resume.id]).await.unwrap().pop().unwrap();
    read.candidate_id.expect("a read résumé has a candidate")
}

fn job() -> JobDraft {
    JobDraft {
        title: "Engineer".to_owned(),
        description: "Rust services on PostgreSQL.".to_owned(),
        status: JobStatus::Open,
        location: None,
        remote: true,
        min_years: None,
        salary_min: None,
        salary_max: None,
        salary_currency: None,
        required_skills: None,
        preferred_skills: None,
        external_id: None,
    }
}

async fn fill(services: &Services) -> (JobId, Vec<CandidateId>) {
    let (job, task) = services.jobs.create(job()).await.unwrap();
    let context = services.tasks.claim(task, "test").await.unwrap().expect("the task is due");
    services.jobs.embed(&context, job.id).await.unwrap();
    let mut candidates = Vec::new();
    for number in 0..CANDIDATES {
        let candidate = person(services, number).await;
        services.applications.create(ApplicationDraft::of(candidate, job.id), ActorId::System).await.unwrap();
        candidates.push(candidate);
    }
    (job.id, candidates)
}

async fn viewer(services: &Services) -> Viewer {
    let draft = domain::access::model::UserDraft {
        name: "Test".to_owned(),
        email: "test@example.com".to_owned(),
        password: "correct horse".to_owned(),
        roles: vec![Role::Admin],
    };
    let user = services.access.create_user(draft).await.unwrap();
    let SignedIn { viewer, .. } = services.access.begin_session(user).await.unwrap();
    viewer
}

fn app(services: &Services) -> App {
    App {
        services: services.clone(),
        links: Arc::new(FileLinks::new(vec![7; 32], Duration::from_secs(60))),
        clock: Arc::new(SystemClock),
        about: About {
            mode: SystemMode::Embedded,
            embedding_model: "one direction".to_owned(),
            embedding_dimensions: 8,
            llm_provider: "rules".to_owned(),
            llm_model: None,
        },
    }
}

/// The API over a filled store.
pub(crate) struct World {
    pub(crate) database: kit::TestDatabase,
    pub(crate) job: JobId,
    pub(crate) candidates: Vec<CandidateId>,
    watched: Services,
    schema: ApiSchema,
    viewer: Viewer,
}

impl World {
    /// After each statement that an answer takes, `after_statement` runs on the thread that sent it.
    pub(crate) async fn new(after_statement: impl Fn() + Send + Sync + 'static) -> Self {
        let database = kit::TestDatabase::new().await;
        let bus = InProcessBus::default();
        let services = services_on(PgStore::new(database.connect().await, Arc::new(bus.clone())), &bus).await;
        let (job, candidates) = fill(&services).await;
        let mut watched = database.connect().await;
        watched.set_metric_callback(move |_| after_statement());
        let watched = services_on(PgStore::new(watched, Arc::new(bus.clone())), &bus).await;
        let schema = builder().data(app(&watched)).finish();
        let viewer = viewer(&services).await;
        Self { database, watched, job, candidates, schema, viewer }
    }

    /// The answer's data.
    pub(crate) async fn ask(&self, query: &str) -> serde_json::Value {
        let request = async_graphql::Request::new(query).data(self.viewer.clone());
        let answer = self.schema.execute(loader::with_loader(request, &self.watched)).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        answer.data.into_json().unwrap()
    }
}

fn model() -> EmbeddingModel {
    EmbeddingModel { name: "one direction".to_owned(), dimensions: 8, max_tokens: 256 }
}

/// The use cases over a store that is told the model.
pub(crate) async fn services_on(store: PgStore, bus: &InProcessBus) -> Services {
    let registered = register_model(store.database(), &model()).await.unwrap();
    Services::new(&deps(Arc::new(store.with_model(registered)), bus, model()))
}
