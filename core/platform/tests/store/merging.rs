//! Candidates who are one person: proposing it, merging, undoing, erasing.

use domain::application::model::{Application, Stage};
use domain::candidate::model::Candidate;
use domain::candidate::proposals::MergeReason;
use domain::candidate::service::CandidatePatch;
use domain::error::{ServiceError, ViolationCode};
use domain::id::{ApplicationId, CandidateId, JobId};
use domain::page::{PageRequest, Patch};
use domain::ports::Store;
use domain::resume::model::{Resume, ResumeStatus};
use domain::screening::record::Ask;
use domain::task::model::{TaskPayload, TaskState};

use crate::erasing::tables_with;
use crate::make::{World, application, task};
use crate::office::{Office, PATIENCE};

const WORK: &str = "I built services in Rust for six years and kept them running at night. The event pipeline on Kafka
carried forty thousand scans a minute with replay. I moved a billing table of nine hundred million rows without downtime
and taught three colleagues who came from Python, one hour a week, always on their own code.";
const OTHER_WORK: &str =
    "I kept the books in Excel for a bakery and closed each year without a finding. Payroll for thirty
people, tax returns, and the talks with the bank when the second oven was bought were mine, as was the archive of paper
receipts in the cellar, which I replaced by scans that anybody finds within a minute.";

fn paper(name: &str, email: &str, phone: &str, work: &str) -> String {
    format!("{name}\n{email}\n{phone}\n\nExperience\n2015 - 2021 Engineer\n{work}\n\nSkills\nRust, Kafka")
}

/// Two résumés of one person, who came under two names.
async fn two(office: &Office) -> (Resume, Resume) {
    let kept = office.ingest(&paper("Ann Quetzal", "ann@example.com", "+31 20 555 0100", WORK)).await;
    let other = office.ingest(&paper("Anna Heron", "heron@example.org", "020 555 0199", OTHER_WORK)).await;
    (kept, other)
}

async fn person(office: &Office, id: CandidateId) -> Option<Candidate> {
    office.services.candidates.by_ids(&[id]).await.unwrap().pop()
}

async fn found(world: &World, id: ApplicationId) -> Option<Application> {
    world.store.reads().applications(&[id]).await.unwrap().pop()
}

async fn of_pair(world: &World, candidate: CandidateId, job: JobId) -> Option<Application> {
    world.store.reads().applications_of_pairs(&[(candidate, job)]).await.unwrap().pop()
}

async fn resumes_of(office: &Office, id: CandidateId) -> usize {
    office.services.resumes.newest_of(&[id], 99).await.unwrap().len()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> (Vec<&'static str>, ViolationCode) {
    match answer.unwrap_err() {
        ServiceError::Refused(mut violations) => violations.pop().map(|it| (it.path, it.code)).unwrap(),
        fault => panic!("{fault:?}"),
    }
}

/// What is the same before a merge and after it was undone: all but when the rows last changed.
fn compared(candidate: Option<Candidate>) -> Candidate {
    let candidate = candidate.expect("they are there");
    Candidate { updated_at: candidate.created_at, embedded_at: None, ..candidate }
}

#[tokio::test]
async fn an_address_a_number_and_a_near_text_are_proposals() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let own =
        office.ingest(&paper("Ann Quetzal", "ann@example.com", "+31 20 555 0100", WORK)).await.candidate_id.unwrap();
    let texts = [
        paper("Bob Heron", "ann@example.com", "+31 20 555 0111", OTHER_WORK),
        paper("Cem Ibis", "cem@example.com", "(020) 555-0100 ext. 5", &OTHER_WORK.to_uppercase()),
        paper("Dora Kite", "dora@example.com", "+31 20 555 0122", WORK),
        paper("Emil Wren", "emil@example.com", "+31 20 555 0133", "Sold shoes."),
    ];
    let mut others = Vec::new();
    for text in &texts {
        others.push(office.ingest(text).await.candidate_id.unwrap());
    }
    let proposals = office.services.candidates.merge_proposals(&[own]).await.unwrap();
    let mut told: Vec<_> = proposals.iter().map(|it| (it.other, it.reasons.clone())).collect();
    told.sort();
    let mut expected = vec![
        (others[0], vec![MergeReason::SameEmail]),
        (others[1], vec![MergeReason::SamePhone]),
        (others[2], vec![MergeReason::SimilarText]),
    ];
    expected.sort();
    assert_eq!(told, expected);
    let near = proposals.iter().find(|it| it.other == others[2]).unwrap();
    assert!(near.similarity.is_some_and(|share| (0.7..1.0).contains(&share)), "{near:?}");
    let all = office.services.candidates.merge_proposals(&[own, others[0], others[3]]).await.unwrap();
    assert!(all.iter().any(|it| it.candidate == others[0] && it.other == own), "it holds both ways");
    assert!(all.iter().all(|it| it.candidate != others[3]), "nobody is like them");
}

#[tokio::test]
async fn a_merge_moves_all_and_undoing_it_gives_all_back() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (kept, other) = two(&office).await;
    let (keep, gone) = (kept.candidate_id.unwrap(), other.candidate_id.unwrap());
    let (both, single) = (office.job("Rust and Kafka.").await, office.job("Excel.").await);
    let (into, task) = office.apply(keep, both).await;
    office.run(task.unwrap()).await;
    let (folded, task) = office.apply(gone, both).await;
    office.run(task.unwrap()).await;
    let (moved, open) = office.apply(gone, single).await;
    let (_, ended) = office.services.screenings.request(folded, Ask::AGAIN).await.unwrap();
    let before = (compared(person(&office, keep).await), compared(person(&office, gone).await));
    let history = world.store.reads().count_stage_changes(into).await.unwrap();
    let was = found(&world, folded).await.unwrap();

    let merged = office.services.candidates.merge(keep, gone).await.unwrap();
    assert_eq!(
        (merged.id, merged.name.as_str(), merged.email.as_deref()),
        (keep, "Ann Quetzal", Some("ann@example.com"))
    );
    assert_eq!(
        (&merged.other_emails, &merged.other_phones),
        (&vec!["heron@example.org".to_owned()], &vec!["020 555 0199".to_owned()])
    );
    assert!(person(&office, gone).await.is_none() && merged.embedded_at.is_some());
    assert_eq!(merged.latest_resume_id, Some(other.id), "the newest is the latest, whoever's it was");
    assert_eq!(resumes_of(&office, keep).await, 2);
    assert_eq!(found(&world, moved).await.unwrap().candidate_id, keep);
    assert!(found(&world, folded).await.is_none());
    let reads = world.store.reads();
    assert!(reads.count_stage_changes(into).await.unwrap() > history, "its history went along");
    assert_eq!(reads.count_screenings(into).await.unwrap(), 2, "and its screening");
    assert_eq!(reads.tasks(&[ended.unwrap()]).await.unwrap()[0].state, TaskState::Revoked);
    assert_eq!(office.run(open.unwrap()).await.state, TaskState::Success, "what moved is screened");
    let stale = reads.screenings(&[found(&world, into).await.unwrap().screening_id.unwrap()]).await.unwrap();
    assert!(stale[0].stale, "it judged by another résumé than the latest");

    let restored = office.services.candidates.undo_merge(keep).await.unwrap();
    assert_eq!((compared(Some(restored)), compared(person(&office, gone).await)), before);
    assert_eq!((resumes_of(&office, keep).await, resumes_of(&office, gone).await), (1, 1));
    let again = found(&world, folded).await.unwrap();
    assert_eq!((again.candidate_id, again.job_id, again.stage), (gone, both, was.stage));
    assert_eq!((again.screening_id, again.created_at), (was.screening_id, was.created_at));
    assert_eq!(of_pair(&world, gone, single).await.unwrap().id, moved);
    assert_eq!(reads.count_stage_changes(into).await.unwrap(), history);
    assert_eq!((reads.count_screenings(into).await.unwrap(), reads.count_screenings(folded).await.unwrap()), (1, 1));
    let nothing = office.services.candidates.undo_merge(keep).await;
    assert_eq!(refused(nothing), (vec!["candidateId"], ViolationCode::NotPossible));
}

#[tokio::test]
async fn what_was_changed_since_stands_after_undoing() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (kept, other) = two(&office).await;
    let (keep, gone) = (kept.candidate_id.unwrap(), other.candidate_id.unwrap());
    let job = office.job("Excel.").await;
    let (moved, _) = office.apply(gone, job).await;
    office.services.candidates.merge(keep, gone).await.unwrap();
    let patch = CandidatePatch {
        location: Patch::Set("Ghent".to_owned()),
        tags: Patch::Set(vec!["met".to_owned()]),
        ..CandidatePatch::default()
    };
    office.services.candidates.update(keep, patch).await.unwrap();
    let later = office
        .upload_with(&paper("Ann Quetzal", "new@example.com", "", "Led a team."), Some(keep), None)
        .await
        .unwrap();
    office.run(later.1).await;
    office.services.resumes.delete(other.id).await.unwrap();

    let restored = office.services.candidates.undo_merge(keep).await.unwrap();
    assert_eq!((restored.location.as_deref(), restored.tags.as_slice()), (Some("Ghent"), &["met".to_owned()][..]));
    assert_eq!(restored.other_emails, ["new@example.com"], "what came since stays, what came by the merge goes");
    assert_eq!(restored.latest_resume_id, Some(later.0.id));
    let back = person(&office, gone).await.unwrap();
    assert_eq!((back.email.as_deref(), back.latest_resume_id), (Some("heron@example.org"), None));
    assert_eq!(found(&world, moved).await.unwrap().candidate_id, gone);
}

#[tokio::test]
async fn merges_of_merges_are_undone_in_turn() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (one, two) = two(&office).await;
    let three = office.ingest(&paper("A. Q. Heron", "aq@example.net", "", "Ran a shop.")).await;
    let ids = [one, two, three].map(|it| it.candidate_id.unwrap());
    office.services.candidates.merge(ids[1], ids[2]).await.unwrap();
    office.services.candidates.merge(ids[0], ids[1]).await.unwrap();
    assert_eq!(resumes_of(&office, ids[0]).await, 3);
    assert_eq!(refused(office.services.candidates.undo_merge(ids[1]).await).1, ViolationCode::NotFound);
    office.services.candidates.undo_merge(ids[0]).await.unwrap();
    assert_eq!((resumes_of(&office, ids[0]).await, resumes_of(&office, ids[1]).await), (1, 2));
    office.services.candidates.undo_merge(ids[1]).await.unwrap();
    for id in ids {
        assert_eq!(resumes_of(&office, id).await, 1);
    }
}

#[tokio::test]
async fn after_its_time_a_merge_stands_and_its_copies_go() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (kept, other) = two(&office).await;
    let keep = kept.candidate_id.unwrap();
    office.services.candidates.merge(keep, other.candidate_id.unwrap()).await.unwrap();
    world.database.execute("UPDATE candidate_merge SET merged_at = now() - interval '25 hours', record = jsonb_set(record, '{at}', to_jsonb(now() - interval '25 hours'))").await;
    let late = office.services.candidates.undo_merge(keep).await;
    assert_eq!(refused(late), (vec!["candidateId"], ViolationCode::NotPossible));
    let mut tables = tables_with(&world, "Anna Heron").await;
    tables.sort();
    assert_eq!(tables, ["candidate_merge", "resume"], "the copy, and their own file");
    let cleanup = task(TaskPayload::Cleanup);
    world.write(async |tx| tx.enqueue(&cleanup).await.unwrap()).await;
    assert_eq!(office.run(cleanup.id).await.state, TaskState::Success);
    assert_eq!(tables_with(&world, "Anna Heron").await, ["resume"]);
}

#[tokio::test]
async fn erasing_after_merges_leaves_nothing_of_either() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (one, two) = two(&office).await;
    let three = office.ingest(&paper("Zed Heron", "zed@example.net", "", "Ran a shop.")).await;
    let ids = [one, two, three].map(|it| it.candidate_id.unwrap());
    let job = office.job("Rust and Kafka.").await;
    let (_, _) = office.apply(ids[0], job).await;
    let (folded, task) = office.apply(ids[1], job).await;
    office.services.candidates.merge(ids[1], ids[2]).await.unwrap();
    office.services.candidates.merge(ids[0], ids[1]).await.unwrap();
    office.services.candidates.erase(ids[0], "They asked for it.").await.unwrap();
    for letters in ["heron", "quetzal", "zed@", "aq@"] {
        assert_eq!(tables_with(&world, letters).await, Vec::<String>::new(), "{letters}");
    }
    for id in [folded.0, task.unwrap().0, ids[1].0, ids[2].0] {
        assert_eq!(tables_with(&world, &id.to_string()).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_can_not_be_merged_is_refused() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (kept, other) = two(&office).await;
    let (keep, gone) = (kept.candidate_id.unwrap(), other.candidate_id.unwrap());
    let candidates = &office.services.candidates;
    assert_eq!(refused(candidates.merge(keep, keep).await), (vec!["otherId"], ViolationCode::Conflict));
    let nobody: CandidateId = crate::make::id();
    assert_eq!(refused(candidates.merge(keep, nobody).await), (vec!["otherId"], ViolationCode::NotFound));
    assert_eq!(refused(candidates.merge(nobody, keep).await), (vec!["keepId"], ViolationCode::NotFound));
    let (unread, task) = office.upload_with("Anna Heron\nanother file", Some(gone), None).await.unwrap();
    assert_eq!(refused(candidates.merge(keep, gone).await), (vec!["otherId"], ViolationCode::NotPossible));
    office.run(task).await;
    assert_eq!(office.resume(unread.id).await.status, ResumeStatus::Ready);
    candidates.merge(keep, gone).await.unwrap();
}

#[tokio::test]
async fn of_two_merges_at_once_one_happens() {
    let world = World::new().await;
    let (here, there) = (Office::on(world.another().await), Office::on(world.another().await));
    for _ in 0..5 {
        let (kept, other) = two(&here).await;
        let (keep, gone) = (kept.candidate_id.unwrap(), other.candidate_id.unwrap());
        let both = async {
            tokio::join!(here.services.candidates.merge(keep, gone), there.services.candidates.merge(gone, keep))
        };
        let (a, b) = tokio::time::timeout(PATIENCE, both).await.expect("nobody waits in a circle");
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let left = if a.is_ok() { keep } else { gone };
        assert_eq!(resumes_of(&here, left).await, 2);
        here.services.candidates.erase(left, "The next two are alike.").await.unwrap();
    }
}

#[tokio::test]
async fn a_rejected_application_that_went_into_another_comes_back_rejected() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let user = world.recruiter().await;
    let (kept, other) = two(&office).await;
    let (keep, gone) = (kept.candidate_id.unwrap(), other.candidate_id.unwrap());
    let job = office.job("Rust and Kafka.").await;
    office.apply(keep, job).await;
    let mut rejected = application(gone, job);
    (rejected.stage, rejected.external_id) = (Stage::Rejected, Some("ats-7".to_owned()));
    let said = crate::make::came_by(&rejected, domain::id::ActorId::User(user), Some("Another was better."));
    world
        .write(async |tx| {
            assert!(tx.insert_application(&rejected).await.unwrap());
            tx.insert_stage_change(&said).await.unwrap();
        })
        .await;
    office.services.candidates.merge(keep, gone).await.unwrap();
    let into = of_pair(&world, keep, job).await.unwrap();
    assert_eq!((into.stage, into.external_id.as_deref()), (Stage::Applied, Some("ats-7")));
    office.services.candidates.undo_merge(keep).await.unwrap();
    let again = found(&world, rejected.id).await.unwrap();
    assert_eq!((again.stage, again.external_id.as_deref()), (Stage::Rejected, Some("ats-7")));
    assert_eq!(of_pair(&world, keep, job).await.unwrap().external_id, None);
    let page = PageRequest::first(9);
    let lines = world.store.reads().list_stage_changes(rejected.id, &page).await.unwrap();
    assert_eq!(lines.rows.len(), 1);
}
