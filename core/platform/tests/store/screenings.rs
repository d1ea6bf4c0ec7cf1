use domain::application::mail::OwnWords;
use domain::application::model::{
    Application, ApplicationFilter, ApplicationOrder, ApplicationOrderField, ScreeningState, StageChange,
};
use domain::id::{ActorId, ApplicationId};
use domain::page::{OrderDirection, PageRequest};
use domain::ports::{Store, StoreError};
use domain::screening::record::Screening;
use domain::task::model::{TaskError, TaskPayload, Transition};

use crate::make::{World, application, at, candidate, id, job, put_readable, screening, task};

async fn state(world: &World, id: ApplicationId) -> ScreeningState {
    world.store.reads().applications(&[id]).await.unwrap().pop().unwrap().screening_state
}

#[tokio::test]
async fn the_state_of_a_screening_follows_its_task() {
    let world = World::new().await;
    let mut person = candidate("Ann");
    let job = job("Engineer");
    let mut applied = application(person.id, job.id);
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            assert!(tx.insert_application(&applied).await.unwrap());
            assert!(!tx.insert_application(&application(person.id, job.id)).await.unwrap(), "one of each pair");
        })
        .await;
    assert_eq!(state(&world, applied.id).await, ScreeningState::WaitingForResume);
    let mut read = None;
    world.write(async |tx| read = Some(put_readable(tx, &mut person, 1, "text").await)).await;
    assert_eq!(state(&world, applied.id).await, ScreeningState::None);
    assert_eq!(world.store.reads().unscreened_applications(person.id).await.unwrap().len(), 1);

    let work = task(TaskPayload::ScreenApplication { application: applied.id, force: false, samples: None });
    world
        .write(async |tx| {
            tx.enqueue(&work).await.unwrap();
            applied.screening_task_id = Some(work.id);
            tx.update_application(&applied).await.unwrap();
        })
        .await;
    assert_eq!(state(&world, applied.id).await, ScreeningState::Queued);
    assert!(world.store.reads().unscreened_applications(person.id).await.unwrap().is_empty());
    for (transition, wanted) in [
        (Transition::started(domain::task::model::TaskState::Pending), ScreeningState::Running),
        (Transition::failure(TaskError::new("NO", "No.")), ScreeningState::Failed),
    ] {
        world
            .write(async |tx| {
                tx.transition(work.id, &transition).await.unwrap();
            })
            .await;
        assert_eq!(state(&world, applied.id).await, wanted);
    }
    let made = screening(applied.id, read.unwrap(), &job, 70);
    world
        .write(async |tx| {
            tx.insert_screening(&made).await.unwrap();
            applied.screening_id = Some(made.id);
            applied.screening_task_id = None;
            tx.update_application(&applied).await.unwrap();
        })
        .await;
    assert_eq!(state(&world, applied.id).await, ScreeningState::Done);
    let found = world.store.reads().screening_by_input(applied.id, "same").await.unwrap();
    assert_eq!(found, Some(made));
}

#[tokio::test]
async fn a_screening_is_stale_when_the_job_or_the_resume_is_another() {
    let world = World::new().await;
    let mut person = candidate("Ann");
    let mut job = job("Engineer");
    let mut applied = application(person.id, job.id);
    let mut made: Option<Screening> = None;
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            let read = put_readable(tx, &mut person, 1, "text").await;
            assert!(tx.insert_application(&applied).await.unwrap());
            let first = screening(applied.id, read, &job, 70);
            tx.insert_screening(&first).await.unwrap();
            applied.screening_id = Some(first.id);
            tx.update_application(&applied).await.unwrap();
            made = Some(first);
        })
        .await;
    let made = made.unwrap();
    let stale = async || world.store.reads().screenings(&[made.id]).await.unwrap()[0].stale;
    let listed = async |stale| {
        let filter = ApplicationFilter { stale: Some(stale), ..ApplicationFilter::default() };
        world.store.reads().count_applications(&filter).await.unwrap()
    };
    assert!(!stale().await);
    assert_eq!((listed(true).await, listed(false).await), (0, 1));
    job.draft.location = Some("Rome".to_owned());
    world.write(async |tx| tx.update_job(&job).await.unwrap()).await;
    assert!(!stale().await, "nobody judges by the location");
    job.draft.min_years = Some(3.0);
    world.write(async |tx| tx.update_job(&job).await.unwrap()).await;
    assert!(stale().await);
    job.draft.min_years = None;
    world
        .write(async |tx| {
            tx.update_job(&job).await.unwrap();
            put_readable(tx, &mut person, 2, "newer text").await;
        })
        .await;
    assert!(stale().await, "a newer résumé stands for the person");
    assert_eq!((listed(true).await, listed(false).await), (1, 0));
    applied.resume_id = Some(made.resume_id);
    world.write(async |tx| tx.update_application(&applied).await.unwrap()).await;
    assert!(!stale().await, "the application names its own");
    let page = world.store.reads().list_screenings(applied.id, &PageRequest::first(3)).await.unwrap();
    assert_eq!(page.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), [made]);
}

#[tokio::test]
async fn lists_by_score_put_the_unscreened_last_and_newest_are_per_candidate() {
    let world = World::new().await;
    let mut person = candidate("Ann");
    let jobs: Vec<_> = ["A", "B", "C", "D"].map(job).to_vec();
    let scores = [Some(40), None, Some(90), None];
    let mut all: Vec<Application> = Vec::new();
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            let read = put_readable(tx, &mut person, 1, "text").await;
            for ((job, score), second) in jobs.iter().zip(scores).zip(0..) {
                tx.insert_job(job).await.unwrap();
                let mut applied = Application { created_at: at(second), ..application(person.id, job.id) };
                assert!(tx.insert_application(&applied).await.unwrap());
                if let Some(score) = score {
                    let made = screening(applied.id, read, job, score);
                    tx.insert_screening(&made).await.unwrap();
                    applied.screening_id = Some(made.id);
                    tx.update_application(&applied).await.unwrap();
                }
                all.push(applied);
            }
        })
        .await;
    let reads = world.store.reads();
    for (direction, wanted) in [(OrderDirection::Asc, [0, 2]), (OrderDirection::Desc, [2, 0])] {
        let order = ApplicationOrder { field: ApplicationOrderField::ScreeningScore, direction };
        let page =
            reads.list_applications(&ApplicationFilter::default(), order, &PageRequest::first(10)).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|(_, row)| row.id).collect();
        assert_eq!(ids[..2], wanted.map(|place| all[place].id));
        let rest = PageRequest { after: Some(page.rows[1].0.clone()), ..PageRequest::first(10) };
        let rest = reads.list_applications(&ApplicationFilter::default(), order, &rest).await.unwrap();
        assert_eq!(rest.rows, page.rows[2..]);
    }
    let newest: Vec<_> =
        reads.newest_applications(&[person.id, id()], 2).await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(newest, [all[3].id, all[2].id, all[1].id], "one more than asked");
    let high = ApplicationFilter { min_score: Some(50), ..ApplicationFilter::default() };
    assert_eq!(reads.count_applications(&high).await.unwrap(), 1);
    assert_eq!(
        reads.applications_of_pairs(&[(person.id, jobs[2].id), (person.id, id())]).await.unwrap()[0].id,
        all[2].id
    );
    let counts = reads.application_counts(&[jobs[0].id]).await.unwrap();
    assert_eq!(counts, [(jobs[0].id, all[0].stage, 1)]);
}

#[tokio::test]
async fn a_job_with_applications_stays_and_history_is_in_order() {
    let world = World::new().await;
    let person = candidate("Ann");
    let job = job("Engineer");
    let applied = application(person.id, job.id);
    let change = |second| StageChange {
        id: id(),
        application_id: applied.id,
        from: None,
        to: applied.stage,
        reason: None,
        actor: ActorId::System,
        words: OwnWords { subject: Some(format!("Subject {second}")), body: Some("Two\nlines.".to_owned()) },
        notified: false,
        at: at(second),
    };
    let (first, second) = (change(1), change(2));
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            assert!(tx.insert_application(&applied).await.unwrap());
            tx.insert_stage_change(&second).await.unwrap();
            tx.insert_stage_change(&first).await.unwrap();
            assert_eq!(tx.lock_application(applied.id).await.unwrap().unwrap().id, applied.id);
        })
        .await;
    let page = world.store.reads().list_stage_changes(applied.id, &PageRequest::first(5)).await.unwrap();
    assert_eq!(page.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), [first, second]);
    let mut tx = world.store.begin().await.unwrap();
    let refused = tx.delete_job(job.id).await.unwrap_err();
    assert!(matches!(refused, StoreError::Constraint { constraint } if constraint == "application_job_id_fkey"));
}
