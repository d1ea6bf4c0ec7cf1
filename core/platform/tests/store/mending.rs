//! What people do about files: releasing, giving a text, filing elsewhere, removing.

use domain::application::model::ScreeningState;
use domain::candidate::model::{Candidate, CandidateDraft};
use domain::error::{ServiceError, ViolationCode};
use domain::id::{ApplicationId, CandidateId, ResumeId};
use domain::page::PageRequest;
use domain::ports::Store;
use domain::resume::model::{Resume, ResumeStatus, TextOrigin};
use domain::screening::record::Ask;
use domain::task::model::TaskState;

use crate::make::World;
use crate::office::{Office, hidden_paragraph};

const ANN: &str = "Ann Quetzal\nann@example.com\nSkills: Rust and Kafka. I built services in Rust for six years.";
const BOB: &str = "Bob Heron\nbob@example.com\nSkills: Excel. I kept the books in Excel for a bakery.";

async fn person(office: &Office, id: Option<CandidateId>) -> Candidate {
    office.services.candidates.by_ids(&[id.unwrap()]).await.unwrap().pop().unwrap()
}

async fn text_of(office: &Office, id: ResumeId) -> Option<String> {
    office.services.resumes.texts(&[id]).await.unwrap().pop().map(|(_, text)| text)
}

async fn state_of(world: &World, id: ApplicationId) -> ScreeningState {
    world.store.reads().applications(&[id]).await.unwrap().pop().unwrap().screening_state
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> (Vec<&'static str>, ViolationCode) {
    match answer.unwrap_err() {
        ServiceError::Refused(mut violations) => violations.pop().map(|it| (it.path, it.code)).unwrap(),
        fault => panic!("{fault:?}"),
    }
}

async fn screened(office: &Office, resume: &Resume) -> ApplicationId {
    let job = office.job("We build services in Rust. You need six years of experience with Rust and Kafka.").await;
    let (application, task) = office.apply(resume.candidate_id.unwrap(), job).await;
    assert_eq!(office.run(task.unwrap()).await.state, TaskState::Success);
    application
}

#[tokio::test]
async fn hidden_text_is_kept_apart_and_a_person_releases_the_file() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let resume = office.ingest(&format!("HIDES {ANN}")).await;
    assert_eq!((resume.status, resume.findings.as_slice()), (ResumeStatus::NeedsReview, &[hidden_paragraph()][..]));
    assert!(resume.status_reason.as_deref().unwrap().contains("300 characters"));
    let found = person(&office, resume.candidate_id).await;
    assert!(found.embedded_at.is_some() && found.latest_resume_id == Some(resume.id), "it is searchable");
    let application = screened(&office, &resume).await;
    assert_eq!(state_of(&world, application).await, ScreeningState::Done, "and screened");

    let released = office.services.resumes.release(resume.id).await.unwrap();
    assert_eq!((released.status, released.status_reason.as_deref()), (ResumeStatus::Ready, None));
    assert!(released.released_at.is_some() && !released.findings.is_empty(), "the findings stay");
    office.services.resumes.release(resume.id).await.unwrap();
    let scan = office.ingest("SCAN").await;
    assert_eq!(refused(office.services.resumes.release(scan.id).await), (vec!["id"], ViolationCode::NotPossible));
}

#[tokio::test]
async fn what_nobody_could_inspect_reaches_no_model_before_it_is_released() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    office.model_fails(true);
    let resume = office.ingest(&format!("OPAQUE {ANN}")).await;
    assert_eq!((resume.status, resume.inspected), (ResumeStatus::NeedsReview, false));
    let found = person(&office, resume.candidate_id).await;
    assert!(found.embedded_at.is_none() && found.skills.is_empty(), "{found:?}");
    let job = office.services.jobs.create(crate::make::job("Engineer").draft).await.unwrap().0.id;
    let (application, task) = office.apply(found.id, job).await;
    assert_eq!(task, None);
    assert_eq!(state_of(&world, application).await, ScreeningState::WaitingForResume);
    assert_eq!(office.services.screenings.request(application, Ask::AGAIN).await.unwrap().1, None);

    office.model_fails(false);
    let released = office.services.resumes.release(resume.id).await.unwrap();
    assert_eq!(office.run(released.task_id.unwrap()).await.state, TaskState::Success);
    let ready = office.resume(resume.id).await;
    assert_eq!((ready.status, ready.inspected), (ResumeStatus::Ready, false));
    let found = person(&office, resume.candidate_id).await;
    assert!(found.embedded_at.is_some() && found.skills.contains(&"Rust".to_owned()), "{found:?}");
    assert_eq!(state_of(&world, application).await, ScreeningState::Queued, "it waited for this résumé");
}

#[tokio::test]
async fn an_inspected_resume_goes_before_a_newer_one_that_nobody_could_inspect() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let first = office.ingest(ANN).await;
    let (second, task) = office.upload_with(&format!("OPAQUE {BOB}"), first.candidate_id, None).await.unwrap();
    office.run(task).await;
    assert_eq!(office.resume(second.id).await.status, ResumeStatus::NeedsReview);
    let found = person(&office, first.candidate_id).await;
    assert_eq!(found.latest_resume_id, Some(first.id));
    assert!(found.skills.contains(&"Rust".to_owned()) && !found.skills.contains(&"Excel".to_owned()));
}

#[tokio::test]
async fn a_scan_gets_its_text_from_a_person_and_is_read_like_any_other() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    for file in ["SCAN", "BROKEN"] {
        let resume = office.ingest(file).await;
        assert_eq!(resume.candidate_id, None);
        let (taken, task) =
            office.services.resumes.set_text(resume.id, &format!("{ANN}\r\n{file}\u{200b}")).await.unwrap();
        assert_eq!((taken.status, taken.text_from), (ResumeStatus::Received, TextOrigin::Person));
        assert_eq!(office.run(task).await.state, TaskState::Success);
        let ready = office.resume(resume.id).await;
        assert_eq!((ready.status, ready.media_type.as_str()), (ResumeStatus::Ready, "text/plain"));
        assert_eq!(text_of(&office, ready.id).await.unwrap(), format!("{ANN}\n{file}"));
        let found = person(&office, ready.candidate_id).await;
        assert!(found.name == "Ann Quetzal" && found.embedded_at.is_some(), "{found:?}");
        assert_eq!(found.latest_resume_id, Some(ready.id));
        let again = office.services.resumes.set_text(ready.id, "Another text.").await;
        assert_eq!(refused(again), (vec!["id"], ViolationCode::NotPossible), "evidence points into it");
    }
    let scan = office.ingest("SCAN again").await;
    let empty = office.services.resumes.set_text(scan.id, " \n\u{200b}").await;
    assert_eq!(refused(empty), (vec!["text"], ViolationCode::Required));
}

#[tokio::test]
async fn a_text_for_bytes_that_were_read_since_is_refused() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let broken = office.ingest("BROKEN file").await;
    let second = office.ingest("BROKEN file").await;
    office.services.resumes.set_text(second.id, ANN).await.unwrap();
    let refusal = refused(office.services.resumes.set_text(broken.id, ANN).await);
    assert_eq!(refusal, (vec!["id"], ViolationCode::Conflict));
    assert_eq!(text_of(&office, broken.id).await, None);
}

#[tokio::test]
async fn a_resume_that_was_filed_under_somebody_else_describes_them_no_longer() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let ann = office.ingest(ANN).await;
    let (wrong, task) = office.upload_with(BOB, ann.candidate_id, None).await.unwrap();
    office.run(task).await;
    let bob = office.ingest("Bob Heron\nbob@example.com\nBaker.").await;
    let application = screened(&office, &office.resume(wrong.id).await).await;
    let before = person(&office, ann.candidate_id).await;
    assert!(before.latest_resume_id == Some(wrong.id) && before.skills == ["Excel"], "{before:?}");

    let moved = office.services.resumes.assign(wrong.id, bob.candidate_id.unwrap()).await.unwrap();
    assert_eq!(moved.candidate_id, bob.candidate_id);
    let (ann_now, bob_now) = (person(&office, ann.candidate_id).await, person(&office, bob.candidate_id).await);
    assert_eq!(ann_now.latest_resume_id, Some(ann.id));
    assert!(ann_now.skills.contains(&"Rust".to_owned()) && !ann_now.skills.contains(&"Excel".to_owned()));
    assert!(ann_now.embedded_at.is_some());
    assert_eq!((bob_now.latest_resume_id, bob_now.skills.len()), (Some(bob.id), 0), "theirs is newer, {bob_now:?}");
    office.services.resumes.delete(bob.id).await.unwrap();
    assert_eq!(person(&office, bob.candidate_id).await.skills, ["Excel"]);
    assert_eq!(state_of(&world, application).await, ScreeningState::None, "they were judged by another's words");
    let left = world.store.reads().list_screenings(application, &PageRequest::first(9)).await.unwrap();
    assert!(left.rows.is_empty());

    let nameless = office
        .services
        .candidates
        .create(CandidateDraft { name: "B. H.".to_owned(), ..CandidateDraft::default() })
        .await
        .unwrap();
    office.services.resumes.assign(wrong.id, nameless.id).await.unwrap();
    let filled = person(&office, Some(nameless.id)).await;
    assert_eq!((filled.name.as_str(), filled.email.as_deref()), ("B. H.", Some("bob@example.com")));

    let nobody = office.services.resumes.assign(wrong.id, crate::make::id()).await;
    assert_eq!(refused(nobody), (vec!["candidateId"], ViolationCode::NotFound));
    let (copy, _) = office.upload(BOB).await;
    let duplicate = office.services.resumes.assign(copy.id, ann.candidate_id.unwrap()).await;
    assert_eq!(refused(duplicate), (vec!["id"], ViolationCode::NotPossible));
}

#[tokio::test]
async fn a_deleted_resume_takes_its_text_file_screenings_and_tasks_along() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let old = office.ingest(ANN).await;
    let (new, task) = office.upload_with(BOB, old.candidate_id, None).await.unwrap();
    office.run(task).await;
    let (copy, _) = office.upload(BOB).await;
    let application = screened(&office, &office.resume(new.id).await).await;
    let (unread, reading) = office.upload_with("Not read yet", old.candidate_id, None).await.unwrap();

    office.services.resumes.delete(new.id).await.unwrap();
    assert!(office.services.resumes.by_ids(&[new.id, copy.id]).await.unwrap().is_empty());
    let found = person(&office, old.candidate_id).await;
    assert!(found.latest_resume_id == Some(old.id) && found.skills.contains(&"Rust".to_owned()), "{found:?}");
    assert_eq!(state_of(&world, application).await, ScreeningState::None);
    office.services.resumes.delete(unread.id).await.unwrap();
    assert_eq!(office.services.tasks.by_ids(&[reading]).await.unwrap()[0].state, TaskState::Revoked);
    office.services.resumes.delete(old.id).await.unwrap();
    let found = person(&office, old.candidate_id).await;
    assert!(found.latest_resume_id.is_none() && found.skills.is_empty() && found.embedded_at.is_none(), "{found:?}");
    assert_eq!(refused(office.services.resumes.delete(old.id).await), (vec!["id"], ViolationCode::NotFound));
    let again = office.ingest(BOB).await;
    assert_eq!(again.status, ResumeStatus::Ready, "the bytes are free again");
}

#[tokio::test]
async fn two_who_swap_their_files_do_not_wait_in_a_circle() {
    let world = World::new().await;
    let (one, other) = (Office::on(world.another().await), Office::on(world.another().await));
    let (ann, bob) = (one.ingest(ANN).await, one.ingest(BOB).await);
    let there = one.services.resumes.assign(ann.id, bob.candidate_id.unwrap());
    let back = other.services.resumes.assign(bob.id, ann.candidate_id.unwrap());
    let (there, back) = tokio::join!(there, back);
    assert_eq!(there.unwrap().candidate_id, bob.candidate_id);
    assert_eq!(back.unwrap().candidate_id, ann.candidate_id);
}
