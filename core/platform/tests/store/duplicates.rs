//! The same bytes again: wherever the first of them stands, the later upload leads somewhere.

use domain::error::{ServiceError, ViolationCode};
use domain::page::PageRequest;
use domain::ports::Store;
use domain::resume::model::{ResumeFilter, ResumeStatus};
use domain::screening::record::Ask;
use domain::task::model::TaskState;

use crate::make::{World, candidate};
use crate::office::Office;

const ANN: &str = "Ann Archer\nann.archer@example.com\n\nSkills\nRust\n";

async fn office() -> (World, Office) {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    (world, office)
}

#[tokio::test]
async fn a_duplicate_of_what_is_being_read_applies_when_that_is_read() {
    let (world, office) = office().await;
    let job = office.job("Rust.").await;
    let (first, reading) = office.upload(ANN).await;
    let (copy, settling) = office.upload_with(ANN, None, Some(job)).await.unwrap();
    assert_eq!((copy.status, copy.duplicate_of), (ResumeStatus::Duplicate, Some(first.id)));
    assert_eq!(office.run(settling).await.state, TaskState::Success);
    assert_eq!(office.run(reading).await.state, TaskState::Success);
    let (first, after) = (office.resume(first.id).await, office.resume(copy.id).await);
    assert_eq!(after.status, ResumeStatus::Duplicate);
    assert!(after.candidate_id.is_some() && after.candidate_id == first.candidate_id);
    assert_ne!(after.status_reason, copy.status_reason, "it no longer says that the file is being read");
    let pair = [(first.candidate_id.unwrap(), job)];
    assert_eq!(world.store.reads().applications_of_pairs(&pair).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_names_the_owner_of_a_file_that_is_being_read_is_asked_to_wait() {
    let (world, office) = office().await;
    let person = candidate("Ann Archer");
    world.write(async |tx| tx.insert_candidate(&person).await.unwrap()).await;
    office.upload(ANN).await;
    let Err(ServiceError::Refused(violations)) = office.upload_with(ANN, Some(person.id), None).await else {
        panic!("taken")
    };
    assert_eq!(violations[0].code, ViolationCode::Conflict);
    assert!(violations[0].message.contains("try again"), "{}", violations[0].message);
}

#[tokio::test]
async fn a_duplicate_of_a_scan_says_so_and_may_say_whose_it_is() {
    let (world, office) = office().await;
    let (ann, bea) = (candidate("Ann Archer"), candidate("Bea Baker"));
    world
        .write(async |tx| {
            tx.insert_candidate(&ann).await.unwrap();
            tx.insert_candidate(&bea).await.unwrap();
        })
        .await;
    let (first, reading) = office.upload("SCAN of a page").await;
    let (early, _) = office.upload("SCAN of a page").await;
    office.run(reading).await;
    let first = office.resume(first.id).await;
    assert_eq!(first.status, ResumeStatus::NeedsOcr);
    let (late, _) = office.upload("SCAN of a page").await;
    for copy in [early.id, late.id] {
        let copy = office.resume(copy).await;
        assert_eq!(copy.status, ResumeStatus::Duplicate);
        let (told, why) = (copy.status_reason.unwrap(), first.status_reason.clone().unwrap());
        assert!(told.contains(&why), "{told}");
    }
    let (hers, _) = office.upload_with("SCAN of a page", Some(ann.id), None).await.unwrap();
    assert_eq!((hers.status, hers.candidate_id), (ResumeStatus::Duplicate, Some(ann.id)));
    for resume in [first.id, early.id, late.id] {
        assert_eq!(office.resume(resume).await.candidate_id, Some(ann.id));
    }
    assert!(office.upload_with("SCAN of a page", Some(bea.id), None).await.is_err(), "it is Ann's");
}

#[tokio::test]
async fn a_duplicate_of_what_turns_out_unreadable_is_unreadable() {
    let (_world, office) = office().await;
    let (first, reading) = office.upload("BROKEN page").await;
    let (copy, settling) = office.upload("BROKEN page").await;
    office.run(reading).await;
    assert_eq!(office.run(settling).await.state, TaskState::Success);
    let (first, copy) = (office.resume(first.id).await, office.resume(copy.id).await);
    assert_eq!(copy.status, ResumeStatus::Unreadable);
    assert_eq!(copy.status_reason, first.status_reason);
}

#[tokio::test]
async fn a_duplicate_of_what_failed_is_listed_with_it_and_helped_with_it() {
    let (world, office) = office().await;
    let job = office.job("Rust.").await;
    let (first, reading) = office.upload(ANN).await;
    let (copy, settling) = office.upload_with(ANN, None, Some(job)).await.unwrap();
    office.run(settling).await;
    office.services.tasks.cancel(reading).await.unwrap();
    let failed = ResumeFilter { statuses: Some(vec![ResumeStatus::Failed]), ..ResumeFilter::default() };
    let listed = office.services.resumes.list(&failed, &PageRequest::first(5)).await.unwrap().rows;
    assert_eq!(listed.len(), 2, "both need attention");
    assert!(listed.iter().all(|(_, resume)| resume.task_id == Some(reading)), "both name the task to retry");

    let again = office.services.tasks.retry(reading).await.unwrap().task.id;
    assert_eq!(office.resume(copy.id).await.status, ResumeStatus::Duplicate);
    assert_eq!(office.run(again).await.state, TaskState::Success);
    let copy = office.resume(copy.id).await;
    assert_eq!((copy.status, copy.task_id), (ResumeStatus::Duplicate, Some(again)));
    let pair = [(office.resume(first.id).await.candidate_id.unwrap(), job)];
    assert_eq!(world.store.reads().applications_of_pairs(&pair).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_remark_on_the_name_outlives_a_failure_between_the_two_commits() {
    let (_world, office) = office().await;
    let text = "skills: rust and some other things that are done at work every day.";
    let told = office.ingest(text).await.status_reason;
    assert!(told.is_some(), "nothing to lose");
    let (resume, task) = office.upload(&format!("{text} And more of it.")).await;
    office.model_fails(true);
    assert_eq!(office.run(task).await.state, TaskState::Retry);
    assert_eq!(office.resume(resume.id).await.status_reason, told);
    office.services.tasks.cancel(task).await.unwrap();
    assert_eq!(office.resume(resume.id).await.status, ResumeStatus::Failed);
    office.model_fails(false);
    let again = office.services.tasks.retry(task).await.unwrap().task.id;
    assert_eq!(office.run(again).await.state, TaskState::Success);
    let resume = office.resume(resume.id).await;
    assert_eq!((resume.status, resume.status_reason), (ResumeStatus::Ready, told));
}

/// Forty thousand words that each occur once: more than one full-text entry holds.
fn long_text() -> String {
    use std::fmt::Write;
    let mut text = String::from("Ann Archer\nann.archer@example.com\n\nzyzzyva\n");
    for number in 0..40_000 {
        write!(text, "x{number:x}-y{number:x} ").unwrap();
    }
    text
}

#[tokio::test]
async fn a_text_of_many_different_words_is_indexed_as_far_as_it_goes() {
    let (world, office) = office().await;
    let (resume, task) = office.upload(&long_text()).await;
    let ended = office.run(task).await;
    assert_eq!(ended.state, TaskState::Success, "{:?}", ended.error);
    assert_eq!(office.resume(resume.id).await.status, ResumeStatus::Ready);
    let found = domain::candidate::model::CandidateFilter { text: Some("zyzzyva".to_owned()), ..Default::default() };
    assert_eq!(office.services.candidates.count(found).await.unwrap(), 1);

    let mut posting = crate::make::job("Engineer");
    posting.draft.description = long_text();
    world.write(async |tx| tx.insert_job(&posting).await.unwrap()).await;
    let found = domain::job::model::JobFilter { text: Some("zyzzyva".to_owned()), ..Default::default() };
    assert_eq!(world.store.reads().count_jobs(&found).await.unwrap(), 1);
}

#[tokio::test]
async fn a_screening_of_the_same_text_in_a_newer_file_is_not_stale_once_it_is_asked_for() {
    let (_world, office) = office().await;
    let job = office.job("Rust.").await;
    let first = office.ingest(ANN).await;
    let (application, screening) = office.apply(first.candidate_id.unwrap(), job).await;
    assert_eq!(office.run(screening.unwrap()).await.state, TaskState::Success);
    let newer = office.ingest(&format!("{ANN}\n\n")).await;
    assert_eq!(newer.candidate_id, first.candidate_id);
    let screenings = async || {
        let page = office.services.screenings.list(application, &PageRequest::first(5)).await.unwrap();
        page.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>()
    };
    let before = screenings().await;
    assert!(before[0].stale, "it was made from another file");
    let (_, task) = office.services.screenings.request(application, Ask::default()).await.unwrap();
    assert_eq!(task, None, "the answer is known");
    let after = screenings().await;
    assert_eq!((after.len(), after[0].id, after[0].stale), (1, before[0].id, false));
    assert_eq!(after[0].resume_id, newer.id);
}
