//! Screenings by models: what they are asked, what their answers come to, and what is kept. The models are
//! scripted servers of the outside world; everything between their sockets and the database is the product.

mod lying;
mod malformed;
mod obeying;
mod sharing;
mod steady;
mod telling;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use domain::id::{ApplicationId, CandidateId, JobId};
use domain::ports::{AnswerSeal, ModelBudget, Reservation, Reserved, Spent, Store, StoreError};
use domain::resume::finding::Finding;
use domain::resume::model::{Resume, ResumeReading, ResumeStatus};
use domain::screening::provider::{Provider, ScreeningSetup};
use domain::screening::record::{Ask, Screening};
use domain::task::model::{Task, TaskState};
use kit::ScriptedModel;
use platform::config::Settings;
use platform::llm::{ModelDeps, models};
use platform::seal::PlainAnswers;
use platform::store::PgStore;
use platform::system::{SystemClock, SystemRandomness};
use uuid::Uuid;

use crate::make::{World, candidate, put_resume, resume};
use crate::office::Office;

/// Whose interface is spoken.
const PROVIDERS: [&str; 2] = ["ollama", "openai"];

const RESUME: &str = "Senior engineer\nBuilt payment services in Rust for six years, for four million customers.\n\
    Ran PostgreSQL in production and led a team of five.\nSkills: Rust, PostgreSQL, Kafka\n";

const JOB: &str = "We build payment services. Must have: Rust, PostgreSQL, Kubernetes.";

/// A process whose first provider is this server.
pub(super) fn setup(provider: &str, server: &ScriptedModel) -> ScreeningSetup {
    setup_with(provider, server, &[], Arc::new(PlainAnswers))
}

/// The same with settings of its own and another way to keep answers.
fn setup_with(
    provider: &str,
    server: &ScriptedModel,
    more: &[(&str, &str)],
    seal: Arc<dyn AnswerSeal>,
) -> ScreeningSetup {
    let (ollama, openai) = (server.ollama_url(), server.openai_url());
    let given = [
        ("HOME", "/nowhere"),
        ("LLM_PROVIDER", provider),
        ("OLLAMA_BASE_URL", &ollama),
        ("OPENAI_BASE_URL", &openai),
        ("SHORTLIST__LLM__ATTEMPTS", "1"),
        ("SHORTLIST__LLM__BREAKER_FAILURES", "1000000"),
    ];
    let env = given.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let settings = Settings::load_as(1000, env, None).unwrap();
    let models = models(
        &settings.llm,
        &ModelDeps { budget: Arc::new(Unlimited), clock: Arc::new(SystemClock), random: Arc::new(SystemRandomness) },
    )
    .unwrap();
    let providers = models.into_iter().map(Provider::Model).collect();
    ScreeningSetup { providers, samples: 1, blind: true, seal }
}

/// Nothing is counted where the settings name no limit.
#[derive(Debug)]
struct Unlimited;

#[async_trait]
impl ModelBudget for Unlimited {
    async fn reserve(&self, _: &Reservation) -> Result<Reserved, StoreError> {
        unreachable!("there is no limit")
    }
    async fn settle(&self, _: Uuid, _: u64) -> Result<(), StoreError> {
        unreachable!("there is no limit")
    }
    async fn spent_today(&self) -> Result<Spent, StoreError> {
        unreachable!("there is no limit")
    }
}

/// An office with a job, and people who apply for it.
pub(super) struct Desk {
    pub(super) world: World,
    pub(super) office: Office,
    pub(super) job: JobId,
    people: AtomicU32,
}

impl Desk {
    pub(super) async fn new(setup: ScreeningSetup) -> Self {
        let world = World::new().await;
        let office = Office::with_screening(world.store.clone(), setup);
        let job = office.job(JOB).await;
        Self { world, office, job, people: AtomicU32::new(1) }
    }

    async fn by(provider: &str, server: &ScriptedModel) -> Self {
        Self::new(setup(provider, server)).await
    }

    /// Somebody with this résumé.
    pub(super) async fn person(&self, text: &str) -> CandidateId {
        self.person_with(text, Vec::new()).await
    }

    /// The same, in whose file something was found.
    async fn person_with(&self, text: &str, findings: Vec<Finding>) -> CandidateId {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        let mut person = candidate("Ann Example");
        let file = Resume { sha256: format!("{number:064x}"), ..resume(Some(person.id), 0) };
        let reading = ResumeReading {
            text: text.to_owned(),
            media_type: None,
            page_count: None,
            findings,
            inspected: true,
            remark: None,
        };
        self.world
            .write(async |tx| {
                tx.insert_candidate(&person).await.unwrap();
                assert!(put_resume(tx, &file).await);
                tx.put_resume_reading(file.id, person.id, &reading).await.unwrap();
                assert!(tx.set_resume_status(file.id, ResumeStatus::Ready, None).await.unwrap());
                person.latest_resume_id = Some(file.id);
                tx.update_candidate(&person).await.unwrap();
            })
            .await;
        person.id
    }

    /// Somebody who applies with this résumé and was not screened yet.
    pub(super) async fn applicant(&self, text: &str) -> (ApplicationId, domain::id::TaskId) {
        let person = self.person(text).await;
        let (application, task) = self.office.apply(person, self.job).await;
        (application, task.unwrap())
    }

    /// The same, screened.
    async fn screened(&self, text: &str) -> (ApplicationId, Screening) {
        let (application, task) = self.applicant(text).await;
        let task = self.office.run(task).await;
        assert_eq!(task.state, TaskState::Success, "{:?}", task.error);
        (application, self.in_force(application).await)
    }

    /// Asks for a screening and runs it; `None` when the answer was known.
    pub(super) async fn ask(&self, application: ApplicationId, ask: Ask) -> Option<Task> {
        let (_, task) = self.office.services.screenings.request(application, ask).await.unwrap();
        match task {
            Some(task) => Some(self.office.run(task).await),
            None => None,
        }
    }

    pub(super) async fn in_force(&self, application: ApplicationId) -> Screening {
        in_force(&self.world.store, application).await
    }

    async fn all(&self, application: ApplicationId) -> Vec<Screening> {
        let page = domain::page::PageRequest::first(100);
        self.office
            .services
            .screenings
            .list(application, &page)
            .await
            .unwrap()
            .rows
            .into_iter()
            .map(|(_, row)| row)
            .collect()
    }
}

async fn in_force(store: &PgStore, application: ApplicationId) -> Screening {
    let reads = store.reads();
    let id = reads.applications(&[application]).await.unwrap().pop().unwrap().screening_id.unwrap();
    reads.screenings(&[id]).await.unwrap().pop().unwrap()
}
