//! A page is loaded in a handful of statements, however many rows it has: no loader asks row by row.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::access::model::{Role, Viewer};
use domain::access::service::SignedIn;
use domain::application::service::ApplicationDraft;
use domain::deps::{Deps, Figures};
use domain::id::{ActorId, CandidateId};
use domain::job::model::{JobDraft, JobStatus};
use domain::matching::model::Weights;
use domain::matching::question::RetrievalDepth;
use domain::ports::{EmbedError, Embedder, EmbeddingModel, ExtractError, Extraction, Extractor, MediaType, Store};
use domain::resume::service::Upload;
use domain::screening::rules::RulesScreener;
use domain::services::Services;
use domain::text::ChunkLimits;
use platform::events::InProcessBus;
use platform::store::{PgStore, register_model};
use platform::system::{ArgonPasswords, SystemClock, SystemRandomness};
use server::graphql::app::{About, App};
use server::graphql::object::system::SystemMode;
use server::graphql::{builder, loader};
use server::links::FileLinks;

const CANDIDATES: usize = 25;
const MOST_STATEMENTS: usize = 6;

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
        Ok(Extraction { media_type: MediaType::Text, text, page_count: None })
    }
}

fn deps(store: Arc<dyn Store>, bus: &InProcessBus, model: EmbeddingModel) -> Deps {
    Deps {
        store,
        bus: Arc::new(bus.clone()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        passwords: Arc::new(ArgonPasswords),
        embedder: Arc::new(OneDirection(model)),
        extractor: Arc::new(PlainText),
        screener: Arc::new(RulesScreener),
        figures: Arc::new(Figures {
            session_lifetime: Duration::from_secs(60),
            lease: Duration::from_secs(15),
            max_losses: 5,
            poll: Duration::from_secs(1),
            chunks: ChunkLimits::default(),
            depth: RetrievalDepth::default(),
            weights: Weights::default(),
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

async fn fill(services: &Services) {
    let (job, _task) = services.jobs.create(job()).await.unwrap();
    for number in 0..CANDIDATES {
        let candidate = person(services, number).await;
        services.applications.create(ApplicationDraft::of(candidate, job.id), ActorId::System).await.unwrap();
    }
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

#[tokio::test]
async fn a_page_of_twenty_candidates_with_what_hangs_on_them_takes_at_most_six_statements() {
    let database = kit::TestDatabase::new().await;
    let mut connection = database.connect().await;
    let model = EmbeddingModel { name: "one direction".to_owned(), dimensions: 8, max_tokens: 256 };
    let registered = register_model(&connection, &model).await.unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    connection.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let bus = InProcessBus::default();
    let store = PgStore::new(connection, Arc::new(bus.clone())).with_model(registered);
    let services = Services::new(&deps(Arc::new(store), &bus, model));
    fill(&services).await;
    let schema = builder().data(app(&services)).finish();
    let query = "{ candidates(first: 20) { nodes { name skills { name } latestResume { fileName text task { state } }
        applications(first: 5) { nodes { stage job { title } } } } pageInfo { hasNextPage } } }";
    let request = async_graphql::Request::new(query).data(viewer(&services).await).data(loader::loader(&services));

    statements.store(0, Ordering::SeqCst);
    let answer = schema.execute(request).await;

    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let data = answer.data.into_json().unwrap();
    let nodes = data["candidates"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 20);
    for node in nodes {
        assert_eq!(node["applications"]["nodes"][0]["job"]["title"], "Engineer", "{node}");
        assert_eq!(node["latestResume"]["task"]["state"], "SUCCESS", "{node}");
    }
    let taken = statements.load(Ordering::SeqCst);
    assert!((3..=MOST_STATEMENTS).contains(&taken), "{taken} statements");
}
