//! A store of one's own, and rows to put into it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::mail::OwnWords;
use domain::application::model::{Application, ApplicationSource, ScreeningState, Stage, StageChange};
use domain::candidate::model::Candidate;
use domain::id::{ActorId, ApplicationId, CandidateId, JobId, ResumeId, TaskId, UserId};
use domain::job::model::{Job, JobDraft, JobStatus};
use domain::ports::{EmbeddingModel, EventBus, Store, Tx, Wake};
use domain::resume::model::{Resume, ResumeReading, ResumeStatus, TextOrigin};
use domain::screening::record::Screening;
use domain::task::model::{NewTask, TaskPayload};
use futures::stream::BoxStream;
use kit::TestDatabase;
use parking_lot::Mutex;
use platform::store::{PgStore, register_model};
use uuid::Uuid;

/// Remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Heard(pub(crate) Mutex<Vec<Wake>>);

impl EventBus for Heard {
    fn publish(&self, wake: Wake) {
        self.0.lock().push(wake);
    }

    fn subscribe(&self) -> BoxStream<'static, Wake> {
        Box::pin(futures::stream::empty())
    }
}

/// A database with a store over it.
pub(crate) struct World {
    pub(crate) store: PgStore,
    pub(crate) heard: Arc<Heard>,
    pub(crate) database: TestDatabase,
}

pub(crate) const DIMENSIONS: usize = 8;

pub(crate) fn model() -> EmbeddingModel {
    EmbeddingModel { name: "test".to_owned(), dimensions: DIMENSIONS, max_tokens: 256 }
}

impl World {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::new().await;
        let heard = Arc::new(Heard::default());
        let store = open(&database, Arc::clone(&heard)).await;
        Self { store, heard, database }
    }

    /// Another process's store on the same database.
    pub(crate) async fn another(&self) -> PgStore {
        open(&self.database, Arc::default()).await
    }

    /// Somebody who signs in.
    pub(crate) async fn recruiter(&self) -> UserId {
        let user: UserId = id();
        let account = "INSERT INTO account (id, name, email, password_hash, roles, created_at)
            VALUES ($id, 'A', $id || '@example.com', '', '{RECRUITER}', now())";
        self.database.execute(&account.replace("$id", &format!("'{}'", user.0))).await;
        user
    }

    pub(crate) async fn write(&self, work: impl AsyncFnOnce(&mut dyn Tx)) {
        let mut tx = self.store.begin().await.unwrap();
        work(&mut *tx).await;
        tx.commit().await.unwrap();
    }
}

async fn open(database: &TestDatabase, heard: Arc<Heard>) -> PgStore {
    let db = database.connect().await;
    let registered = register_model(&db, &model()).await.unwrap();
    PgStore::new(db, heard).with_model(registered)
}

pub(crate) fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap() + TimeDelta::seconds(second)
}

static NEXT: AtomicU64 = AtomicU64::new(1);

pub(crate) fn id<T: From<Uuid>>() -> T {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // Ids in no order of age, so that nothing rests on it.
    Uuid::from_u64_pair(number.wrapping_mul(0x9E37_79B9_7F4A_7C15), number).into()
}

pub(crate) fn candidate(name: &str) -> Candidate {
    Candidate {
        id: id(),
        name: name.to_owned(),
        email: None,
        other_emails: Vec::new(),
        phone: None,
        other_phones: Vec::new(),
        location: None,
        headline: None,
        years: None,
        years_corrected: false,
        skills: Vec::new(),
        skills_corrected: false,
        tags: Vec::new(),
        external_id: None,
        latest_resume_id: None,
        embedded_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

pub(crate) fn job(title: &str) -> Job {
    Job {
        id: id(),
        draft: JobDraft {
            title: title.to_owned(),
            description: "We build things.".to_owned(),
            status: JobStatus::Open,
            location: None,
            remote: false,
            min_years: None,
            salary_min: None,
            salary_max: None,
            salary_currency: None,
            required_skills: None,
            preferred_skills: None,
            external_id: None,
        },
        required_skills: Vec::new(),
        preferred_skills: Vec::new(),
        criteria: None,
        embedded_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

pub(crate) fn resume(owner: Option<CandidateId>, bytes: u8) -> Resume {
    Resume {
        id: id(),
        candidate_id: owner,
        job_id: None,
        duplicate_of: None,
        file_name: "cv.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        byte_size: 4,
        sha256: format!("{bytes:064x}"),
        blob_id: id(),
        status: ResumeStatus::Received,
        status_reason: None,
        page_count: None,
        findings: Vec::new(),
        inspected: true,
        released_at: None,
        text_from: TextOrigin::File,
        task_id: None,
        uploaded_at: at(0),
    }
}

/// Stores a résumé with its file; whether it was taken.
pub(crate) async fn put_resume(tx: &mut dyn Tx, resume: &Resume) -> bool {
    tx.put_blob(resume.blob_id, b"file").await.unwrap();
    tx.insert_resume(resume).await.unwrap()
}

/// Stores a résumé that was read, as the candidate's latest.
pub(crate) async fn put_readable(tx: &mut dyn Tx, candidate: &mut Candidate, bytes: u8, text: &str) -> ResumeId {
    let resume = resume(Some(candidate.id), bytes);
    assert!(put_resume(tx, &resume).await);
    let reading = ResumeReading {
        text: text.to_owned(),
        media_type: Some("text/plain"),
        page_count: None,
        findings: Vec::new(),
        inspected: true,
        remark: None,
    };
    tx.put_resume_reading(resume.id, candidate.id, &reading).await.unwrap();
    assert!(tx.set_resume_status(resume.id, ResumeStatus::Ready, None).await.unwrap());
    candidate.latest_resume_id = Some(resume.id);
    tx.update_candidate(candidate).await.unwrap();
    resume.id
}

pub(crate) fn application(candidate: CandidateId, job: JobId) -> Application {
    Application {
        id: id(),
        candidate_id: candidate,
        job_id: job,
        resume_id: None,
        stage: Stage::Applied,
        stage_changed_at: at(0),
        source: ApplicationSource::Direct,
        source_name: None,
        external_id: None,
        screening_id: None,
        screening_task_id: None,
        screening_state: ScreeningState::None,
        applied_at: Some(at(0)),
        created_at: at(0),
        updated_at: at(0),
    }
}

/// The line of the history that says how an application came to where it stands.
pub(crate) fn came_by(application: &Application, actor: ActorId, reason: Option<&str>) -> StageChange {
    StageChange {
        id: id(),
        application_id: application.id,
        from: Some(Stage::Applied),
        to: application.stage,
        reason: reason.map(str::to_owned),
        actor,
        words: OwnWords::default(),
        notified: false,
        at: application.stage_changed_at,
    }
}

pub(crate) fn screening(application: ApplicationId, resume: ResumeId, job: &Job, score: u8) -> Screening {
    Screening {
        id: id(),
        application_id: application,
        resume_id: resume,
        score,
        summary: "Knows the work.".to_owned(),
        missing_skills: Vec::new(),
        questions: Vec::new(),
        criteria: Vec::new(),
        provider: "rules".to_owned(),
        model: None,
        prompt_version: None,
        prompt_hash: None,
        blind: true,
        unstable: false,
        notes: Vec::new(),
        samples: Vec::new(),
        kept_places: Vec::new(),
        input_hash: "same".to_owned(),
        job_facts_hash: job.facts_hash(),
        task_id: None,
        stale: false,
        created_at: at(5),
    }
}

pub(crate) fn task(payload: TaskPayload) -> NewTask {
    NewTask::due(id(), payload, at(0))
}

/// A task in line that works on nothing in particular.
pub(crate) async fn enqueued(world: &World) -> TaskId {
    let task = task(TaskPayload::EmbedJob { job: id() });
    world.write(async |tx| tx.enqueue(&task).await.unwrap()).await;
    task.id
}
