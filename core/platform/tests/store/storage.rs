//! Files in the database, in a folder and in a bucket: to whoever uses them it is all the same.

use std::sync::Arc;

use domain::error::ServiceError;
use domain::file;
use domain::intake::service::ImportRequest;
use domain::ports::{BlobError, Blobs, InStore, Store};
use domain::task::model::{NewTask, TaskPayload, TaskState};
use futures::{StreamExt, stream};
use kit::S3;
use platform::blob::{in_bucket, in_folder};
use platform::config::Settings;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;

use crate::make::World;
use crate::office::Office;

const ANN: &str = "Ann Archer\nann.archer@example.com\n\nSkills\nRust\n";

/// Where files lie.
enum Place {
    Database,
    Folder(TempDir),
    Bucket(S3),
}

impl Place {
    fn blobs(&self) -> Arc<dyn Blobs> {
        match self {
            Self::Database => Arc::new(InStore),
            Self::Folder(folder) => Arc::new(in_folder(&folder.path().join("files")).unwrap()),
            Self::Bucket(s3) => Arc::new(in_bucket(&s3_settings(&s3.endpoint()).storage).unwrap()),
        }
    }

    /// The content of everything that lies there.
    async fn objects(&self, world: &World) -> Vec<Vec<u8>> {
        match self {
            Self::Database => {
                let all = "SELECT bytes FROM blob UNION ALL SELECT bytes FROM upload_part";
                let rows = world.store.database().query_all_raw(Statement::from_string(DbBackend::Postgres, all)).await;
                rows.unwrap().iter().map(|row| row.try_get("", "bytes").unwrap()).collect()
            }
            Self::Folder(folder) => kit::files::below(&folder.path().join("files")),
            Self::Bucket(s3) => s3.objects().await,
        }
    }
}

fn s3_settings(endpoint: &str) -> Settings {
    let variables = [
        ("SHORTLIST__STORAGE__KIND", "s3"),
        ("SHORTLIST__STORAGE__S3_BUCKET", "shortlist-test"),
        ("SHORTLIST__STORAGE__S3_ENDPOINT", endpoint),
        ("SHORTLIST__STORAGE__S3_ACCESS_KEY_ID", "id"),
        ("SHORTLIST__STORAGE__S3_SECRET_ACCESS_KEY", "key"),
        ("SHORTLIST__STORAGE__S3_TIMEOUT", "5s"),
    ];
    Settings::load(variables.map(|(name, value)| (name.to_owned(), value.to_owned())), None).unwrap()
}

async fn places() -> [Place; 3] {
    [Place::Database, Place::Folder(tempfile::tempdir().unwrap()), Place::Bucket(S3::start().await)]
}

struct Case {
    world: World,
    office: Office,
    place: Place,
}

/// The same in all three places.
async fn everywhere(check: impl AsyncFn(&Case)) {
    for place in places().await {
        let world = World::new().await;
        let office = Office::with_blobs(world.another().await, place.blobs());
        check(&Case { world, office, place }).await;
    }
}

impl Case {
    async fn objects(&self) -> Vec<Vec<u8>> {
        self.place.objects(&self.world).await
    }

    async fn clean_up(&self) {
        let task = NewTask::due(crate::make::id(), TaskPayload::Cleanup, crate::make::at(0));
        let id = task.id;
        self.world.write(async |tx| tx.enqueue(&task).await.unwrap()).await;
        assert_eq!(self.office.run(id).await.state, TaskState::Success);
    }
}

#[tokio::test]
async fn a_file_comes_back_and_the_same_bytes_lie_there_once() {
    everywhere(async |it| {
        let first = it.office.ingest(ANN).await;
        let copy = it.office.ingest(ANN).await;
        assert_eq!(copy.duplicate_of, Some(first.id));
        assert_eq!(it.objects().await, [ANN.as_bytes()]);
        for resume in [first.id, copy.id] {
            let (_, bytes) = it.office.services.resumes.file(resume).await.unwrap().unwrap();
            assert_eq!(bytes, ANN.as_bytes());
        }
        it.office.services.candidates.erase(first.candidate_id.unwrap(), "They asked for it.").await.unwrap();
        assert!(it.objects().await.is_empty(), "it goes at once");
    })
    .await;
}

#[tokio::test]
async fn removing_one_file_keeps_another_with_the_same_bytes() {
    everywhere(async |it| {
        let one = it.office.ingest("Ann Archer\nann@example.com\nOne").await.candidate_id.unwrap();
        let other = it.office.ingest("Bob Builder\nbob@example.com\nTwo").await.candidate_id.unwrap();
        let mut files = Vec::new();
        for owner in [one, other] {
            let (resume, task) = it.office.upload_with("BROKEN file", Some(owner), None).await.unwrap();
            it.office.run(task).await;
            files.push(resume.id);
        }
        assert_eq!(it.objects().await.len(), 3, "the broken one lies there once");
        it.office.services.candidates.erase(one, "They asked for it.").await.unwrap();
        assert!(it.office.services.resumes.file(files[0]).await.unwrap().is_none());
        let (_, bytes) = it.office.services.resumes.file(files[1]).await.unwrap().unwrap();
        assert_eq!(bytes, b"BROKEN file");
        it.office.services.candidates.erase(other, "They asked for it.").await.unwrap();
        assert!(it.objects().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_no_row_came_to_name_goes_after_a_day() {
    everywhere(async |it| {
        // The server was killed between putting a file down and naming it.
        let put = file::put_down(it.office.deps(), b"left behind").await.unwrap();
        it.clean_up().await;
        assert_eq!(it.objects().await.len(), usize::from(put.key.is_some()), "it may still be named");
        it.world.database.execute("UPDATE file_leftover SET due_at = now()").await;
        it.clean_up().await;
        assert!(it.objects().await.is_empty());
        if put.key.is_some() {
            let mut tx = it.office.begin().await;
            assert!(file::name(&mut *tx, &put, b"left behind").await.is_err(), "it comes too late");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_erased_goes_although_the_server_was_killed_before_it_removed_it() {
    everywhere(async |it| {
        let person = it.office.ingest(ANN).await.candidate_id.unwrap();
        it.world.write(async |tx| assert!(tx.erase_candidate(person).await.unwrap().is_some())).await;
        it.clean_up().await;
        assert!(it.objects().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_ahead_comes_part_by_part_and_goes_when_it_is_used_or_too_old() {
    everywhere(async |it| {
        let text = format!("{ANN}{}", "Rust. ".repeat(500_000));
        let chunks =
            || stream::iter(text.as_bytes().chunks(70_000).map(|it| Ok(it.to_vec())).collect::<Vec<_>>()).boxed();
        let intake = &it.office.services.intake;
        let upload = intake.stage("ann.txt", text.len() as u64, chunks()).await.unwrap();
        assert_eq!(it.objects().await.iter().map(Vec::len).sum::<usize>(), text.len());
        let request = ImportRequest { user: None, uploads: vec![upload], job: None };
        let task = intake.request(request.clone()).await.unwrap();
        assert!(matches!(intake.request(request).await, Err(ServiceError::Refused(_))), "it is used once");
        it.office.run(task).await;
        assert!(it.objects().await == [text.as_bytes()], "the résumé's own, and nothing of what was sent ahead");

        let unused = intake.stage("ann.txt", text.len() as u64, chunks()).await.unwrap();
        it.clean_up().await;
        assert_eq!(it.world.store.reads().staged_uploads(&[unused]).await.unwrap().len(), 1);
        it.world.database.execute("UPDATE upload SET expires_at = now() - interval '1 second'").await;
        it.clean_up().await;
        assert!(it.world.store.reads().staged_uploads(&[unused]).await.unwrap().is_empty());
        assert_eq!(it.objects().await.len(), 1);
    })
    .await;
}

/// A place that never answers.
#[derive(Debug)]
struct Nowhere;

#[async_trait::async_trait]
impl Blobs for Nowhere {
    fn is_apart(&self) -> bool {
        true
    }

    async fn put(&self, _key: &str, _bytes: Vec<u8>) -> Result<(), BlobError> {
        Err(BlobError("nobody answers".into()))
    }

    async fn get(&self, _key: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Err(BlobError("nobody answers".into()))
    }

    async fn remove(&self, _key: &str) -> Result<(), BlobError> {
        Err(BlobError("nobody answers".into()))
    }
}

#[tokio::test]
async fn a_place_that_does_not_answer_refuses_uploads_and_puts_readings_off_and_erasing_goes_on() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let office = Office::with_blobs(world.another().await, Arc::new(in_folder(folder.path()).unwrap()));
    let (resume, task) = office.upload(ANN).await;
    let person = office.ingest("Bob Builder\nbob@example.com").await.candidate_id.unwrap();

    let cut_off = Office::with_blobs(world.another().await, Arc::new(Nowhere));
    let refused = cut_off.upload_with("Cid Carver", None, None).await;
    assert!(matches!(refused, Err(ServiceError::Blob(_))), "{refused:?}");
    let put_off = cut_off.run(task).await;
    assert_eq!((put_off.state, put_off.error.unwrap().code.as_str()), (TaskState::Retry, "FILES_UNAVAILABLE"));
    assert!(cut_off.services.resumes.file(resume.id).await.is_err());
    cut_off.services.candidates.erase(person, "They asked for it.").await.unwrap();
    assert_eq!(kit::files::below(folder.path()).len(), 2, "the rows are gone, and the file is on the list");
    file::clear(office.deps()).await.unwrap();
    assert_eq!(kit::files::below(folder.path()), [ANN.as_bytes()]);
}
