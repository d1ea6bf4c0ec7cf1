//! Two who write at once: nobody's words are lost, nobody waits in a circle, and what went away meanwhile
//! is told as such.

use domain::error::{ServiceError, ViolationCode};
use domain::id::{ActorId, NodeRef};
use domain::page::{PageRequest, Patch};
use domain::ports::{Store, Tx};
use domain::resume::model::{Resume, ResumeStatus};
use domain::task::context::HandlerError;
use domain::task::model::{TaskFailure, TaskFilter, TaskPayload, TaskState, Transition};

use crate::make::{World, resume, task};
use crate::office::{Office, somebody_waits};

const ANN: &str = "Ann Archer\nann.archer@example.com\n\nSkills\nRust\n";

/// A world with two processes on it.
async fn world() -> (World, Office, Office) {
    let world = World::new().await;
    let (one, other) = (Office::on(world.another().await), Office::on(world.another().await));
    (world, one, other)
}

fn code<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> ViolationCode {
    match answer.unwrap_err() {
        ServiceError::Refused(violations) => violations[0].code,
        other => panic!("not refused: {other:?}"),
    }
}

fn failure<T: std::fmt::Debug>(answer: Result<T, HandlerError>) -> String {
    match answer.unwrap_err() {
        HandlerError::Failed(TaskFailure::Fail(error)) => error.code,
        other => panic!("no end: {other:?}"),
    }
}

#[tokio::test]
async fn a_dead_task_is_brought_back_once_however_often_it_is_asked() {
    let (world, one, other) = world().await;
    let (resume, dead) = one.upload("BROKEN beyond repair").await;
    assert_eq!(one.run(dead).await.state, TaskState::Failure);
    let (first, second) = tokio::join!(one.services.tasks.retry(dead), other.services.tasks.retry(dead));
    let third = one.services.tasks.retry(dead).await.unwrap();
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first.violations.is_empty() != second.violations.is_empty());
    let refused = [first.violations, second.violations].concat();
    assert_eq!(refused, third.violations);
    assert_eq!(refused[0].code, ViolationCode::Conflict);
    assert_eq!((first.task.id, second.task.id), (third.task.id, third.task.id));
    assert_eq!(third.task.retry_of, Some(dead));
    let of_it = TaskFilter { subject: Some(NodeRef::Resume(resume.id)), ..TaskFilter::default() };
    assert_eq!(world.store.reads().count_tasks(&of_it).await.unwrap(), 2);
}

#[tokio::test]
async fn who_erases_waits_for_who_works_on_the_person() {
    let (world, one, other) = world().await;
    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let (_, task) = one.upload_with("A second page.", Some(owner), None).await.unwrap();
    let context = one.claim(task).await;
    let mut fenced = context.fenced().await.unwrap();
    let work = async {
        somebody_waits(&world).await;
        fenced.tx().lock_candidate(owner).await.unwrap().expect("the person is there while somebody writes");
        fenced.commit_with(Transition::progress(40, "Half.")).await.unwrap();
    };
    let ((), erased) = tokio::join!(work, other.services.candidates.erase(owner, "asked to"));
    erased.unwrap();
    assert!(matches!(one.handle(&context).await, Err(HandlerError::Failed(_))));
    assert!(matches!(context.fenced().await, Err(HandlerError::Lost)), "its task went along");
    assert!(world.store.reads().tasks(&[task]).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_came_while_somebody_was_being_erased_goes_along() {
    let (world, one, other) = world().await;
    let first = one.ingest(ANN).await;
    let copy = Resume {
        duplicate_of: Some(first.id),
        status: ResumeStatus::Duplicate,
        sha256: first.sha256.clone(),
        ..resume(None, 1)
    };
    let reading = task(TaskPayload::IngestResume { resume: copy.id });
    let mut late = one.begin().await;
    late.lock_resume_by_sha256(&first.sha256).await.unwrap().unwrap();
    late.put_blob(copy.blob_id, b"the same").await.unwrap();
    assert!(late.insert_resume(&copy).await.unwrap());
    late.enqueue(&reading).await.unwrap();
    let come = async {
        somebody_waits(&world).await;
        late.commit().await.unwrap();
    };
    let ((), erased) = tokio::join!(come, other.services.candidates.erase(first.candidate_id.unwrap(), "asked to"));
    erased.unwrap();
    let reads = world.store.reads();
    assert_eq!(reads.blob(copy.blob_id).await.unwrap(), None);
    assert!(reads.tasks(&[reading.id]).await.unwrap().is_empty());
    assert!(reads.resumes(&[copy.id]).await.unwrap().is_empty());
}

/// Erases somebody while `work` waits for it.
async fn erase_under<T>(
    world: &World,
    mut tx: Box<dyn Tx>,
    owner: domain::id::CandidateId,
    work: impl Future<Output = T>,
) -> T {
    assert!(tx.erase_candidate(owner).await.unwrap().is_some());
    let erase = async {
        somebody_waits(world).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(erase, work).1
}

#[tokio::test]
async fn who_comes_for_somebody_just_erased_is_told_that_they_are_gone() {
    let (world, one, other) = world().await;
    let job = one.job("Rust.").await;
    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let draft = domain::application::service::ApplicationDraft::of(owner, job);
    let applying = other.services.applications.create(draft, ActorId::System);
    assert_eq!(code(erase_under(&world, one.begin().await, owner, applying).await), ViolationCode::NotFound);

    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let uploading = other.upload_with("A second page.", Some(owner), None);
    assert_eq!(code(erase_under(&world, one.begin().await, owner, uploading).await), ViolationCode::NotFound);

    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let again = erase_under(&world, one.begin().await, owner, other.upload(ANN)).await;
    assert_eq!(again.0.status, ResumeStatus::Received, "the bytes are free");
}

#[tokio::test]
async fn a_resume_of_somebody_just_erased_makes_a_new_candidate() {
    let (world, one, other) = world().await;
    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let (second, task) = other.upload(&format!("{ANN}Go\n")).await;
    let ended = erase_under(&world, one.begin().await, owner, other.run(task)).await;
    assert_eq!(ended.state, TaskState::Success, "{:?}", ended.error);
    let second = other.resume(second.id).await;
    assert_eq!(second.status, ResumeStatus::Ready);
    assert!(second.candidate_id.is_some_and(|candidate| candidate != owner));
}

#[tokio::test]
async fn a_stage_that_changes_while_a_resume_is_read_is_kept() {
    let (world, one, other) = world().await;
    let job = one.job("Rust.").await;
    let person = crate::make::candidate("Ann Archer");
    world.write(async |tx| tx.insert_candidate(&person).await.unwrap()).await;
    let (application, _) = one.apply(person.id, job).await;
    let (_, task) = other.upload_with(ANN, Some(person.id), None).await.unwrap();
    let mut tx = one.begin().await;
    let mut moved = tx.lock_application(application).await.unwrap().unwrap();
    moved.stage = domain::application::model::Stage::Interview;
    tx.update_application(&moved).await.unwrap();
    let moving = async {
        somebody_waits(&world).await;
        tx.commit().await.unwrap();
    };
    let ((), ended) = tokio::join!(moving, other.run(task));
    assert_eq!(ended.state, TaskState::Success);
    let now = world.store.reads().applications(&[application]).await.unwrap().pop().unwrap();
    assert_eq!(now.stage, moved.stage);
    assert!(now.screening_task_id.is_some(), "and what waited for a résumé is screened");
}

#[tokio::test]
async fn of_two_changes_of_a_job_none_is_lost() {
    let (world, one, other) = world().await;
    let id = one.job("Rust.").await;
    let mut tx = one.begin().await;
    let mut job = tx.lock_job(id).await.unwrap().unwrap();
    job.draft.title = "Builder".to_owned();
    tx.update_job(&job).await.unwrap();
    let first = async {
        somebody_waits(&world).await;
        tx.commit().await.unwrap();
    };
    let patch = domain::job::service::JobPatch { location: Patch::Set("Rome".to_owned()), ..Default::default() };
    let ((), second) = tokio::join!(first, other.services.jobs.update(id, patch));
    second.unwrap();
    let job = world.store.reads().jobs(&[id]).await.unwrap().pop().unwrap();
    assert_eq!((job.draft.title.as_str(), job.draft.location.as_deref()), ("Builder", Some("Rome")));
}

#[tokio::test]
async fn the_newest_text_of_a_job_is_what_its_vector_is_of() {
    let (world, one, other) = world().await;
    let id = one.job("Rust.").await;
    let text =
        |text: &str| domain::job::service::JobPatch { description: Patch::Set(text.to_owned()), ..Default::default() };
    let (_, task) = one.services.jobs.update(id, text("Rust and Go.")).await.unwrap();
    let mut tx = one.begin().await;
    let mut job = tx.lock_job(id).await.unwrap().unwrap();
    job.draft.description = "Gardening.".to_owned();
    tx.update_job(&job).await.unwrap();
    let newer = async {
        somebody_waits(&world).await;
        tx.commit().await.unwrap();
    };
    let ((), ended) = tokio::join!(newer, other.run(task.unwrap()));
    assert_eq!(ended.state, TaskState::Success);
    let embedded = world.store.reads().embedded_hash(id).await.unwrap();
    assert_eq!(embedded, Some(job.content_hash()));
}

#[tokio::test]
async fn a_job_that_goes_while_it_is_embedded_ends_its_task() {
    let (world, one, other) = world().await;
    let (job, task) = one.services.jobs.create(crate::make::job("Engineer").draft).await.unwrap();
    let context = other.claim(task).await;
    let mut tx = one.begin().await;
    assert!(tx.delete_job(job.id).await.unwrap());
    let delete = async {
        somebody_waits(&world).await;
        tx.commit().await.unwrap();
    };
    let ((), answer) = tokio::join!(delete, other.handle(&context));
    assert_eq!(failure(answer), "SUBJECT_GONE");
}

#[tokio::test]
async fn a_job_whose_text_is_not_embedded_yet_takes_no_part() {
    let (_world, one, _) = world().await;
    let id = one.job("Rust services, and nothing else at all.").await;
    let owner = one.ingest(ANN).await.candidate_id.unwrap();
    let candidates = async || {
        let ranking = domain::matching::service::Ranking {
            page: PageRequest::first(5),
            min_similarity: None,
            filter: domain::candidate::model::CandidateFilter::default(),
            weights: domain::matching::WeightOverrides::default(),
        };
        one.services.matching.candidates_for_job(id, ranking).await.unwrap().unwrap().page.rows
    };
    let jobs = async || {
        let ranking = domain::matching::service::Ranking {
            page: PageRequest::first(5),
            min_similarity: None,
            filter: domain::job::model::JobFilter::default(),
            weights: domain::matching::WeightOverrides::default(),
        };
        one.services.matching.jobs_for_candidate(owner, ranking).await.unwrap().unwrap().page.rows
    };
    let asked =
        |text: &str| domain::job::service::JobPatch { description: Patch::Set(text.to_owned()), ..Default::default() };
    assert_eq!((candidates().await.len(), jobs().await.len()), (1, 1));
    let (_, task) = one.services.jobs.update(id, asked("Gardening, with spades in all weathers.")).await.unwrap();
    assert_eq!((candidates().await.len(), jobs().await.len()), (0, 0));
    one.run(task.unwrap()).await;
    let asked_texts: Vec<String> = candidates()
        .await
        .into_iter()
        .flat_map(|(_, row)| row.reasons.passages)
        .map(|passage| passage.asked_text)
        .collect();
    assert!(!asked_texts.is_empty());
    assert!(asked_texts.iter().all(|text| text.contains("Gardening")), "{asked_texts:?}");
    assert_eq!(jobs().await.len(), 1);
}
