//! Nobody is rejected but by a person who gives a reason: the service says so, and so does the database.

use domain::application::mail::OwnWords;
use domain::application::model::{Application, Stage};
use domain::application::moving::StageMove;
use domain::error::{ServiceError, ViolationCode};
use domain::id::ActorId;
use domain::ports::{Store, StoreError};

use crate::make::{World, application, at, came_by, candidate, job};
use crate::office::Office;

async fn applied(world: &World) -> Application {
    let (person, job) = (candidate("Ann"), job("Baker"));
    let row = application(person.id, job.id);
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            assert!(tx.insert_application(&row).await.unwrap());
        })
        .await;
    row
}

/// Writes the stage and, when there is one, a line of the history, past every service.
async fn write(world: &World, row: &Application, by: Option<(ActorId, Option<&str>)>) -> Result<(), StoreError> {
    let mut tx = world.store.begin().await?;
    tx.update_application(row).await?;
    if let Some((actor, reason)) = by {
        tx.insert_stage_change(&came_by(row, actor, reason)).await?;
    }
    tx.commit().await
}

#[tokio::test]
async fn the_database_refuses_a_rejection_without_a_person_or_a_reason() {
    let world = World::new().await;
    let mut row = applied(&world).await;
    let person = ActorId::User(world.recruiter().await);
    (row.stage, row.stage_changed_at) = (Stage::Rejected, at(9));
    for by in [None, Some((ActorId::System, Some("No licence."))), Some((person, None)), Some((person, Some(" ")))] {
        let refused = write(&world, &row, by).await;
        assert!(refused.is_err(), "{by:?}");
        let stands = world.store.reads().applications(&[row.id]).await.unwrap().pop().unwrap();
        assert_eq!(stands.stage, Stage::Applied, "{by:?}");
    }
    write(&world, &row, Some((person, Some("No licence.")))).await.unwrap();
    let stands = world.store.reads().applications(&[row.id]).await.unwrap().pop().unwrap();
    assert_eq!(stands.stage, Stage::Rejected);
}

#[tokio::test]
async fn no_application_begins_rejected() {
    let world = World::new().await;
    let (person, job) = (candidate("Ann"), job("Baker"));
    let row = Application { stage: Stage::Rejected, ..application(person.id, job.id) };
    let mut tx = world.store.begin().await.unwrap();
    tx.insert_candidate(&person).await.unwrap();
    tx.insert_job(&job).await.unwrap();
    tx.insert_application(&row).await.unwrap();
    assert!(tx.commit().await.is_err());
    assert!(world.store.reads().applications(&[row.id]).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_service_says_what_is_missing() {
    let world = World::new().await;
    let row = applied(&world).await;
    let office = Office::on(world.another().await);
    let person = ActorId::User(world.recruiter().await);
    let ask = async |reason: Option<&str>, actor| {
        let reason = reason.map(str::to_owned);
        let words = OwnWords::default();
        let to = StageMove { application_id: row.id, stage: Stage::Rejected, reason, notify: false, words };
        match office.services.applications.change_stage(to, actor).await {
            Err(ServiceError::Refused(violations)) => Some((violations[0].path.clone(), violations[0].code)),
            other => other.map(|_| None).unwrap(),
        }
    };
    assert_eq!(ask(None, person).await, Some((vec!["reason"], ViolationCode::Required)));
    assert_eq!(ask(Some("No licence."), ActorId::System).await, Some((vec!["stage"], ViolationCode::NotPossible)));
    assert_eq!(ask(Some("No licence."), person).await, None);
}
