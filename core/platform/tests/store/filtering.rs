use domain::access::model::{Role, Session, User};
use domain::application::model::Stage;
use domain::candidate::model::{Candidate, CandidateFilter};
use domain::id::{CandidateId, JobId};
use domain::job::model::{Job, JobFilter, JobStatus};
use domain::page::TimeRange;
use domain::ports::Store;

use crate::make::{DIMENSIONS, World, application, at, candidate, id, job, put_readable};

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

async fn found(world: &World, filter: CandidateFilter) -> Vec<CandidateId> {
    let page = world.store.reads();
    let request = domain::page::PageRequest::first(100);
    let page = page.list_candidates(&filter, Default::default(), &request).await.unwrap();
    let mut ids: Vec<CandidateId> = page.rows.into_iter().map(|(_, row)| row.id).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn every_condition_on_candidates_holds() {
    let world = World::new().await;
    let mut ann = Candidate {
        location: Some("50% Rome_Italy".to_owned()),
        years: Some(4.0),
        skills: texts(&["Rust", "C++"]),
        tags: texts(&["keen"]),
        external_id: Some("a-1".to_owned()),
        email: Some("ann@example.com".to_owned()),
        created_at: at(10),
        ..candidate("Ann Archer")
    };
    let bob = Candidate { other_emails: texts(&["ann@example.com"]), created_at: at(20), ..candidate("Bob") };
    let job = job("Engineer");
    world
        .write(async |tx| {
            tx.insert_candidate(&ann).await.unwrap();
            tx.insert_candidate(&bob).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            let read = put_readable(tx, &mut ann, 1, "I build bridges.").await;
            tx.put_candidate_search(ann.id, "Ann Archer", "I build bridges.").await.unwrap();
            tx.put_candidate_vector(ann.id, read, "hash", &[0.5; DIMENSIONS], at(1)).await.unwrap();
            assert!(tx.insert_application(&application(ann.id, job.id)).await.unwrap());
        })
        .await;
    let any = CandidateFilter::default;
    let only_ann = [
        CandidateFilter { ids: Some(vec![ann.id, id()]), ..any() },
        CandidateFilter { external_ids: Some(texts(&["a-1"])), ..any() },
        CandidateFilter { text: Some("bridge".to_owned()), ..any() },
        CandidateFilter { text: Some("arch".to_owned()), ..any() },
        CandidateFilter { location: Some("% rome_".to_owned()), ..any() },
        CandidateFilter { min_years: Some(4.0), ..any() },
        CandidateFilter { max_years: Some(40.0), ..any() },
        CandidateFilter { skills: Some(texts(&["C++", "Rust"])), ..any() },
        CandidateFilter { tags: Some(texts(&["keen"])), ..any() },
        CandidateFilter { job_id: Some(job.id), ..any() },
        CandidateFilter { stages: Some(vec![Stage::Applied]), ..any() },
        CandidateFilter { has_embedding: Some(true), ..any() },
        CandidateFilter { created_at: TimeRange { gte: Some(at(10)), lt: Some(at(20)) }, ..any() },
    ];
    for filter in only_ann {
        assert_eq!(found(&world, filter.clone()).await, [ann.id], "{filter:?}");
    }
    let only_bob = [
        CandidateFilter { not_in_job_id: Some(job.id), ..any() },
        CandidateFilter { has_embedding: Some(false), ..any() },
        CandidateFilter { text: Some("BO".to_owned()), ..any() },
    ];
    for filter in only_bob {
        assert_eq!(found(&world, filter.clone()).await, [bob.id], "{filter:?}");
    }
    let nobody = [
        CandidateFilter { ids: Some(Vec::new()), ..any() },
        CandidateFilter { skills: Some(texts(&["rust"])), ..any() },
        CandidateFilter { location: Some("_ome".to_owned()), ..any() },
        CandidateFilter { job_id: Some(job.id), stages: Some(vec![Stage::Hired]), ..any() },
        CandidateFilter { text: Some("%' --".to_owned()), ..any() },
    ];
    for filter in nobody {
        assert!(found(&world, filter.clone()).await.is_empty(), "{filter:?}");
    }
    let by_email = world.store.reads().candidates_by_email("ann@example.com").await.unwrap();
    assert_eq!(by_email.iter().map(|row| row.id).collect::<Vec<_>>(), [ann.id, bob.id]);
    let stored = world.store.reads().candidates(&[ann.id]).await.unwrap().pop().unwrap();
    assert_eq!(stored, Candidate { embedded_at: Some(at(1)), ..ann });
}

#[tokio::test]
async fn every_condition_on_jobs_holds() {
    let world = World::new().await;
    let mut wanted = Job {
        required_skills: texts(&["Rust"]),
        preferred_skills: texts(&["Go"]),
        created_at: at(5),
        ..job("Bridge Builder")
    };
    wanted.draft.location = Some("Rome".to_owned());
    wanted.draft.remote = true;
    wanted.draft.status = JobStatus::Draft;
    wanted.draft.external_id = Some("j-1".to_owned());
    wanted.draft.description = "You will weld girders.".to_owned();
    wanted.draft.required_skills = Some(Vec::new());
    let other = job("Cook");
    world
        .write(async |tx| {
            tx.insert_job(&wanted).await.unwrap();
            tx.insert_job(&other).await.unwrap();
            assert_eq!(tx.add_custom_skills(&texts(&["Welding", "Welding"])).await.unwrap(), ["Welding"]);
            assert_eq!(tx.add_custom_skills(&texts(&["Welding"])).await.unwrap(), ["Welding"], "nobody looked yet");
            tx.custom_skills_looked_for(&texts(&["Welding"])).await.unwrap();
            assert!(tx.add_custom_skills(&texts(&["Welding"])).await.unwrap().is_empty());
        })
        .await;
    let any = JobFilter::default;
    let filters = [
        JobFilter { ids: Some(vec![wanted.id]), ..any() },
        JobFilter { external_ids: Some(texts(&["j-1"])), ..any() },
        JobFilter { text: Some("weld".to_owned()), ..any() },
        JobFilter { text: Some("idge bui".to_owned()), ..any() },
        JobFilter { statuses: Some(vec![JobStatus::Draft]), ..any() },
        JobFilter { location: Some("ROM".to_owned()), ..any() },
        JobFilter { remote: Some(true), ..any() },
        JobFilter { skills: Some(texts(&["Go", "Rust"])), ..any() },
        JobFilter { created_at: TimeRange { gte: Some(at(5)), lt: None }, ..any() },
    ];
    for filter in filters {
        let request = domain::page::PageRequest::first(100);
        let page = world.store.reads().list_jobs(&filter, Default::default(), &request).await.unwrap();
        let ids: Vec<JobId> = page.rows.iter().map(|(_, row)| row.id).collect();
        assert_eq!(ids, [wanted.id], "{filter:?}");
        assert_eq!(world.store.reads().count_jobs(&filter).await.unwrap(), 1);
    }
    assert_eq!(world.store.reads().jobs(&[wanted.id]).await.unwrap(), [wanted]);
    assert_eq!(world.store.reads().custom_skills().await.unwrap(), ["Welding"]);
}

#[tokio::test]
async fn who_signed_in_is_known_until_the_session_ends() {
    let world = World::new().await;
    let user = User {
        id: id(),
        name: "Ann".to_owned(),
        email: "ann@example.com".to_owned(),
        roles: vec![Role::Recruiter, Role::Admin],
        active: true,
        created_at: at(0),
        last_sign_in_at: None,
    };
    let session =
        Session { id: id(), user_id: user.id, token_hash: "hash".to_owned(), created_at: at(1), expires_at: at(9) };
    world
        .write(async |tx| {
            assert!(tx.insert_user(&user, "phc").await.unwrap());
            assert!(!tx.insert_user(&User { id: id(), ..user.clone() }, "phc").await.unwrap());
            tx.insert_session(&session).await.unwrap();
        })
        .await;
    let reads = world.store.reads();
    let signed_in = User { last_sign_in_at: Some(at(1)), ..user.clone() };
    assert_eq!(reads.session("hash", at(8)).await.unwrap(), Some((session.clone(), signed_in.clone())));
    assert_eq!(reads.session("hash", at(9)).await.unwrap(), None);
    assert_eq!(reads.user_by_email("ann@example.com").await.unwrap(), Some((signed_in, "phc".to_owned())));
    assert_eq!(reads.count_users().await.unwrap(), 1);
    world.write(async |tx| tx.delete_session(session.id).await.unwrap()).await;
    assert_eq!(world.store.reads().session("hash", at(8)).await.unwrap(), None);
}
